import { JobsClient } from './client.js';
import { BaseElement, buildShadow, define, sheetOf, takeEarlyProperties, write } from './element.js';
import { estimateOf, TEXTS, viewOf } from './job-view.js';
import { LogView } from './log-view.js';

const STYLES = `
  :host { display: block; font: inherit; color: inherit; --bar: var(--job-progress-color, #2563d4); --bad: var(--job-progress-error, #b3261e); }
  @supports (color: light-dark(red, red)) {
    :host { --bar: var(--job-progress-color, light-dark(#2563d4, #76a9ff)); --bad: var(--job-progress-error, light-dark(#b3261e, #f2b8b5)); }
  }
  :host([hidden]), [hidden], [part=percent]:empty, [part=estimate]:empty, [part=log]:empty { display: none; }
  [part=row] { display: grid; grid-template-columns: 1fr auto; gap: 0.45em 0; align-items: center; outline-offset: 4px; }
  [part=words] { display: flex; flex-wrap: wrap; gap: 0 0.9em; min-width: 0; margin: 0; }
  [part=state] { margin-inline-end: auto; overflow-wrap: anywhere; }
  [part=percent], [part=estimate] { font-variant-numeric: tabular-nums; opacity: 0.75; }
  [part=bar] { appearance: none; grid-column: 1; inline-size: 100%; block-size: 0.5em; border: 0; border-radius: 1em; overflow: hidden; background: var(--track); --track: color-mix(in srgb, currentcolor 14%, transparent); }
  [part=bar]::-webkit-progress-bar { background: none; }
  [part=bar]::-webkit-progress-value { border-radius: 1em; background: var(--bar); transition: inline-size 0.4s ease-out; }
  [part=bar]::-moz-progress-bar { border-radius: 1em; background: var(--bar); }
  [part=bar]:indeterminate { background: linear-gradient(90deg, var(--track) 40%, var(--bar) 50%, var(--track) 60%) 100% 0 / 300% 100%; animation: sweep 1.8s linear infinite; }
  [part=bar]:indeterminate::-moz-progress-bar { background: none; }
  [part=cancel], [part=newer] { grid-column: 2; grid-row: 1 / span 2; margin-inline-start: 1em; padding: 0.3em 0.85em; border: 1px solid color-mix(in srgb, currentcolor 30%, transparent); border-radius: 0.55em; background: none; color: inherit; font: inherit; cursor: pointer; }
  [part=bar][hidden] ~ :is([part=cancel], [part=newer]) { grid-row: 1; }
  :is([part=cancel], [part=newer]):hover { border-color: currentcolor; }
  [part=cancel][aria-disabled=true] { opacity: 0.6; cursor: default; }
  :focus-visible { outline: 2px solid var(--bar); outline-offset: 2px; }
  [part=error] { grid-column: 1 / -1; margin: 0; color: var(--bad); overflow-wrap: anywhere; }
  [part=log] { grid-column: 1 / -1; max-block-size: 12em; overflow: auto; padding: 0.6em 0.8em; border-radius: 0.55em; background: color-mix(in srgb, currentcolor 7%, transparent); font: 0.85em/1.5 ui-monospace, monospace; white-space: pre-wrap; overflow-wrap: anywhere; }
  [part=log-gap] { font-style: italic; opacity: 0.75; }
  [part=announcement] { position: absolute; inline-size: 1px; block-size: 1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap; }
  @keyframes sweep { to { background-position: -50% 0; } }
  @media (prefers-reduced-motion: reduce) { [part=bar]:indeterminate { animation-duration: 8s; } [part=bar]::-webkit-progress-value { transition: none; } }
`;

const SHAPE = `
  <div part="row" role="group" tabindex="-1">
    <p part="words"><span part="state"></span><span part="percent" aria-hidden="true"></span><span part="estimate"></span></p>
    <progress part="bar" max="100" hidden></progress>
    <button part="cancel" type="button" hidden></button>
    <button part="newer" type="button" hidden></button>
    <p part="error" hidden></p>
    <div part="log" role="log" tabindex="0"></div>
    <div part="announcement" role="status"></div>
  </div>
`;

const sheet = sheetOf(STYLES);

/**
 * Shows how one job gets on, and lets its user cancel it: `<job-progress base="/api/jobs" job-id="…" label="your
 * upload">`. It watches the job while it is in the document, or shows what its `job` property is set to. With `log-lines="20"` it
 * also shows as many of the newest lines of the job's log, where the service lets its user read that. With `follow-newer` it goes on by itself
 * with the job that has replaced its own; without, a button does.
 *
 * Dispatches `job-change` with each answer, `job-done` with the last, `job-error` with what ended the watch early, and `job-replaced`
 * before it watches a newer job; a page that prevents the default of that chooses itself.
 * A page styles it by its parts, and `--job-progress-color` and `--job-progress-error`.
 */
export class JobProgress extends BaseElement {
  static observedAttributes = ['base', 'job-id', 'label', 'log-lines'];

  /** The words of every element; see job-view.js. */
  static texts = TEXTS;

  #parts;
  #shared;
  #own;
  #shown = false;
  #job;
  #trouble = false;
  #watching;
  #following = false;
  #countdown;
  #cancelling = false;

  constructor() {
    super();
    this.#parts = buildShadow(this, SHAPE, sheet);
    this.#parts.cancel.addEventListener('click', () => this.cancel());
    this.#parts.newer.addEventListener('click', () => this.showNewer());
    this.#label();
    takeEarlyProperties(this, ['client', 'job']);
  }

  /** The client that it watches with: shared with others if set, else one of its own for `base`. */
  get client() {
    return this.#shared ?? (this.#own ??= new JobsClient(this.getAttribute('base') ?? ''));
  }

  set client(client) {
    this.#shared = client;
    this.#restart();
  }

  /** The poll answer that it shows. */
  get job() {
    return this.#job;
  }

  set job(answer) {
    this.#job = answer;
    this.#trouble = false;
    this.#render();
  }

  // Attributes are told of before this, when an element of the page is defined: nothing is asked until all are known.
  connectedCallback() {
    this.#shown = true;
    this.#restart();
  }

  disconnectedCallback() {
    this.#shown = false;
    this.#stop();
  }

  attributeChangedCallback(name, before, now) {
    if (name === 'label') {
      this.#label();
    } else if (before !== now) {
      if (name === 'base') {
        this.#own = undefined;
      }
      this.#restart();
    }
  }

  /** The time by the service's clock, as far as its client knows it. */
  serviceTime() {
    return (this.#shared ?? this.#own)?.serviceTime() ?? Date.now();
  }

  /** Cancels the job. */
  async cancel() {
    if (this.#cancelling) {
      return;
    }
    const id = this.getAttribute('job-id') ?? this.#job?.jobId;
    this.#cancels(true);
    try {
      await this.client.cancel(id);
      if (this.#watching === undefined && this.#shown) {
        this.job = await this.client.get(id);
        this.#tell('job-change', this.#job);
      }
    } catch (error) {
      this.#error(error.message);
    } finally {
      this.#cancels(false);
    }
  }

  /** Watches the job that has taken the place of the shown one, if there is one. */
  showNewer() {
    const replacedBy = this.#job?.replacedBy;
    if (replacedBy !== undefined && this.#tell('job-replaced', this.#job)) {
      this.setAttribute('job-id', replacedBy);
    }
  }

  // Not by `disabled`: a button that is disabled loses the keyboard's place.
  #cancels(now) {
    this.#cancelling = now;
    this.#parts.cancel.setAttribute('aria-disabled', String(now));
  }

  #stop() {
    this.#watching?.abort();
    this.#watching = undefined;
    this.#following = false;
    clearInterval(this.#countdown);
  }

  #restart() {
    this.#stop();
    this.#parts.log.replaceChildren();
    const id = this.getAttribute('job-id');
    if (!this.#shown) {
      return;
    }
    if (id && this.#canWatch()) {
      this.#watching = new AbortController();
      this.#watch(id, this.#watching.signal);
    }
    this.#countdown = setInterval(() => this.#estimate(), 1_000);
  }

  #canWatch() {
    return this.#shared !== undefined || this.hasAttribute('base');
  }

  async #watch(id, signal) {
    const onTrouble = () => {
      this.#trouble = true;
      this.#render();
    };
    try {
      for await (const answer of this.client.watch(id, { signal, onTrouble })) {
        this.job = answer;
        this.#follow(id, signal);
        this.#tell('job-change', answer);
      }
      this.#tell('job-done', this.#job);
      if (this.hasAttribute('follow-newer')) {
        this.showNewer();
      }
    } catch (error) {
      if (!signal.aborted) {
        this.#error(error.message);
        this.#tell('job-error', error);
      }
    }
  }

  async #follow(id, signal) {
    const most = Number.parseInt(this.getAttribute('log-lines') ?? '', 10);
    if (this.#following || !(most > 0) || this.#job.links?.log === undefined) {
      return;
    }
    this.#following = true;
    const view = new LogView(this.#parts.log, { most, gapText: count => this.constructor.texts.notKept(count) });
    try {
      for await (const part of this.client.followLog(id, { signal })) {
        view.add(part);
      }
    } catch {
      // Its job is told of all the same, and why the service cannot be asked, if it cannot.
    }
  }

  /** False if a listener has prevented the default. */
  #tell(type, detail) {
    return this.dispatchEvent(new CustomEvent(type, { detail, bubbles: true, cancelable: type === 'job-replaced' }));
  }

  #label() {
    const { texts } = this.constructor;
    const label = this.getAttribute('label') ?? texts.job();
    this.#parts.row.setAttribute('aria-label', label);
    this.#parts.bar.setAttribute('aria-label', texts.progressOf(label));
    this.#parts.log.setAttribute('aria-label', texts.logOf(label));
    this.#parts.cancel.textContent = texts.cancel();
    this.#parts.cancel.setAttribute('aria-label', texts.cancelOf(label));
    this.#parts.newer.textContent = texts.newer();
    this.#parts.newer.setAttribute('aria-label', texts.newerOf(label));
  }

  #render() {
    if (this.#job === undefined) {
      return;
    }
    const { texts } = this.constructor;
    const view = viewOf(this.#job, texts);
    const state = this.#trouble ? texts.unreachable() : view.state;
    write(this.#parts.state, state);
    this.#announce(view.error === undefined ? state : `${state}: ${view.error}`);
    write(this.#parts.percent, this.#job.status === 'processing' && view.percent > 0 ? `${Math.floor(view.percent)} %` : '');
    this.#bar(view.percent);
    this.#offer(this.#parts.cancel, view.canCancel);
    this.#offer(this.#parts.newer, this.#job.replacedBy !== undefined && !view.canCancel && this.#canWatch());
    this.#error(view.error);
    this.#estimate();
  }

  // A position falls too often to be read out each time: what is next, and what is no position, is.
  #announce(state) {
    const { queuePosition } = this.#job;
    if (queuePosition === null || queuePosition === 1 || this.#trouble) {
      write(this.#parts.announcement, state);
    }
  }

  #bar(percent) {
    this.#parts.bar.hidden = percent === undefined;
    if (percent === null || percent === undefined) {
      this.#parts.bar.removeAttribute('value');
    } else {
      this.#parts.bar.value = percent;
    }
  }

  #offer(button, possible) {
    // The keyboard's place must not vanish with the button.
    if (!possible && this.shadowRoot.activeElement === button) {
      this.#parts.row.focus();
    }
    button.hidden = !possible;
  }

  #error(message) {
    this.#parts.error.hidden = message === undefined;
    write(this.#parts.error, message ?? '');
  }

  #estimate() {
    const shown = this.#job && !this.#trouble ? estimateOf(this.#job, this.serviceTime(), this.constructor.texts) : '';
    write(this.#parts.estimate, shown);
  }
}

define('job-progress', JobProgress);
