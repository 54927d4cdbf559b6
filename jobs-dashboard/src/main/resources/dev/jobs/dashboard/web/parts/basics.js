// The small things that every page is made of.

import { html, nothing } from '../lit/lit-html.js';
import { duration, shortId, statusWord } from '../format.js';
import { link } from '../router.js';

export const status = name => html`<span class="status" data-status=${name}>${statusWord(name)}</span>`;

export const jobLink = (id, text = shortId(id)) => html`<a class="id" href=${link({ view: 'job', id })} title=${id}>${text}</a>`;

/** A name such as an address, that breaks between its parts before it breaks within one. */
export const breakable = name => name.split(/(?<=[@/_:])/).map((part, index) => (index === 0 ? part : html`<wbr>${part}`));

/** Words for a place where there is nothing, which say why. */
export const empty = text => html`<p class="empty">${text}</p>`;

export const notice = (kind, content) => html`<p class="notice ${kind}">${content}</p>`;

/** A number with its name. */
export const figure = (name, value, { note, kind = '' } = {}) => html`
  <div class="figure ${kind}">
    <dt>${name}</dt>
    <dd>${value}${note === undefined ? nothing : html` <span class="figure-note">${note}</span>`}</dd>
  </div>`;

export const pair = (median, most) =>
  median === undefined ? html`<span class="none">none</span>` : html`<span class="whole">${duration(median)}</span> <span class="soft whole">/ ${duration(most)}</span>`;
