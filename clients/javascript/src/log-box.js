import { JobNotFoundError } from './errors.js';
import { LogView } from './log-view.js';

const PAUSE_MS = 5_000;

/** The log of one job in a `<details>`: read while that is open, kept while it is closed, and begun again with another job. */
export class LogBox {
  #details;
  #view;
  #client;
  #jobId;
  #after = 0;
  #done = false;
  #reading;

  /**
   * @param details hidden while the job has no log that may be read
   * @param lines the element that the lines are put into; its role is to be `log`
   * @param client gives the client to read with
   * @param view the options of the view of the lines
   */
  constructor(details, lines, client, view) {
    this.#details = details;
    this.#client = client;
    this.#view = new LogView(lines, view);
    details.addEventListener('toggle', () => (details.open ? this.#read() : this.stop()));
  }

  /** Shows that there is a log, if this poll answer links one. */
  show({ jobId, links }) {
    if (jobId !== this.#jobId) {
      this.stop();
      this.#jobId = jobId;
      this.#after = 0;
      this.#done = false;
      this.#view.clear();
    }
    this.#details.hidden = links?.log === undefined;
    if (this.#details.open && this.#reading === undefined) {
      this.#read();
    }
  }

  /** Reads no more, until the box is opened or shows an answer. */
  stop() {
    this.#reading?.abort();
    this.#reading = undefined;
  }

  async #read() {
    this.stop();
    const reading = new AbortController();
    this.#reading = reading;
    while (!this.#done && !this.#details.hidden && !reading.signal.aborted) {
      try {
        for await (const part of this.#client().followLog(this.#jobId, { after: this.#after, signal: reading.signal })) {
          this.#after = part.next;
          this.#done = part.done;
          this.#view.add(part);
        }
      } catch (error) {
        // The job itself says why, where there is anything to say.
        if (error instanceof JobNotFoundError) {
          return;
        }
        await new Promise(resolve => setTimeout(resolve, PAUSE_MS));
      }
    }
  }
}
