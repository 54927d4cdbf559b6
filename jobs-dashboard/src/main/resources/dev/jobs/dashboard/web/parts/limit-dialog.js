// Sets and removes a limit; says before what will come of it.

import { html, nothing } from '../lit/lit-html.js';
import { live as asTyped } from '../lit/directives/live.js';
import { post } from '../api.js';
import { closeDialog, openDialog, showDialog } from './dialog.js';
import { changes, periodMs, periodParts, removal } from './limit-words.js';

const UNITS = [
  ['ms', 'milliseconds'],
  ['s', 'seconds'],
  ['min', 'minutes'],
  ['h', 'hours'],
  ['d', 'days'],
];

let redraw = () => {};

/** Shows the newest numbers in the dialog, if one is open. */
export const redrawLimitDialog = () => redraw();

function open(title, content) {
  redraw = () => showDialog(title, content());
  openDialog(title, content(), () => {
    redraw = () => {};
  });
}

/**
 * Asks for a limit.
 *
 * @param use gives the limit that is changed and what it does now; undefined: a new one is made
 */
export function askForLimit(app, use) {
  const before = use();
  const values = valuesOf(before);
  let complaint;
  const type = name => event => {
    values[name] = event.target.value;
    complaint = undefined;
    redraw();
  };
  const act = async event => {
    event.preventDefault();
    const { name, atOnce, rate, message } = wanted(values);
    if (atOnce === undefined && rate === undefined) {
      complaint = 'Give a number that may run at once, or a number of starts in a period';
      redraw();
      return;
    }
    try {
      await post('limits/set', given({ name, atOnce, ...rate, message }));
      closeDialog();
      app.announce(`The limit ${name} is set`);
      app.refresh();
    } catch (error) {
      complaint = error.message;
      redraw();
    }
  };
  // The first field that has a value is the one that is most likely changed.
  const first = before === undefined ? 'name' : before.atOnce === undefined ? 'starts' : 'atOnce';
  const field = (name, label, type_, more = {}) => html`
    <label class="field"><span>${label}</span>
      <input name=${name} type=${type_} min=${more.min ?? nothing} max=${type_ === 'number' ? 1_000_000 : nothing} maxlength=${more.maxlength ?? nothing} placeholder=${more.placeholder ?? nothing}
        ?required=${more.required} ?autofocus=${name === first} @focus=${event => event.target.select()} .value=${asTyped(values[name])} @input=${type(name)}></label>`;
  const content = () => html`
    <form @submit=${act}>
      ${before === undefined ? field('name', 'A limit key; or the beginning of keys and a star, for each of them by itself', 'text', { required: true, maxlength: 200 }) : nothing}
      ${field('atOnce', 'At once, at most', 'number', { min: 0, placeholder: 'any' })}
      <fieldset class="rate">
        <legend class="visually-hidden">Starts in a period</legend>
        ${field('starts', 'Starts, at most', 'number', { min: 1, placeholder: 'any' })}
        ${field('every', 'In', 'number', { min: 1 })}
        <label class="field"><span>Unit</span>
          <select name="unit" @change=${type('unit')}>${UNITS.map(([value, text]) => html`<option value=${value} ?selected=${value === values.unit}>${text}</option>`)}</select></label>
        ${field('burst', 'Burst', 'number', { min: 1 })}
      </fieldset>
      ${field('message', 'Words for those who wait', 'text', { maxlength: 500 })}
      <div class="notice" role="status">${said(changes(use() ?? before, wanted(values)))}</div>
      ${complaint === undefined ? nothing : html`<p class="notice bad" role="alert">${complaint}.</p>`}
      <div class="buttons">
        <button class="button danger" type="submit">Set</button>
        <button class="button quiet" type="button" @click=${closeDialog}>Leave it</button>
      </div>
    </form>`;
  open(before === undefined ? 'New limit' : `Limit ${before.name}`, content);
}

function valuesOf(limit) {
  const { unit, value } = periodParts(limit?.rate?.periodMs ?? 1_000);
  return {
    name: limit?.name ?? '',
    atOnce: String(limit?.atOnce ?? ''),
    starts: String(limit?.rate?.starts ?? ''),
    every: String(value),
    unit,
    burst: String(limit?.rate?.burst ?? 1),
    message: limit?.message ?? '',
  };
}

const whole = text => (text.trim() === '' ? undefined : Math.trunc(Number(text)));

function wanted(values) {
  const starts = whole(values.starts);
  return {
    name: values.name,
    forEach: values.name.endsWith('*'),
    atOnce: whole(values.atOnce),
    rate: starts === undefined
      ? undefined
      : { starts, periodMs: periodMs(whole(values.every) ?? 1, values.unit), burst: whole(values.burst) ?? 1 },
    message: values.message.trim() === '' ? undefined : values.message,
  };
}

const given = params => Object.fromEntries(Object.entries(params).filter(([, value]) => value !== undefined));

const said = sentences => sentences.map(sentence => html`<p>${sentence}</p>`);

/** Asks whether a limit is to be removed. */
export function askToRemove(app, use) {
  const { name } = use();
  let complaint;
  const act = async () => {
    try {
      await post('limits/remove', { name });
      closeDialog();
      app.announce(`The limit ${name} is removed`);
      app.refresh();
    } catch (error) {
      complaint = error.message;
      redraw();
    }
  };
  open(`Remove limit ${name}`, () => html`
    <div class="notice" role="status">${said(removal(use()))}</div>
    ${complaint === undefined ? nothing : html`<p class="notice bad" role="alert">${complaint}.</p>`}
    <div class="buttons">
      <button class="button danger" type="button" @click=${act}>Remove</button>
      <button class="button quiet" type="button" autofocus @click=${closeDialog}>Leave it</button>
    </div>`);
}
