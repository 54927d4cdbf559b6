import { Backoff } from './backoff.js';
import { JobNotFoundError, JobsError, JobsUnavailableError } from './errors.js';
import { readEvents } from './event-stream.js';
import { errorOf } from './http.js';
import { abortable, pause } from './pause.js';
import { Silence } from './silence.js';

const HOLD_SECONDS = 20;
const HOLD_LIMIT_MS = 30_000;
const SHORTEST_MS = 250;
const USUAL_MS = 1_000;
const HIDDEN_MS = 15_000;
const BROKEN_STREAMS = 2;

/** Nothing of the job will change any more. A service that does not say `done` says when the job finished. */
export const isDone = answer => answer.done ?? answer.finishedAt !== null;

/**
 * One watch of one job. It begins with a poll, then uses an event stream where the answer links one, else held polls,
 * else plain polls; what breaks is tried again after a pause, and given up for the next way when it breaks each time.
 */
export class Watch {
  #id;
  #http;
  #polls;
  #longRequests;
  #visibility;
  #signal;
  #onTrouble;
  #backoff;

  #last;
  #troubled = false;
  #etag;
  #brokenStreams = 0;

  constructor(id, { http, polls, longRequests, visibility }, { signal, onTrouble = () => {}, backoff = new Backoff() }) {
    this.#id = id;
    this.#http = http;
    this.#polls = polls;
    this.#longRequests = longRequests;
    this.#visibility = visibility;
    this.#signal = signal;
    this.#onTrouble = onTrouble;
    this.#backoff = backoff;
  }

  /** The job's answers as they change, up to the one that is done. */
  async *answers() {
    while (this.#last === undefined || !isDone(this.#last)) {
      this.#signal?.throwIfAborted();
      try {
        for await (const answer of this.#round()) {
          this.#backoff.reset();
          if (this.#accept(answer)) {
            yield answer;
          }
          if (isDone(this.#last)) {
            return;
          }
        }
      } catch (error) {
        if (!(error instanceof JobsUnavailableError)) {
          throw error;
        }
        const ms = this.#backoff.next(error.retryAfterMs);
        this.#troubled = true;
        this.#etag = undefined;
        this.#onTrouble(error, ms);
        await this.#pause(ms);
      }
    }
  }

  // Answers may overtake each other on their way: one with an older revision is stale. What has no revision of its
  // own, such as the position, comes under the same one. After trouble the same answer is news: the service is back.
  #accept(answer) {
    if (this.#last !== undefined && (answer.revision ?? 0) < (this.#last.revision ?? 0)) {
      return false;
    }
    const isNews = this.#troubled || JSON.stringify(answer) !== JSON.stringify(this.#last);
    this.#last = answer;
    this.#troubled = false;
    return isNews;
  }

  #round() {
    if (this.#last === undefined) {
      return this.#poll({});
    }
    if (this.#visibility.hidden || !this.#longRequests.take()) {
      return this.#plainRound();
    }
    const round = this.#last.links?.events && this.#brokenStreams < BROKEN_STREAMS ? this.#stream() : this.#heldRound();
    return this.#givingBack(round);
  }

  async *#givingBack(round) {
    try {
      yield* round;
    } finally {
      this.#longRequests.giveBack();
    }
  }

  async *#plainRound() {
    await this.#pause(this.#visibility.hidden ? Math.max(HIDDEN_MS, this.#usualPause()) : this.#usualPause());
    this.#etag = undefined;
    yield await abortable(this.#polls.shared(this.#id), this.#signal);
  }

  async *#heldRound() {
    if (this.#etag === undefined) {
      yield* this.#poll({});
      if (isDone(this.#last)) {
        return;
      }
    }
    const start = performance.now();
    let changed = false;
    const hold = { Prefer: `wait=${HOLD_SECONDS}`, ...(this.#etag && { 'If-None-Match': this.#etag }) };
    for await (const answer of this.#poll(hold, AbortSignal.timeout(HOLD_LIMIT_MS))) {
      changed = true;
      yield answer;
    }
    const took = performance.now() - start;
    if (changed) {
      await this.#pause(Math.max(0, SHORTEST_MS - took));
    } else if (took < USUAL_MS) {
      // It was not held: the service has no room for one more, or cannot.
      await this.#pause(this.#usualPause() - took);
    }
  }

  /** One request for the job: its answer, or none where it has not changed. */
  async *#poll(headers, limit) {
    const response = await this.#http.send(this.#http.jobUrl(this.#id), { headers, limit, signal: this.#signal });
    if (response.status === 304) {
      return;
    }
    const answer = await this.#http.json(response, this.#signal);
    this.#etag = response.headers.get('ETag') ?? undefined;
    yield answer;
  }

  async *#stream() {
    const silence = new Silence();
    let opened = false;
    let heard = false;
    try {
      const response = await this.#open(silence.signal);
      if (response === undefined) {
        yield* this.#heldRound();
        return;
      }
      opened = true;
      for await (const data of readEvents(response.body)) {
        silence.broken();
        if (data !== undefined) {
          heard = true;
          yield JSON.parse(data);
        }
      }
    } catch (cause) {
      this.#signal?.throwIfAborted();
      throw cause instanceof JobsError ? cause : new JobsUnavailableError('The event stream broke off', { cause });
    } finally {
      silence.end();
      if (opened) {
        this.#brokenStreams = heard ? 0 : this.#brokenStreams + 1;
      }
    }
    if (!heard) {
      throw new JobsUnavailableError('The event stream ended before it began');
    }
    // A service ends streams now and then, or at once where it has no room for one more.
    if (!isDone(this.#last)) {
      await this.#pause(this.#usualPause());
    }
  }

  /** The response with the stream; undefined where there is none, now or ever. */
  async #open(limit) {
    const headers = { Accept: 'text/event-stream', 'Last-Event-ID': String(this.#last.revision) };
    const response = await this.#http.send(this.#http.linkUrl(this.#last.links.events), { headers, limit, signal: this.#signal });
    if (response.status === 200 && response.headers.get('Content-Type')?.startsWith('text/event-stream')) {
      return response;
    }
    await response.body?.cancel();
    if (response.status === 404) {
      throw errorOf(response);
    }
    if (response.status < 500 && response.status !== 429) {
      this.#brokenStreams = BROKEN_STREAMS;
    }
    return undefined;
  }

  /** As long as the answer says, a little more or less by chance, so that clients do not fall into step. */
  #usualPause() {
    return (this.#last.pollAfterMs ?? USUAL_MS) * (0.9 + 0.2 * Math.random());
  }

  #pause(ms) {
    return pause(ms, { signal: this.#signal, visibility: this.#visibility });
  }
}
