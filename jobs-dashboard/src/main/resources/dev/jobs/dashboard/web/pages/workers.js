// The workers that live: what each runs and for how long, and what does not stop.

import { html, nothing } from '../lit/lit-html.js';
import { repeat } from '../lit/directives/repeat.js';
import { get } from '../api.js';
import { number, several, shortId, stageWords } from '../format.js';
import { empty, notice, status } from '../parts/basics.js';
import { since, when } from '../parts/times.js';
import { link } from '../router.js';

const nobody = 'No worker lives: nothing starts. A worker is listed here from its first heartbeat on.';

export function workersPage(params) {
  const pointed = params.get('worker');
  return {
    title: 'Workers',
    read: signal => get('workers', {}, signal),
    pause: () => 1_000,
    render: data => html`
      <h1>Workers</h1>
      ${data.leftOut ? notice('', 'There are more workers than are shown: these have lived longest.') : nothing}
      ${data.workers.length === 0 ? empty(nobody) : repeat(stuckFirst(data.workers), worker => worker.id, worker => workerCard(worker, isOneOfSeveral(worker, data.workers), worker.id === pointed))}`,
  };
}

const stuckFirst = workers => [...workers].sort((one, other) => other.stuck - one.stuck);

// Names need not be unique: those of the same name are told apart by their ids.
const isOneOfSeveral = (worker, workers) => workers.some(other => other.name === worker.name && other.id !== worker.id);

const workerCard = (worker, showsId, isPointed) => html`
  <section class=${isPointed ? 'card pointed' : 'card'} aria-label="Worker ${worker.name}${showsId ? ` ${shortId(worker.id)}` : ''}">
    <div class="card-head">
      <h2>${worker.name}</h2>
      ${showsId ? html`<span class="id soft" title=${worker.id}>${shortId(worker.id)}</span>` : nothing}
      ${worker.stuck === 0 ? nothing : html`<span class="badge bad">${number(worker.stuck)} stuck</span>`}
      <span class="soft card-note">lives for ${since(worker.since)}, last heard of ${when(worker.heardAt)}</span>
    </div>
    <div class="slots">
      <meter min="0" max=${worker.slots} .value=${Math.min(worker.running, worker.slots)} aria-label="Slots used by ${worker.name}"></meter>
      <span>${number(worker.running)} of ${several(worker.slots, 'slot')}</span>
    </div>
    <p class="soft small">Handles ${names(worker.types)} in ${names(worker.queues)}</p>
    ${worker.jobs.length === 0
      ? html`<p class="soft">${worker.running === 0 ? 'It runs nothing now.' : 'You may not see what it runs.'}</p>`
      : html`<ul class="rows">${repeat(worker.jobs, job => job.id, jobRow)}</ul>`}
    ${worker.jobs.length > 0 && worker.running > worker.jobs.length
      ? html`<p class="soft small">and ${number(worker.running - worker.jobs.length)} more</p>`
      : nothing}
  </section>`;

const names = list => list.map((name, index) => html`${index === 0 ? '' : ', '}<strong>${name}</strong>`);

const jobRow = job => html`
  <li class="row">
    ${status(job.status)}
    <span class="row-title"><a href=${link({ view: 'job', id: job.id })}><strong>${job.type}</strong></a> <span class="soft">${job.owner ?? ''}</span></span>
    <span class="row-note">
      ${job.stuck ? html`<span class="bad-text">does not stop</span>, ` : nothing}
      ${job.status === 'stopping' ? html`cancelled ${when(job.updatedAt)}, ` : stage(job)}
      runs for ${job.startedAt === undefined ? '' : since(job.startedAt)}
    </span>
  </li>`;

const stage = job => (stageWords(job) === '' ? nothing : html`${stageWords(job)}, `);
