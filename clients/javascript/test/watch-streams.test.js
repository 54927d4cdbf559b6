import assert from 'node:assert/strict';
import { afterEach, beforeEach, test } from 'node:test';
import { JobsClient } from '../src/index.js';
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
