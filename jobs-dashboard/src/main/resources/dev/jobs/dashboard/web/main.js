// Wires the pages: the address says which is shown; each says what it reads, how often, and how that looks.

import { html, nothing, render } from './lit/lit-html.js';
import { get } from './api.js';
import { Live } from './live.js';
import { zone } from './format.js';
import { notice } from './parts/basics.js';
import { areTimesExact, lasting, tellExactTimes } from './parts/times.js';
import { link, onRoute, route } from './router.js';
import { failuresPage } from './pages/failures.js';
import { jobPage } from './pages/job.js';
import { jobsPage } from './pages/jobs.js';
import { overviewPage } from './pages/overview.js';
import { queuesPage } from './pages/queues.js';
import { workersPage } from './pages/workers.js';

const PAGES = {
  overview: { name: 'Overview', open: overviewPage },
  jobs: { name: 'Jobs', open: jobsPage },
  failures: { name: 'Failures', open: failuresPage },
  workers: { name: 'Workers', open: workersPage },
  queues: { name: 'Queues', open: queuesPage },
  job: { open: jobPage, within: 'jobs' },
};

const byId = id => document.getElementById(id);

let me;
let held = false;
let view;
let page;
let live;
let hasPointed;

const app = {
  may: right => me.rights.includes(right),
  lateAfter: () => me.lateAfterMs,
  refresh: () => live.refresh(),
  redraw: draw,
  isLooking: () => !held && !document.hidden,
  announce: text => {
    byId('announcement').textContent = text;
  },
};

function open() {
  live?.close();
  page?.close?.();
  hasPointed = false;
  const params = route();
  view = Object.hasOwn(PAGES, params.get('view') ?? '') ? params.get('view') : 'overview';
  page = PAGES[view].open(params, app);
  live = new Live(async signal => {
    me ??= await get('me', {}, signal);
    return page.read(signal);
  }, page.pause, draw, () => held);
  document.title = `${page.title} · Jobs`;
  draw();
  live.refresh();
}

function draw() {
  render(navigation(), byId('nav'));
  render(side(), byId('side'));
  render(content(), byId('main'));
  point();
}

// What an address points at is brought into sight once, when it is first there.
function point() {
  const pointed = hasPointed ? null : byId('main').querySelector('.pointed');
  if (pointed !== null) {
    hasPointed = true;
    pointed.scrollIntoView({ block: 'center' });
  }
}

function navigation() {
  const current = PAGES[view].within ?? view;
  return html`<ul>${Object.entries(PAGES)
    .filter(([, { name }]) => name !== undefined)
    .map(([key, { name }]) => html`
      <li><a href=${key === 'overview' ? './' : link({ view: key })} aria-current=${key === current ? 'page' : nothing}>${name}</a></li>`)}</ul>`;
}

function side() {
  return html`
    ${me?.user === undefined ? nothing : html`<span class="user">${me.user}</span>`}
    <button class="button quiet" type="button" aria-pressed=${String(areTimesExact())} @click=${exactTimes}
      title="Tells each time by the clock too, in your zone: ${zone}">Exact times</button>
    <button class="button quiet hold" type="button" aria-pressed=${String(held)} @click=${toggle}
      title=${held ? 'What you see is held still' : live?.error ? 'What you see cannot be kept up to date now' : 'What you see is kept up to date'}>
      <span class="dot ${held ? 'held' : live?.error ? 'lost' : ''}"></span>${held ? 'Held' : live?.error ? 'Lost' : 'Live'}
    </button>`;
}

function toggle() {
  held = !held;
  wake();
  draw();
}

function wake() {
  live.wake();
  page.wake?.();
}

function exactTimes() {
  tellExactTimes(!areTimesExact());
  draw();
}

function content() {
  return html`
    <div class=${live.isStale ? 'page stale' : 'page'}>
      ${live.data === undefined
        ? html`<h1>${page.title}</h1>${live.error === undefined ? html`<p class="loading" role="status">Reading…</p>` : trouble()}`
        : html`${live.error === undefined ? nothing : trouble()}${page.render(live.data)}`}
    </div>`;
}

function trouble() {
  const old = live.data === undefined
    ? 'Nothing can be shown until then.'
    : `What you see is ${lasting(Date.now() - live.readAt)} old.`;
  return live.error.status === 404 || live.error.status === 403
    ? notice('bad', live.error.message === 'Not found' ? 'You may not see this, or it is not there.' : `${live.error.message}.`)
    : notice('bad', `${live.error.message}. ${held && live.data !== undefined ? '' : 'This page tries again by itself. '}${old}`);
}

onRoute(() => {
  open();
  scrollTo(0, 0);
  // Who goes by the keyboard, or by ear, begins at the new page's top.
  byId('main').focus({ preventScroll: true });
});
document.addEventListener('visibilitychange', wake);
setInterval(() => !held && !document.hidden && draw(), 1_000);
open();
