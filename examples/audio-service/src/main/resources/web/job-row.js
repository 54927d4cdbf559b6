// One job on the page. It shows what it is told, and calls back when a button is pressed.

import { LogBox } from '/jobs-client/log-box.js';
import { jobs } from './api.js';
import { showResult } from './result.js';
import { StageStrip } from './stage-strip.js';
import { kindWord, note, notKept, statusWord, timeOfDay } from './words.js';

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
    this.#parts.kind.textContent = kindWord(kind);
    this.#parts.kind.dataset.kind = kind;
    this.#parts.title.textContent = title;
    this.#parts.cancel.setAttribute('aria-label', `Cancel ${title}`);
    this.#parts.again.setAttribute('aria-label', `Run ${title} again`);
    this.#parts.waveform.alt = `Waveform of ${title}`;
    this.#parts.player.setAttribute('aria-label', `Play ${title}`);
    this.#stages = new StageStrip(this.#parts.stages, title);
    this.#log = new LogBox(this.#parts.log, this.#parts.lines, () => jobs, { gapText: notKept, fill });
    this.#parts.lines.setAttribute('aria-label', `Log of ${title}`);
    this.#parts.page.setAttribute('aria-label', `Page of ${title}`);
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
    this.#parts.page.href = pageOf(answer.jobId, this.#parts.title.textContent);
    this.#parts.page.hidden = false;
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
    showResult(result, this.#parts);
    this.#parts.actions.hidden = type !== 'ingest';
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

const pageOf = (id, title) => `job.html?${new URLSearchParams({ id, title })}`;

function fill(row, { at, text }) {
  const time = document.createElement('time');
  time.dateTime = at;
  time.textContent = timeOfDay(at);
  row.append(time, text);
}
