// The limits: how much of each is used, by which jobs, what it keeps back and for how long.

import { html, nothing } from '../lit/lit-html.js';
import { repeat } from '../lit/directives/repeat.js';
import { count, number, several } from '../format.js';
import { link } from '../router.js';
import { empty, jobLink, notice } from './basics.js';
import { askForLimit, askToRemove, redrawLimitDialog } from './limit-dialog.js';
import { limitWords } from './limit-words.js';
import { pauseButton, pauseWords } from './pauses.js';
import { since } from './times.js';

/** The section of the limits, with the pauses of their keys, which are done and ended through these actions; that of this key is pointed at. */
export function limitsSection(app, data, pauses, actions, key) {
  redrawLimitDialog();
  const latest = name => data().limits.find(limit => limit.name === name);
  const may = app.may('limit');
  const { limits, leftOut } = data();
  const pointed = covering(limits, key);
  return html`
    <div class="card-head">
      <h2>Limits</h2>
      ${may ? html`<button class="button quiet card-note" type="button" @click=${() => askForLimit(app, () => undefined)}>New limit…</button>` : nothing}
    </div>
    <p class="soft">A limit says how many jobs of a key run at once on all machines, or how many start in a period. ${may ? nothing : 'You may look, but not change one.'}</p>
    ${leftOut ? notice('', 'There are more limits than are shown.') : nothing}
    ${limits.length === 0
      ? empty('There is no limit: keys keep nothing back. One is set here, or by the code of a service.')
      : html`<ul class="rows card">${repeat(limits, limit => limit.name, limit => limitRow(limit, latest, app, pauses, actions, limit === pointed))}</ul>`}`;
}

// The limit of a key: that of its name, else the one whose star covers the least.
const covering = (limits, key) =>
  limits
    .filter(({ name, forEach }) => name === key || (forEach && key?.startsWith(name.slice(0, -1))))
    .sort((one, other) => (other.name === key) - (one.name === key) || other.name.length - one.name.length)[0];

function limitRow(limit, latest, app, pauses, actions, isPointed) {
  const pause = pauses.find(({ kind, name }) => kind === 'limit_key' && name === limit.name);
  return html`
    <li class="row lane limit ${isPointed ? 'pointed' : ''}">
      <div class="row-title">
        <strong>${limit.name}</strong>
        <span class="badge plain">${limit.source === 'code' ? 'default of the code' : 'set by an operator'}</span>
        <span class="also">${limitWords(limit)}</span>
        ${limit.message === undefined ? nothing : html`<q class="reason">${limit.message}</q>`}
        ${pause === undefined ? nothing : html`<span class="reason">${pauseWords(pause)}</span>`}
        ${limit.running === 0 ? nothing : holders(limit)}
      </div>
      <div class="row-note use">${use(limit)} ${keptBack(limit)}</div>
      ${app.may('limit') || app.may('pause') ? html`<div class="row-actions">
        ${limit.forEach ? nothing : pauseButton(app, 'limit_key', { name: limit.name, pause }, actions)}
        ${app.may('limit')
          ? html`
            <button class="button quiet" type="button" aria-label="Edit limit ${limit.name}" @click=${() => askForLimit(app, () => latest(limit.name) ?? limit)}>Edit…</button>
            <button class="button quiet" type="button" aria-label="Remove limit ${limit.name}" @click=${() => askToRemove(app, () => latest(limit.name) ?? limit)}>Remove…</button>`
          : nothing}
      </div>` : nothing}
    </li>`;
}

function use({ name, forEach, atOnce, running }) {
  if (atOnce === 0) {
    return html`<span>none may start${running === 0 ? '' : `, ${number(running)} still run`}</span>`;
  }
  if (atOnce === undefined || forEach) {
    return html`<span>${running === 0 ? 'none runs' : `${number(running)} ${running === 1 ? 'runs' : 'run'}`}</span>`;
  }
  return html`
    <span>${number(running)} of ${number(atOnce)} run</span>
    <meter min="0" max=${atOnce} .value=${Math.min(running, atOnce)} aria-label="Used of ${name}"></meter>`;
}

const WHY = {
  at_once: 'until one ends',
  rate: 'until its rate allows a start',
};

function keptBack({ name, atOnce, keptBack: held, keptBackBy, oldestKeptBack }) {
  if (held.jobs === 0) {
    return html`<span>nobody waits for it</span>`;
  }
  const why = atOnce === 0 ? ' until it is raised' : keptBackBy === undefined ? '' : ` ${WHY[keptBackBy]}`;
  return html`<span class="wait-text"><a href=${link({ view: 'jobs', keptBackBy: name })}>${count(held)} kept back</a>${why}, the oldest for ${since(oldestKeptBack)}</span>`;
}

const holders = ({ jobs, running, forEach }) => html`
  <details class="holders">
    <summary>${several(running, 'job')} ${running === 1 ? 'holds' : 'hold'} it</summary>
    ${jobs.length === 0
      ? html`<p class="soft small">You may not see them, or no worker that lives runs them.</p>`
      : html`<ul>${jobs.map(job => html`
          <li>${jobLink(job.id)} ${job.type} <span class="soft">${job.owner ?? ''}${forEach ? ` ${job.key}` : ''} ${job.status === 'stopping' ? 'is being stopped' : html`for ${since(job.startedAt)}`}</span></li>`)}</ul>
        ${running > jobs.length ? html`<p class="soft small">and ${number(running - jobs.length)} more</p>` : nothing}`}
  </details>`;
