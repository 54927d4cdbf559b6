import { Backoff } from './backoff.js';
import { JobNotFoundError, JobsError, JobsUnavailableError } from './errors.js';
import { readEvents } from './event-stream.js';
import { errorOf, HIDDEN_MS, HOLD_LIMIT_MS, HOLD_SECONDS, retryAfterMs, wasHeld } from './http.js';
import { Pace } from './pace.js';
import { abortable } from './pause.js';
import { isDone, pollAnswer } from './poll-answer.js';
import { Silence } from './silence.js';

const SHORT_STREAM_MS = 10_000;
const MOST_BROKEN_STREAMS = 3;
const NO_STREAMS_MS = 300_000;

/**
 * One watch of one job. It begins with a poll, then uses an event stream where the answer links one, else held polls,
 * else plain polls; what breaks is tried again after a pause, and given up for the next way when it breaks each time.
 *
 * Each way is one request, and each request waits for its turn. One answer follows another, so the newest answer wins,
 * even one with an older revision: its database was restored.
 */
export class Watch {
  #id;
  #http;
  #polls;
  #longRequest;
  #visibility;
  #clock;
  #signal;
  #onTrouble;
  #backoff;
  #pace;

  #last;
  #troubled = false;
  #etag;
  #brokenStreams = 0;
  #noStreamsUntil = -Infinity;

  constructor(id, { http, polls, longRequests, visibility, clock }, { signal, onTrouble = () => {}, backoff = new Backoff() }) {
    this.#id = id;
    this.#http = http;
    this.#polls = polls;
    this.#longRequest = longRequests.forOne();
    this.#visibility = visibility;
    this.#clock = clock;
    this.#signal = signal;
    this.#onTrouble = onTrouble;
    this.#backoff = backoff;
    this.#pace = new Pace({ signal, visibility, clock });
  }

  /** The job's answers as they change, up to the one that is done. */
  async *answers() {
    try {
      while (true) {
        await this.#pace.turn(this.#visibility.hidden ? HIDDEN_MS : 0);
        try {
          for await (const answer of this.#request()) {
            if (this.#accept(answer)) {
              yield answer;
            }
            if (isDone(answer)) {
              return;
            }
          }
        } catch (error) {
          this.#recover(error);
        }
      }
    } finally {
      this.#longRequest.giveBack();
    }
  }

  #recover(error) {
    if (!(error instanceof JobsUnavailableError)) {
      throw error;
    }
    const ms = this.#backoff.next(error.retryAfterMs);
    this.#pace.backOff(ms, error.retryAfterMs);
    this.#troubled = true;
    this.#etag = undefined;
    this.#longRequest.giveBack();
    this.#onTrouble(error, ms);
  }

  // After trouble the same answer is news: the service is back.
  #accept(answer) {
    const isNews = this.#troubled || this.#changes(answer);
    this.#last = answer;
    this.#troubled = false;
    return isNews;
  }

  #changes(answer) {
    return JSON.stringify(answer) !== JSON.stringify(this.#last);
  }

  /** The one request whose turn it is: its answers. */
  #request() {
    if (this.#last === undefined) {
      return this.#poll();
    }
    if (!this.#longRequest.take()) {
      return this.#sharedPoll();
    }
    return this.#eventsUrl() !== undefined && this.#clock.now() >= this.#noStreamsUntil ? this.#stream() : this.#poll();
  }

  async *#sharedPoll() {
    this.#etag = undefined;
    const { answer, askedMs } = await abortable(this.#polls.shared(this.#id), this.#signal);
    this.#backoff.reset();
    this.#pace.askFromNow(askedMs, answer.pollAfterMs);
    yield answer;
  }

  /** A poll, held until something changes where the tag of the last answer is known: its answer, if it has changed. */
  async *#poll() {
    const held = this.#etag !== undefined;
    const response = await this.#http.send(this.#http.jobUrl(this.#id), {
      headers: held ? { Prefer: `wait=${HOLD_SECONDS}`, 'If-None-Match': this.#etag } : {},
      limit: held ? AbortSignal.timeout(HOLD_LIMIT_MS) : undefined,
      signal: this.#signal,
    });
    if (held && response.status === 304) {
      this.#backoff.reset();
      this.#pace.ask(retryAfterMs(response), this.#last.pollAfterMs);
      return;
    }
    const answer = pollAnswer(await this.#http.json(response, this.#signal));
    this.#etag = response.headers.get('ETag') ?? undefined;
    this.#backoff.reset();
    const isFirst = this.#last === undefined;
    this.#pace.ask(retryAfterMs(response), answer.pollAfterMs);
    if (held && wasHeld(response) && this.#changes(answer)) {
      // The service says that it was held until now, so the next may follow as soon as any.
      this.#pace.ask(0);
    }
    yield answer;
    if (isFirst && (this.#eventsUrl() ?? this.#etag) !== undefined && this.#longRequest.take()) {
      this.#pace.goOn();
    }
  }

  async *#stream() {
    const silence = new Silence(this.#clock);
    try {
      const response = await this.#open(silence.signal);
      if (response !== undefined) {
        yield* this.#events(response.body, silence);
        // A service ends streams now and then, or at once where it has no room for one more.
        this.#pace.askFromNow(this.#last.pollAfterMs);
      }
    } catch (cause) {
      this.#signal?.throwIfAborted();
      throw cause instanceof JobsError ? cause : new JobsUnavailableError('The event stream broke off', { cause });
    } finally {
      silence.end();
    }
  }

  /** The response with the stream; undefined where the service has none for this job, now or ever. */
  async #open(limit) {
    const { revision } = this.#last;
    const headers = { Accept: 'text/event-stream', ...(revision !== undefined && { 'Last-Event-ID': String(revision) }) };
    const response = await this.#http.send(this.#eventsUrl(), { headers, limit, signal: this.#signal });
    if (response.status === 200 && response.headers.get('Content-Type')?.startsWith('text/event-stream')) {
      return response;
    }
    const error = errorOf(response, await response.json().catch(() => undefined));
    if (error instanceof JobNotFoundError) {
      throw error;
    }
    if (error instanceof JobsUnavailableError && response.status >= 408) {
      this.#streamEnded(false);
      throw error;
    }
    this.#giveUpStreams();
    if (this.#etag !== undefined) {
      this.#pace.goOn();
    }
    return undefined;
  }

  async *#events(body, silence) {
    const opened = this.#clock.now();
    let isOfUse = false;
    try {
      for await (const data of readEvents(body)) {
        silence.broken();
        if (data !== undefined) {
          isOfUse = false;
          const answer = pollAnswer(JSON.parse(data));
          isOfUse = true;
          yield answer;
        }
      }
      if (!isOfUse) {
        throw new JobsUnavailableError('The event stream ended before it began');
      }
    } finally {
      this.#streamEnded(isOfUse && !silence.signal.aborted && this.#clock.now() - opened >= SHORT_STREAM_MS);
    }
  }

  // Streams that are cut now and then are worth their while; those that are cut each time, or tell nothing, are not.
  #streamEnded(wasOfUse) {
    if (wasOfUse) {
      this.#brokenStreams = 0;
      this.#backoff.reset();
      return;
    }
    this.#brokenStreams += 1;
    if (this.#brokenStreams === MOST_BROKEN_STREAMS) {
      this.#giveUpStreams();
    }
  }

  #giveUpStreams() {
    this.#brokenStreams = 0;
    this.#noStreamsUntil = this.#clock.now() + NO_STREAMS_MS;
  }

  #eventsUrl() {
    return this.#http.linkUrl(this.#last.links?.events);
  }
}
