import { BaseElement, buildShadow, define, sheetOf, takeEarlyProperties } from './element.js';
import { JobProgress } from './job-progress.js';
import { TEXTS } from './job-view.js';
import { JobWay } from './job-way.js';
import { LogBox } from './log-box.js';
import { WayList } from './way-list.js';

/** As much of a result as a page shows. */
const MOST_CHARACTERS = 20_000;

const PROGRESS_PARTS = ['row', 'words', 'state', 'percent', 'estimate', 'bar', 'cancel', 'newer', 'error'];

const STYLES = `
  :host { display: block; font: inherit; color: inherit; --bar: var(--job-progress-color, #2563d4); --good: var(--job-progress-done, #12733f); --bad: var(--job-progress-error, #b3261e); --wait: var(--job-progress-waiting, #8a5d00); }
  @supports (color: light-dark(red, red)) {
    :host { --bar: var(--job-progress-color, light-dark(#2563d4, #76a9ff)); --good: var(--job-progress-done, light-dark(#12733f, #74d99f)); --bad: var(--job-progress-error, light-dark(#b3261e, #f2b8b5)); --wait: var(--job-progress-waiting, light-dark(#8a5d00, #f0c36a)); }
  }
  :host([hidden]), [hidden], [part=way]:empty, [part=stage-note]:empty, [part=event-note]:empty, [part=log]:empty, [part=log]:not(:empty) + [part=log-empty] { display: none !important; }
  [part=details] { display: grid; grid-template-columns: minmax(0, 1fr); gap: 1.4em; --soft: color-mix(in srgb, currentcolor 78%, transparent); --line: color-mix(in srgb, currentcolor 22%, transparent); --sunken: color-mix(in srgb, currentcolor 7%, transparent); }
  ol { margin: 0; padding: 0; list-style: none; }
  [part~=event] { position: relative; display: grid; grid-template-columns: minmax(0, 1fr) auto; align-items: baseline; gap: 0.25em 0.9em; padding: 0 0 1em 1.6em; }
  [part~=event]:last-child { padding-block-end: 0; }
  [part~=event]::before { content: ""; position: absolute; inset: 0.35em auto auto 0.1em; inline-size: 0.75em; block-size: 0.75em; box-sizing: border-box; border: 3px solid var(--line); border-radius: 50%; }
  [part~=event]:not(:last-child)::after { content: ""; position: absolute; inset: 1.35em auto -0.15em 0.43em; inline-size: 2px; background: var(--line); }
  [part~=event-started]::before { border-color: var(--bar); }
  [part~=event-complete]::before { border-color: var(--good); }
  :is([part~=event-failed], [part~=event-ended], [part~=event-stopping])::before { border-color: var(--bad); }
  :is([part~=event-waits], [part~=event-waited])::before { border-color: var(--wait); border-style: dotted; }
  [part=event-words] { min-inline-size: 0; overflow-wrap: anywhere; }
  [part=event-title] { margin-inline-end: 0.9em; }
  [part=event-note], [part=event-time] { color: var(--soft); font-size: 0.875em; font-variant-numeric: tabular-nums; }
  [part=stages] { display: flex; grid-column: 1 / -1; flex-wrap: wrap; align-items: end; gap: 0.6em 1em; margin-block-start: 0.15em; }
  [part~=stage] { display: grid; grid-template-columns: minmax(0, 1fr) auto; gap: 0.3em 0.5em; flex: 1 1 7em; color: var(--soft); font-size: 0.8125em; }
  [part~=stage-active] { flex-grow: 1.6; color: inherit; font-weight: 600; }
  [part=stage-name] { overflow-wrap: anywhere; }
  [part=stage-note] { font-variant-numeric: tabular-nums; }
  [part=stage-bar] { appearance: none; grid-column: 1 / -1; inline-size: 100%; block-size: 0.4em; border: 0; border-radius: 1em; overflow: hidden; background: var(--track); --track: color-mix(in srgb, currentcolor 14%, transparent); }
  [part=stage-bar]::-webkit-progress-bar { background: none; }
  [part=stage-bar]::-webkit-progress-value { border-radius: 1em; background: var(--bar); }
  [part=stage-bar]::-moz-progress-bar { border-radius: 1em; background: var(--bar); }
  [part~=stage-done] > [part=stage-bar] { opacity: 0.5; }
  [part=stage-bar]:indeterminate { background: linear-gradient(90deg, var(--track) 40%, var(--bar) 50%, var(--track) 60%) 100% 0 / 300% 100%; animation: sweep 1.8s linear infinite; }
  [part=stage-bar]:indeterminate::-moz-progress-bar { background: none; }
  [part=result-title], [part=log-title] { color: var(--soft); font-size: 0.875em; }
  [part=result-title] { margin: 0 0 0.4em; }
  [part=log-title] { inline-size: fit-content; border-radius: 4px; cursor: pointer; }
  [part=result-text], [part=log] { max-block-size: 22em; margin: 0; padding: 0.7em 0.9em; overflow: auto; border-radius: 0.55em; background: var(--sunken); font: 0.8125em/1.6 ui-monospace, monospace; white-space: pre-wrap; overflow-wrap: anywhere; }
  [part=result-cut], [part=log-empty] { margin: 0.4em 0 0; color: var(--soft); font-size: 0.8125em; }
  [part=log] { margin-block-start: 0.6em; }
  [part=log-gap] { font-style: italic; color: var(--soft); }
  [part=log-time] { margin-inline-end: 0.9em; color: var(--soft); font-variant-numeric: tabular-nums; }
  :focus-visible { outline: 2px solid var(--bar); outline-offset: 2px; }
  @keyframes sweep { to { background-position: -50% 0; } }
  @media (prefers-reduced-motion: reduce) { [part=stage-bar]:indeterminate { animation-duration: 8s; } }
`;

const SHAPE = `
  <div part="details" role="group">
    <ol part="way"></ol>
    <div part="result" hidden>
      <p part="result-title"></p>
      <slot name="result"><pre part="result-text" role="group" tabindex="0"></pre><p part="result-cut" hidden></p></slot>
    </div>
    <details part="log-box" hidden>
      <summary part="log-title"></summary>
      <div part="log" role="log" tabindex="0"></div>
      <p part="log-empty"></p>
    </details>
  </div>
`;

const sheet = sheetOf(STYLES);

/**
 * The page of one job for its user: `<job-details base="/api/jobs" job-id="…" label="your upload">`. Above is what `<job-progress>`
 * shows; below it the job's way as far as it is known, with its stages and their times; its result; and its log, where its user may
 * read that. It watches the job while it is in the document, or shows what its `job` property is set to. What a page puts into its
 * slot `result` is shown in the place of the result, once there is one. With `follow-newer` it goes on with the job that replaces its own.
 *
 * Dispatches what `<job-progress>` does. A page styles it by its parts, and `--job-progress-color`, `--job-progress-done`,
 * `--job-progress-waiting` and `--job-progress-error`.
 */
export class JobDetails extends BaseElement {
  static observedAttributes = ['base', 'job-id', 'label', 'follow-newer'];

  /** The words of every element; see job-view.js. */
  static texts = TEXTS;

  #progress;
  #parts;
  #way = new JobWay();
  #list;
  #log;
  #isShown = false;
  #clock;

  constructor() {
    super();
    this.#parts = buildShadow(this, SHAPE, sheet);
    this.#progress = new JobProgress();
    this.#progress.setAttribute('part', 'progress');
    this.#progress.setAttribute('exportparts', PROGRESS_PARTS.join(', '));
    this.#parts.details.prepend(this.#progress);
    this.#list = new WayList(this.#parts.way);
    this.#log = new LogBox(this.#parts['log-box'], this.#parts.log, () => this.client, {
      gapText: count => this.constructor.texts.notKept(count),
      fill: (row, line) => this.#fill(row, line),
    });
    for (const type of ['job-change', 'job-done', 'job-error']) {
      this.#progress.addEventListener(type, event => this.#hear(event));
    }
    this.#progress.addEventListener('job-replaced', event => this.#replaced(event));
    this.#label();
    takeEarlyProperties(this, ['client', 'job']);
  }

  /** The client that it watches with: shared with others if set, else one of its own for `base`. */
  get client() {
    return this.#progress.client;
  }

  set client(client) {
    this.#progress.client = client;
  }

  /** The poll answer that it shows. */
  get job() {
    return this.#progress.job;
  }

  set job(answer) {
    this.#progress.job = answer;
    this.#show(answer);
  }

  connectedCallback() {
    this.#isShown = true;
    this.#clock = setInterval(() => this.#list.tick(this.#now(), this.constructor.texts), 1_000);
    if (this.job !== undefined) {
      this.#show(this.job);
    }
  }

  disconnectedCallback() {
    this.#isShown = false;
    clearInterval(this.#clock);
    this.#log.stop();
  }

  attributeChangedCallback(name, before, now) {
    if (now === null) {
      this.#progress.removeAttribute(name);
    } else {
      this.#progress.setAttribute(name, now);
    }
    if (name === 'label') {
      this.#label();
    }
  }

  /** Cancels the job. */
  cancel() {
    return this.#progress.cancel();
  }

  /** Watches the job that has taken the place of the shown one, if there is one. */
  showNewer() {
    this.#progress.showNewer();
  }

  // The events of a shadow tree end at its root.
  #hear({ type, detail }) {
    if (type === 'job-change') {
      this.#show(detail);
    }
    this.dispatchEvent(new CustomEvent(type, { detail, bubbles: true }));
  }

  // This element watches the newer job, and its attribute says so, not only the one within it.
  #replaced(event) {
    event.preventDefault();
    const { detail } = event;
    if (this.dispatchEvent(new CustomEvent('job-replaced', { detail, bubbles: true, cancelable: true }))) {
      this.setAttribute('job-id', detail.replacedBy);
    }
  }

  #now() {
    return this.#progress.serviceTime();
  }

  #label() {
    const { texts } = this.constructor;
    const label = this.getAttribute('label') ?? texts.job();
    this.#parts.details.setAttribute('aria-label', texts.detailsOf(label));
    this.#parts.way.setAttribute('aria-label', texts.wayOf(label));
    this.#parts['result-title'].textContent = texts.result();
    this.#parts['result-text'].setAttribute('aria-label', texts.result());
    this.#parts['log-title'].textContent = texts.log();
    this.#parts['log-empty'].textContent = texts.noLines();
    this.#parts.log.setAttribute('aria-label', texts.logOf(label));
  }

  #show(answer) {
    if (answer === undefined) {
      return;
    }
    this.#way.add(answer);
    this.#list.show(this.#way.events(), this.#now(), this.constructor.texts);
    this.#result(answer);
    if (this.#isShown) {
      this.#log.show(answer);
    }
  }

  #result({ status, result }) {
    const isThere = status === 'complete' && result !== undefined;
    this.#parts.result.hidden = !isThere;
    if (isThere) {
      const text = JSON.stringify(result, undefined, 2);
      const shown = text.slice(0, MOST_CHARACTERS);
      this.#parts['result-text'].textContent = shown;
      this.#parts['result-cut'].hidden = shown.length === text.length;
      this.#parts['result-cut'].textContent = this.constructor.texts.cut(shown.length, text.length);
    }
  }

  #fill(row, { at, text }) {
    const time = document.createElement('time');
    time.setAttribute('part', 'log-time');
    time.dateTime = at;
    time.textContent = this.constructor.texts.clock(new Date(at));
    row.append(time, text);
  }
}

define('job-details', JobDetails);
