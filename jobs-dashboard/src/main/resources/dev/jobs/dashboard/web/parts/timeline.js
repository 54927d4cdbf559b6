// The way of a job: when it was submitted, waited, ran in which stages, failed, was stopped and ended.

import { html, nothing } from '../lit/lit-html.js';
import { capitalised, duration } from '../format.js';
import { link } from '../router.js';
import { since, when } from './times.js';

const ENDS = {
  completed: ['good', 'completed'],
  failed: ['bad', 'failed'],
  timed_out: ['bad', 'reached its time limit'],
  handed_back: ['', 'was handed back by its worker, and does not count'],
  lost: ['bad', 'was lost with its worker'],
  cancelled: ['', 'was stopped'],
};

export const timeline = job => html`<ol class="timeline">${events(job)}</ol>`;

function events(job) {
  const list = [event('', html`Submitted${job.owner === undefined ? '' : html` by <strong>${job.owner}</strong>`}`, job.createdAt)];
  if (job.attempts.length === 0 && Date.parse(job.dueAt) - Date.parse(job.createdAt) > 1_000) {
    list.push(event('', 'Due, and not before', job.dueAt));
  }
  // The stages that are kept are those of the last attempt.
  const isOver = job.finishedAt !== undefined;
  job.attempts.forEach((attempt, index) => list.push(past(attempt, waitWords(job, index), html`${lastReason(job, index)}${isOver && index === job.attempts.length - 1 ? stageBars(job) : nothing}`)));
  if (isUnderWay(job) || isOnlyAttempt(job)) {
    list.push(current(job));
  }
  list.push(...ends(job));
  return list;
}

const event = (kind, title, time, more = nothing) => html`
  <li class="event ${kind}"><span class="event-title">${title}</span> <span class="event-time">${when(time)}</span>${more}</li>`;

const took = (from, until) => duration(Math.max(0, Date.parse(until) - Date.parse(from)));

// How long an attempt waited before it started. When one that is tried again became due is not kept.
function waited({ createdAt, dueAt, attempts, startedAt }, index) {
  const start = attempts[index]?.startedAt ?? startedAt;
  if (index > 0) {
    return `${took(attempts[index - 1].endedAt, start)} after the one before`;
  }
  const begin = attempts.length === 0 && Date.parse(dueAt) > Date.parse(createdAt) ? dueAt : createdAt;
  return Date.parse(start) - Date.parse(begin) < 500 ? 'at once' : `after it had waited for ${took(begin, start)}`;
}

// Why it had waited, which is kept of the last start alone.
function pastWaitOf(job, index) {
  const last = isUnderWay(job) || isOnlyAttempt(job) ? job.attempts.length : job.attempts.length - 1;
  return index === last && waited(job, index) !== 'at once' ? job.pastWait : undefined;
}

// Before an attempt that is tried again most of the wait was a rest.
const waitWords = (job, index) =>
  `${waited(job, index)}${pastWaitOf(job, index)?.reason === 'workers_busy' && index === 0 ? ' until somebody was free' : ''}`;

// A line of its own: within the sentence of the attempt it would seem to be the other job that ran on the worker.
function lastReason(job, index) {
  const wait = pastWaitOf(job, index);
  const words = wait === undefined ? undefined : reasonWords(wait);
  return words === undefined ? nothing : html`<p class="soft small">Last reason for the wait: ${words}</p>`;
}

function reasonWords(wait) {
  const limit = () => html`<a href=${link({ view: 'queues', limit: wait.limitKey })}>${wait.limitKey}</a>`;
  switch (wait.reason) {
    case 'limit_reached':
      return html`limit ${limit()} was full${wait.freedBy === undefined ? '' : html` until <a href=${link({ view: 'job', id: wait.freedBy })}>another job</a> ended`}`;
    case 'rate_limited':
      return html`the rate of ${limit()} allowed no start`;
    case 'paused':
      return html`${wait.kind.replace('_', ' ')} ${wait.name} was paused${wait.message === undefined ? '' : html`: “${wait.message}”`}`;
    default:
      return undefined;
  }
}

function past(attempt, wait, details) {
  const [kind, words] = ENDS[attempt.end] ?? ['', attempt.end];
  const title = html`Attempt ${attempt.number} started <span class="soft">${wait}</span> and ${words} after ${took(attempt.startedAt, attempt.endedAt)}
    ${attempt.worker === '' ? nothing : html`<span class="soft">on ${attempt.worker}</span>`}`;
  return event(kind, title, attempt.startedAt, html`
    ${details}
    ${attempt.error === undefined ? nothing : html`<pre class="error" tabindex="0">${attempt.error}</pre>`}
    ${attempt.release === 'presumed' ? html`<p class="soft small">Nobody saw its work end: the release is presumed.</p>` : nothing}`);
}

const isUnderWay = job => job.status === 'processing' || job.status === 'stopping';

// An attempt of number 1 that completed the job is told of by the job alone. One that was declined has not begun, and is not counted.
const isOnlyAttempt = job => job.attempts.length === 0 && job.attempt > 0 && job.finishedAt !== undefined;

function current(job) {
  const title = html`Attempt ${job.attempt} started <span class="soft">${waitWords(job, job.attempts.length)}</span>${job.worker === undefined ? nothing : html` <span class="soft">on ${job.worker.name}</span>`}`;
  return event('active', title, job.startedAt, html`${lastReason(job, job.attempts.length)}${stageBars(job)}`);
}

/** The stages of the current or last attempt: the declared ones, or those that it has named. */
export function stageBars(job) {
  const stages = job.stages.length > 0 ? job.stages.filter(stage => stage.status !== 'skipped') : named(job);
  return stages.length === 0 ? nothing : html`<ol class="stages">${stages.map(bar)}</ol>`;
}

// A handler may tell of its progress without ever naming a stage.
const named = ({ stageTimes, stage, progress, status }) => [
  ...stageTimes.map(time => ({ label: time.stage, status: 'done', progress: 100, tookMs: time.tookMs })),
  ...((stage !== undefined || progress > 0) && status === 'processing' ? [{ label: stage ?? 'progress', status: 'active', progress }] : []),
];

const bar = stage => html`
  <li class="step" data-status=${stage.status}>
    ${stage.status === 'active' && !(stage.progress > 0)
      ? html`<progress aria-label=${stage.label}></progress>`
      : html`<progress max="100" .value=${stage.progress} aria-label=${stage.label}></progress>`}
    <span>${capitalised(stage.label)}</span>
    <span class="percent">${stage.status === 'active' && stage.progress > 0 ? `${Math.floor(stage.progress)} %` : ''}${stage.tookMs === undefined ? '' : duration(stage.tookMs)}</span>
  </li>`;

function ends(job) {
  switch (job.status) {
    case 'pending':
      return [html`<li class="event waiting"><span class="event-title">${waitsSoFar(job)}</span></li>`];
    case 'processing':
      return job.completesAt === undefined ? [] : [event('waiting', 'Expected to be complete', job.completesAt)];
    case 'stopping':
      return [event('bad', `${cancelled(job)}: its work is being stopped`, job.updatedAt)];
    case 'cancelled':
      return stopped(job);
    case 'complete':
      return [event('good', 'Complete', job.finishedAt)];
    default:
      return [event('bad', 'Failed for good', job.finishedAt)];
  }
}

// The end of a cancelled job, after the time of its cancel, which no library of an older version has kept.
function stopped(job) {
  const last = job.attempts.at(-1);
  if (job.startedAt === undefined || job.attempt === 0 || (last !== undefined && last.end !== 'cancelled')) {
    return [event('', `${cancelled(job)} while it waited`, job.finishedAt)];
  }
  const isPresumed = job.release === 'presumed';
  const release = html`the release is <strong>${job.release}</strong>`;
  if (last?.cancelledAt === undefined) {
    return [event('', html`${cancelled(job)}${isPresumed ? '. Nobody saw its work end' : ', and its work was seen to end'}: ${release}`, job.finishedAt)];
  }
  const time = took(last.cancelledAt, job.finishedAt);
  return [
    event('', `${cancelled(job)}: its work was told to stop`, last.cancelledAt),
    event('', html`${isPresumed ? `After ${time} nobody had seen its work end` : `The stop took ${time}, and its work was seen to end`}: ${release}`, job.finishedAt),
  ];
}

const REASONS = {
  workers_busy: 'all workers that handle it are busy',
  no_worker: 'no live worker handles it',
  unreadable_payload: 'no live worker can read its payload',
  paused: 'it is paused',
  limit_reached: 'its limit is full',
  rate_limited: 'its rate allows no start yet',
  scheduled: 'it is not due yet',
  retry_backoff: 'it is tried again after a pause',
};

// It waits since its last attempt ended, else since it became due or was submitted.
function waitsSoFar({ createdAt, dueAt, attempts, waiting, at }) {
  const due = Date.parse(dueAt) <= Date.parse(at) ? dueAt : createdAt;
  const reason = waiting === undefined ? '' : `: ${REASONS[waiting.reason] ?? waiting.reason}`;
  return html`Waits for ${since(attempts.at(-1)?.endedAt ?? due)} so far<span class="soft">${reason}</span>`;
}

const cancelled = job => (job.replacedBy === undefined ? 'Cancelled' : 'Cancelled for a newer job of its limit');

/** The reason why a pending job has not started, in words. */
export function waits({ waiting, attempt, maxAttempts, startsAt, dueAt, queue, type }) {
  const expected = startsAt === undefined ? '' : html`, expected to start ${when(startsAt)}`;
  const place = waiting.position === undefined ? '' : ` It is number ${waiting.position} of ${waiting.size}.`;
  const start = startsAt === undefined ? '' : html` It is expected to start ${when(startsAt)}.`;
  switch (waiting.reason) {
    case 'workers_busy':
      return html`Waits in ${queue}, number ${waiting.position} of ${waiting.size}${expected}`;
    case 'no_worker':
      return html`No live worker handles ${type} in ${queue}: it does not start until one does.${place}`;
    case 'unreadable_payload':
      return html`Every live worker has said that it cannot read its payload: it waits for one that can.${place}`;
    case 'paused':
      return html`Paused${waiting.message === undefined ? '' : html`: “${waiting.message}”`}${waiting.until === undefined ? '. It holds until somebody resumes it.' : html`, ends ${when(waiting.until)}.`}${place}${start}`;
    case 'limit_reached':
    case 'rate_limited':
      return html`Kept back by a limit${waiting.message === undefined ? '' : html`: “${waiting.message}”`}${waiting.until === undefined ? '.' : html`, until ${when(waiting.until)} at least.`}${place}${start} <a href=${link({ view: 'queues', limit: waiting.limit })}>See the limit${waiting.limit === undefined ? '' : ` ${waiting.limit}`}</a>`;
    case 'scheduled':
      return html`Submitted to start later: due ${when(dueAt)}`;
    case 'retry_backoff':
      return html`Waits before attempt ${attempt + 1} of ${maxAttempts}: due ${when(dueAt)}`;
    default:
      return html`Waits: ${waiting.reason}${expected}`;
  }
}
