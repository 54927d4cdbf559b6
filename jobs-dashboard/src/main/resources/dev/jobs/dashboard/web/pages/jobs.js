// The search for jobs. What is searched for stands in the address; a list that was not cut off is kept up to date.

import { html, nothing } from '../lit/lit-html.js';
import { live as asTyped } from '../lit/directives/live.js';
import { repeat } from '../lit/directives/repeat.js';
import { get } from '../api.js';
import { firstLine, localTime, number, several, stageWords, statusWord } from '../format.js';
import { empty, jobLink, notice, status } from '../parts/basics.js';
import { actOnAll, actOnSome, actionButtons, mayAct } from '../parts/steps.js';
import { since, when } from '../parts/times.js';
import { go, link } from '../router.js';

const STATUSES = ['pending', 'processing', 'complete', 'failed', 'cancelled'];
const FIELDS = ['type', 'queue', 'owner', 'id', 'key', 'limitKey', 'keptBackBy', 'error', 'attribute', 'submittedFrom', 'submittedUntil', 'endedFrom', 'endedUntil'];
const RARE = FIELDS.slice(3);

// Of these a search may have several values; the word says how they go together.
const SEVERAL = { type: 'Or', queue: 'Or', attribute: 'And' };

export function jobsPage(params, app) {
  const search = [...params].filter(([name, value]) => value !== '' && (name === 'status' || FIELDS.includes(name)));
  let more = [];
  let selected = new Set();
  let complaint;

  const page = {
    title: 'Jobs',
    read: async signal => {
      const first = await get('jobs', search, signal);
      // Pages that were added by hand are not read again: their cursors belong to the list as it was.
      if (more.length === 0) {
        selected = new Set([...selected].filter(id => first.jobs.some(job => job.id === id)));
      }
      return first;
    },
    pause: data => (data.end === 'cut_off' || more.length > 0 ? undefined : 3_000),
    render: data => {
      const last = more.at(-1) ?? data;
      const jobs = [...data.jobs, ...more.flatMap(one => one.jobs)];
      return html`
        <h1>Jobs</h1>
        ${searchForm(params, app)}
        ${bar(jobs)}
        ${jobs.length === 0 ? empty(nothingFound(last)) : list(jobs)}
        ${end(last, jobs)}`;
    },
  };

  const nothingFound = last =>
    last.end === 'cut_off'
      ? 'Nothing was found in the time that a search may take. There may be more: look further.'
      : search.length === 0
        ? 'There are no jobs: none has been submitted, or all have been deleted since they ended.'
        : 'No job matches all of this. Ended jobs are deleted after the time for which the service keeps them.';

  const done = () => {
    selected = new Set();
    more = [];
    app.refresh();
  };

  const bar = jobs =>
    !mayAct(app) || jobs.length === 0
      ? nothing
      : html`
        <div class="action-bar" role="group" aria-label="Actions">
          <label class="inline"><input type="checkbox" .checked=${asTyped(selected.size === jobs.length)} @change=${event => select(event.target.checked ? jobs.map(job => job.id) : [])}>
            ${selected.size === 0 ? 'Select all shown' : several(selected.size, 'job') + ' selected'}</label>
          <span class="spread"></span>
          ${selected.size > 0
            ? actionButtons(app, action => actOnSome(action, [...selected], done), 'those selected')
            : html`<span class="soft small">All that match</span>${actionButtons(app, action => actOnAll(action, search, done), 'all that match')}`}
        </div>`;

  const select = ids => {
    selected = new Set(ids);
    app.redraw();
  };

  const list = jobs => html`<ul class="rows card jobs-list">${repeat(jobs, job => job.id, row)}</ul>`;

  const row = job => html`
    <li class="row job">
      ${mayAct(app)
        ? html`<input type="checkbox" aria-label="Select ${job.type} ${job.id}" .checked=${asTyped(selected.has(job.id))} @change=${event => toggle(job.id, event.target.checked)}>`
        : nothing}
      ${status(job.status)}
      <span class="row-title">
        <a href=${link({ view: 'job', id: job.id })}><strong>${job.type}</strong></a>
        <span class="soft">${job.owner ?? 'nobody’s'} · ${job.queue}</span>
        ${job.error === undefined ? nothing : html`<span class="error-line">${firstLine(job.error)}</span>`}
      </span>
      <span class="row-note">${note(job)}</span>
      ${jobLink(job.id)}
    </li>`;

  const toggle = (id, isSelected) => {
    const others = [...selected].filter(one => one !== id);
    select(isSelected ? [...others, id] : others);
  };

  const end = (last, jobs) => html`
    <div class="list-end">
      ${last.end === 'cut_off' ? notice('', 'The search was ended by its time limit: there may be more that match.') : nothing}
      ${complaint === undefined ? nothing : html`<p class="notice bad" role="alert">${complaint}.</p>`}
      ${last.next === undefined
        ? jobs.length > 0 ? html`<p class="soft small">${jobs.length === 1 ? 'That is the only one.' : `That is all: ${number(jobs.length)}.`}</p>` : nothing
        : html`<button class="button" type="button" @click=${() => next(last.next)}>${last.end === 'cut_off' ? 'Look further' : 'Show more'}</button>`}
    </div>`;

  const next = async cursor => {
    try {
      const found = await get('jobs', [...search, ['cursor', cursor]]);
      more = [...more, found];
      complaint = undefined;
      app.announce(`${several(found.jobs.length, 'job')} more`);
    } catch (error) {
      complaint = error.message;
    }
    app.redraw();
  };

  return page;
}

function note(job) {
  switch (job.status) {
    case 'pending':
      return html`${Date.parse(job.dueAt) > Date.parse(job.updatedAt) && job.attempt > 0 ? `tried ${several(job.attempt, 'time')}, ` : ''}submitted ${when(job.createdAt)}`;
    case 'processing':
      return html`${stageWords(job) === '' ? '' : `${stageWords(job)}, `}runs for ${since(job.startedAt ?? job.updatedAt)}`;
    case 'stopping':
      return html`${cancelled(job)} ${when(job.updatedAt)}`;
    default:
      return html`${job.rerunAs === undefined ? '' : 'was run again, '}${job.replacedBy === undefined ? '' : 'was replaced, '}ended ${when(job.finishedAt ?? job.updatedAt)}`;
  }
}

const cancelled = job => (job.replacedBy === undefined ? 'cancelled' : 'cancelled for a newer one');

function searchForm(params, app) {
  const value = name => params.get(name) ?? '';
  const chosen = params.getAll('status');
  const text = (name, label) => html`
    <label class="field"><span>${label}</span><input name=${name} type="text" value=${value(name)} autocomplete="off" spellcheck="false"></label>`;
  // Beside the values that there are, one more can be typed.
  const each = (name, label, hint = '') => [...params.getAll(name).filter(one => one !== ''), ''].map((one, index) => html`
    <label class="field"><span>${index === 0 ? label : `${SEVERAL[name]} ${label.toLowerCase()}`}</span><input name=${name} type="text" value=${one} placeholder=${hint} autocomplete="off" spellcheck="false"></label>`);
  const time = (name, label) => html`
    <label class="field"><span>${label}</span><input name=${name} type="datetime-local" step="1" value=${localTime(value(name))}></label>`;
  return html`
    <form class="search card" role="search" aria-label="Jobs" @submit=${submit}>
      <fieldset class="chips">
        <legend class="visually-hidden">Status</legend>
        ${STATUSES.map(name => html`<label class="chip"><input type="checkbox" name="status" value=${name} ?checked=${chosen.includes(name)}><span>${statusWord(name)}</span></label>`)}
      </fieldset>
      <div class="fields">
        ${each('type', 'Type')} ${each('queue', 'Queue')} ${text('owner', 'Owner')}
      </div>
      <details ?open=${RARE.some(name => value(name) !== '')}>
        <summary>More conditions</summary>
        <div class="fields">
          ${text('id', 'Id')} ${text('key', 'Idempotency key')} ${text('limitKey', 'Limit key')} ${text('keptBackBy', 'Kept back by limit')} ${text('error', 'Text in the error')}
          ${app.may('reveal') ? each('attribute', 'Attribute', 'name=value') : nothing}
          ${time('submittedFrom', 'Submitted from')} ${time('submittedUntil', 'Submitted until')}
          ${time('endedFrom', 'Ended from')} ${time('endedUntil', 'Ended until')}
        </div>
      </details>
      <div class="buttons">
        <button class="button" type="submit">Search</button>
        <a class="button quiet" href=${link({ view: 'jobs' })}>Clear</a>
      </div>
    </form>`;
}

function submit(event) {
  event.preventDefault();
  const values = { view: 'jobs', status: [] };
  for (const [name, value] of new FormData(event.target)) {
    if (name === 'status') {
      values.status.push(value);
    } else if (name in SEVERAL) {
      values[name] = [...(values[name] ?? []), value.trim()];
    } else {
      values[name] = /From$|Until$/.test(name) && value !== '' ? new Date(value).toISOString() : value.trim();
    }
  }
  go(link(values));
}
