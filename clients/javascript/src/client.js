import { Backoff } from './backoff.js';
import { machineClock } from './clock.js';
import { JobCancelledError, JobFailedError, JobsUnavailableError } from './errors.js';
import { Http, NO_LIMIT } from './http.js';
import { LogFollower, logUrl } from './log-follower.js';
import { LongRequests } from './long-requests.js';
import { Pace } from './pace.js';
import { cancelOutcome, logPart, notEnded, submitted } from './poll-answer.js';
import { Polls } from './polls.js';
import { pageVisibility } from './visibility.js';
import { Watch } from './watch.js';

const MOST_SUBMISSIONS = 5;

/**
 * The jobs that one servlet serves. One client for a page is enough, and better than several: what it watches shares
 * its connections.
 */
export class JobsClient {
  #http;
  #polls;
  #longRequests;
  #visibility;
  #clock;

  /**
   * @param base where the servlet is, such as `/api/jobs`
   * @param options.headers gives headers for each request, such as an authorization; may be asynchronous
   * @param options.fetch instead of the global one
   * @param options.longRequests how many requests may be kept open at once; 3 by default
   * @param options.visibility instead of the page's
   * @param options.clock instead of the machine's, for tests
   */
  constructor(base, { headers, fetch, longRequests = 3, visibility = pageVisibility, clock = machineClock } = {}) {
    this.#http = new Http(base, { fetch, headers });
    this.#polls = new Polls(this.#http, clock);
    this.#clock = clock;
    this.#longRequests = new LongRequests(longRequests, visibility);
    this.#visibility = visibility;
  }

  /**
   * The job's poll answer.
   *
   * @throws JobNotFoundError if there is no such job
   * @throws JobsUnavailableError if the service cannot be reached
   */
  get(id, { signal } = {}) {
    return this.#polls.one(id, { signal });
  }

  /** The poll answers of those of these jobs that there are, as a map by id. */
  getMany(ids, { signal } = {}) {
    return this.#polls.many(ids, { signal });
  }

  /**
   * Cancels the job: `{ cancelled, status }`. Where it had ended already, `cancelled` is false, and the status tells how.
   *
   * @throws JobNotFoundError if there is no such job
   */
  async cancel(id, { signal } = {}) {
    const response = await this.#http.send(this.#http.jobUrl(id, '/cancel'), { method: 'POST', signal });
    if (response.status === 409) {
      return cancelOutcome(await response.json().catch(() => undefined), false);
    }
    return cancelOutcome(await this.#http.json(response, signal), true);
  }

  /**
   * Submits a job again that has ended, where the service serves reruns: `{ rerun, job, status }`. Where it has not ended, `rerun` is
   * false and `status` tells how it stands; else `job` is the new job's poll answer.
   *
   * @throws JobNotFoundError if there is no such job, or it is not yours to run again
   */
  async rerun(id, { signal } = {}) {
    const response = await this.#http.send(this.#http.jobUrl(id, '/rerun'), { method: 'POST', signal });
    if (response.status === 409) {
      return { rerun: false, status: notEnded(await response.json().catch(() => undefined)) };
    }
    const job = submitted(await this.#http.json(response, signal));
    return { rerun: true, job, status: job.status };
  }

  /**
   * The lines that the job has logged after the one of this number, up to a thousand, where the service serves logs: `{ lines, next,
   * dropped, more, done }`. Each line has `number`, `attempt`, `at` and `text`, which is plain text.
   *
   * @throws JobNotFoundError if there is no such job, or its log is not yours to read
   */
  async log(id, { after = 0, limit, signal } = {}) {
    return logPart(await this.#http.ask(logUrl(this.#http, id, after, limit), { signal }));
  }

  /**
   * The parts of the job's log as they come, up to the one that is `done`. Ends and goes on as `watch` does.
   *
   * @throws JobNotFoundError if there is no such job, or no longer, or its log is not yours to read
   */
  followLog(id, { after, signal, onTrouble, backoff } = {}) {
    return new LogFollower(id, this.#parts(), { after, signal, onTrouble, backoff }).parts();
  }

  /**
   * The time now by the service's clock, in milliseconds since 1970, as far as its answers have told it: what an estimate
   * is to be compared with. The viewer's own clock may be wrong.
   */
  serviceTime() {
    return this.#http.serviceTime();
  }

  /**
   * Posts work to one of the service's own addresses that answers with 202 and the job; the job's poll answer.
   *
   * With an `idempotencyKey` it is safe to send again, and is sent again while the service cannot be reached, up to five
   * times in all; `onTrouble(error, ms)` is called with each pause until the next try. Without one it is sent once: a
   * service that was reached, but not heard, may have taken it.
   *
   * @param body sent as it is if it is a string, a form, a file or the like; as JSON otherwise
   * @throws LimitFullError if the service refuses the job since a limit of it is full; it is not sent again then
   */
  async submit(url, body, { idempotencyKey, headers, signal, onTrouble = () => {} } = {}) {
    const request = {
      method: 'POST',
      ...content(body),
      signal,
      limit: NO_LIMIT,
    };
    request.headers = { ...request.headers, ...headers, ...(idempotencyKey && { 'Idempotency-Key': idempotencyKey }) };
    const backoff = new Backoff();
    const pace = new Pace({ signal, visibility: this.#visibility, clock: this.#clock });
    for (let tries = 1; ; tries++) {
      await pace.turn();
      try {
        return submitted(await this.#http.ask(url, request));
      } catch (error) {
        if (!(error instanceof JobsUnavailableError) || idempotencyKey === undefined || tries === MOST_SUBMISSIONS) {
          throw error;
        }
        const ms = backoff.next(error.retryAfterMs);
        pace.backOff(ms, error.retryAfterMs);
        onTrouble(error, ms);
      }
    }
  }

  /**
   * The job's answers as they change, up to the one that is done; each has all there is to know.
   *
   * While the service cannot be reached it goes on trying, and calls `onTrouble(error, ms)` with the pause until the
   * next try. Ends by itself, when the loop over it is left, or when the signal aborts, with the signal's reason.
   *
   * @throws JobNotFoundError if there is no such job, or no longer
   */
  watch(id, { signal, onTrouble, backoff } = {}) {
    return new Watch(id, this.#parts(), { signal, onTrouble, backoff }).answers();
  }

  #parts() {
    return {
      http: this.#http,
      polls: this.#polls,
      longRequests: this.#longRequests,
      visibility: this.#visibility,
      clock: this.#clock,
    };
  }

  /**
   * The job's last answer, when it is complete.
   *
   * @throws JobFailedError if it failed
   * @throws JobCancelledError if it was cancelled and its work has stopped
   * @throws JobNotFoundError if there is no such job
   */
  async waitFor(id, options) {
    let last;
    for await (const answer of this.watch(id, options)) {
      last = answer;
    }
    switch (last.status) {
      case 'complete':
        return last;
      case 'cancelled':
        throw new JobCancelledError(last);
      default:
        throw new JobFailedError(last);
    }
  }
}

function content(body) {
  const asItIs =
    typeof body === 'string' ||
    body instanceof Blob ||
    body instanceof ArrayBuffer ||
    ArrayBuffer.isView(body) ||
    body instanceof FormData ||
    body instanceof URLSearchParams;
  return asItIs ? { body } : { body: JSON.stringify(body ?? {}), headers: { 'Content-Type': 'application/json' } };
}
