// What to show of a poll answer, in words and numbers. Free of any document, so that it can be tried without a browser.

import { duration } from './duration.js';

const WAITED_FOR = {
  workers_busy: () => 'for its turn',
  no_worker: () => 'for a worker',
  unreadable_payload: () => 'for a worker that can read it',
  paused: message => (message === undefined ? 'paused' : `paused (${message})`),
  limit_reached: () => 'for others of its kind to end',
  rate_limited: () => 'until its kind could start again',
  scheduled: () => 'until it was due',
  retry_backoff: () => 'before the next attempt',
};

/** The words, each to be replaced by a page's own. */
export const TEXTS = {
  next: () => 'Next in the queue',
  position: (position, size) => (size > position ? `Number ${position} of ${size} in the queue` : `Number ${position} in the queue`),
  noWorker: () => 'Waiting for a worker',
  paused: message => (message === undefined ? 'Paused' : `Paused: ${message}`),
  limited: (message, position) => {
    const words = message === undefined ? 'Waiting for its turn' : message.charAt(0).toUpperCase() + message.slice(1);
    return position === 1 ? `${words}; this one is next` : words;
  },
  scheduled: () => 'Scheduled',
  retry: attempt => `Attempt ${attempt} failed, will be tried again`,
  waiting: () => 'Waiting',
  starting: () => 'Starting',
  stage: name => name.charAt(0).toUpperCase() + name.slice(1),
  stopping: isReplaced => (isReplaced ? 'Stopping, since a newer one takes its place' : 'Stopping'),
  complete: () => 'Done',
  failed: () => 'Failed',
  cancelled: isReplaced => (isReplaced ? 'Replaced by a newer one' : 'Cancelled'),
  unreachable: () => 'Waiting for the service',
  startsIn: time => `starts in about ${time}`,
  left: time => `about ${time} left`,
  limit: time => `at most ${time} left`,
  soon: () => 'any moment now',
  time: seconds => {
    if (seconds < 60) {
      return `${Math.max(5, Math.round(seconds / 5) * 5)} s`;
    }
    return seconds < 5_400 ? `${Math.round(seconds / 60)} min` : `${Math.round(seconds / 3_600)} h`;
  },
  cancel: () => 'Cancel',
  cancelOf: label => `Cancel ${label}`,
  newer: () => 'Show the newer one',
  newerOf: label => `Show the newer one of ${label}`,
  progressOf: label => `Progress of ${label}`,
  logOf: label => `Log of ${label}`,
  detailsOf: label => `Details of ${label}`,
  wayOf: label => `Timeline of ${label}`,
  submitted: isRerun => (isRerun ? 'Submitted, to run an earlier job again' : 'Submitted'),
  earlier: count => (count === 1 ? '1 earlier attempt' : `${count} earlier attempts`),
  waited: (time, reasons) => `Waited ${time}${reasons.length === 0 ? '' : `: ${reasons.join(', then ')}`}`,
  waitedFor: (reason, message) => WAITED_FOR[reason]?.(message),
  started: (number, most) => (number === 1 && most === 1 ? 'Started' : `Attempt ${number} of ${most} started`),
  runs: time => `runs for ${time}`,
  attemptFailed: number => `Attempt ${number} failed`,
  attemptInterrupted: number => `Attempt ${number} was interrupted, and does not count`,
  presumed: isReplaced => `${isReplaced ? 'Replaced by a newer one' : 'Cancelled'}; nobody saw its work end`,
  result: () => 'Result',
  cut: (shown, all) => `The first ${shown} of ${all} characters`,
  log: () => 'Log',
  noLines: () => 'Nothing is logged.',
  took: milliseconds => duration(milliseconds),
  clock: date => date.toLocaleTimeString(undefined, { timeStyle: 'medium' }),
  dateAndClock: date => date.toLocaleString(undefined, { dateStyle: 'medium', timeStyle: 'medium' }),
  notKept: count => (count === 1 ? '1 line is not kept' : `${count} lines are not kept`),
  job: () => 'the job',
};

/**
 * What to show: `state` in words; `percent`, null where the bar is to be indeterminate, undefined where there is to be
 * none; whether it `canCancel`; and the `error`, undefined where there is none.
 */
export function viewOf(answer, texts = TEXTS) {
  return {
    state: stateOf(answer, texts),
    percent: percentOf(answer),
    canCancel: answer.links ? answer.links.cancel !== undefined : ['pending', 'processing'].includes(answer.status),
    error: answer.status === 'failed' ? answer.error : undefined,
  };
}

function stateOf(answer, texts) {
  switch (answer.status) {
    case 'pending':
      return waitOf(answer, texts);
    case 'processing':
      return answer.stage === null ? texts.starting() : texts.stage(labelOf(answer));
    case 'cancelled':
      return answer.finishedAt === null ? texts.stopping(isReplaced(answer)) : texts.cancelled(isReplaced(answer));
    default:
      return texts[answer.status]();
  }
}

function waitOf({ waitReason, waitMessage, attempt, queuePosition, queueSize }, texts) {
  switch (waitReason) {
    case 'no_worker':
    case 'unreadable_payload':
      return texts.noWorker();
    case 'paused':
      return texts.paused(waitMessage);
    case 'limit_reached':
    case 'rate_limited':
      return texts.limited(waitMessage, queuePosition);
    case 'scheduled':
      return texts.scheduled();
    case 'retry_backoff':
      return texts.retry(attempt);
    case 'workers_busy':
    case undefined:
      if (queuePosition === null) {
        return texts.waiting();
      }
      return queuePosition === 1 ? texts.next() : texts.position(queuePosition, queueSize);
    default:
      // A reason that this version does not know: its position alone would promise too much.
      return texts.waiting();
  }
}

/** True if the job was cancelled for the sake of a newer one. */
const isReplaced = ({ replacedBy }) => replacedBy !== undefined;

const labelOf = ({ stage, stages }) => stages?.find(declared => declared.name === stage)?.label ?? stage;

function percentOf(answer) {
  if (answer.status === 'complete') {
    return 100;
  }
  if (answer.status === 'cancelled' && answer.finishedAt === null) {
    return null;
  }
  if (answer.status !== 'processing') {
    return undefined;
  }
  if (answer.overallProgress > 0) {
    return answer.overallProgress;
  }
  return answer.progress > 0 ? answer.progress : null;
}

/**
 * The estimate in words, as it is at this time by the service's clock; where there is none, the time until the attempt reaches its
 * limit; empty where there is neither.
 */
export function estimateOf(answer, now, texts = TEXTS) {
  const { startAt, completeAt } = answer.estimate ?? {};
  const left = time => (Date.parse(time) - now) / 1_000;
  if (completeAt !== undefined) {
    return left(completeAt) > 0 ? texts.left(texts.time(left(completeAt))) : texts.soon();
  }
  if (startAt !== undefined) {
    return left(startAt) > 0 ? texts.startsIn(texts.time(left(startAt))) : texts.soon();
  }
  if (answer.timeLimitAt !== undefined) {
    return left(answer.timeLimitAt) > 0 ? texts.limit(texts.time(left(answer.timeLimitAt))) : '';
  }
  return '';
}
