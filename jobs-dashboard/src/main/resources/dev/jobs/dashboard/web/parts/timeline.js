// The way of a job: when it was submitted, waited, ran in which stages, failed, was stopped and ended.

import { html, nothing } from '../lit/lit-html.js';
import { capitalised, duration } from '../format.js';
import { when } from './basics.js';
import { link } from '../router.js';

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
  job.attempts.forEach((attempt, index) => list.push(past(attempt, isOver && index === job.attempts.length - 1 ? stageBars(job) : nothing)));
  if (isUnderWay(job) || isOnlyAttempt(job)) {
    list.push(current(job));
  }
  list.push(...ends(job));
  return list;
}

const event = (kind, title, time, more = nothing) => html`
  <li class="event ${kind}"><span class="event-title">${title}</span> <span class="event-time">${when(time)}</span>${more}</li>`;

const took = (from, until) => duration(Math.max(0, Date.parse(until) - Date.parse(from)));

function past(attempt, stages) {
  const [kind, words] = ENDS[attempt.end] ?? ['', attempt.end];
  const title = html`Attempt ${attempt.number} ${words} after ${took(attempt.startedAt, attempt.endedAt)}
    ${attempt.worker === '' ? nothing : html`<span class="soft">on ${attempt.worker}</span>`}`;
  return event(kind, title, attempt.startedAt, html`
    ${stages}
    ${attempt.error === undefined ? nothing : html`<pre class="error" tabindex="0">${attempt.error}</pre>`}
    ${attempt.release === 'presumed' ? html`<p class="soft small">Nobody saw its work end: the release is presumed.</p>` : nothing}`);
}

const isUnderWay = job => job.status === 'processing' || job.status === 'stopping';

// An attempt of number 1 that completed the job is told of by the job alone.
const isOnlyAttempt = job => job.attempts.length === 0 && job.startedAt !== undefined && job.finishedAt !== undefined;

function current(job) {
  const begin = Date.parse(job.dueAt) > Date.parse(job.createdAt) ? job.dueAt : job.createdAt;
  const waited = Date.parse(job.startedAt) - Date.parse(begin) < 500 ? 'at once' : `after it had waited for ${took(begin, job.startedAt)}`;
  const words = job.attempts.length === 0 ? html`, <span class="soft">${waited}</span>` : nothing;
  const title = html`Attempt ${job.attempt} started${words}${job.worker === undefined ? nothing : html` <span class="soft">on ${job.worker.name}</span>`}`;
  return event('active', title, job.startedAt, stageBars(job));
}

/** The stages of the current or last attempt: the declared ones, or those that it has named. */
export function stageBars(job) {
  const stages = job.stages.length > 0 ? job.stages.filter(stage => stage.status !== 'skipped') : named(job);
  return stages.length === 0 ? nothing : html`<ol class="stages">${stages.map(bar)}</ol>`;
}

const named = ({ stageTimes, stage, progress, status }) => [
  ...stageTimes.map(time => ({ label: time.stage, status: 'done', progress: 100, tookMs: time.tookMs })),
  ...(stage !== undefined && status === 'processing' ? [{ label: stage, status: 'active', progress }] : []),
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
      return [html`<li class="event waiting"><span class="event-title">Waits</span></li>`];
    case 'processing':
      return job.completesAt === undefined ? [] : [event('waiting', 'Expected to be complete', job.completesAt)];
    case 'stopping':
      return [event('bad', `${cancelled(job)}: its work is being stopped`, job.updatedAt)];
    case 'cancelled':
      return [event('', job.release === 'presumed'
        ? html`${cancelled(job)}. Nobody saw its work end: the release is <strong>presumed</strong>`
        : html`${cancelled(job)}, and its work was seen to end: the release is <strong>confirmed</strong>`, job.finishedAt)];
    case 'complete':
      return [event('good', 'Complete', job.finishedAt)];
    default:
      return [event('bad', 'Failed for good', job.finishedAt)];
  }
}

const cancelled = job => (job.replacedBy === undefined ? 'Cancelled' : 'Cancelled for a newer job of its limit');

/** The reason why a pending job has not started, in words. */
export function waits({ waiting, attempt, maxAttempts, startsAt, dueAt, queue, type }) {
  const expected = startsAt === undefined ? '' : html`, expected to start ${when(startsAt)}`;
  const place = waiting.position === undefined ? '' : ` It is number ${waiting.position} of ${waiting.size}.`;
  switch (waiting.reason) {
    case 'workers_busy':
      return html`Waits in ${queue}, number ${waiting.position} of ${waiting.size}${expected}`;
    case 'no_worker':
      return html`No live worker handles ${type} in ${queue}: it does not start until one does.${place}`;
    case 'unreadable_payload':
      return html`Every live worker has said that it cannot read its payload: it waits for one that can.${place}`;
    case 'paused':
      return html`Paused${waiting.message === undefined ? '' : html`: “${waiting.message}”`}${waiting.until === undefined ? '. It holds until somebody resumes it.' : html`, ends ${when(waiting.until)}.`}${place}`;
    case 'limit_reached':
    case 'rate_limited':
      return html`Kept back by a limit${waiting.message === undefined ? '' : html`: “${waiting.message}”`}${waiting.until === undefined ? '.' : html`, until ${when(waiting.until)} at least.`}${place} <a href=${link({ view: 'queues' })}>See the limit${waiting.limit === undefined ? '' : ` ${waiting.limit}`}</a>`;
    case 'scheduled':
      return html`Submitted to start later: due ${when(dueAt)}`;
    case 'retry_backoff':
      return html`Waits before attempt ${attempt + 1} of ${maxAttempts}: due ${when(dueAt)}`;
    default:
      return html`Waits: ${waiting.reason}${expected}`;
  }
}
