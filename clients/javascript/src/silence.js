const LONGEST_MS = 45_000;

/**
 * Ends a stream that has been silent for too long. A server sends a comment now and then: where none comes, the
 * connection is dead, or something between keeps back what the server sends.
 */
export class Silence {
  #controller = new AbortController();
  #timer;

  constructor() {
    this.broken();
  }

  /** Aborts when the silence has lasted too long, or the stream is no longer wanted. */
  get signal() {
    return this.#controller.signal;
  }

  /** Something was heard. */
  broken() {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#controller.abort(new Error('the event stream is silent')), LONGEST_MS);
  }

  /** The stream is not wanted any more. */
  end() {
    clearTimeout(this.#timer);
    this.#controller.abort();
  }
}
