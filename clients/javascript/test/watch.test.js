import assert from 'node:assert/strict';
import { afterEach, beforeEach, test } from 'node:test';
import { JobNotFoundError, JobsClient } from '../src/index.js';
import { Backoff } from '../src/backoff.js';
import { machineClock } from '../src/clock.js';
import { complete, eventStream, FakeService, job, json } from './fake-service.js';

let service;
let client;

/** Twenty times as fast as the machine's: pauses are as long as anywhere, and the tests do not wait for them. */
const hurried = {
  now: () => machineClock.now() * 20,
  after: (ms, action) => machineClock.after(ms / 20, action),
};

beforeEach(async () => {
  service = await new FakeService().start();
  client = new JobsClient(service.base, { clock: hurried });
});

afterEach(() => service.stop());

async function all(id, options = {}) {
  const answers = [];
  const backoff = new Backoff({ firstMs: 5, longestMs: 50 });
  for await (const answer of client.watch(id, { backoff, ...options })) {
    answers.push(answer);
  }
  return answers;
}

const withEvents = changes => job({ links: { events: '/jobs/a/events' }, ...changes });
const fetched = () => service.asked.map(({ url }) => url);

test('a job that is done is asked for once', async () => {
  service.answer = (_, response) => json(response, 200, complete());

  assert.deepEqual((await all('a')).map(({ status }) => status), ['complete']);
  assert.deepEqual(fetched(), ['/jobs/a']);
});

test('an event stream is used where the answer links one, and the watch ends with the job', async () => {
  service.answer = ({ url }, response) => {
    if (url === '/jobs/a') {
      json(response, 200, withEvents());
    } else {
      const stream = eventStream(response);
      stream.send(withEvents({ revision: 2, stage: 'reading' }));
      stream.send(complete());
    }
  };

  assert.deepEqual((await all('a')).map(({ revision }) => revision), [1, 2, 9]);
  assert.deepEqual(fetched(), ['/jobs/a', '/jobs/a/events']);
  assert.equal(service.asked[1].headers['last-event-id'], '1');
});

test('a stream that is cut is opened again, with what was seen last', async () => {
  const troubles = [];
  service.answer = ({ url }, response, asked) => {
    if (url === '/jobs/a') {
      json(response, 200, withEvents());
      return;
    }
    const stream = eventStream(response);
    if (asked === 2) {
      stream.send(withEvents({ revision: 5 }));
      setImmediate(stream.cut);
    } else {
      stream.send(complete());
    }
  };

  await all('a', { onTrouble: error => troubles.push(error) });

  assert.deepEqual(fetched(), ['/jobs/a', '/jobs/a/events', '/jobs/a/events']);
  assert.equal(service.asked[2].headers['last-event-id'], '5');
  assert.equal(troubles.length, 1);
});

test('a stream that the service ends is opened again, which is no trouble', async () => {
  const troubles = [];
  service.answer = ({ url }, response, asked) => {
    if (url === '/jobs/a') {
      json(response, 200, withEvents());
      return;
    }
    const stream = eventStream(response);
    stream.send(asked === 2 ? withEvents({ revision: 5 }) : complete());
    stream.end();
  };

  assert.deepEqual((await all('a', { onTrouble: error => troubles.push(error) })).map(({ revision }) => revision), [1, 5, 9]);
  assert.deepEqual(troubles, []);
});

test('streams that never say anything are given up for held polls', async () => {
  service.answer = ({ url, headers }, response) => {
    if (url === '/jobs/a/events') {
      eventStream(response).end();
    } else {
      json(response, 200, headers.prefer ? complete() : withEvents(), { ETag: '"1"' });
    }
  };

  assert.deepEqual((await all('a')).map(({ status }) => status), ['processing', 'processing', 'complete']);
  assert.equal(fetched().filter(url => url.endsWith('/events')).length, 3);
});

test('a service that refuses streams is polled', async () => {
  service.answer = ({ url, headers }, response) => {
    if (url === '/jobs/a/events') {
      json(response, 406, { error: 'Only application/json can be had here' });
    } else {
      json(response, 200, headers.prefer ? complete() : withEvents(), { ETag: '"1"' });
    }
  };

  assert.deepEqual((await all('a')).map(({ status }) => status), ['processing', 'complete']);
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

test('streams that break after their first event are given up for held polls', async () => {
  const troubles = [];
  service.answer = ({ url, headers }, response) => {
    if (url === '/jobs/a/events') {
      const stream = eventStream(response);
      stream.send(withEvents({ revision: 2 }));
      setImmediate(stream.cut);
    } else {
      json(response, 200, headers.prefer ? complete() : withEvents(), { ETag: '"1"' });
    }
  };

  await all('a', { onTrouble: error => troubles.push(error) });

  assert.equal(fetched().filter(url => url.endsWith('/events')).length, 3);
  assert.equal(troubles.length, 3);
});

test('streams whose events are no answers are given up for held polls', async () => {
  for (const event of ['<html>', '{}', 'null', '{"jobId":']) {
    service.asked.length = 0;
    service.answer = ({ url, headers }, response) => {
      if (url === '/jobs/a/events') {
        eventStream(response);
        response.write(`data: ${event}\n\n`);
      } else {
        json(response, 200, headers.prefer ? complete() : withEvents(), { ETag: '"1"' });
      }
    };

    assert.equal((await all('a')).at(-1).status, 'complete', event);
    assert.equal(fetched().filter(url => url.endsWith('/events')).length, 3, event);
  }
});

test('a link to another host is not followed', async () => {
  for (const events of ['//127.0.0.1:1/events', '/\\127.0.0.1:1/events', 'http://127.0.0.1:1/events', 5]) {
    service.asked.length = 0;
    service.answer = (_, response, asked) => json(response, 200, asked > 1 ? complete() : job({ links: { events } }));

    assert.equal((await all('a')).at(-1).status, 'complete');
    assert.deepEqual(fetched(), ['/jobs/a', '/jobs/a'], events);
  }
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

test('leaving the loop closes the stream', async () => {
  let closed;
  const isClosed = new Promise(resolve => (closed = resolve));
  service.answer = ({ url }, response) => {
    if (url === '/jobs/a') {
      json(response, 200, withEvents());
    } else {
      response.on('close', closed);
      eventStream(response).send(withEvents({ revision: 2 }));
    }
  };

  for await (const answer of client.watch('a')) {
    if (answer.revision === 2) {
      break;
    }
  }

  await isClosed;
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
