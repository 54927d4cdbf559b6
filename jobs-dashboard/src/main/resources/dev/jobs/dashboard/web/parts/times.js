// Times and ages, as every page tells them.

import { html, nothing } from '../lit/lit-html.js';
import { now } from '../api.js';
import { absolute, distance, duration, moment } from '../format.js';

const EXACT_TIMES = 'jobs-dashboard-exact-times';

let exactTimes = storage()?.getItem(EXACT_TIMES) === 'true';

// A browser may refuse to keep anything: the choice then lasts as long as the page.
function storage() {
  try {
    return localStorage;
  } catch {
    return undefined;
  }
}

/** True if each time is told by the clock too: what stands in a title alone is out of reach of keys and fingers. */
export const areTimesExact = () => exactTimes;

/** Tells each time by the clock too, or no longer. */
export function tellExactTimes(wanted) {
  exactTimes = wanted;
  storage()?.setItem(EXACT_TIMES, String(wanted));
}

/** A time by its distance from now, with the absolute one at hand. */
export const when = time => told(time, distance(now() - Date.parse(time)));

/** The time since then. */
export const since = time => told(time, age(time));

const told = (time, text) => html`<time class=${exactTimes ? 'exact' : nothing} datetime=${time} title=${absolute(time)}>${exactTimes ? html`<span class="whole">${text}</span> <span class="whole">(${moment(time)})</span>` : text}</time>`;

export const age = time => lasting(now() - Date.parse(time));

/** So many milliseconds, in whole seconds. */
export const lasting = milliseconds => duration(Math.max(0, Math.floor(milliseconds / 1_000) * 1_000)).replace('.0 s', ' s').replace(/^0 ms$/, '0 s');
