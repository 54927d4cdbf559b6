import { JobNotFoundError, JobsError, JobsUnavailableError, LimitFullError } from './errors.js';
import { boundedPause } from './pause.js';
import { fullLimit, saysNoSuchJob } from './poll-answer.js';

const ANSWER_MS = 15_000;

/** For how long a request may be held, after which it is given up, and how seldom is asked while nobody sees the page. */
export const HOLD_SECONDS = 20;
export const HOLD_LIMIT_MS = 30_000;
export const HIDDEN_MS = 15_000;

/** For requests that may take as long as they take, such as uploads. */
export const NO_LIMIT = new AbortController().signal;

/** Asks the servlet at a base path, and turns what goes wrong into errors that say what the caller can do. */
export class Http {
  #base;
  #fetch;
  #headers;
  #aheadMs = 0;

  constructor(base, { fetch = globalThis.fetch, headers = () => ({}) } = {}) {
    this.#base = String(base).replace(/\/+$/, '');
    this.#fetch = fetch;
    this.#headers = headers;
  }

  /** The address of a path below the base. */
  url(path) {
    return this.#base + path;
  }

  /** The address of a job, or of something below it. */
  jobUrl(id, below = '') {
    return this.url(`/${encodeURIComponent(id)}${below}`);
  }

  /** The address of a link, which is a path from the root of the host; undefined where it is anything else. */
  linkUrl(link) {
    if (typeof link !== 'string' || !/^\/(?![/\\])/.test(link)) {
      return undefined;
    }
    return /^https?:/.test(this.#base) ? new URL(this.#base).origin + link : link;
  }

  /** The time now by the service's clock, as the `Date` of its answers tells it; this machine's where none did. */
  serviceTime() {
    return Date.now() + this.#aheadMs;
  }

  /**
   * Sends a request; the response, whatever its status.
   *
   * @param limit a signal that gives the request up, besides the caller's own
   * @throws JobsUnavailableError if there is none
   * @throws the caller's signal's reason when that aborts
   */
  async send(url, { signal, limit = AbortSignal.timeout(ANSWER_MS), headers, ...request } = {}) {
    signal?.throwIfAborted();
    let response;
    try {
      response = await this.#fetch.call(globalThis, url, {
        credentials: 'same-origin',
        cache: 'no-store',
        ...request,
        headers: { Accept: 'application/json', ...(await this.#headers()), ...headers },
        signal: signal ? AbortSignal.any([signal, limit]) : limit,
      });
    } catch (cause) {
      signal?.throwIfAborted();
      throw new JobsUnavailableError('The service cannot be reached', { cause });
    }
    this.#aheadMs = (dateOf(response) ?? Date.now()) - Date.now();
    return response;
  }

  /**
   * The JSON of a response.
   *
   * @throws JobsError as its status tells
   */
  async json(response, signal) {
    let body;
    try {
      body = await response.json();
    } catch (cause) {
      signal?.throwIfAborted();
      if (response.ok) {
        throw new JobsUnavailableError('The answer broke off or is no JSON', { status: response.status, cause });
      }
      body = undefined;
    }
    if (!response.ok) {
      throw errorOf(response, body);
    }
    return body;
  }

  /** Sends a request and reads its answer. */
  async ask(url, request = {}) {
    return this.json(await this.send(url, request), request.signal);
  }
}

/** The error that an answer with this status, and this body if it was JSON, means. */
export function errorOf(response, body) {
  const { status } = response;
  const message = typeof body?.error === 'string' ? body.error : `The service answered ${status}`;
  if (status === 404) {
    return saysNoSuchJob(body)
      ? new JobNotFoundError(message, { status })
      : new JobsUnavailableError(`${message}, which is not about a job: is the address right?`, { status });
  }
  const full = fullLimit(status, body);
  if (full !== undefined) {
    return new LimitFullError(message, { status, ...full });
  }
  if (status < 400 || status >= 500 || status === 429 || status === 408) {
    return new JobsUnavailableError(message, { status, retryAfterMs: retryAfterMs(response) });
  }
  return new JobsError(message, { status });
}

/** When a response was made, by its sender's clock; undefined where it does not say. */
function dateOf(response) {
  return httpDate(response.headers.get('Date'));
}

// Date.parse() alone makes a date of nearly everything that has a number in it, such as "-5".
function httpDate(text) {
  const date = /^[A-Z][a-z]{2}, \d{2} [A-Z][a-z]{2} \d{4} \d{2}:\d{2}:\d{2} GMT$/.test(text ?? '') ? Date.parse(text) : NaN;
  return Number.isFinite(date) ? date : undefined;
}

/** The pause that a response asks for, in milliseconds: seconds or a date (RFC 9110, section 10.2.3), within bounds. */
export function retryAfterMs(response, now = dateOf(response) ?? Date.now()) {
  const value = response.headers.get('Retry-After');
  if (value === null) {
    return undefined;
  }
  if (/^\d+$/.test(value)) {
    return boundedPause(Number(value) * 1_000);
  }
  const date = httpDate(value);
  return date === undefined ? undefined : boundedPause(Math.max(0, date - now));
}

/** A service says for how long it held a request at most: `wait=0` where it answered at once. */
export const wasHeld = response => /\bwait\s*=\s*"?0*[1-9]/i.test(response.headers.get('Preference-Applied') ?? '');
