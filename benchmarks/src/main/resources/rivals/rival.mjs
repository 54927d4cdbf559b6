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

/** Submits jobs at a fixed rate, each at its own time, and answers as latencies does. */
async function steady(library, rate, seconds) {
  const jobs = rate * seconds;
  const called = [];
  const returned = [];
  const started = [];
  let left = jobs;
  const allStarted = new Promise((resolve) => {
    onJob = (number) => {
      started[number] = process.hrtime.bigint();
      left--;
      if (left === 0) {
        resolve();
      }
    };
  });
  const begin = process.hrtime.bigint();
  const submissions = [];
  for (let job = 0; job < jobs; job++) {
    const at = begin + BigInt(Math.round((job * 1e9) / rate));
    for (let now = process.hrtime.bigint(); now < at; now = process.hrtime.bigint()) {
      await sleep(Number(at - now) / 1e6);
    }
    called[job] = process.hrtime.bigint();
    submissions.push(
      Promise.resolve(library.submit(1, job)).then(() => {
        returned[job] = process.hrtime.bigint();
      }),
    );
  }
  await Promise.all(submissions);
  await allStarted;
  onJob = countJob;
  return started
    .map((start, job) => `${start - called[job]}/${start > returned[job] ? start - returned[job] : 0n}`)
    .join(' ');
}

/** A library is an object of open(url, onJob), submit(jobs, number), start(slots) and close(), all of which may be asynchronous. */
export async function serve(library) {
  const commands = {
    open: (url) => library.open(url, (number) => onJob(number)),
    submit: (jobs, number) => library.submit(Number(jobs), Number(number ?? 1)),
    start: (slots) => library.start(Number(slots)),
    latencies: (jobs) => latencies(library, Number(jobs)),
    steady: (rate, seconds) => steady(library, Number(rate), Number(seconds)),
    close: () => library.close(),
  };
  for await (const line of createInterface({ input: process.stdin })) {
    const [command, ...words] = line.split(' ');
    try {
      console.log(`ok ${(await commands[command](...words)) ?? ''}`.trim());
    } catch (error) {
      console.log(`error ${String(error?.stack ?? error).replaceAll('\n', ' | ')}`);
    }
  }
  process.exit(0);
}
