// Polls one job until it has ended: as often as the server asks for, less often while the page is hidden, and with
// growing pauses while the server does not answer.

import { poll, Unreachable } from './api.js';

const USUAL_MS = 1_000;
const HIDDEN_MS = 5_000;
const LONGEST_MS = 10_000;

// A cancelled job has ended when its work has: it is being stopped until then.
export const hasEnded = answer =>
  answer.status === 'complete' || answer.status === 'failed' || (answer.status === 'cancelled' && answer.finishedAt !== null);

export class Poller {
  #jobId;
  #listener;
  #timer;
  #usual = USUAL_MS;
  #failures = 0;
  #running = false;
  #asking = false;
  #hurry = () => {
    if (!document.hidden) {
      this.now();
    }
  };

  /** The listener has answered(answer), waiting() and gone(message). */
  constructor(jobId, listener) {
    this.#jobId = jobId;
    this.#listener = listener;
  }

  start() {
    this.#running = true;
    document.addEventListener('visibilitychange', this.#hurry);
    window.addEventListener('online', this.#hurry);
    this.now();
  }

  stop() {
    this.#running = false;
    clearTimeout(this.#timer);
    document.removeEventListener('visibilitychange', this.#hurry);
    window.removeEventListener('online', this.#hurry);
  }

  /** Polls at once, unless it is doing so already. */
  async now() {
    if (!this.#running || this.#asking) {
      return;
    }
    clearTimeout(this.#timer);
    this.#asking = true;
    try {
      this.#heard(await poll(this.#jobId));
    } catch (error) {
      this.#notHeard(error);
    } finally {
      this.#asking = false;
    }
    if (this.#running) {
      this.#timer = setTimeout(() => this.now(), this.#pause());
    }
  }

  #heard(answer) {
    this.#failures = 0;
    if (!this.#running) {
      return;
    }
    this.#usual = answer.pollAfterMs ?? USUAL_MS;
    if (hasEnded(answer)) {
      this.stop();
    }
    this.#listener.answered(answer);
  }

  #notHeard(error) {
    if (!this.#running) {
      return;
    }
    if (error instanceof Unreachable) {
      this.#failures += 1;
      this.#listener.waiting();
    } else {
      this.stop();
      this.#listener.gone(error.message);
    }
  }

  #pause() {
    const usual = document.hidden ? Math.max(HIDDEN_MS, this.#usual) : this.#usual;
    return Math.min(LONGEST_MS, usual * 2 ** this.#failures);
  }
}
