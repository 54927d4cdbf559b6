// The jobs that failed lately, by type and the first line of their errors.

import { html, nothing } from '../lit/lit-html.js';
import { get, now } from '../api.js';
import { localTime, number, several } from '../format.js';
import { empty, jobLink, notice } from '../parts/basics.js';
import { when } from '../parts/times.js';
import { go, link } from '../router.js';

const HOURS = [
  [1, 'the last hour'],
  [24, 'the last day'],
  [168, 'the last week'],
];

export function failuresPage(params) {
  const hours = HOURS.map(([value]) => value).includes(Number(params.get('hours'))) ? Number(params.get('hours')) : 24;
  const fixed = Number.isNaN(Date.parse(params.get('since'))) ? undefined : new Date(params.get('since')).toISOString();
  // To the minute, so that all who look ask the same.
  const since = () => fixed ?? new Date(Math.floor(now() / 60_000) * 60_000 - hours * 3_600_000).toISOString();
  return {
    title: 'Failures',
    read: async signal => {
      const from = since();
      return { ...(await get('failures', { since: from }, signal)), from };
    },
    pause: () => 5_000,
    render: data => html`
      <div class="page-head">
        <h1>Failures</h1>
        <label class="inline">in
          <select @change=${event => event.target.value !== '' && go(link({ view: 'failures', hours: event.target.value }))}>
            ${fixed === undefined ? nothing : html`<option value="" selected>the time since</option>`}
            ${HOURS.map(([value, name]) => html`<option value=${value} ?selected=${fixed === undefined && value === hours}>${name}</option>`)}
          </select>
        </label>
        <label class="inline">or since
          <input type="datetime-local" .value=${fixed === undefined ? '' : localTime(fixed)} @change=${event => event.target.value !== '' && go(link({ view: 'failures', since: new Date(event.target.value).toISOString() }))}>
        </label>
        <span class="soft">${data.atLeast ? 'the newest ' : ''}${several(data.jobs, 'failed job')}</span>
        ${data.jobs === 0 ? nothing : html`<a class="button quiet" href=${link({ view: 'jobs', status: 'failed', endedFrom: data.from })}>Show all</a>`}
      </div>
      ${data.atLeast ? notice('', `Only the newest ${number(data.jobs)} were looked at: there are more.`) : nothing}
      ${data.leftOut ? notice('', 'There are more kinds of errors than are shown.') : nothing}
      ${data.groups.length === 0
        ? empty(`No job failed for good ${fixed === undefined ? `in ${HOURS.find(([value]) => value === hours)[1]}` : 'since then'}.`)
        : html`<ul class="rows card">${data.groups.map(group => groupRow(group, data.from))}</ul>`}`,
  };
}

const groupRow = (group, from) => html`
  <li class="row failure">
    <span class="tally">${number(group.jobs)}</span>
    <span class="row-title">
      <a href=${search(group, from)}><strong>${group.type}</strong></a>
      <span class="error-line">${group.line === '' ? 'without a message' : group.line}</span>
    </span>
    <span class="row-note">last ${when(group.last)}${group.jobs > 1 ? html`, first ${when(group.first)}` : nothing}, newest ${jobLink(group.newest)}</span>
  </li>`;

const search = (group, from) =>
  link({ view: 'jobs', type: group.type, status: 'failed', error: group.line, endedFrom: from });
