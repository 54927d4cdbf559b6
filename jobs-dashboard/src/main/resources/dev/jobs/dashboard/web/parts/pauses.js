// Pauses: their words, their buttons and the dialog that asks for one.

import { html, nothing } from '../lit/lit-html.js';
import { live as asTyped } from '../lit/directives/live.js';
import { post } from '../api.js';
import { several } from '../format.js';
import { closeDialog, openDialog, showDialog } from './dialog.js';
import { when } from './times.js';

const ENDS = [
  ['', 'when it is resumed'],
  ['15', 'after 15 minutes'],
  ['60', 'after an hour'],
  ['480', 'after 8 hours'],
  ['1440', 'after a day'],
];

const KINDS = {
  queue: 'queue',
  type: 'type',
  owner: 'owner',
  limit_key: 'limit key',
};

export const kindWord = kind => KINDS[kind] ?? kind;

export const pauseWords = pause => html`
  <span class="badge">Paused</span>
  <span class="soft">${when(pause.pausedAt)}${pause.until === undefined ? ', until it is resumed' : html`, ends ${when(pause.until)}`}</span>
  ${pause.reason === undefined ? nothing : html`<q class="reason">${pause.reason}</q>`}`;

/** The button that pauses or resumes something, for those who may. */
export function pauseButton(app, kind, item, { resume }) {
  if (!app.may('pause')) {
    return nothing;
  }
  const words = `${kindWord(kind)} ${item.name}`;
  return item.pause === undefined
    ? html`<button class="button quiet" type="button" aria-label="Pause ${words}" @click=${() => askToPause(app, kind, item)}>Pause…</button>`
    : html`<button class="button" type="button" aria-label="Resume ${words}" @click=${() => resume(kind, item.name)}>Resume</button>`;
}

/** Asks for the reason and the end of a pause. */
export function askToPause(app, kind, item) {
  ask(app, `Pause ${kindWord(kind)} ${item.name}`, { kind, name: item.name }, () => nothing, says(item));
}

/** Asks for an owner or limit key as well, none of which is listed. */
export function askToPauseByName(app) {
  const fields = (values, redraw) => html`
    <div class="fields">
      <label class="field"><span>Kind</span>
        <select name="kind" @change=${event => { values.kind = event.target.value; redraw(); }}>
          <option value="owner">owner</option><option value="limit_key">limit key</option>
        </select></label>
      <label class="field"><span>Name</span>
        <input name="name" type="text" required maxlength="200" autofocus .value=${asTyped(values.name)} @input=${event => { values.name = event.target.value; }}></label>
    </div>`;
  ask(app, 'Pause an owner or limit key', { kind: 'owner', name: '' }, fields, 'Nothing of it starts, in whatever queue. What runs goes on.');
}

function says({ waiting, running }) {
  if (waiting === undefined) {
    return 'Nothing of it starts, in whatever queue. What runs goes on.';
  }
  const goesOn = running === 0 ? 'None of it runs now.' : `${several(running, 'job')} that ${running === 1 ? 'runs goes' : 'run go'} on.`;
  return `Nothing of it starts: ${several(waiting.jobs, 'job')} that could start now will wait. ${goesOn}`;
}

function ask(app, title, target, fields, words) {
  const values = { ...target, reason: '', minutes: '' };
  let complaint;
  const redraw = () => showDialog(title, content());
  const act = async event => {
    event.preventDefault();
    try {
      await post('pause', values);
      closeDialog();
      app.announce(`${values.name} is paused`);
      app.refresh();
    } catch (error) {
      complaint = error.message;
      redraw();
    }
  };
  const content = () => html`
    <form @submit=${act}>
      <p>${words}</p>
      ${fields(values, redraw)}
      <label class="field"><span>Reason, which those who wait are shown</span>
        <input name="reason" type="text" maxlength="500" ?autofocus=${target.name !== ''} .value=${asTyped(values.reason)} @input=${event => { values.reason = event.target.value; }}></label>
      <label class="field"><span>It ends</span>
        <select name="minutes" @change=${event => { values.minutes = event.target.value; }}>
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
