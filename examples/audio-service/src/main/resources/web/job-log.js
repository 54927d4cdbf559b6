// The log of one job: read while it is open, and kept while it is closed.

import { JobNotFoundError } from '/jobs-client/index.js';
import { LogView } from '/jobs-client/log-view.js';
import { jobs } from './api.js';

const CLOCK = new Intl.DateTimeFormat('en-GB', { timeStyle: 'medium' });
const PAUSE_MS = 5_000;

export class JobLog {
  #details;
  #view;
  #jobId;
  #after = 0;
  #done = false;
  #reading;

  constructor(details, lines, title) {
    this.#details = details;
    this.#view = new LogView(lines, { gapText: notKept, fill });
    lines.setAttribute('aria-label', `Log of ${title}`);
    details.addEventListener('toggle', () => (details.open ? this.#read() : this.#reading?.abort()));
  }

  /** Shows that there is a log, if this poll answer links one. */
  show({ jobId, links }) {
    this.#jobId = jobId;
    this.#details.hidden = links?.log === undefined;
  }

  async #read() {
    const reading = new AbortController();
    this.#reading = reading;
    while (!this.#done && !reading.signal.aborted) {
      try {
        for await (const part of jobs.followLog(this.#jobId, { after: this.#after, signal: reading.signal })) {
          this.#after = part.next;
          this.#done = part.done;
          this.#view.add(part);
        }
      } catch (error) {
        // The job's row says why, where there is anything to say.
        if (error instanceof JobNotFoundError) {
          return;
        }
        await new Promise(resolve => setTimeout(resolve, PAUSE_MS));
      }
    }
  }
}

const notKept = count => `${count === 1 ? '1 earlier line is' : `${count} earlier lines are`} not kept`;

function fill(row, { at, text }) {
  const time = document.createElement('time');
  time.dateTime = at;
  time.textContent = CLOCK.format(new Date(at));
  row.append(time, text);
}
