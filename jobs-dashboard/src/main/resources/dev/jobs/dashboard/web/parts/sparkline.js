// The last hour, a bar for each minute: completed jobs, and failed ones above them.

import { html, nothing, svg } from '../lit/lit-html.js';
import { several } from '../format.js';

const HEIGHT = 24;
const STEP = 2;

export const sum = values => values.reduce((total, value) => total + value, 0);

export function sparkline({ completed, failed }) {
  const most = Math.max(1, ...completed.map((value, minute) => value + failed[minute]));
  const words = `${several(sum(completed), 'job')} completed and ${sum(failed)} failed in the last hour`;
  return html`
    <svg class="sparkline" viewBox="0 0 ${completed.length * STEP} ${HEIGHT}" preserveAspectRatio="none" role="img" aria-label=${words}>
      <path class="spark-base" d="M0 ${HEIGHT - 0.5}H${completed.length * STEP}"></path>
      ${completed.map((value, minute) => [
        bar('spark-good', minute, 0, value, most),
        bar('spark-bad', minute, value, failed[minute], most),
      ])}
    </svg>`;
}

function bar(kind, minute, below, value, most) {
  if (value === 0) {
    return nothing;
  }
  const height = Math.max(1.5, (value / most) * HEIGHT);
  const y = Math.max(0, HEIGHT - (below / most) * HEIGHT - height);
  return svg`<rect class=${kind} x=${minute * STEP} y=${y} width=${STEP - 0.4} height=${height}></rect>`;
}
