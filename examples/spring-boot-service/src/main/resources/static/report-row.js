const template = document.getElementById('report-template');
const time = new Intl.DateTimeFormat(undefined, { dateStyle: 'medium', timeStyle: 'short' });
const euros = new Intl.NumberFormat('en', { style: 'currency', currency: 'EUR', maximumSignificantDigits: 3 });

const LOG_LINES = '8';

/** A report in the list: its job's progress while that is known, and its PDF once there is one. */
export class ReportRow {
  #parts;

  constructor(report, jobs) {
    // Elements of a clone in the template's own document would be dormant until they are in the page.
    this.element = document.importNode(template.content, true).firstElementChild;
    this.#parts = Object.fromEntries([...this.element.querySelectorAll('[data-part]')].map(part => [part.dataset.part, part]));
    const { title, time: ordered, progress, download, log } = this.#parts;
    title.textContent = report.title;
    ordered.dateTime = report.orderedAt;
    ordered.textContent = time.format(new Date(report.orderedAt));
    download.href = `reports/${report.id}/pdf`;
    download.setAttribute('aria-label', `Download PDF of ${report.title}`);
    download.hidden = !report.isReady;
    log.setAttribute('aria-label', `Log of ${report.title}`);
    log.addEventListener('click', () => this.#toggleLog());
    progress.addEventListener('job-done', ({ detail }) => this.#done(detail));
    // A job is kept for some days, its report for good.
    progress.addEventListener('job-error', () => this.#withoutJob(report.isReady));
    progress.setAttribute('label', report.title);
    progress.setAttribute('job-id', report.id);
    progress.client = jobs;
  }

  #done({ status, result }) {
    this.element.dataset.status = status;
    if (status === 'complete') {
      const { facts, download } = this.#parts;
      facts.textContent = `In the middle ${euros.format(result.middle)}, between ${euros.format(result.low)} and ${euros.format(result.high)} in 90 of 100 lives.`;
      facts.hidden = false;
      download.hidden = false;
    }
  }

  #withoutJob(isReady) {
    this.#parts.progress.hidden = isReady;
    this.#parts.log.hidden = true;
  }

  #toggleLog() {
    const { progress, log } = this.#parts;
    const isShown = progress.toggleAttribute('log-lines');
    if (isShown) {
      progress.setAttribute('log-lines', LOG_LINES);
    }
    log.setAttribute('aria-pressed', String(isShown));
  }
}
