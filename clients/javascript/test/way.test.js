import assert from 'node:assert/strict';
import { test } from 'node:test';
import { duration } from '../src/duration.js';
import { JobWay, stagesOf } from '../src/job-way.js';
import { job } from './fake-service.js';

const at = seconds => new Date(Date.parse('2026-01-05T10:00:00.000Z') + seconds * 1_000).toISOString();

const pending = changes => job({ status: 'pending', queuePosition: 1, attempt: 0, startedAt: null, finishedAt: null, createdAt: at(0), ...changes });
const runs = (second, attempt = 1, changes = {}) =>
  job({ status: 'processing', queuePosition: null, attempt, startedAt: at(second), finishedAt: null, createdAt: at(0), ...changes });

/** The way after these answers, each event as "kind" or "kind second". */
function wayOf(...answers) {
  const way = new JobWay();
  answers.forEach((answer, index) => way.add({ revision: index + 1, ...answer }));
  return way.events().map(({ kind, at: time }) => (time ? `${kind} ${(Date.parse(time) - Date.parse(at(0))) / 1_000}` : kind));
}

test('a job that nobody has seen before its end has waited, started and ended', () => {
  assert.deepEqual(wayOf(runs(42, 1, { status: 'complete', finishedAt: at(50) })), ['submitted 0', 'waited', 'started 42', 'complete 50']);
  assert.deepEqual(wayOf(runs(0.2, 1, { status: 'failed', finishedAt: at(50) })), ['submitted 0', 'started 0.2', 'ended 50']);
});

test('the reasons for a wait are told in the order in which they were seen', () => {
  const way = new JobWay();
  way.add(pending({ revision: 1, waitReason: 'paused', waitMessage: 'We move' }));
  way.add(pending({ revision: 2, waitReason: 'workers_busy' }));
  way.add(pending({ revision: 2, waitReason: 'workers_busy', queuePosition: 3 }));
  way.add(runs(30, 1, { revision: 3 }));

  assert.deepEqual(way.events()[1], {
    kind: 'waited',
    ms: 30_000,
    waits: [{ reason: 'paused', message: 'We move' }, { reason: 'workers_busy', message: undefined }],
  });
});

test('each attempt that was seen is told with its end', () => {
  const retry = pending({ attempt: 1, startedAt: at(5), updatedAt: at(9), waitReason: 'retry_backoff', queuePosition: null });

  assert.deepEqual(wayOf(pending(), runs(5), retry), ['submitted 0', 'waited', 'started 5', 'failed 9', 'waits 9']);
  assert.deepEqual(wayOf(runs(5), retry, runs(20, 2)), ['submitted 0', 'waited', 'started 5', 'failed 9', 'waited', 'started 20']);
});

test('an attempt that was handed back is interrupted, and one whose end nobody saw has no time of its end', () => {
  const handedBack = pending({ attempt: 0, startedAt: at(5), updatedAt: at(9) });

  assert.deepEqual(wayOf(runs(5), handedBack, runs(20)), ['submitted 0', 'waited', 'started 5', 'interrupted 9', 'waited', 'started 20']);
  assert.deepEqual(wayOf(runs(5), runs(20, 2)), ['submitted 0', 'waited', 'started 5', 'failed', 'started 20']);
  assert.deepEqual(wayOf(runs(5), runs(20, 1)), ['submitted 0', 'waited', 'started 5', 'interrupted', 'started 20']);
});

test('attempts before the first answer are counted', () => {
  const way = new JobWay();
  way.add(runs(60, 3));

  assert.deepEqual(way.events().map(({ kind, count }) => [kind, count]), [['submitted', undefined], ['earlier', 2], ['started', undefined]]);
});

test('a cancelled job is stopping until its work has ended, which somebody saw or nobody did', () => {
  const cancelled = runs(5, 1, { status: 'cancelled', updatedAt: at(8), stopping: true, done: false });
  const over = release => {
    const way = new JobWay();
    way.add({ ...cancelled, finishedAt: at(9), done: true, stopping: false, release });
    return way.events().at(-1);
  };

  assert.equal(wayOf(cancelled).at(-1), 'stopping 8');
  assert.deepEqual(over('confirmed'), { kind: 'cancelled', at: at(9), presumed: false, replaced: false });
  assert.deepEqual(over('presumed'), { kind: 'cancelled', at: at(9), presumed: true, replaced: false });
});

test('a job that was replaced says so, while it is stopping and after', () => {
  const way = new JobWay();
  way.add(runs(5, 1, { status: 'cancelled', updatedAt: at(8), replacedBy: 'b', done: false }));
  assert.deepEqual(way.events().at(-1), { kind: 'stopping', at: at(8), replaced: true });

  way.add(runs(5, 1, { status: 'cancelled', finishedAt: at(9), replacedBy: 'b', done: true, release: 'confirmed' }));
  assert.deepEqual(way.events().at(-1), { kind: 'cancelled', at: at(9), presumed: false, replaced: true });
});

test('another job, or a database that was restored, begins the way again', () => {
  const retry = pending({ attempt: 1, startedAt: at(5), updatedAt: at(9) });

  assert.deepEqual(wayOf(runs(5), retry, { ...pending(), jobId: 'another' }), ['submitted 0', 'waits 0']);
  assert.deepEqual(wayOf(runs(5), retry, { ...pending(), revision: 0 }), ['submitted 0', 'waits 0']);
});

test('stages are the declared ones, or those that were named', () => {
  const stages = [
    { name: 'a', label: 'one', status: 'done', progress: 100, tookMs: 5 },
    { name: 'b', label: 'two', status: 'skipped', progress: 0 },
    { name: 'c', label: 'three', status: 'active', progress: 40 },
  ];
  assert.deepEqual(stagesOf(runs(1, 1, { stages })).map(({ label }) => label), ['one', 'three']);
  assert.deepEqual(stagesOf(runs(1, 1, { stage: 'mixing', progress: 3, stageTimes: [{ stage: 'reading', tookMs: 7 }] })), [
    { label: 'reading', status: 'done', percent: 100, tookMs: 7 },
    { label: 'mixing', status: 'active', percent: 3 },
  ]);
  assert.deepEqual(stagesOf(pending()), []);
});

test('a duration is told by its largest unit, and the next one where it matters', () => {
  assert.deepEqual([0, 999, 1_000, 9_990, 10_000, 60_000, 61_000, 600_000, 3_660_000, 90_000_000, 2e9].map(duration), [
    '0 ms', '999 ms', '1.0 s', '9.9 s', '10 s', '1 min', '1 min 1 s', '10 min', '1 h 1 min', '1 d 1 h', '23 d',
  ]);
});
