// One job: where it is and why, its way so far, its log, and what is hidden unless it is revealed.

import { html, nothing } from '../lit/lit-html.js';
import { get, post } from '../api.js';
import { capitalised, duration, number, several } from '../format.js';
import { breakable, figure, jobLink, notice, status } from '../parts/basics.js';
import { JobLog } from '../parts/log.js';
import { actionWord } from '../parts/steps.js';
import { timeline, waits } from '../parts/timeline.js';
import { closeDialog, openDialog } from '../parts/dialog.js';
import { since, when } from '../parts/times.js';
import { go, link } from '../router.js';

const DONE_PAUSE = 15_000;

export function jobPage(params, app) {
  const id = params.get('id') ?? '';
  const log = new JobLog(id, app);
  let hidden;
  let complaint;

  const act = async action => {
    try {
      const answer = await post(`jobs/${id}/${action}`);
      complaint = undefined;
      if (action === 'rerun') {
        go(link({ view: 'job', id: answer.id }));
        return;
      }
      if (action === 'delete') {
        go(link({ view: 'jobs' }));
        return;
      }
      app.announce('The job is cancelled');
    } catch (error) {
      complaint = error.message;
    }
    app.refresh();
  };

  const ask = (action, words) =>
    openDialog(`${actionWord(action)} this job?`, html`
      <p>${words}</p>
      <div class="buttons">
        <button class="button danger" type="button" @click=${() => { closeDialog(); act(action); }}>${actionWord(action)}</button>
        <button class="button quiet" type="button" autofocus @click=${closeDialog}>Leave it</button>
      </div>`);

  const reveal = async () => {
    try {
      hidden = await post(`jobs/${id}/reveal`);
      complaint = undefined;
    } catch (error) {
      complaint = error.message;
    }
    app.redraw();
  };

  const actions = job => {
    const may = right => job.rights.includes(right);
    const isOver = job.finishedAt !== undefined;
    return html`
      ${may('cancel') && (job.status === 'pending' || job.status === 'processing')
        ? html`<button class="button" type="button" @click=${() => ask('cancel', job.status === 'pending' ? 'It ends at once.' : 'Its work is stopped, with all its processes.')}>Cancel…</button>`
        : nothing}
      ${may('rerun') && isOver ? html`<button class="button" type="button" @click=${() => act('rerun')}>Run again</button>` : nothing}
      ${may('delete') && isOver
        ? html`<button class="button quiet" type="button" @click=${() => ask('delete', 'It is gone for good, with its result, log and attempts.')}>Delete…</button>`
        : nothing}
      ${job.ownersLink === undefined ? nothing : html`<a class="button quiet" href=${job.ownersLink}>Its owner’s page</a>`}`;
  };

  const contents = job => html`
    <section class="card" aria-label="Payload, result and attributes">
      <h2>Payload, result and attributes</h2>
      ${hidden !== undefined
        ? revealed(hidden)
        : job.rights.includes('reveal')
          ? html`<p class="soft">Hidden, for they may be secret. Each look at them is told to the service.</p>
            <div class="buttons"><button class="button quiet" type="button" @click=${reveal}>Reveal</button></div>`
          : html`<p class="soft">Hidden, for they may be secret; you have no right to see them.</p>`}
    </section>`;

  return {
    title: 'Job',
    read: async signal => {
      const job = await get(`jobs/${encodeURIComponent(id)}`, {}, signal);
      log.show(job);
      return job;
    },
    pause: job => (job.done ? DONE_PAUSE : 1_000),
    wake: () => log.wake(),
    close: () => log.close(),
    render: job => html`
      <div class="page-head">
        ${status(job.status)}
        <h1>${job.type}</h1>
        <div class="head-actions">${actions(job)}</div>
      </div>
      ${complaint === undefined ? nothing : html`<p class="notice bad" role="alert">${complaint}.</p>`}
      ${job.worker?.stuck ? notice('bad', 'Its handler does not stop, and keeps its slot.') : nothing}
      ${job.status === 'pending' ? notice('wait', waits(job)) : nothing}
      ${job.error !== undefined && job.status === 'failed' && job.attempts.at(-1)?.error !== job.error ? html`<pre class="error" tabindex="0" aria-label="Error">${job.error}</pre>` : nothing}
      <dl class="facts card">${facts(job)}</dl>
      <section class="card" aria-label="Timeline"><h2>Timeline</h2>${timeline(job)}</section>
      ${job.worker?.children === undefined ? nothing : processes(job.worker)}
      ${job.rights.includes('read_log')
        ? log.render()
        : html`<section class="card" aria-label="Log"><h2>Log</h2><p class="soft">You have no right to read it.</p></section>`}
      ${contents(job)}`,
  };
}

const processes = ({ name, children: { count, first } }) => html`
  <section class="card" aria-label="Child processes">
    <div class="card-head">
      <h2>Child processes</h2>
      <span class="soft card-note">on ${name}</span>
    </div>
    <ul class="rows">${first.map(child => html`
      <li class="row">
        <span class="row-title"><strong>${child.command}</strong> <span class="id soft">${child.id}</span></span>
        <span class="row-note">runs for ${since(child.since)}</span>
      </li>`)}</ul>
    ${count > first.length ? html`<p class="soft small">${first.length === 0 ? several(count, 'process', 'processes') : `and ${number(count - first.length)} more`}</p>` : nothing}
  </section>`;

const facts = job => [
  figure('Id', html`<span class="id">${job.id}</span>`, { kind: 'wide' }),
  fact('Queue', html`<a href=${link({ view: 'jobs', queue: job.queue, status: ['pending', 'processing'] })}>${job.queue}</a>`),
  fact('Owner', job.owner === undefined ? 'nobody' : html`<a href=${link({ view: 'jobs', owner: job.owner })}>${breakable(job.owner)}</a>${job.ownerWeight > 1 ? `, of weight ${job.ownerWeight}` : ''}`),
  fact('Attempt', job.attempt === 0 ? `none of ${job.maxAttempts} yet` : `${job.attempt} of ${job.maxAttempts}`),
  job.priority === 0 ? nothing : fact('Priority', number(job.priority)),
  job.status === 'processing' || job.status === 'stopping' ? fact('Runs for', since(job.startedAt)) : nothing,
  job.startedAt !== undefined && job.finishedAt !== undefined
    ? fact('Took', duration(Date.parse(job.finishedAt) - Date.parse(job.startedAt)))
    : nothing,
  job.timeLimitAt === undefined ? nothing : fact('Time limit', when(job.timeLimitAt)),
  job.worker === undefined ? nothing : fact('Worker', html`<a href=${link({ view: 'workers', worker: job.worker.id })}>${breakable(job.worker.name)}</a>`),
  job.limitKeys.length === 0 ? nothing : fact(job.limitKeys.length === 1 ? 'Limit key' : 'Limit keys', job.limitKeys.map((key, index) => html`${index === 0 ? '' : ', '}<a href=${link({ view: 'queues', limit: key })}>${breakable(key)}</a>`)),
  job.idempotencyKey === undefined ? nothing : fact('Idempotency key', job.idempotencyKey),
  job.rerunOf === undefined ? nothing : fact('Runs again', jobLink(job.rerunOf)),
  job.rerunAs === undefined ? nothing : fact('Was run again as', jobLink(job.rerunAs)),
  job.replacedBy === undefined ? nothing : fact('Was replaced by', jobLink(job.replacedBy)),
];

const fact = (name, value) => figure(name, value);

const revealed = ({ payload, result, attributes }) => html`
  ${text('payload', payload)} ${text('result', result)}
  <h3>Attributes</h3>
  ${Object.keys(attributes).length === 0
    ? html`<p class="soft">It has none.</p>`
    : html`<dl class="facts">${Object.entries(attributes).map(([name, value]) => fact(name, value))}</dl>`}`;

const text = (name, value) => html`
  <h3>${capitalised(name)}</h3>
  ${value === undefined
    ? html`<p class="soft">It has none.</p>`
    : html`<pre class="json" tabindex="0" aria-label=${capitalised(name)}>${pretty(value.text)}</pre>
      ${value.text.length < value.characters
        ? html`<p class="soft small">These are the first ${number(value.text.length)} of ${number(value.characters)} characters.</p>`
        : nothing}`}`;

// Not by parsing it: a number with many digits would be shown as another one, and a part of a long text is no JSON.
function pretty(json) {
  let shown = '';
  let depth = 0;
  for (const [token] of json.matchAll(/"(?:[^"\\]|\\.)*"?|[{}[\],:]|[^\s"{}[\],:]+/gs)) {
    if (token === '{' || token === '[') {
      depth++;
      shown += `${token}${line(depth)}`;
    } else if (token === '}' || token === ']') {
      depth--;
      shown = `${shown.trimEnd()}${/[{[]$/.test(shown.trimEnd()) ? '' : line(depth)}${token}`;
    } else {
      shown += token === ',' ? `,${line(depth)}` : token === ':' ? ': ' : token;
    }
  }
  return shown;
}

const line = depth => `\n${'  '.repeat(Math.max(0, depth))}`;
