import PgBoss from 'pg-boss';
import { serve } from './rival.mjs';

const QUEUE = 'noop';
const BATCH = 500;
const SHORTEST_POLL_SECONDS = 0.5;
const BULK = 5_000;

let boss;
let onJob;

await serve({
  async open(url, job) {
    onJob = job;
    boss = new PgBoss(url);
    await boss.start();
    await boss.createQueue(QUEUE);
  },
  async submit(jobs, number) {
    if (jobs === 1) {
      await boss.send(QUEUE, { number });
      return;
    }
    for (let first = 0; first < jobs; first += BULK) {
      await boss.insert(
        Array.from({ length: Math.min(BULK, jobs - first) }, (_, i) => ({ name: QUEUE, data: { number: first + i } })),
      );
    }
  },
  async start(slots) {
    for (let slot = 0; slot < slots; slot++) {
      await boss.work(QUEUE, { batchSize: BATCH, pollingIntervalSeconds: SHORTEST_POLL_SECONDS }, async (jobs) => {
        jobs.forEach((job) => onJob(job.data.number));
      });
    }
  },
  async close() {
    await boss.stop({ graceful: false });
  },
});
