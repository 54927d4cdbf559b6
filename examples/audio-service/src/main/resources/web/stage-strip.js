// The stages of a running job side by side: those that are over, the one under way with its progress, those to come.

import { capitalised } from './words.js';

export class StageStrip {
  #element;
  #title;
  #steps = new Map();

  /** Shows stages in a list element; the title is the job's, for the names of the progress bars. */
  constructor(element, title) {
    this.#element = element;
    this.#title = title;
  }

  /** Shows a processing job's stages, and where it is. */
  show(answer) {
    this.#draw(stagesOf(answer));
  }

  /** Shows one stage that the server does not know of; progress 0 means: not known. */
  only(name, progress) {
    this.#draw([{ name, label: name, status: 'active', progress }]);
  }

  hide() {
    this.#draw([]);
    this.#element.hidden = true;
  }

  #draw(stages) {
    const shown = stages.filter(stage => stage.status !== 'skipped');
    if ([...this.#steps.keys()].join('\n') !== shown.map(stage => stage.name).join('\n')) {
      this.#steps = new Map(shown.map(stage => [stage.name, new Step(this.#title, stage.label)]));
      this.#element.replaceChildren(...[...this.#steps.values()].map(step => step.element));
    }
    shown.forEach(stage => this.#steps.get(stage.name).show(stage));
    this.#element.hidden = false;
  }
}

// One stage: its name, and a bar that is read out only while the stage is under way.
class Step {
  #percent = document.createElement('span');
  #bar = document.createElement('progress');

  constructor(title, label) {
    this.element = document.createElement('li');
    this.element.className = 'step';
    const name = document.createElement('span');
    name.textContent = capitalised(label);
    this.#percent.className = 'percent';
    this.#bar.max = 100;
    this.#bar.setAttribute('aria-label', `${title}: ${label}`);
    this.element.append(this.#bar, name, this.#percent);
  }

  show({ status, progress }) {
    const active = status === 'active';
    this.element.dataset.status = status;
    this.#percent.textContent = active && progress > 0 ? `${Math.floor(progress)} %` : '';
    this.#bar.setAttribute('aria-hidden', String(!active));
    if (active && !(progress > 0)) {
      this.#bar.removeAttribute('value');
    } else {
      this.#bar.value = progress;
    }
  }
}

// The declared stages; and where the handler has named one that is not among them, that one after those that are over.
function stagesOf({ stage, stages = [], progress }) {
  if (stage === null || stages.some(({ name }) => name === stage)) {
    return stages;
  }
  const entered = stages.findLastIndex(({ status }) => status === 'done') + 1;
  return stages.toSpliced(entered, 0, { name: stage, label: stage, status: 'active', progress });
}
