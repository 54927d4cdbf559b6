import { JobsUnavailableError } from './errors.js';

const STATUSES = new Set(['pending', 'processing', 'complete', 'failed', 'cancelled']);
const TERMINAL = new Set(['complete', 'failed', 'cancelled']);

/**
 * The value, if it is a poll answer. Whatever else comes with 200 was not said by the service, but by something on the way
 * or in its place.
 *
 * @throws JobsUnavailableError if it is not
 */
export function pollAnswer(value) {
  const isOne = typeof value?.jobId === 'string' && STATUSES.has(value.status) && isTimeOrNull(value.finishedAt);
  return required(isOne, value, 'a job');
}

/** The poll answers and the ids of no jobs in the answer to a request for several jobs. */
export function pollAnswers(value) {
  required(Array.isArray(value?.jobs), value, 'a list of jobs');
  return { jobs: value.jobs.map(pollAnswer), notFound: Array.isArray(value.notFound) ? value.notFound : [] };
}

/** The answer to a submission: the job's poll answer, or as much of it as the service tells. */
export function submitted(value) {
  return required(typeof value?.jobId === 'string', value, 'a job');
}

/** The outcome in the answer to a cancel: whether it was in time, and the job's status. */
export function cancelOutcome(value, inTime) {
  const isOne = inTime ? value?.status === 'cancelled' : TERMINAL.has(value?.status);
  return { cancelled: inTime, status: required(isOne, value, 'the outcome of a cancel').status };
}

/** The status in the answer to a rerun of a job that has not ended. */
export function notEnded(value) {
  return required(STATUSES.has(value?.status), value, 'the outcome of a rerun').status;
}

/** The value, if it is a part of a log. */
export function logPart(value) {
  const isOne = Array.isArray(value?.lines) && value.lines.every(isLine) && isCount(value.next) && isCount(value.dropped);
  return required(isOne, value, 'a log');
}

const isCount = value => Number.isSafeInteger(value) && value >= 0;

const isLine = line => isCount(line?.number) && typeof line.text === 'string';

/** True if the service itself says that there is no such job; any proxy or router answers 404 too. */
export const saysNoSuchJob = value => value?.error === 'Job not found';

/**
 * What a refused submission tells of the limit that is full: `{ heldBy, freeAt }`; undefined if the answer is not one to that. A proxy
 * that counts requests may use the same word, but knows of no start.
 */
export function fullLimit(status, value) {
  if (status === 409 && value?.reason === 'limit_reached') {
    return { heldBy: typeof value.heldBy === 'string' ? value.heldBy : undefined };
  }
  const isRate = status === 429 && value?.reason === 'rate_limited' && Number.isFinite(Date.parse(value.freeAt));
  return isRate ? { freeAt: value.freeAt } : undefined;
}

/** Nothing of the job will change any more. A service that does not say `done` says when the job finished. */
export const isDone = answer => answer.done ?? answer.finishedAt !== null;

const isTimeOrNull = value => value === null || typeof value === 'string';

function required(isOne, value, what) {
  if (!isOne) {
    throw new JobsUnavailableError(`The answer is not ${what}: ${JSON.stringify(value)?.slice(0, 100)}`);
  }
  return value;
}
