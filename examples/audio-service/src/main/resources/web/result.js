// What a job has made, as a page shows it.

import { factsOf } from './facts.js';

/** Shows a result in these elements: its facts, and the picture or sound that it made. */
export function showResult(result, { facts, waveform, player }) {
  facts.replaceChildren(...factsOf(result).map(([label, text]) => {
    const fact = document.createElement('div');
    fact.append(Object.assign(document.createElement('dt'), { textContent: label }));
    fact.append(Object.assign(document.createElement('dd'), { textContent: text }));
    return fact;
  }));
  facts.hidden = facts.childElementCount === 0;
  if (typeof result.url === 'string') {
    const part = result.url.endsWith('.png') ? waveform : player;
    part.src = result.url;
    part.hidden = false;
  }
}
