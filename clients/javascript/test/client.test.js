import assert from 'node:assert/strict';
import { afterEach, beforeEach, test } from 'node:test';
import { JobNotFoundError, JobsClient, JobsError, JobsUnavailableError, LimitFullError } from '../src/index.js';
import { complete, FakeService, job, json } from './fake-service.js';

let service;
let client;

beforeEach(async () => {
  service = await new FakeService().start();
  client = new JobsClient(service.base);
});

afterEach(() => service.stop());

test('get answers with the job', async () => {
  service.answer = (_, response) => json(response, 200, job({ progress: 42 }));

  const answer = await client.get('a');

  assert.equal(answer.progress, 42);
  assert.equal(service.asked[0].url, '/jobs/a');
});

test('an id cannot leave the base path', async () => {
  await assert.rejects(client.get('../secret?x'), JobNotFoundError);

  assert.equal(service.asked[0].url, '/jobs/..%2Fsecret%3Fx');
});

test('an unknown job is an error of its own, with the words of the service', async () => {
  await assert.rejects(client.get('a'), error => error instanceof JobNotFoundError && error.message === 'Job not found' && error.status === 404);
});

test('a service out of order says when to come back', async () => {
  service.answer = (_, response) => json(response, 503, { error: 'The job store is out of reach' }, { 'Retry-After': '2' });

  await assert.rejects(client.get('a'), error => error instanceof JobsUnavailableError && error.retryAfterMs === 2_000);
});

test('a service that is not there is unavailable', async () => {
  await service.stop();

  await assert.rejects(client.get('a'), JobsUnavailableError);

  await service.start();
});

test('an answer that is no JSON is no answer', async () => {
  service.answer = (_, response) => response.writeHead(200).end('<html>');

  await assert.rejects(client.get('a'), JobsUnavailableError);
});

test('only what the service itself says of a job means that there is none', async () => {
  const others = [
    response => response.writeHead(404, { 'Content-Type': 'text/html' }).end('<html>404 Not Found</html>'),
    response => json(response, 404, { error: 'Not Found' }),
    response => json(response, 404, {}),
  ];
  for (const answer of others) {
    service.answer = (_, response) => answer(response);

    await assert.rejects(client.get('a'), error => error instanceof JobsUnavailableError && error.status === 404);
  }
});

test('what is no answer of the service is no answer', async () => {
  for (const body of [{}, [], null, 7, 'x', { jobs: [{}] }, { jobId: 7, status: 'complete', finishedAt: null }]) {
    service.answer = (_, response) => json(response, 200, body);

    await assert.rejects(client.get('a'), JobsUnavailableError);
    await assert.rejects(client.getMany(['a']), JobsUnavailableError);
    await assert.rejects(client.cancel('a'), JobsUnavailableError);
    await assert.rejects(client.submit(`${service.base}/../work`, {}), JobsUnavailableError);
  }
});

test("the service's time is told by its answers, not by the clock of this machine", async () => {
  const ahead = 15 * 60_000;
  service.answer = (_, response) => json(response, 200, job(), { Date: new Date(Date.now() + ahead).toUTCString() });

  await client.get('a');

  assert.ok(Math.abs(client.serviceTime() - Date.now() - ahead) < 2_000);
});

test('any other refusal has its status', async () => {
  service.answer = (_, response) => json(response, 403, { error: 'Cross-site request refused' });

  await assert.rejects(client.cancel('a'), error => error instanceof JobsError && error.status === 403 && error.message === 'Cross-site request refused');
});

test('an abort is thrown as it is', async () => {
  const stop = new AbortController();
  service.answer = () => stop.abort(new Error('left the page'));

  await assert.rejects(client.get('a', { signal: stop.signal }), /left the page/);
});

test('headers go with each request', async () => {
  service.answer = (_, response) => json(response, 200, job());
  client = new JobsClient(service.base, { headers: async () => ({ Authorization: 'Bearer x' }) });

  await client.get('a');

  assert.equal(service.asked[0].headers.authorization, 'Bearer x');
});

test('getMany asks for a hundred at once and leaves out what there is not', async () => {
  service.answer = ({ url }, response) => {
    const ids = new URL(url, service.base).searchParams.get('ids').split(',');
    json(response, 200, { jobs: ids.filter(id => id !== 'j7').map(jobId => job({ jobId })) });
  };

  const answers = await client.getMany(Array.from({ length: 150 }, (_, i) => `j${i}`));

  assert.equal(answers.size, 149);
  assert.equal(service.asked.length, 2);
});

test('cancel tells whether it was in time', async () => {
  service.answer = (_, response) => json(response, 200, { jobId: 'a', status: 'cancelled', message: 'Job cancellation requested' });
  assert.deepEqual(await client.cancel('a'), { cancelled: true, status: 'cancelled' });
  assert.equal(service.asked[0].method, 'POST');
  assert.equal(service.asked[0].url, '/jobs/a/cancel');

  service.answer = (_, response) => json(response, 409, { error: 'Job already in terminal state', status: 'complete' });
  assert.deepEqual(await client.cancel('a'), { cancelled: false, status: 'complete' });

  service.answer = (_, response) => response.writeHead(409).end('<html>');
  await assert.rejects(client.cancel('a'), JobsUnavailableError);
});

test('a submission without a key is sent once', async () => {
  service.answer = (_, response) => json(response, 503, { error: 'out of order' });

  await assert.rejects(client.submit(`${service.base}/../work`, { x: 1 }), JobsUnavailableError);

  assert.equal(service.asked.length, 1);
  assert.equal(service.asked[0].body, '{"x":1}');
  assert.equal(service.asked[0].headers['content-type'], 'application/json');
});

test('a submission with a key is sent again until it is taken', async () => {
  service.answer = (_, response, asked) => (asked < 3 ? json(response, 503, {}, { 'Retry-After': '0' }) : json(response, 202, job()));

  const troubles = [];

  const onTrouble = ({ status }) => troubles.push(status);
  const answer = await client.submit(`${service.base}/../work`, new Blob(['sound']), { idempotencyKey: 'k1', onTrouble });

  assert.equal(answer.status, 'processing');
  assert.deepEqual(troubles, [503, 503]);
  assert.deepEqual(service.asked.map(({ body, headers }) => [body, headers['idempotency-key']]), Array(3).fill(['sound', 'k1']));
});

test('a submission that is refused is not sent again', async () => {
  service.answer = (_, response) => json(response, 422, { error: 'This key belongs to another request' });

  await assert.rejects(client.submit(`${service.base}/../work`, {}, { idempotencyKey: 'k1' }), /another request/);

  assert.equal(service.asked.length, 1);
});

test('a submission that a full limit refuses names the job in the way, and is not sent again', async () => {
  service.answer = (_, response) => json(response, 409, { error: 'Not ended', reason: 'limit_reached', heldBy: 'b' });

  await assert.rejects(
    client.submit(`${service.base}/../work`, {}, { idempotencyKey: 'k1' }),
    error => error instanceof LimitFullError && error.status === 409 && error.heldBy === 'b' && error.freeAt === undefined,
  );

  assert.equal(service.asked.length, 1);
});

test('a submission that a full rate refuses says when the next may start, and is not sent again', async () => {
  const freeAt = '2026-01-05T10:00:00.000Z';
  service.answer = (_, response) => json(response, 429, { error: 'Too many', reason: 'rate_limited', freeAt });

  await assert.rejects(
    client.submit(`${service.base}/../work`, {}, { idempotencyKey: 'k1' }),
    error => error instanceof LimitFullError && error.status === 429 && error.freeAt === freeAt && error.heldBy === undefined,
  );

  assert.equal(service.asked.length, 1);
});

test('a conflict of the service itself, or too many requests for a proxy, are no full limit', async () => {
  const refused = async (status, body) => {
    service.answer = (_, response) => json(response, status, body);
    return client.submit(`${service.base}/../work`, {}).catch(error => error.name);
  };

  assert.equal(await refused(409, { error: 'taken' }), 'JobsError');
  assert.equal(await refused(409, { reason: 'rate_limited' }), 'JobsError');
  assert.equal(await refused(429, { reason: 'rate_limited' }), 'JobsUnavailableError');
  assert.equal(await refused(429, { reason: 'rate_limited', freeAt: 'soon' }), 'JobsUnavailableError');
  assert.equal(await refused(429, { reason: 'limit_reached' }), 'JobsUnavailableError');
});

test('waitFor gives the last answer', async () => {
  service.answer = (_, response, asked) => json(response, 200, asked < 3 ? job({ revision: asked }) : complete());

  assert.deepEqual((await client.waitFor('a')).result, { ok: true });
});

test('waitFor throws what became of a job without a result', async () => {
  const end = { finishedAt: '2026-01-05T10:00:02.000Z', done: true };
  service.answer = (_, response) => json(response, 200, job({ status: 'failed', error: 'no audio', ...end }));
  await assert.rejects(client.waitFor('a'), { name: 'JobFailedError', message: 'no audio' });

  service.answer = (_, response) => json(response, 200, job({ status: 'cancelled', ...end }));
  await assert.rejects(client.waitFor('a'), error => error.name === 'JobCancelledError' && error.job.status === 'cancelled');

  service.answer = (_, response) => json(response, 200, job({ status: 'cancelled', replacedBy: 'b', ...end }));
  await assert.rejects(client.waitFor('a'), error => /replaced/.test(error.message) && error.job.replacedBy === 'b');
});
