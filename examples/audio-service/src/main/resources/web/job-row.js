// One job on the page. It shows what it is told, and calls back when a button is pressed.

import { factsOf } from './facts.js';
import { hasEnded } from './poller.js';

const KINDS = { ingest: 'Ingest', preview: 'Waveform', save: 'Save' };
const STATUSES = {
  uploading: 'Uploading',
  pending: 'Waiting',
  processing: 'Running',
  complete: 'Done',
  failed: 'Failed',
  cancelled: 'Cancelled',
  refused: 'Refused',
};

export class JobRow {
  #parts;

  /** The actions are cancel(), preview() and save(targetLufs). */
  constructor(template, kind, title, actions) {
    this.element = template.content.firstElementChild.cloneNode(true);
    this.#parts = Object.fromEntries(
      [...this.element.querySelectorAll('[data-part]')].map(part => [part.dataset.part, part]),
    );
    this.#parts.kind.textContent = KINDS[kind] ?? kind;
    this.#parts.kind.dataset.kind = kind;
    this.#parts.title.textContent = title;
    this.#parts.cancel.setAttribute('aria-label', `Cancel ${title}`);
    this.#parts.progress.setAttribute('aria-label', `Progress of ${title}`);
    this.#parts.waveform.alt = `Waveform of ${title}`;
    this.#parts.player.setAttribute('aria-label', `Play ${title}`);
    this.#parts.cancel.addEventListener('click', () => actions.cancel());
    this.#parts.preview.addEventListener('click', () => actions.preview());
    this.#parts.save.addEventListener('click', () => actions.save(Number(this.#parts.target.value)));
  }

  uploading(percent) {
    this.#status('uploading');
    this.#activity('Uploading', percent);
  }

  /** Shows a poll's answer. */
  show(answer) {
    this.element.classList.remove('stale');
    this.#status(answer.status);
    this.#cancellable(answer.status === 'pending' || answer.status === 'processing');
    this.#error(answer.error);
    if (hasEnded(answer)) {
      this.#rest();
    } else {
      this.#activity(...doing(answer));
    }
    if (answer.status === 'complete') {
      this.#result(answer.type, answer.result ?? {});
    }
  }

  /** The server does not answer: what is shown may be old. */
  waiting() {
    this.element.classList.add('stale');
    this.#activity('Waiting for the server …', 0);
  }

  /** It came to nothing that the server would tell more of. */
  refused(message) {
    this.element.classList.remove('stale');
    this.#status('refused');
    this.#cancellable(false);
    this.#error(message);
    this.#rest();
  }

  /** Says something about a button that had no effect; the job itself goes on. */
  complain(message) {
    this.#error(message);
  }

  /** What has become of it, in words. */
  outcome() {
    return [this.#parts.title, this.#parts.status, this.#parts.error].map(part => part.textContent).filter(Boolean).join(': ');
  }

  #cancellable(possible) {
    // The keyboard's place must not vanish with the button.
    if (!possible && document.activeElement === this.#parts.cancel) {
      this.#parts.title.focus();
    }
    this.#parts.cancel.hidden = !possible;
  }

  #status(status) {
    this.element.dataset.status = status;
    this.#text('status', STATUSES[status] ?? status);
  }

  #activity(stage, progress) {
    this.#parts.activity.hidden = false;
    this.#text('stage', stage);
    this.#text('percent', progress > 0 ? `${Math.floor(progress)} %` : '');
    this.#parts.progress.hidden = this.element.dataset.status === 'pending';
    if (progress > 0) {
      this.#parts.progress.value = progress;
    } else {
      this.#parts.progress.removeAttribute('value');
    }
  }

  #rest() {
    this.#parts.activity.hidden = true;
    this.#parts.progress.hidden = true;
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

function doing(answer) {
  switch (answer.status) {
    case 'pending':
      if (answer.queuePosition !== null) {
        return [answer.queuePosition === 1 ? 'Next in the queue' : `Number ${answer.queuePosition} in the queue`, 0];
      }
      return [answer.attempt > 0 ? 'Will be tried again soon' : 'Waiting', 0];
    case 'cancelled':
      return ['Stopping', 0];
    default:
      return [capitalised(answer.stage ?? 'Starting'), answer.progress];
  }
}

const capitalised = text => text.charAt(0).toUpperCase() + text.slice(1);
