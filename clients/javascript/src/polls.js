import { JobNotFoundError, JobsError, JobsUnavailableError } from './errors.js';

const MOST_AT_ONCE = 100;
const GATHER_MS = 25;

/** Plain polls. Those that many watchers of one client want at about the same time go out as one request. */
export class Polls {
  #http;
  #wanted = new Map();
  #together = true;

  constructor(http) {
    this.#http = http;
  }

  /** The job's answer. */
  async one(id, { signal } = {}) {
    return this.#http.ask(this.#http.jobUrl(id), { signal });
  }

  /** The answers for those of these jobs that there are, by id. */
  async many(ids, { signal } = {}) {
    const distinct = [...new Set(ids)];
    const answers = new Map();
    for (let start = 0; start < distinct.length; start += MOST_AT_ONCE) {
      const query = distinct.slice(start, start + MOST_AT_ONCE).map(encodeURIComponent).join(',');
      const { jobs } = await this.#http.ask(this.#http.url(`?ids=${query}`), { signal });
      jobs.forEach(job => answers.set(job.jobId, job));
    }
    return answers;
  }

  /** The job's answer, asked for together with those that others want now. */
  shared(id) {
    return new Promise((resolve, reject) => {
      if (this.#wanted.size === 0) {
        setTimeout(() => this.#flush(), GATHER_MS);
      }
      const waiting = this.#wanted.get(id) ?? [];
      waiting.push({ resolve, reject });
      this.#wanted.set(id, waiting);
    });
  }

  async #flush() {
    const wanted = this.#wanted;
    this.#wanted = new Map();
    if (this.#together && wanted.size > 1) {
      try {
        settle(wanted, await this.many([...wanted.keys()]));
        return;
      } catch (error) {
        if (!(error instanceof JobsError) || error instanceof JobsUnavailableError) {
          wanted.forEach(waiting => waiting.forEach(({ reject }) => reject(error)));
          return;
        }
        // A service that answers for one job at a time only.
        this.#together = false;
      }
    }
    wanted.forEach((waiting, id) => {
      this.one(id).then(
        answer => waiting.forEach(({ resolve }) => resolve(answer)),
        error => waiting.forEach(({ reject }) => reject(error)),
      );
    });
  }
}

function settle(wanted, answers) {
  wanted.forEach((waiting, id) => {
    const answer = answers.get(id);
    waiting.forEach(({ resolve, reject }) =>
      answer ? resolve(answer) : reject(new JobNotFoundError('Job not found', { status: 404 })),
    );
  });
}
