import assert from 'node:assert/strict';
import { test } from 'node:test';
import { JobsClient } from '../src/index.js';
import { HostileService, randomOf } from './hostile-service.js';
import { VirtualTime } from './virtual-time.js';

const ROUNDS = Number(process.env.JOBS_HOSTILE_ROUNDS ?? 30);
const REQUESTS = 40;
const LONGEST_SILENCE_MS = 360_000;
/** After its first answer a watch opens a stream, and a held poll where it gets none, without a pause. */
const MOST_AT_ONCE = 2;

/** Watches for so many requests; what was asked. */
async function watched(seed) {
  const random = randomOf(seed);
  const time = new VirtualTime();
  const service = new HostileService(random, time);
  const stop = new AbortController();
  const visibility = fickle(random, time);
  const longRequests = random() < 0.3 ? 0 : 3;
  const client = new JobsClient('/jobs', { clock: time, fetch: service.fetch, visibility, longRequests });
  const watch = async () => {
    for await (const { jobId } of client.watch('a', { signal: stop.signal })) {
      assert.equal(typeof jobId, 'string');
      if (service.asked.length >= REQUESTS) {
        return;
      }
    }
  };
  const giveUp = async () => {
    while (service.asked.length < REQUESTS) {
      await time.sleep(1_000);
    }
    await time.sleep(random() * 1_000);
    stop.abort(new Error('enough'));
  };
  await time.until(Promise.race([watch(), giveUp()]).catch(error => assert.equal(error.message, 'enough')));
  stop.abort(new Error('enough'));
  return service.asked;
}

/** A page that is hidden and shown at random. */
function fickle(random, time) {
  const listeners = new Set();
  const visibility = {
    hidden: false,
    onReturn: listener => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
  const turn = () => {
    visibility.hidden = random() < 0.3;
    if (!visibility.hidden) {
      [...listeners].forEach(listener => listener());
    }
    time.after(random() * 60_000, turn);
  };
  turn();
  return visibility;
}

test('whatever is answered, no request comes before the pause that was asked for, and the watch goes on', async () => {
  for (let seed = 1; seed <= ROUNDS; seed++) {
    const asked = await watched(seed);

    let early = 0;
    for (let i = 1; i < asked.length; i++) {
      const gap = asked[i].at - asked[i - 1].at;
      assert.ok(gap <= LONGEST_SILENCE_MS + 25_000 * 30, `seed ${seed}: silent for ${gap} ms`);
      if (asked[i].at < asked[i - 1].next - 1) {
        early += 1;
        assert.ok(early <= MOST_AT_ONCE, `seed ${seed}: request ${i + 1} came ${Math.round(asked[i - 1].next - asked[i].at)} ms early`);
      }
      assert.ok(asked[i].url.startsWith('/jobs'), `seed ${seed}: asked ${asked[i].url}`);
    }
  }
});
