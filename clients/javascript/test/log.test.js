import assert from 'node:assert/strict';
import { afterEach, beforeEach, test } from 'node:test';
import { JobNotFoundError, JobsClient, JobsError, JobsUnavailableError } from '../src/index.js';
import { estimateOf } from '../src/job-view.js';
import { FakeService, job, json } from './fake-service.js';
import { VirtualTime } from './virtual-time.js';

const line = number => ({ number, attempt: 1, at: '2026-01-05T10:00:00.000Z', text: `line ${number}` });
const part = (changes = {}) => ({ jobId: 'a', lines: [], next: 0, dropped: 0, more: false, done: false, ...changes });
const seen = { hidden: false, onReturn: () => () => {} };

let service;
let time;
let client;

beforeEach(async () => {
  service = await new FakeService().start();
  time = new VirtualTime();
  client = new JobsClient(service.base, { clock: time, visibility: seen });
});

afterEach(() => service.stop());

async function numbers(options) {
  const all = [];
  for await (const { lines } of client.followLog('a', options)) {
    all.push(...lines.map(({ number }) => number));
  }
  return all;
}

test('a log is read from a line on', async () => {
  service.answer = (_, response) => json(response, 200, part({ lines: [line(6)], next: 6, dropped: 2 }));

  const log = await client.log('a/b', { after: 5, limit: 10 });

  assert.equal(service.asked[0].url, '/jobs/a%2Fb/log?after=5&limit=10');
  assert.deepEqual(log.lines, [line(6)]);
});

test('what is no log is no answer', async () => {
  for (const body of [{}, [], null, part({ lines: 'x' }), part({ lines: [{ number: 1 }] }), part({ next: -1 }), part({ next: '5' }), part({ next: 1.5 })]) {
    service.answer = (_, response) => json(response, 200, body);

    await assert.rejects(client.log('a'), JobsUnavailableError);
  }
});

test('a log that one may not read is that of no job', async () => {
  await assert.rejects(client.log('a'), JobNotFoundError);
  await assert.rejects(numbers(), JobNotFoundError);
});

test('a log is followed to its end, by requests that are held', async () => {
  const answers = [
    part({ lines: [line(1), line(2)], next: 2 }),
    part({ next: 2 }),
    part({ lines: [line(3)], next: 3 }),
    part({ next: 3, done: true }),
  ];
  service.answer = (_, response, asked) => json(response, 200, answers[asked - 1], { 'Preference-Applied': asked === 1 ? 'wait=0' : 'wait=20' });

  assert.deepEqual(await time.until(numbers()), [1, 2, 3]);

  assert.deepEqual(service.asked.map(({ url }) => url), [0, 2, 2, 3].map(after => `/jobs/a/log?after=${after}`));
  assert.ok(service.asked.every(({ headers }) => headers.prefer === 'wait=20'));
});

test('no two requests are closer than half a second, and none than the service asks for where it holds nothing', async () => {
  const times = [];
  const answers = [part({ lines: [line(1)], next: 1, more: true }), part({ lines: [line(2)], next: 2 }), part({ next: 2 }), part({ next: 2, done: true })];
  service.answer = (_, response, asked) => {
    times.push(time.now());
    json(response, 200, answers[asked - 1], { 'Preference-Applied': 'wait=0', 'Retry-After': '5' });
  };

  await time.until(numbers());

  const pauses = times.slice(1).map((at, i) => at - times[i]);
  assert.ok(pauses.every(ms => ms >= 500), `${pauses}`);
  assert.ok(pauses[2] >= 5_000, `${pauses}`);
});

test('trouble ends no watch of a log, and no line comes twice', async () => {
  const troubles = [];
  service.answer = (_, response, asked) => {
    switch (asked) {
      case 1:
        return json(response, 200, part({ lines: [line(1)], next: 1 }));
      case 2:
        return json(response, 503, { error: 'The job store is out of reach' }, { 'Retry-After': '2' });
      case 3:
        return response.destroy();
      case 4:
        return json(response, 200, { unexpected: true });
      default:
        return json(response, 200, part({ lines: [line(2)], next: 2, done: true }));
    }
  };

  assert.deepEqual(await time.until(numbers({ onTrouble: error => troubles.push(error) })), [1, 2]);

  assert.equal(troubles.length, 3);
  assert.deepEqual(service.asked.map(({ url }) => url.at(-1)), ['0', '1', '1', '1', '1']);
});

test('a store that has lost its newest lines is followed from where it stands', async () => {
  const answers = [part({ lines: [line(7)], next: 7 }), part({ next: 3 }), part({ lines: [line(4)], next: 4, done: true })];
  service.answer = (_, response, asked) => json(response, 200, answers[asked - 1]);

  assert.deepEqual(await time.until(numbers()), [7, 4]);

  assert.deepEqual(service.asked.map(({ url }) => url.at(-1)), ['0', '7', '3']);
});

test('a log that nobody sees is not held, and asked for seldom', async () => {
  const times = [];
  client = new JobsClient(service.base, { clock: time, visibility: { hidden: true, onReturn: () => () => {} } });
  service.answer = (_, response, asked) => {
    times.push(time.now());
    json(response, 200, part({ done: asked === 2 }));
  };

  await time.until(numbers());

  assert.ok(service.asked.every(({ headers }) => headers.prefer === undefined));
  assert.ok(times[1] - times[0] >= 15_000);
});

test('a follower keeps to the number of long requests of its client', async () => {
  client = new JobsClient(service.base, { clock: time, visibility: seen, longRequests: 1 });
  let last;
  service.answer = ({ url, headers }, response) => {
    if (url.startsWith('/jobs/a/')) {
      last = headers.prefer;
      json(response, 200, part({ next: 0 }), { 'Preference-Applied': 'wait=20' });
    } else {
      json(response, 200, part({ done: true }));
      assert.equal(headers.prefer, undefined);
    }
  };
  const stop = new AbortController();
  const first = numbers({ signal: stop.signal });
  const other = (async () => {
    for await (const { done } of client.followLog('b')) {
      return done;
    }
    return undefined;
  })();

  assert.equal(await time.until(other), true);
  stop.abort(new Error('left'));
  await assert.rejects(time.until(first), /left/);
  assert.equal(last, 'wait=20');
});

test('a rerun tells of the new job, or how the old one stands', async () => {
  service.answer = (_, response) => json(response, 202, job({ jobId: 'b', status: 'pending', rerunOf: 'a' }));
  assert.equal((await client.rerun('a')).job.jobId, 'b');
  assert.deepEqual([service.asked[0].method, service.asked[0].url], ['POST', '/jobs/a/rerun']);

  service.answer = (_, response) => json(response, 409, { error: 'Job has not ended', status: 'processing' });
  assert.deepEqual(await client.rerun('a'), { rerun: false, status: 'processing' });

  service.answer = (_, response) => response.writeHead(409).end('<html>');
  await assert.rejects(client.rerun('a'), JobsUnavailableError);

  service.answer = (_, response) => json(response, 403, { error: 'Cross-site request refused' });
  await assert.rejects(client.rerun('a'), error => error instanceof JobsError && error.status === 403);
});

test('where nothing is foreseen, the time that is left is that of the limit', () => {
  const now = Date.parse('2026-01-05T10:00:00.000Z');
  const limited = job({ timeLimitAt: '2026-01-05T10:10:00.000Z' });

  assert.equal(estimateOf(limited, now), 'at most 10 min left');
  assert.equal(estimateOf({ ...limited, estimate: { completeAt: '2026-01-05T10:02:00.000Z' } }, now), 'about 2 min left');
  assert.equal(estimateOf(limited, now + 3_600_000), '');
  assert.equal(estimateOf(job(), now), '');
});
