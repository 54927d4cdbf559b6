// One job on the page. It shows what it is told, and calls back when a button is pressed.

import { jobs } from './api.js';
import { factsOf } from './facts.js';
import { JobLog } from './job-log.js';
import { StageStrip } from './stage-strip.js';
import { note, statusWord } from './words.js';

const KINDS = { ingest: 'Ingest', preview: 'Waveform', save: 'Save' };

export class JobRow {
  #parts;
  #stages;
  #log;
  #answer;

  /** The actions are cancel(), again(), preview() and save(targetLufs). */
  constructor(template, kind, title, actions) {
    this.element = template.content.firstElementChild.cloneNode(true);
    this.#parts = Object.fromEntries(
      [...this.element.querySelectorAll('[data-part]')].map(part => [part.dataset.part, part]),
    );
    this.#parts.kind.textContent = KINDS[kind] ?? kind;
    this.#parts.kind.dataset.kind = kind;
    this.#parts.title.textContent = title;
    this.#parts.cancel.setAttribute('aria-label', `Cancel ${title}`);
    this.#parts.again.setAttribute('aria-label', `Run ${title} again`);
    this.#parts.waveform.alt = `Waveform of ${title}`;
    this.#parts.player.setAttribute('aria-label', `Play ${title}`);
    this.#stages = new StageStrip(this.#parts.stages, title);
    this.#log = new JobLog(this.#parts.log, this.#parts.lines, title);
    this.#parts.cancel.addEventListener('click', () => actions.cancel());
    this.#parts.again.addEventListener('click', () => actions.again());
    this.#parts.preview.addEventListener('click', () => actions.preview());
    this.#parts.save.addEventListener('click', () => actions.save(Number(this.#parts.target.value)));
  }

  uploading(percent) {
    this.element.classList.remove('stale');
    this.#text('note', '');
    this.#status('uploading');
    this.#stages.only('Sending the file', percent);
  }

  /** Shows a poll's answer. */
  show(answer) {
    this.#answer = answer;
    this.element.classList.remove('stale');
    this.#status(answer.stopping ? 'stopping' : answer.status);
    this.#offer('cancel', answer.status === 'pending' || answer.status === 'processing');
    this.#offer('again', mayRunAgain(answer));
    this.#error(answer.error);
    this.#log.show(answer);
    this.tick();
    if (answer.status === 'processing') {
      this.#stages.show(answer);
    } else {
      this.#stages.hide();
    }
    if (answer.status === 'complete') {
      this.#result(answer.type, answer.result ?? {});
    }
  }

  /** Time has passed: what is expected is nearer. */
  tick() {
    if (this.#answer !== undefined && !this.element.classList.contains('stale')) {
      this.#text('note', note(this.#answer, jobs.serviceTime()));
    }
  }

  /** The server does not answer: what is shown may be old. */
  waiting() {
    this.element.classList.add('stale');
    this.#text('note', 'Waiting for the server');
  }

  /** It came to nothing that the server would tell more of. */
  refused(message) {
    this.#answer = undefined;
    this.element.classList.remove('stale');
    this.#status('refused');
    this.#offer('cancel', false);
    this.#offer('again', false);
    this.#text('note', '');
    this.#error(message);
    this.#stages.hide();
  }

  /** Says something about a button that had no effect; the job itself goes on. */
  complain(message) {
    this.#error(message);
  }

  /** What has become of it, in words. */
  outcome() {
    return [this.#parts.title, this.#parts.status, this.#parts.error].map(part => part.textContent).filter(Boolean).join(': ');
  }

  /** Brings the keyboard here. */
  focus() {
    this.#parts.title.focus();
  }

  #offer(button, possible) {
    // The keyboard's place must not vanish with the button.
    if (!possible && document.activeElement === this.#parts[button]) {
      this.focus();
    }
    this.#parts[button].hidden = !possible;
  }

  #status(status) {
    this.element.dataset.status = status;
    this.#text('status', statusWord(status));
  }

  #error(message) {
    this.#parts.error.hidden = message === undefined;
    this.#text('error', message ?? '');
  }

  #result(type, result) {
    const facts = factsOf(result).map(([label, text]) => {
      const fact = document.createElement('div');
      fact.append(Object.assign(document.createElement('dt'), { textContent: label }));
      fact.append(Object.assign(document.createElement('dd'), { textContent: text }));
      return fact;
    });
    this.#parts.facts.replaceChildren(...facts);
    this.#parts.facts.hidden = facts.length === 0;
    this.#parts.actions.hidden = type !== 'ingest';
    if (typeof result.url === 'string') {
      const part = result.url.endsWith('.png') ? this.#parts.waveform : this.#parts.player;
      part.src = result.url;
      part.hidden = false;
    }
  }

  // Only a change is written, so that a screen reader does not say the same again at every poll.
  #text(part, text) {
    if (this.#parts[part].textContent !== text) {
      this.#parts[part].textContent = text;
    }
  }
}

// Not of a job that is done, whose result is there already, nor of one that somebody has run again.
const mayRunAgain = ({ status, links, rerunAs }) =>
  status !== 'complete' && links?.rerun !== undefined && rerunAs === undefined;
