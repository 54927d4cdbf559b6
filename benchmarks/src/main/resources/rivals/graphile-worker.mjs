import { Logger, makeWorkerUtils, run } from 'graphile-worker';
import { serve } from './rival.mjs';

// As its page on performance has it: worker.graphile.org/docs/performance
const LOCAL_QUEUE = 500;
const BULK = 5_000;

const logger = new Logger(() => () => {});

let url;
let onJob;
let utils;
let runner;

await serve({
  async open(address, job) {
    url = address;
    onJob = job;
    utils = await makeWorkerUtils({ connectionString: url, logger });
    await utils.migrate();
  },
  async submit(jobs, number) {
    if (jobs === 1) {
      await (runner ?? utils).addJob('noop', { number });
      return;
    }
    for (let first = 0; first < jobs; first += BULK) {
      const payloads = Array.from({ length: Math.min(BULK, jobs - first) }, (_, i) => ({ number: first + i }));
      await utils.addJobs(payloads.map((payload) => ({ identifier: 'noop', payload })));
    }
  },
  async start(slots) {
    runner = await run({
      preset: {
        worker: {
          connectionString: url,
          concurrentJobs: slots,
          maxPoolSize: slots + 1,
          localQueue: { size: LOCAL_QUEUE },
          completeJobBatchDelay: 0,
          failJobBatchDelay: 0,
        },
      },
      logger,
      noHandleSignals: true,
      taskList: { noop: ({ number }) => onJob(number) },
    });
  },
  async close() {
    await runner?.stop();
    await utils.release();
    runner = undefined;
  },
});
