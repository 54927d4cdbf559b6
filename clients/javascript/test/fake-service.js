import { createServer } from 'node:http';
import { once } from 'node:events';

/** A small service with one servlet's answers, as a test wants them. */
export class FakeService {
  /** What was asked for, newest last: `{ method, url, headers, body }`. */
  asked = [];

  /** Answers a request. */
  answer = (request, response) => json(response, 404, { error: 'Job not found' });

  #server;
  #port = 0;

  async start() {
    this.#server = createServer(async (request, response) => {
      const { method, url, headers } = request;
      const chunks = [];
      for await (const chunk of request) {
        chunks.push(chunk);
      }
      const asked = { method, url, headers, body: Buffer.concat(chunks).toString() };
      this.asked.push(asked);
      this.answer(asked, response, this.asked.length);
    });
    this.#server.listen(this.#port, '127.0.0.1');
    await once(this.#server, 'listening');
    this.#port = this.#server.address().port;
    return this;
  }

  /** Ends it, open connections included; it can be started again at the same port. */
  async stop() {
    this.#server.closeAllConnections();
    this.#server.close();
    await once(this.#server, 'close');
  }

  get base() {
    return `http://127.0.0.1:${this.#port}/jobs`;
  }
}

export function json(response, status, body, headers = {}) {
  response.writeHead(status, { 'Content-Type': 'application/json', ...headers }).end(JSON.stringify(body));
}

export function eventStream(response) {
  response.writeHead(200, { 'Content-Type': 'text/event-stream' });
  response.flushHeaders();
  return {
    send: answer => response.write(`id: ${answer.revision}\ndata: ${JSON.stringify(answer)}\n\n`),
    end: () => response.end(),
    cut: () => response.destroy(),
  };
}

/** A poll answer. */
export function job(changes = {}) {
  return {
    jobId: '0193e8a1-7c00-7abc-8def-0123456789ab',
    type: 'ingest',
    status: 'processing',
    progress: 0,
    stage: null,
    queuePosition: null,
    attempt: 1,
    createdAt: '2026-01-05T10:00:00.000Z',
    updatedAt: '2026-01-05T10:00:01.000Z',
    finishedAt: null,
    done: false,
    revision: 1,
    pollAfterMs: 10,
    ...changes,
  };
}

export const complete = (changes = {}) =>
  job({
    status: 'complete',
    progress: 100,
    finishedAt: '2026-01-05T10:00:02.000Z',
    done: true,
    revision: 9,
    result: { ok: true },
    ...changes,
  });
