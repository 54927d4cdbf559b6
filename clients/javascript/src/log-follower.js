import { Backoff } from './backoff.js';
import { JobsUnavailableError } from './errors.js';
import { HIDDEN_MS, HOLD_LIMIT_MS, HOLD_SECONDS, retryAfterMs, wasHeld } from './http.js';
import { Pace } from './pace.js';
import { logPart } from './poll-answer.js';

/** The address of the lines after one number, and at most so many where a limit is given. */
export const logUrl = (http, id, after, limit) =>
  http.jobUrl(id, `/log?after=${after}${limit === undefined ? '' : `&limit=${limit}`}`);

/**
 * Follows the log of one job to its end. Requests are held by the service until there are lines, while the client has a place for
 * one more long request and the page is seen; else they are sent as often as the service would have it.
 */
export class LogFollower {
  #id;
  #http;
  #longRequest;
  #visibility;
  #signal;
  #onTrouble;
  #backoff;
  #pace;

  #after;

  constructor(id, { http, longRequests, visibility, clock }, { after = 0, signal, onTrouble = () => {}, backoff = new Backoff() }) {
    this.#id = id;
    this.#http = http;
    this.#longRequest = longRequests.forOne();
    this.#visibility = visibility;
    this.#signal = signal;
    this.#onTrouble = onTrouble;
    this.#backoff = backoff;
    this.#after = after;
    this.#pace = new Pace({ signal, visibility, clock });
  }

  /** The parts of the log that have lines, and the one that is done. */
  async *parts() {
    try {
      while (true) {
        await this.#pace.turn(this.#visibility.hidden ? HIDDEN_MS : 0);
        const part = await this.#ask();
        if (part?.lines.length > 0 || part?.done) {
          yield part;
        }
        if (part?.done) {
          return;
        }
      }
    } finally {
      this.#longRequest.giveBack();
    }
  }

  /** The next part; undefined where the service could not be asked. */
  async #ask() {
    try {
      const holds = this.#longRequest.take();
      const response = await this.#http.send(logUrl(this.#http, this.#id, this.#after), {
        headers: holds ? { Prefer: `wait=${HOLD_SECONDS}` } : {},
        limit: holds ? AbortSignal.timeout(HOLD_LIMIT_MS) : undefined,
        signal: this.#signal,
      });
      const part = logPart(await this.#http.json(response, this.#signal));
      this.#after = part.next;
      this.#backoff.reset();
      const mayFollow = part.more || wasHeld(response) || (holds && part.lines.length > 0);
      this.#pace.ask(mayFollow ? 0 : retryAfterMs(response));
      return part;
    } catch (error) {
      this.#recover(error);
      return undefined;
    }
  }

  #recover(error) {
    if (!(error instanceof JobsUnavailableError)) {
      throw error;
    }
    const ms = this.#backoff.next(error.retryAfterMs);
    this.#pace.backOff(ms, error.retryAfterMs);
    this.#longRequest.giveBack();
    this.#onTrouble(error, ms);
  }
}
