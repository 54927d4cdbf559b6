import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Backoff } from '../src/backoff.js';
import { readEvents } from '../src/event-stream.js';
import { retryAfterMs } from '../src/http.js';
import { estimateOf, viewOf } from '../src/job-view.js';
import { complete, job } from './fake-service.js';

async function eventsOf(...chunks) {
  const body = new Response(
    new ReadableStream({
      start(controller) {
        chunks.forEach(chunk => controller.enqueue(typeof chunk === 'string' ? new TextEncoder().encode(chunk) : chunk));
        controller.close();
      },
    }),
  ).body;
  const events = [];
  for await (const data of readEvents(body)) {
    events.push(data);
  }
  return events;
}

test('events are read whatever their line ends, and however they are cut', async () => {
  assert.deepEqual(await eventsOf('id: 1\ndata: a\n\n', 'data: b\r\n\r\n', 'data:c\r\rdata: d\n\n'), ['a', 'b', 'c', 'd']);
  assert.deepEqual(await eventsOf('da', 'ta: a\r', '\n', '\r', '\nx: y\n\ndata: b\n', '\n'), ['a', 'b']);
  assert.deepEqual(await eventsOf('data: one\ndata: two\n\n', 'data\n\n', 'data:  x\n\n'), ['one\ntwo', '', ' x']);
});

test('a comment shows that the stream lives, and an event that is not whole is none', async () => {
  assert.deepEqual(await eventsOf(': still here\n\n', 'data: half'), [undefined]);
});

test('a character that is cut in two comes whole', async () => {
  const bytes = new TextEncoder().encode('data: é\n\n');

  assert.deepEqual(await eventsOf(bytes.slice(0, 7), bytes.slice(7)), ['é']);
});

test('pauses grow up to a bound, by chance, and begin again', () => {
  const least = new Backoff({ random: () => 0 });
  assert.deepEqual([1, 2, 3].map(() => least.next()), [250, 500, 1_000]);
  for (let i = 0; i < 50; i++) {
    least.next();
  }
  assert.equal(least.next(), 15_000);
  assert.equal(least.next(60_000), 60_000);
  least.reset();
  assert.equal(least.next(), 250);
  assert.equal(new Backoff({ random: () => 1 }).next(), 500);
});

test('Retry-After is read as seconds or as a date', () => {
  const after = value => retryAfterMs(new Response('', { headers: value === undefined ? {} : { 'Retry-After': value } }), Date.parse('2026-01-05T10:00:00Z'));
  assert.equal(after('2'), 2_000);
  assert.equal(after('Mon, 05 Jan 2026 10:00:05 GMT'), 5_000);
  assert.equal(after('Mon, 05 Jan 2026 09:00:00 GMT'), 0);
  assert.equal(after('2147484'), 300_000);
  assert.equal(after('9'.repeat(400)), 300_000);
  assert.equal(after('Mon, 05 Jan 2099 10:00:05 GMT'), 300_000);
  assert.equal(after('soon'), undefined);
  assert.equal(after('-5'), undefined);
  assert.equal(after(undefined), undefined);
});

test('a date in Retry-After is compared with the date of its response, not with the clock of this machine', () => {
  const headers = { 'Retry-After': 'Mon, 05 Jan 2026 10:00:05 GMT', Date: 'Mon, 05 Jan 2026 10:00:02 GMT' };

  assert.equal(retryAfterMs(new Response('', { headers })), 3_000);
});

test('a state is told in words', () => {
  const words = changes => viewOf(job(changes)).state;
  const pending = { status: 'pending', waitReason: 'workers_busy' };
  assert.equal(words({ ...pending, queuePosition: 1, queueSize: 4 }), 'Next in the queue');
  assert.equal(words({ ...pending, queuePosition: 3, queueSize: 4 }), 'Number 3 of 4 in the queue');
  assert.equal(words({ ...pending, queuePosition: 3 }), 'Number 3 in the queue');
  assert.equal(words({ ...pending, waitReason: 'no_worker', queuePosition: 3 }), 'Waiting for a worker');
  assert.equal(words({ ...pending, waitReason: 'no_worker', queuePosition: 1 }), 'Waiting for a worker');
  const limited = { ...pending, waitReason: 'limit_reached', waitMessage: 'at most 3 of these run at once' };
  assert.equal(words({ ...limited, queuePosition: 1 }), 'At most 3 of these run at once; this one is next');
  assert.equal(words({ ...limited, queuePosition: 4 }), 'At most 3 of these run at once');
  assert.equal(words({ ...pending, waitReason: 'rate_limited', queuePosition: 4 }), 'Waiting for its turn');
  assert.equal(words({ ...pending, waitReason: 'paused', queuePosition: 1 }), 'Paused');
  assert.equal(words({ ...pending, waitReason: 'paused', queuePosition: 1, waitMessage: 'We move house' }), 'Paused: We move house');
  assert.equal(words({ ...pending, waitReason: 'of_a_later_version', queuePosition: 1 }), 'Waiting');
  assert.equal(words({ ...pending, waitReason: 'retry_backoff', attempt: 2 }), 'Attempt 2 failed, will be tried again');
  assert.equal(words({}), 'Starting');
  assert.equal(words({ stage: 'reading' }), 'Reading');
  assert.equal(words({ stage: 'read', stages: [{ name: 'read', label: 'reading the file' }] }), 'Reading the file');
  assert.equal(words({ status: 'cancelled' }), 'Stopping');
  assert.equal(words({ status: 'cancelled', finishedAt: '2026-01-05T10:00:02.000Z' }), 'Cancelled');
  assert.equal(words({ status: 'cancelled', replacedBy: 'b' }), 'Stopping, since a newer one takes its place');
  assert.equal(words({ status: 'cancelled', replacedBy: 'b', finishedAt: '2026-01-05T10:00:02.000Z' }), 'Replaced by a newer one');
  assert.equal(viewOf(complete()).state, 'Done');
});

test('no number is made up', () => {
  const percent = changes => viewOf(job(changes)).percent;
  assert.equal(percent({ status: 'pending', queuePosition: 1 }), undefined);
  assert.equal(percent({ stage: 'reading' }), null);
  assert.equal(percent({ stage: 'reading', progress: 42 }), 42);
  assert.equal(percent({ stage: 'reading', progress: 42, overallProgress: 21 }), 21);
  assert.equal(percent({ status: 'failed', progress: 42 }), undefined);
  assert.equal(viewOf(complete()).percent, 100);
});

test('who may cancel is what the links say, or the status where there are none', () => {
  assert.equal(viewOf(job()).canCancel, true);
  assert.equal(viewOf(complete()).canCancel, false);
  assert.equal(viewOf(job({ links: { self: '/x' } })).canCancel, false);
  assert.equal(viewOf(job({ links: { cancel: '/x/cancel' } })).canCancel, true);
});

test('an estimate is counted down', () => {
  const now = Date.parse('2026-01-05T10:00:00Z');
  const shown = estimate => estimateOf(job({ estimate }), now);
  assert.equal(shown(undefined), '');
  assert.equal(shown({ completeAt: '2026-01-05T10:00:32.000Z' }), 'about 30 s left');
  assert.equal(shown({ completeAt: '2026-01-05T10:04:40.000Z' }), 'about 5 min left');
  assert.equal(shown({ completeAt: '2026-01-05T09:59:59.000Z' }), 'any moment now');
  assert.equal(shown({ startAt: '2026-01-05T13:00:00.000Z' }), 'starts in about 3 h');
});

test('an event without end is given up', async () => {
  const piece = 'data: ' + 'x'.repeat(2 ** 20);

  await assert.rejects(eventsOf(...Array(70).fill(piece)), /does not end/);
});

test('the elements can be imported where there is no document', async () => {
  const { JobProgress } = await import('jobs-client/job-progress.js');
  const { JobDetails } = await import('jobs-client/job-details.js');

  assert.deepEqual([typeof JobProgress, typeof JobDetails], ['function', 'function']);
});
