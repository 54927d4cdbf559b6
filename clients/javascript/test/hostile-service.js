import { job } from './fake-service.js';

const LONGEST_MS = 300_000;
const SHORTEST_MS = 500;
const USUAL_MS = 1_000;
const MINUTE = 60_000;

/** Random numbers that are the same for the same seed (mulberry32). */
export function randomOf(seed) {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/**
 * Everything that servers and proxies were ever seen to answer, and more, at random; but never that there is no such job,
 * nor that it is done, which would end a watch. Each request is noted with the time before which the next may not come.
 */
export class HostileService {
  /** Of each request: `{ url, at, next }`. */
  asked = [];

  #random;
  #time;
  #tag = 0;
  #lastBody;
  #lastPollAfterMs;

  constructor(random, time) {
    this.#random = random;
    this.#time = time;
  }

  fetch = async (url, { headers, signal }) => {
    const request = { url, at: this.#time.now(), next: this.#time.now() + SHORTEST_MS };
    this.asked.push(request);
    await this.#slowly(signal);
    if (this.#chance(0.15)) {
      throw new TypeError('fetch failed');
    }
    if (url.includes('?ids=')) {
      return this.#list(request, url);
    }
    return url.endsWith('/events') && this.#chance(0.7) ? this.#stream(request, signal) : this.#poll(request, headers);
  };

  #chance(probability) {
    return this.#random() < probability;
  }

  #one(...choices) {
    return choices[Math.floor(this.#random() * choices.length)];
  }

  async #slowly(signal) {
    const aborted = new Promise((_, reject) => {
      signal.addEventListener('abort', () => reject(signal.reason), { once: true });
    });
    await Promise.race([this.#time.sleep(this.#one(0, 0, 1, 30, 700, 5_000, 25_000)), aborted]);
  }

  #job() {
    const pollAfterMs = this.#one(undefined, null, 0, -1, 5, 1_000, 10_000, 2 ** 31, 2 ** 32 + 5, 1e300, 'soon', '5', true, {});
    return job({
      revision: this.#one(0, 1, 7, undefined, 'x'),
      progress: this.#one(1, 2, 3),
      status: this.#one('pending', 'processing'),
      done: this.#one(false, undefined),
      pollAfterMs,
      links: this.#one(undefined, {}, { events: '/jobs/a/events' }, { events: '/jobs/a/events' }, { events: '//evil.example/events' }, { events: 5 }),
    });
  }

  #retryAfter() {
    const now = Date.now();
    return this.#one(
      [undefined, undefined],
      [undefined, undefined],
      ['0', 0],
      ['1', 1_000],
      ['10', 10_000],
      ['3600', LONGEST_MS],
      ['2147484', LONGEST_MS],
      ['9'.repeat(400), LONGEST_MS],
      ['-5', undefined],
      ['soon', undefined],
      ['', undefined],
      [new Date(now + MINUTE).toUTCString(), 58_000],
      [new Date(now - MINUTE).toUTCString(), 0],
      [new Date(now + 1e12).toUTCString(), LONGEST_MS],
    );
  }

  #poll(request, headers) {
    const [retryAfter, retryMs] = this.#retryAfter();
    const common = { ...(retryAfter !== undefined && { 'Retry-After': retryAfter }), ...(this.#chance(0.3) && { Date: new Date().toUTCString() }) };
    const failure = status => {
      this.#notBefore(request, this.#time.now() + (status === 304 || status < 400 || status === 404 ? 0 : (retryMs ?? 0)));
      return new Response(status === 304 || status === 204 ? null : this.#one('<html>', '{}', '{"error":"x"}', ''), { status, headers: common });
    };
    if (this.#chance(0.3)) {
      return failure(this.#one(429, 500, 502, 503, 504, 404, 204, 301, 408));
    }
    if (this.#chance(0.3)) {
      if (headers['If-None-Match']) {
        this.#notBefore(request, request.at + this.#asked(retryMs, this.#lastPollAfterMs));
        return new Response(null, { status: 304, headers: common });
      }
      return failure(304);
    }
    if (this.#chance(0.2)) {
      return new Response(this.#one('{}', '[]', 'null', '7', '"x"', '<html>', '{"jobId":7,"status":"complete"}', '{"jobId":"a","status":"done"}', ''), {
        headers: common,
      });
    }
    const answer = this.#job();
    const body = this.#chance(0.4) && this.#lastBody ? this.#lastBody : JSON.stringify(answer);
    if (request.url.endsWith('/events')) {
      // No stream, so whatever is in it says nothing.
      return new Response(body);
    }
    const isHeld = headers.Prefer !== undefined && this.#chance(0.5);
    const goesOn = isHeld && body !== this.#lastBody;
    this.#seen(body);
    this.#notBefore(request, request.at + (goesOn ? SHORTEST_MS : this.#asked(retryMs, this.#lastPollAfterMs)));
    const tag = this.#one(undefined, '"same"', `"${this.#tag++}"`, 'W/"weak"');
    return new Response(body, {
      headers: { ...common, 'Preference-Applied': isHeld ? 'wait=20' : this.#one('wait=0', '', 'return=minimal'), ...(tag && { ETag: tag }) },
    });
  }

  #list(request, url) {
    if (this.#chance(0.3)) {
      return new Response(this.#one('{}', 'null', '{"jobs":{}}', '{"jobs":[{}]}', '{"jobs":[]}', '<html>'));
    }
    const [retryAfter, retryMs] = this.#retryAfter();
    const ids = url.slice(url.indexOf('=') + 1).split(',');
    const jobs = ids.map(jobId => ({ ...this.#job(), jobId }));
    this.#seen(JSON.stringify(jobs[0]));
    this.#notBefore(request, request.at + this.#asked(retryMs, jobs[0].pollAfterMs));
    return new Response(JSON.stringify({ jobs }), { headers: retryAfter === undefined ? {} : { 'Retry-After': retryAfter } });
  }

  #stream(request, signal) {
    const body = new ReadableStream({ start: controller => void this.#write(controller, request, signal) });
    return new Response(body, { headers: { 'Content-Type': 'text/event-stream' } });
  }

  async #write(controller, request, signal) {
    const send = text => controller.enqueue(new TextEncoder().encode(text));
    let sound = false;
    try {
      for (let events = this.#one(0, 1, 1, 3, 20); events > 0; events--) {
        if (this.#chance(0.1)) {
          sound = false;
          send(this.#one('data: {}\n\n', 'data: <html>\n\n', 'data: null\n\n', 'data: {"jobId":\n\n'));
          return;
        }
        if (this.#chance(0.3)) {
          send(': alive\n\n');
        } else {
          const body = JSON.stringify(this.#job());
          this.#seen(body);
          sound = true;
          send(`id: 1\ndata: ${body}\n\n`);
        }
        // Long enough for it to be read: an error would take away what is on its way.
        await this.#time.sleep(this.#one(10, 20, 2_000, 14_000));
      }
      if (this.#chance(0.2)) {
        return;
      }
      await this.#time.sleep(this.#one(0, 30_000));
      if (this.#chance(0.5)) {
        controller.error(new TypeError('terminated'));
      } else {
        controller.close();
        this.#notBefore(request, sound ? this.#time.now() + this.#asked(this.#lastPollAfterMs) : 0);
      }
    } catch {
      // The client had enough of it.
    } finally {
      signal.addEventListener('abort', () => ignoreFailure(() => controller.error(signal.reason)), { once: true });
    }
  }

  #seen(body) {
    this.#lastBody = body;
    this.#lastPollAfterMs = JSON.parse(body).pollAfterMs;
  }

  #notBefore(request, time) {
    request.next = Math.max(request.next, time);
  }

  /** The longest of the pauses that are any, within bounds; the usual one if none is. */
  #asked(...pauses) {
    const usable = pauses.filter(ms => typeof ms === 'number' && ms >= 0);
    return usable.length === 0 ? USUAL_MS : Math.min(LONGEST_MS, Math.max(SHORTEST_MS, ...usable));
  }
}

function ignoreFailure(action) {
  try {
    action();
  } catch {
    // The stream has ended already.
  }
}
