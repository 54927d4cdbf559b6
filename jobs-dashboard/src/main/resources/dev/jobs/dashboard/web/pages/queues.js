// The queues and types, to pause and to resume them, the orders of the queues, the limits, and the pauses of owners and limit keys.

import { html, nothing } from '../lit/lit-html.js';
import { get, now, post } from '../api.js';
import { capitalised, count, number } from '../format.js';
import { empty } from '../parts/basics.js';
import { closeDialog, openDialog, showDialog } from '../parts/dialog.js';
import { limitsSection } from '../parts/limits.js';
import { askToPauseByName, kindWord, pauseButton, pauseWords } from '../parts/pauses.js';
import { link } from '../router.js';

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
  const actions = { resume };

  const line = (kind, item) => html`
    <li class="row lane">
      <span class="row-title"><strong>${item.name}</strong>
        ${item.pause === undefined ? nothing : pauseWords(item.pause)}
      </span>
      <span class="row-note">${numbers(item)}</span>
      ${kind === 'queue' ? order(item) : nothing}
      ${pauseButton(app, kind, item, actions)}
    </li>`;

  return {
    title: 'Queues and limits',
    read: async signal => {
      const [data, limits] = await Promise.all([get('overview', {}, signal), get('limits', {}, signal)]);
      await readOrders(data.queues, signal);
      return { ...data, limits };
    },
    pause: () => 1_000,
    render: data => html`
      <h1>Queues and limits</h1>
      ${complaint === undefined ? nothing : html`<p class="notice bad" role="alert">${complaint}.</p>`}
      ${app.may('pause') ? nothing : html`<p class="soft">You may look, but not pause or resume.</p>`}
      ${data.queues.length === 0
        ? empty('There is no queue yet: one appears with its first job or worker.')
        : html`<ul class="rows card">${data.queues.map(queue => line('queue', queue))}</ul>`}
      ${limitsSection(app, () => data.limits, data.pauses, actions, params.get('limit') ?? undefined)}
      ${holderPauses(app, data, actions)}
      <h2>Types</h2>
      <p class="soft">A pause of a type holds in whatever queue its jobs wait.</p>
      ${types(data).length === 0
        ? empty('There is no type yet: one appears with its first job or worker.')
        : html`<ul class="rows card">${types(data).map(type => line('type', type))}</ul>`}`,
  };
}

// One of a limit's own key stands with the limit.
function holderPauses(app, { pauses, limits }, actions) {
  const others = pauses.filter(({ kind, name }) =>
    kind === 'owner' || (kind === 'limit_key' && !limits.limits.some(limit => limit.name === name)),
  );
  return html`
    <div class="card-head">
      <h2>Pauses of owners and limit keys</h2>
      ${app.may('pause') ? html`<button class="button quiet card-note" type="button" @click=${() => askToPauseByName(app)}>Pause an owner or limit key…</button>` : nothing}
    </div>
    ${others.length === 0
      ? empty('No owner is paused, and no limit key that has no limit.')
      : html`<ul class="rows card">${others.map(pause => html`
          <li class="row lane">
            <span class="row-title">
              ${kindWord(pause.kind)} ${pause.kind === 'owner' ? html`<a href=${link({ view: 'jobs', owner: pause.name, status: 'pending' })}><strong>${pause.name}</strong></a>` : html`<strong>${pause.name}</strong>`}
              ${pauseWords(pause)}
            </span>
            ${pauseButton(app, pause.kind, { name: pause.name, pause }, actions)}
          </li>`)}</ul>`}`;
}

const numbers = ({ waiting, pausedJobs, keptBack, running }) => html`
  ${count(waiting)} waiting${pausedJobs.jobs === 0 ? nothing : html`, ${count(pausedJobs)} paused`}${keptBack.jobs === 0 ? nothing : html`, ${count(keptBack)} kept back`}, ${number(running)} running`;

// The same type may be in several queues; and one that is paused may be in none.
function types({ queues, pauses }) {
  const all = new Map();
  for (const type of queues.flatMap(queue => queue.types)) {
    const known = all.get(type.name) ?? none(type.name);
    known.waiting = plus(known.waiting, type.waiting);
    known.pausedJobs = plus(known.pausedJobs, type.pausedJobs);
    known.keptBack = plus(known.keptBack, type.keptBack);
    known.running += type.running;
    all.set(type.name, known);
  }
  for (const pause of pauses.filter(({ kind }) => kind === 'type')) {
    const known = all.get(pause.name) ?? none(pause.name);
    all.set(pause.name, { ...known, pause });
  }
  return [...all.values()].sort((one, other) => (one.name < other.name ? -1 : 1));
}

const none = name => ({ name, waiting: { jobs: 0 }, pausedJobs: { jobs: 0 }, keptBack: { jobs: 0 }, running: 0 });

const plus = (one, other) => ({
  jobs: one.jobs + other.jobs,
  atLeast: one.atLeast || other.atLeast,
  about: one.about || other.about,
});

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
