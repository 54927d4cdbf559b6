// The store at a glance: what waits and runs in each queue, what is late, and what nobody handles.

import { html, nothing } from '../lit/lit-html.js';
import { get, now } from '../api.js';
import { count, duration, number, several } from '../format.js';
import { empty, figure, notice, pair } from '../parts/basics.js';
import { sparkline, sum } from '../parts/sparkline.js';
import { since, when } from '../parts/times.js';
import { link } from '../router.js';

/** An answer that takes longer, in milliseconds, is shown as slow. */
const SLOW = 1_000;

export function overviewPage(params, app) {
  const late = time => time !== undefined && now() - Date.parse(time) > app.lateAfter();
  return {
    title: 'Overview',
    read: signal => get('overview', {}, signal),
    pause: () => 1_000,
    render: data => html`
      <div class="page-head">
        <h1>Overview</h1>
        <span class="spread"></span>
        <span class="store-answers soft small ${data.storeTookMs > SLOW ? 'bad-text' : ''}">The store answers ${data.storeTookMs < 1 ? 'at once' : `in ${duration(data.storeTookMs)}`}</span>
      </div>
      ${totals(data, late)}
      ${concerns(data)}
      ${isCutOff(data) ? notice('', html`There are too many queues and types for a whole hour: what ended is told from ${when(data.historyFrom)} on.`) : nothing}
      ${data.queues.length === 0 ? empty(nobody) : data.queues.map(queue => queueCard(queue, late, holdersArePaused(data)))}
      ${data.leftOut ? notice('', 'There are more queues and types than are shown.') : nothing}`,
  };
}

// A whole hour begins at a minute, and is read anew every ten seconds.
const isCutOff = ({ at, historyFrom }) => Date.parse(at) - Date.parse(historyFrom) < 58 * 60_000;

const nobody = 'No job waits or runs, none did in the last hour, and no worker lives. A queue appears here with its first job or worker.';

function totals({ queues, workers }, late) {
  const oldest = queues.map(queue => queue.oldestWaiting).filter(Boolean).sort()[0];
  const waiting = queues.reduce(
    (all, { waiting: one }) => ({ jobs: all.jobs + one.jobs, atLeast: all.atLeast || one.atLeast, about: all.about || one.about }),
    { jobs: 0 },
  );
  const failed = sum(queues.map(queue => sum(queue.hour.failed)));
  const running = sum(queues.map(queue => queue.running));
  return html`
    <dl class="totals">
      ${figure('Waiting', count(waiting))}
      ${figure('Running', number(running), { note: `of ${several(workers.slots, 'slot')}` })}
      ${figure('Oldest waits for', oldest === undefined ? html`<span class="none">none waits</span>` : since(oldest), { kind: late(oldest) ? 'late' : '' })}
      ${figure('Done in the last hour', number(sum(queues.map(queue => sum(queue.hour.completed)))))}
      ${figure('Failed in the last hour', failed === 0 ? '0' : html`<a href=${link({ view: 'failures', hours: 1 })}>${number(failed)}</a>`, { kind: failed > 0 ? 'bad' : '' })}
      ${figure('Workers', html`<a href=${link({ view: 'workers' })}>${number(workers.count)}</a>`, { kind: workers.count === 0 && waiting.jobs > 0 ? 'bad' : '' })}
    </dl>`;
}

function concerns({ queues, workers }) {
  const unhandled = queues.flatMap(queue =>
    queue.types.filter(type => type.unhandledSince !== undefined).map(type => ({ queue, type })),
  );
  return html`
    ${unhandled.map(({ queue, type }) => notice('wait', html`
      Nobody handles <strong>${type.name}</strong> in <strong>${queue.name}</strong>: ${count(type.waiting)}
      ${type.waiting.jobs === 1 ? 'job waits' : 'jobs wait'}, the oldest for ${since(type.unhandledSince)}.`))}
    ${workers.stuck === 0 ? nothing : notice('bad', html`
      ${several(workers.stuck, 'handler')} ${workers.stuck === 1 ? 'does' : 'do'} not stop and
      ${workers.stuck === 1 ? 'keeps its slot' : 'keep their slots'}. <a href=${link({ view: 'workers' })}>See which</a>`)}`;
}

const holdersArePaused = ({ pauses }) => pauses.some(({ kind }) => kind === 'owner' || kind === 'limit_key');

// How many are kept back is told together for limits and for the pauses of owners and limit keys.
const keptBackBadge = ({ keptBack }, holdersPaused) =>
  keptBack.jobs === 0
    ? nothing
    : html`<a class="badge" href=${link({ view: 'queues' })} title=${holdersPaused ? 'A limit, or a pause of an owner or limit key, keeps jobs back' : 'A limit keeps jobs back'}>${holdersPaused ? 'Kept back' : 'Limited'}</a>`;

function queueCard(queue, late, holdersPaused) {
  return html`
    <section class="card" aria-label="Queue ${queue.name}">
      <div class="card-head">
        <h2><a href=${link({ view: 'jobs', queue: queue.name, status: ['pending', 'processing'] })}>${queue.name}</a></h2>
        ${pauseBadge(queue.pause)} ${keptBackBadge(queue, holdersPaused)}
        <span class="soft card-note">${queue.workers === 0 ? 'no worker serves it' : `${number(queue.running + queue.stopping)} of ${several(queue.slots, 'slot')} used`}</span>
      </div>
      ${queue.types.length === 0 ? html`<p class="soft">It has no jobs, and had none in the last hour.</p>` : typesTable(queue, late)}
    </section>`;
}

const pauseBadge = pause =>
  pause === undefined ? nothing : html`<a class="badge" href=${link({ view: 'queues' })} title=${pause.reason ?? ''}>Paused${pause.until === undefined ? '' : html`, ends ${when(pause.until)}`}</a>`;

const typesTable = (queue, late) => html`
  <table class="table">
    <thead>
      <tr>
        <th scope="col">Type</th><th scope="col" class="num">Waiting</th><th scope="col" class="num">Running</th>
        <th scope="col" class="num">Oldest waits</th><th scope="col">Last hour</th>
        <th scope="col" class="num"><abbr title="Half of the starts waited less, and 95 of 100">Waited, p50 / p95</abbr></th>
        <th scope="col" class="num"><abbr title="Half of the completed jobs took less, and 95 of 100">Ran, p50 / p95</abbr></th>
      </tr>
    </thead>
    <tbody>
      ${queue.types.map(type => row(html`<a href=${link({ view: 'jobs', queue: queue.name, type: type.name })}>${type.name}</a> ${pauseBadge(type.pause)}`, type, late))}
      ${queue.types.length === 1 ? nothing : row('All types', queue, late, 'all')}
    </tbody>
  </table>`;

// The jobs of one type, or of all.
const row = (name, jobs, late, kind = '') => html`
  <tr class=${kind}>
    <th scope="row">${name}</th>
    <td class="num" data-label="Waiting">${count(jobs.waiting)}${others(jobs)}</td>
    <td class="num" data-label="Running">${number(jobs.running)}${jobs.stopping === 0 ? nothing : html`<span class="also">${number(jobs.stopping)} stopping</span>`}</td>
    <td class="num ${late(jobs.oldestWaiting) ? 'late' : ''}" data-label="Oldest waits">
      ${jobs.oldestWaiting === undefined ? html`<span class="none">none</span>` : since(jobs.oldestWaiting)}
    </td>
    <td data-label="Last hour" class="hour">${hour(jobs.hour)}</td>
    <td class="num" data-label="Waited">${pair(jobs.hour.waitedP50Ms, jobs.hour.waitedP95Ms)}</td>
    <td class="num" data-label="Ran">${pair(jobs.hour.ranP50Ms, jobs.hour.ranP95Ms)}</td>
  </tr>`;

const others = ({ scheduled, pausedJobs, keptBack, declined }) => [
  [scheduled, 'not due yet'],
  [pausedJobs, 'paused'],
  [keptBack, 'kept back'],
  [declined, 'unreadable'],
].map(([value, word]) => (value.jobs === 0 ? nothing : html`<span class="also">${count(value)} ${word}</span>`));

const hour = ({ completed, failed }) => {
  const bad = sum(failed);
  if (bad + sum(completed) === 0) {
    return html`<span class="none">nothing ended</span>`;
  }
  return html`${sparkline({ completed, failed })}<span class="also">${number(sum(completed))} done${bad === 0 ? nothing : html`, <span class="bad-text">${number(bad)} failed</span>`}</span>`;
};
