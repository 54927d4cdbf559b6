import { machineClock } from './clock.js';
import { JobNotFoundError, JobsError, JobsUnavailableError } from './errors.js';
import { retryAfterMs } from './http.js';
import { pollAnswer, pollAnswers } from './poll-answer.js';

const MOST_AT_ONCE = 100;
const GATHER_MS = 25;

/** Plain polls. Those that many watchers of one client want at about the same time go out as one request. */
export class Polls {
  #http;
  #clock;
  #wanted = new Map();
  #together = true;

  constructor(http, clock = machineClock) {
    this.#http = http;
    this.#clock = clock;
  }

  /** The job's answer. */
  async one(id, { signal } = {}) {
    return (await this.#alone(id, signal)).answer;
  }

  /** The answers for those of these jobs that there are, by id. */
  async many(ids, { signal } = {}) {
    const distinct = [...new Set(ids)];
    const answers = new Map();
    for (let start = 0; start < distinct.length; start += MOST_AT_ONCE) {
      const { jobs } = await this.#some(distinct.slice(start, start + MOST_AT_ONCE), signal);
      jobs.forEach(job => answers.set(job.jobId, job));
    }
    return answers;
  }

  async #alone(id, signal) {
    const response = await this.#http.send(this.#http.jobUrl(id), { signal });
    return { answer: pollAnswer(await this.#http.json(response, signal)), askedMs: retryAfterMs(response) };
  }

  async #some(ids, signal) {
    const response = await this.#http.send(this.#http.url(`?ids=${ids.map(encodeURIComponent).join(',')}`), { signal });
    return { ...pollAnswers(await this.#http.json(response, signal)), askedMs: retryAfterMs(response) };
  }

  /**
   * The job's answer, asked for together with those that others want now, and the pause in milliseconds that the service
   * asks for until the next: `{ answer, askedMs }`.
   */
  shared(id) {
    return new Promise((resolve, reject) => {
      if (this.#wanted.size === 0) {
        this.#clock.after(GATHER_MS, () => this.#flush());
      }
      const waiting = this.#wanted.get(id) ?? [];
      waiting.push({ resolve, reject });
      this.#wanted.set(id, waiting);
    });
  }

  async #flush() {
    const wanted = [...this.#wanted];
    this.#wanted = new Map();
    for (let start = 0; start < wanted.length; start += MOST_AT_ONCE) {
      await this.#ask(wanted.slice(start, start + MOST_AT_ONCE));
    }
  }

  async #ask(wanted) {
    if (this.#together && wanted.length > 1) {
      try {
        settle(wanted, await this.#some(wanted.map(([id]) => id)));
        return;
      } catch (error) {
        if (!(error instanceof JobsError) || (error instanceof JobsUnavailableError && error.status !== 404)) {
          wanted.forEach(([, waiting]) => waiting.forEach(({ reject }) => reject(error)));
          return;
        }
        // A service that answers for one job at a time only.
        this.#together = false;
      }
    }
    wanted.forEach(([id, waiting]) => {
      this.#alone(id).then(
        found => waiting.forEach(({ resolve }) => resolve(found)),
        error => waiting.forEach(({ reject }) => reject(error)),
      );
    });
  }
}

function settle(wanted, { jobs, notFound, askedMs }) {
  // An id in capitals is the same id, which is answered in small letters.
  const answers = new Map(jobs.map(job => [job.jobId.toLowerCase(), job]));
  wanted.forEach(([id, waiting]) => {
    const answer = answers.get(id.toLowerCase());
    const error = notFound.includes(id)
      ? new JobNotFoundError('Job not found', { status: 404 })
      : new JobsUnavailableError(`The answer says nothing of job ${id}`);
    waiting.forEach(({ resolve, reject }) => (answer ? resolve({ answer, askedMs }) : reject(error)));
  });
}
