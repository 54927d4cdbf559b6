import { boundedPause, pause } from './pause.js';

const SHORTEST_MS = 500;
const USUAL_MS = 1_000;
const MOST_AT_ONCE = 2;

/**
 * The times at which one watch sends its requests. Every request of the watch waits for its `turn()`, so there is no way
 * to ask more often than this allows: a pause is at least half a second and at most five minutes long, is what the
 * server asked for where it asked, and one second where nothing is said.
 */
export class Pace {
  #signal;
  #visibility;
  #clock;
  #mayGoOn = MOST_AT_ONCE;
  #lastTurn = -Infinity;
  /** Nothing is sent before this, whatever happens: the server asked for it. */
  #earliest = -Infinity;
  /** When the next request is due. A viewer who returns to the page is not kept waiting for it. */
  #due = -Infinity;

  constructor({ signal, visibility, clock }) {
    this.#signal = signal;
    this.#visibility = visibility;
    this.#clock = clock;
  }

  /**
   * Waits until the next request may be sent, and at least so long after the last one.
   *
   * @throws the signal's reason when it aborts
   */
  async turn(atLeastMs = 0) {
    this.#signal?.throwIfAborted();
    await this.#until(Math.max(this.#due, this.#lastTurn + atLeastMs), this.#visibility);
    await this.#until(this.#earliest);
    this.#lastTurn = this.#clock.now();
    this.ask();
  }

  async #until(time, visibility) {
    const ms = Math.max(time, this.#earliest) - this.#clock.now();
    if (ms > 0) {
      await pause(ms, { signal: this.#signal, visibility, clock: this.#clock });
    }
  }

  /** The server asks for these pauses, from the last request to the next: the longest counts. */
  ask(...asked) {
    this.#askFrom(this.#lastTurn, asked);
  }

  /** The same, but from now on. */
  askFromNow(...asked) {
    this.#askFrom(this.#clock.now(), asked);
  }

  #askFrom(start, asked) {
    const pauses = asked.map(boundedPause).filter(ms => ms !== undefined);
    const ms = pauses.length === 0 ? USUAL_MS : Math.max(SHORTEST_MS, ...pauses);
    this.#earliest = start + ms;
    // A little later by chance, so that clients do not fall into step.
    this.#due = start + ms * (1 + 0.1 * Math.random());
  }

  /** Something went wrong: the next request is due after this pause, or after the one that the server asked for. */
  backOff(ms, askedMs) {
    const now = this.#clock.now();
    this.#earliest = now + Math.max(SHORTEST_MS, boundedPause(askedMs) ?? 0);
    this.#due = now + ms;
  }

  /** The next request may follow at once: one that holds on, after the first answer. Granted twice, then no more. */
  goOn() {
    if (this.#mayGoOn > 0) {
      this.#mayGoOn -= 1;
      this.#earliest = -Infinity;
      this.#due = -Infinity;
    }
  }
}
