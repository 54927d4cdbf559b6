import { Backoff } from '../src/backoff.js';
import { machineClock } from '../src/clock.js';
import { job } from './fake-service.js';

/** Twenty times as fast as the machine's: pauses are as long as anywhere, and the tests do not wait for them. */
export const hurried = {
  now: () => machineClock.now() * 20,
  after: (ms, action) => machineClock.after(ms / 20, action),
};

/** All answers of a watch, to its end. */
export async function allAnswers(client, id, options = {}) {
  const answers = [];
  const backoff = new Backoff({ firstMs: 5, longestMs: 50 });
  for await (const answer of client.watch(id, { backoff, ...options })) {
    answers.push(answer);
  }
  return answers;
}

/** A job that links its stream of events. */
export const withEvents = changes => job({ links: { events: '/jobs/a/events' }, ...changes });
