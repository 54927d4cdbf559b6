import { JobNotFoundError, JobsError, JobsUnavailableError } from './errors.js';

const ANSWER_MS = 15_000;

/** For requests that may take as long as they take, such as uploads. */
export const NO_LIMIT = new AbortController().signal;

/** Asks the servlet at a base path, and turns what goes wrong into errors that say what the caller can do. */
export class Http {
  #base;
  #fetch;
  #headers;

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

  /** The address of a link, which is a path from the root of the host. */
  linkUrl(link) {
    return /^https?:/.test(this.#base) ? new URL(link, this.#base).href : link;
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
    try {
      return await this.#fetch.call(globalThis, url, {
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

/** What an answer with this status, and this body if it was JSON, means. */
export function errorOf(response, body) {
  const { status } = response;
  const message = typeof body?.error === 'string' ? body.error : `The service answered ${status}`;
  if (status === 404) {
    return new JobNotFoundError(message, { status });
  }
  if (status >= 500 || status === 429 || status === 408) {
    return new JobsUnavailableError(message, { status, retryAfterMs: retryAfterMs(response) });
  }
  return new JobsError(message, { status });
}

/** What a response asks to wait, in milliseconds: seconds or a date (RFC 9110, section 10.2.3). */
export function retryAfterMs(response, now = Date.now()) {
  const value = response.headers.get('Retry-After');
  if (value === null) {
    return undefined;
  }
  const ms = /^\d+$/.test(value) ? Number(value) * 1_000 : Date.parse(value) - now;
  return Number.isFinite(ms) ? Math.max(0, ms) : undefined;
}
