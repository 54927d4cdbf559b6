/**
 * The number of requests of a client that may be kept open at once. Browsers open six connections to a server that speaks
 * HTTP/1.1: jobs that are watched must leave some for the rest of the page.
 */
export class LongRequests {
  #free;
  #visibility;

  constructor(most, visibility) {
    this.#free = most;
    this.#visibility = visibility;
  }

  /** The part of one who sends requests one after the other: it holds one of them or none. */
  forOne() {
    return new LongRequest(this, this.#visibility);
  }

  /** True if one more may be kept open; it is to be given back. */
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

class LongRequest {
  #all;
  #visibility;
  #isHeld = false;

  constructor(all, visibility) {
    this.#all = all;
    this.#visibility = visibility;
  }

  /** True if the next request may be kept open: there is one left, and the page is seen. */
  take() {
    if (this.#visibility.hidden) {
      this.giveBack();
      return false;
    }
    this.#isHeld ||= this.#all.take();
    return this.#isHeld;
  }

  giveBack() {
    if (this.#isHeld) {
      this.#all.giveBack();
      this.#isHeld = false;
    }
  }
}
