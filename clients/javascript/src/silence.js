import { machineClock } from './clock.js';

const LONGEST_MS = 45_000;

/**
 * Ends a stream that has been silent for too long. A server sends a comment now and then: where none comes, the
 * connection is dead, or something between keeps back what the server sends.
 */
export class Silence {
  #controller = new AbortController();
  #clock;
  #callOff = () => {};

  constructor(clock = machineClock) {
    this.#clock = clock;
    this.broken();
  }

  /** Aborts when the silence has lasted too long, or the stream is no longer wanted. */
  get signal() {
    return this.#controller.signal;
  }

  /** Something was heard. */
  broken() {
    this.#callOff();
    this.#callOff = this.#clock.after(LONGEST_MS, () => this.#controller.abort(new Error('the event stream is silent')));
  }

  /** The stream is not wanted any more. */
  end() {
    this.#callOff();
    this.#controller.abort();
  }
}
