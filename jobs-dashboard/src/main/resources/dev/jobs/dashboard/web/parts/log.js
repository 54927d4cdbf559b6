// A job's log: read once it is opened, and followed to the job's end. The newest lines are kept on the page.

import { html, nothing } from '../lit/lit-html.js';
import { repeat } from '../lit/directives/repeat.js';
import { get } from '../api.js';
import { absolute, number, timeOfDay } from '../format.js';

const MOST_LINES = 2_000;

export class JobLog {
  #id;
  #redraw;
  #lines = [];
  #last;
  #open = false;
  #isDone = false;
  #error;
  #timer;
  #dropped = 0;

  constructor(id, redraw) {
    this.#id = id;
    this.#redraw = redraw;
  }

  /** The job has moved on; one that is done logs no more. */
  show(job) {
    this.#isDone = job.done;
  }

  close() {
    clearTimeout(this.#timer);
    this.#open = false;
  }

  #toggle(open) {
    if (open !== this.#open) {
      this.#open = open;
      clearTimeout(this.#timer);
      if (open) {
        this.#read();
      }
    }
  }

  async #read() {
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
    this.#redraw();
    if (this.#open && !(wasDone && !more && this.#error === undefined)) {
      this.#timer = setTimeout(() => this.#read(), more ? 0 : 1_000);
    }
  }

  #add(log) {
    const before = this.#last ?? 0;
    const all = [...this.#lines, ...log.lines];
    this.#dropped += log.last - before - log.lines.length + Math.max(0, all.length - MOST_LINES);
    this.#lines = all.slice(-MOST_LINES);
    this.#last = log.last;
  }

  render() {
    return html`
      <details class="card log" @toggle=${event => this.#toggle(event.target.open)}>
        <summary><h2>Log</h2></summary>
        ${this.#error === undefined ? nothing : html`<p class="notice bad">${this.#error.message}.</p>`}
        ${this.#dropped === 0 ? nothing : html`<p class="soft small">${number(this.#dropped)} earlier lines are not shown.</p>`}
        ${this.#lines.length === 0
          ? html`<p class="soft">${this.#last === undefined ? 'Reading…' : this.#isDone ? 'Nothing was logged.' : 'Nothing is logged yet.'}</p>`
          : html`<div class="lines" role="log" aria-label="Log" tabindex="0">${repeat(this.#lines, line => line.number, row)}</div>`}
      </details>`;
  }
}

const row = line => html`<div><time datetime=${line.at} title=${absolute(line.at)}>${timeOfDay(line.at)}</time>${line.text}</div>`;
