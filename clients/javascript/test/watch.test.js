import assert from 'node:assert/strict';
import { afterEach, beforeEach, test } from 'node:test';
import { JobNotFoundError, JobsClient } from '../src/index.js';
import { Backoff } from '../src/backoff.js';
import { complete, eventStream, FakeService, job, json } from './fake-service.js';
import { allAnswers, hurried, withEvents } from './watching.js';

let service;
let client;

beforeEach(async () => {
  service = await new FakeService().start();
  client = new JobsClient(service.base, { clock: hurried });
});

afterEach(() => service.stop());

const all = (id, options) => allAnswers(client, id, options);
const fetched = () => service.asked.map(({ url }) => url);

test('a job that is done is asked for once', async () => {
  service.answer = (_, response) => json(response, 200, complete());

  assert.deepEqual((await all('a')).map(({ status }) => status), ['complete']);
  assert.deepEqual(fetched(), ['/jobs/a']);
});

test('a poll is held with the tag of what was seen', async () => {
  service.answer = ({ headers }, response, asked) => {
    if (asked === 1) {
      json(response, 200, job(), { ETag: '"one"' });
    } else if (asked === 2) {
      assert.equal(headers['if-none-match'], '"one"');
      assert.equal(headers.prefer, 'wait=20');
      response.writeHead(304, { ETag: '"one"' }).end();
    } else {
      json(response, 200, complete(), { ETag: '"two"' });
    }
  };

  assert.deepEqual((await all('a')).map(({ revision }) => revision), [1, 9]);
});

test('the answer to the later request wins, though its revision went back: the database was restored', async () => {
  const revisions = [30, 29];
  service.answer = (_, response, asked) =>
    json(response, 200, asked <= 2 ? job({ revision: revisions[asked - 1], progress: asked }) : complete({ revision: 4 }));

  assert.deepEqual((await all('a')).map(({ revision }) => revision), [30, 29, 4]);
});

test('what is no answer about a job is waited out', async () => {
  const others = [
    response => json(response, 200, {}),
    response => json(response, 200, []),
    response => json(response, 200, { jobId: 'a', status: 'done', finishedAt: 'x' }),
    response => response.writeHead(200, { 'Content-Type': 'text/html' }).end('<html>We are back soon</html>'),
    response => response.writeHead(404, { 'Content-Type': 'text/html' }).end('<html>404 Not Found</html>'),
    response => json(response, 404, { error: 'Not Found', path: '/jobs/a' }),
    response => response.writeHead(304).end(),
    response => response.writeHead(204).end(),
  ];
  const troubles = [];
  service.answer = (_, response, asked) => (asked <= others.length ? others[asked - 1](response) : json(response, 200, complete()));

  assert.deepEqual((await all('a', { onTrouble: error => troubles.push(error.name) })).map(({ status }) => status), ['complete']);
  assert.deepEqual(troubles, Array(others.length).fill('JobsUnavailableError'));
});

test('of jobs that are polled together, only those that the service says are not there are not there', async () => {
  client = new JobsClient(service.base, { longRequests: 0, clock: hurried });
  let lists = 0;
  service.answer = ({ url }, response) => {
    const ids = new URL(url, service.base).searchParams.get('ids')?.split(',');
    if (ids === undefined) {
      json(response, 200, job({ jobId: url.split('/').at(-1) }));
    } else {
      lists += 1;
      json(response, 200, lists === 1 ? { jobs: [] } : { jobs: [complete({ jobId: 'j1' })], notFound: ['j2'] });
    }
  };

  const [first, second] = await Promise.allSettled([all('j1'), all('j2')]);

  assert.equal(first.value.at(-1).status, 'complete');
  assert.ok(second.reason instanceof JobNotFoundError, second.reason);
});

test('an abort in the moment of a return leaves nothing behind', async () => {
  const listeners = new Set();
  const visibility = {
    hidden: true,
    onReturn: listener => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
  client = new JobsClient(service.base, { visibility, clock: hurried });
  const stop = new AbortController();
  service.answer = (_, response, asked) => {
    json(response, asked === 1 ? 200 : 503, job());
    setTimeout(() => {
      [...listeners].forEach(listener => listener());
      stop.abort(new Error('enough'));
    }, 50);
  };

  await assert.rejects(all('a', { signal: stop.signal }), /enough/);
  // A rejection that nobody handles fails the test run.
  await new Promise(resolve => setTimeout(resolve, 100));
});

test('an answer that says nothing new is not given twice', async () => {
  service.answer = (_, response, asked) => json(response, 200, asked < 4 ? job() : complete());

  assert.equal((await all('a')).length, 2);
});

test('a service that goes away and comes back costs time only', async () => {
  const troubles = [];
  service.answer = (_, response) => json(response, 200, job());
  const seen = [];
  const backoff = new Backoff({ firstMs: 5, longestMs: 50 });
  const onTrouble = async () => {
    troubles.push('trouble');
    if (troubles.length === 3) {
      service.answer = (_, response) => json(response, 200, complete());
      await service.start();
    }
  };
  for await (const answer of client.watch('a', { backoff, onTrouble })) {
    seen.push(answer.status);
    if (seen.length === 1) {
      await service.stop();
    }
  }

  assert.deepEqual(seen, ['processing', 'complete']);
  assert.ok(troubles.length >= 3);
});

test('the first answer after trouble is given, even if nothing has changed', async () => {
  service.answer = ({ headers }, response, asked) => {
    if (asked === 2) {
      json(response, 503, { error: 'out of order' });
    } else if (headers['if-none-match']) {
      response.writeHead(304).end();
    } else {
      json(response, 200, asked < 4 ? job() : complete(), { ETag: '"1"' });
    }
  };

  const seen = [];
  for await (const answer of client.watch('a', { backoff: new Backoff({ firstMs: 5 }) })) {
    seen.push(answer.status);
    if (seen.length === 2) {
      break;
    }
  }

  assert.deepEqual(seen, ['processing', 'processing']);
});

test('a job that is not there ends the watch', async () => {
  await assert.rejects(all('a'), JobNotFoundError);
});

test('a cancelled job is watched until its work has stopped', async () => {
  service.answer = (_, response, asked) =>
    json(response, 200, job({ status: 'cancelled', revision: asked, ...(asked > 2 && { done: true, finishedAt: '2026-01-05T10:00:02.000Z' }) }));

  assert.deepEqual((await all('a')).map(({ done }) => done), [false, false, true]);
});

test('an abort ends the watch with its reason, whatever it waits for', async () => {
  for (const waitFor of ['poll', 'pause', 'stream']) {
    const stop = new AbortController();
    service.asked.length = 0;
    service.answer = ({ url }, response, asked) => {
      if (url.endsWith('/events')) {
        eventStream(response);
        setImmediate(() => stop.abort(new Error('enough')));
      } else if (waitFor === 'poll' && asked > 1) {
        stop.abort(new Error('enough'));
      } else if (waitFor === 'pause' && asked > 1) {
        json(response, 503, {}, { 'Retry-After': '3600' });
        setTimeout(() => stop.abort(new Error('enough')), 20);
      } else {
        json(response, 200, waitFor === 'stream' ? withEvents() : job());
      }
    };

    await assert.rejects(all('a', { signal: stop.signal }), /enough/, waitFor);
  }
});

test('many watches keep few connections open, and ask for the rest together', async () => {
  const ids = Array.from({ length: 10 }, (_, i) => `j${i}`);
  let open = 0;
  let mostOpen = 0;
  let batches = 0;
  service.answer = ({ url, headers }, response) => {
    const path = new URL(url, service.base);
    if (path.searchParams.has('ids')) {
      batches += 1;
      json(response, 200, { jobs: path.searchParams.get('ids').split(',').map(jobId => complete({ jobId })) });
    } else if (headers.prefer) {
      open += 1;
      mostOpen = Math.max(mostOpen, open);
      setTimeout(() => {
        open -= 1;
        json(response, 200, complete());
      }, 300);
    } else {
      json(response, 200, job(), { ETag: '"1"' });
    }
  };

  await Promise.all(ids.map(id => all(id)));

  assert.equal(mostOpen, 3);
  assert.ok(batches >= 1 && batches <= 3, `${batches} batches`);
});

test('a page that nobody sees asks seldom, and at once when it is seen again', async () => {
  const listeners = new Set();
  const visibility = {
    hidden: true,
    onReturn: listener => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
  client = new JobsClient(service.base, { visibility, clock: hurried });
  service.answer = (_, response, asked) => {
    json(response, 200, asked === 1 ? job() : complete());
    if (asked === 1) {
      setTimeout(() => {
        visibility.hidden = false;
        listeners.forEach(listener => listener());
      }, 100);
    }
  };

  assert.deepEqual((await all('a')).map(({ status }) => status), ['processing', 'complete']);
  assert.equal(service.asked.length, 2);
});
