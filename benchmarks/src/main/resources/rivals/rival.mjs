// Runs one library at the commands of the benchmark, which come as lines: each is answered by a line. Between them it says how many
// jobs have run since it said so last, of the first at once.
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';

const SAY_EVERY_MILLIS = 10;

let unsaid = 0;
let saying = false;
let onJob = countJob;

function countJob() {
  unsaid++;
  if (!saying) {
    saying = true;
    sayJobs();
  }
}

function sayJobs() {
  if (unsaid === 0) {
    saying = false;
    return;
  }
  console.log(`jobs ${unsaid}`);
  unsaid = 0;
  setTimeout(sayJobs, SAY_EVERY_MILLIS);
}

/** The nanoseconds from the call of each submission, and from its return, to the first line of its job. */
async function latencies(library, jobs) {
  const found = [];
  for (let i = 0; i < jobs; i++) {
    // Not in step with whoever polls.
    await sleep(20 + ((i * 7) % 13));
    const started = new Promise((resolve) => {
      onJob = () => resolve(process.hrtime.bigint());
    });
    const called = process.hrtime.bigint();
    await library.submit(1);
    const returned = process.hrtime.bigint();
    const start = await started;
    found.push(`${start - called}/${start > returned ? start - returned : 0n}`);
  }
  onJob = countJob;
  return found.join(' ');
}

/** A library is an object of open(url, onJob), submit(jobs), start(slots) and close(), all of which may be asynchronous. */
export async function serve(library) {
  const commands = {
    open: (url) => library.open(url, () => onJob()),
    submit: (jobs) => library.submit(Number(jobs)),
    start: (slots) => library.start(Number(slots)),
    latencies: (jobs) => latencies(library, Number(jobs)),
    close: () => library.close(),
  };
  for await (const line of createInterface({ input: process.stdin })) {
    const [command, argument] = line.split(' ');
    try {
      console.log(`ok ${(await commands[command](argument)) ?? ''}`.trim());
    } catch (error) {
      console.log(`error ${String(error?.stack ?? error).replaceAll('\n', ' | ')}`);
    }
  }
  process.exit(0);
}
