// The queues and types, to pause and to resume them, and the orders of the queues.

import { html, nothing } from '../lit/lit-html.js';
import { live as asTyped } from '../lit/directives/live.js';
import { get, now, post } from '../api.js';
import { capitalised, count, number, several } from '../format.js';
import { empty, when } from '../parts/basics.js';
import { closeDialog, openDialog, showDialog } from '../parts/dialog.js';

const ENDS = [
  ['', 'when it is resumed'],
  ['15', 'after 15 minutes'],
  ['60', 'after an hour'],
  ['480', 'after 8 hours'],
  ['1440', 'after a day'],
];

const ORDERS = {
  fair_by_owner: {
    name: 'fair by owner',
    says: 'Of the owners with waiting jobs each starts one before any starts its next.',
  },
  submission: {
    name: 'by submission',
    says: 'Jobs start in the order in which they were submitted, whoever their owners are.',
  },
};

const ORDERS_AGE = 10_000;

export function queuesPage(params, app) {
  let complaint;
  let orders = {};
  let ordersAt = -Infinity;

  // Orders change seldom, and each is a question of its own to the store.
  const readOrders = async (queues, signal) => {
    if (now() - ordersAt >= ORDERS_AGE || queues.some(({ name }) => orders[name] === undefined)) {
      ({ orders } = await get('orders', queues.slice(0, 100).map(({ name }) => ['queue', name]), signal));
      ordersAt = now();
    }
  };

  const chosen = name => {
    ordersAt = -Infinity;
    app.announce(`The order of ${name} is chosen`);
    app.refresh();
  };

  const order = queue => {
    const words = ORDERS[orders[queue.name]];
    if (words === undefined) {
      return nothing;
    }
    return html`
      <span class="row-note order">${words.name}
        ${app.may('pause') ? html`<button class="button quiet" type="button" aria-label="Order of queue ${queue.name}" @click=${() => askForOrder(queue, orders[queue.name], chosen)}>Order…</button>` : nothing}
      </span>`;
  };

  const resume = async (kind, name) => {
    try {
      await post('resume', { kind, name });
      complaint = undefined;
      app.announce(`${name} is resumed`);
    } catch (error) {
      complaint = error.message;
    }
    app.refresh();
  };

  const button = (kind, item) => {
    if (!app.may('pause')) {
      return nothing;
    }
    return item.pause === undefined
      ? html`<button class="button quiet" type="button" aria-label="Pause ${kind} ${item.name}" @click=${() => askToPause(kind, item, app)}>Pause…</button>`
      : html`<button class="button" type="button" aria-label="Resume ${kind} ${item.name}" @click=${() => resume(kind, item.name)}>Resume</button>`;
  };

  const line = (kind, item) => html`
    <li class="row lane">
      <span class="row-title"><strong>${item.name}</strong>
        ${item.pause === undefined ? nothing : pauseWords(item.pause)}
      </span>
      <span class="row-note">${numbers(item)}</span>
      ${kind === 'queue' ? order(item) : nothing}
      ${button(kind, item)}
    </li>`;

  return {
    title: 'Queues',
    read: async signal => {
      const data = await get('overview', {}, signal);
      await readOrders(data.queues, signal);
      return data;
    },
    pause: () => 1_000,
    render: data => html`
      <h1>Queues</h1>
      ${complaint === undefined ? nothing : html`<p class="notice bad" role="alert">${complaint}.</p>`}
      ${app.may('pause') ? nothing : html`<p class="soft">You may look, but not pause or resume.</p>`}
      ${data.queues.length === 0
        ? empty('There is no queue yet: one appears with its first job or worker.')
        : html`<ul class="rows card">${data.queues.map(queue => line('queue', queue))}</ul>`}
      <h2>Types</h2>
      <p class="soft">A pause of a type holds in whatever queue its jobs wait.</p>
      ${types(data).length === 0
        ? empty('There is no type yet: one appears with its first job or worker.')
        : html`<ul class="rows card">${types(data).map(type => line('type', type))}</ul>`}`,
  };
}

const pauseWords = pause => html`
  <span class="badge">Paused</span>
  <span class="soft">${when(pause.pausedAt)}${pause.until === undefined ? ', until it is resumed' : html`, ends ${when(pause.until)}`}</span>
  ${pause.reason === undefined ? nothing : html`<q class="reason">${pause.reason}</q>`}`;

const numbers = ({ waiting, pausedJobs, running }) => html`
  ${count(waiting)} waiting${pausedJobs.jobs === 0 ? nothing : html`, ${count(pausedJobs)} paused`}, ${number(running)} running`;

// The same type may be in several queues; and one that is paused may be in none.
function types({ queues, pauses }) {
  const all = new Map();
  for (const type of queues.flatMap(queue => queue.types)) {
    const known = all.get(type.name) ?? { name: type.name, waiting: { jobs: 0 }, pausedJobs: { jobs: 0 }, running: 0 };
    known.waiting = plus(known.waiting, type.waiting);
    known.pausedJobs = plus(known.pausedJobs, type.pausedJobs);
    known.running += type.running;
    all.set(type.name, known);
  }
  for (const pause of pauses.filter(({ kind }) => kind === 'type')) {
    const known = all.get(pause.name) ?? { name: pause.name, waiting: { jobs: 0 }, pausedJobs: { jobs: 0 }, running: 0 };
    all.set(pause.name, { ...known, pause });
  }
  return [...all.values()].sort((one, other) => (one.name < other.name ? -1 : 1));
}

const plus = (one, other) => ({
  jobs: one.jobs + other.jobs,
  atLeast: one.atLeast || other.atLeast,
  about: one.about || other.about,
});

function askToPause(kind, item, app) {
  const values = { reason: '', minutes: '' };
  let complaint;
  const act = async event => {
    event.preventDefault();
    try {
      await post('pause', { kind, name: item.name, ...values });
      closeDialog();
      app.announce(`${item.name} is paused`);
      app.refresh();
    } catch (error) {
      complaint = error.message;
      showDialog(title, content());
    }
  };
  const title = `Pause ${kind} ${item.name}`;
  const content = () => html`
    <form @submit=${act}>
      <p>Nothing of it starts: ${several(item.waiting.jobs, 'job')} that could start now will wait. ${item.running === 0 ? 'None of it runs now.' : `${several(item.running, 'job')} that ${item.running === 1 ? 'runs goes' : 'run go'} on.`}</p>
      <label class="field"><span>Reason, which those who wait are shown</span>
        <input type="text" maxlength="500" autofocus .value=${asTyped(values.reason)} @input=${event => { values.reason = event.target.value; }}></label>
      <label class="field"><span>It ends</span>
        <select @change=${event => { values.minutes = event.target.value; }}>
          ${ENDS.map(([value, text]) => html`<option value=${value}>${text}</option>`)}
        </select></label>
      ${complaint === undefined ? nothing : html`<p class="notice bad" role="alert">${complaint}.</p>`}
      <div class="buttons">
        <button class="button danger" type="submit">Pause</button>
        <button class="button quiet" type="button" @click=${closeDialog}>Leave it</button>
      </div>
    </form>`;
  openDialog(title, content());
}

function askForOrder({ name }, current, done) {
  let order = current;
  let complaint;
  const title = `Order of queue ${name}`;
  const act = async event => {
    event.preventDefault();
    try {
      await post('order', { queue: name, order });
      closeDialog();
      done(name);
    } catch (error) {
      complaint = error.message;
      showDialog(title, content());
    }
  };
  const content = () => html`
    <form @submit=${act}>
      <p>It holds for the jobs that are submitted from now on. Those that wait keep their places.</p>
      <fieldset class="choices">
        <legend class="visually-hidden">The order</legend>
        ${Object.entries(ORDERS).map(([value, words]) => html`
          <label class="choice"><input type="radio" name="order" value=${value} ?checked=${value === current} ?autofocus=${value === current} @change=${() => { order = value; }}>
            <span><strong>${capitalised(words.name)}</strong><br>${words.says}</span></label>`)}
      </fieldset>
      ${complaint === undefined ? nothing : html`<p class="notice bad" role="alert">${complaint}.</p>`}
      <div class="buttons">
        <button class="button danger" type="submit">Choose</button>
        <button class="button quiet" type="button" @click=${closeDialog}>Leave it</button>
      </div>
    </form>`;
  openDialog(title, content());
}
