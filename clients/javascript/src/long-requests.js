/**
 * How many requests of a client may be kept open at once. Browsers open six connections to a server that speaks
 * HTTP/1.1: jobs that are watched must leave some for the rest of the page.
 */
export class LongRequests {
  #free;

  constructor(most) {
    this.#free = most;
  }

  /** Whether one more may be kept open; it is to be given back. */
  take() {
    if (this.#free === 0) {
      return false;
    }
    this.#free -= 1;
    return true;
  }

  giveBack() {
    this.#free += 1;
  }
}
