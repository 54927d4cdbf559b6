// A job's log: read once it is opened, and followed to the job's end. The newest lines are kept on the page.

import { LogView } from '../client/log-view.js';
import { html, nothing } from '../lit/lit-html.js';
import { get } from '../api.js';
import { absolute, several, timeOfDay } from '../format.js';

const MOST_LINES = 1_000;

export class JobLog {
  #id;
  #app;
  #view;
  #shown = 0;
  #last;
  #open = false;
  #isDone = false;
  #isWhole = false;
  #isReading = false;
  #error;
  #timer;

  constructor(id, app) {
    this.#id = id;
    this.#app = app;
  }

  /** The job has moved on; one that is done logs no more. */
  show(job) {
    this.#isDone = job.done;
  }

  close() {
    clearTimeout(this.#timer);
    this.#open = false;
  }

  #toggle({ open, lastElementChild: lines }) {
    this.#view ??= new LogView(lines, { most: MOST_LINES, gapText: count => `${several(count, 'line')} left out`, fill });
    if (open !== this.#open) {
      this.#open = open;
      clearTimeout(this.#timer);
      if (open) {
        this.#read();
      }
    }
  }

  /** The page is held still, or no longer; or somebody looks at it again, or no longer. */
  wake() {
    clearTimeout(this.#timer);
    if (this.#isFollowed) {
      this.#read();
    }
  }

  get #isFollowed() {
    return this.#open && !this.#isWhole && this.#app.isLooking();
  }

  async #read() {
    if (this.#isReading) {
      return;
    }
    this.#isReading = true;
    const wasDone = this.#isDone;
    let more = false;
    try {
      const log = await get(`jobs/${this.#id}/log`, this.#last === undefined ? {} : { after: this.#last });
      more = log.more;
      this.#add(log);
      this.#error = undefined;
    } catch (error) {
      this.#error = error;
    }
    this.#isReading = false;
    this.#isWhole = wasDone && !more && this.#error === undefined;
    this.#app.redraw();
    if (this.#isFollowed) {
      this.#timer = setTimeout(() => this.#read(), more ? 0 : 1_000);
    }
  }

  #add(log) {
    const leftOut = this.#last === undefined ? 0 : log.last - this.#last - log.lines.length;
    this.#view.add({ lines: log.lines, dropped: leftOut });
    this.#shown = Math.min(MOST_LINES, this.#shown + log.lines.length);
    this.#last = log.last;
  }

  render() {
    const earlier = (this.#last ?? 0) - this.#shown;
    return html`
      <details class="card log" @toggle=${event => this.#toggle(event.target)}>
        <summary><h2>Log</h2></summary>
        ${this.#error === undefined ? nothing : html`<p class="notice bad">${this.#error.message}.</p>`}
        ${earlier === 0 ? nothing : html`<p class="soft small">${several(earlier, 'earlier line')} ${earlier === 1 ? 'is' : 'are'} not shown.</p>`}
        ${this.#shown > 0
          ? nothing
          : html`<p class="soft">${this.#last === undefined ? 'Reading…' : this.#isDone ? 'Nothing was logged.' : 'Nothing is logged yet.'}</p>`}
        <div class="lines" role="log" aria-label="Log" tabindex="0"></div>
      </details>`;
  }
}

function fill(row, { at, text }) {
  const time = document.createElement('time');
  time.dateTime = at;
  time.title = absolute(at);
  time.textContent = timeOfDay(at);
  row.append(time, text);
}
