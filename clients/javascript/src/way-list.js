import { write } from './element.js';
import { stagesOf } from './job-way.js';

/** Shows the way of a job in a list. Only the rows that have changed are made again. */
export class WayList {
  #list;
  #shown = [];

  constructor(list) {
    this.#list = list;
  }

  /** Shows these events, at this time by the service's clock, in these words. */
  show(events, now, texts) {
    const rows = events.map(event => rowOf(event, texts));
    rows.forEach((row, index) => {
      const known = this.#shown[index];
      if (known?.key === row.key) {
        row.element = known.element;
      } else {
        row.element = elementOf(row, texts);
        known === undefined ? this.#list.append(row.element) : known.element.replaceWith(row.element);
      }
    });
    this.#shown.slice(rows.length).forEach(({ element }) => element.remove());
    this.#shown = rows;
    this.tick(now, texts);
  }

  /** Time has passed: what is under way lasts longer. */
  tick(now, texts) {
    for (const { runsSince, element } of this.#shown) {
      if (runsSince !== undefined) {
        const seconds = Math.max(0, Math.floor((now - Date.parse(runsSince)) / 1_000));
        write(element.querySelector('[part~=event-note]'), texts.runs(texts.took(seconds * 1_000).replace(/^0 ms$/, '0 s').replace('.0 s', ' s')));
      }
    }
  }
}

function rowOf(event, texts) {
  const row = {
    kind: event.kind,
    title: titleOf(event, texts),
    at: event.at,
    runsSince: event.runs ? event.at : undefined,
    stages: event.answer === undefined ? [] : stagesOf(event.answer),
  };
  return { ...row, key: JSON.stringify(row) };
}

function titleOf(event, texts) {
  switch (event.kind) {
    case 'submitted':
      return texts.submitted(event.rerun);
    case 'earlier':
      return texts.earlier(event.count);
    case 'waited':
      return texts.waited(
        texts.took(event.ms),
        event.waits.map(({ reason, message }) => texts.waitedFor(reason, message)).filter(words => words !== undefined),
      );
    case 'started':
      return texts.started(event.number, event.answer.maxAttempts);
    case 'failed':
      return texts.attemptFailed(event.number);
    case 'interrupted':
      return texts.attemptInterrupted(event.number);
    case 'waits':
      return texts.waiting();
    case 'ended':
      return texts.failed();
    case 'stopping':
      return texts.stopping(event.replaced);
    case 'cancelled':
      return event.presumed ? texts.presumed(event.replaced) : texts.cancelled(event.replaced);
    default:
      return texts[event.kind]();
  }
}

function elementOf({ kind, title, at, runsSince, stages }, texts) {
  const row = element('li', `event event-${kind}`);
  const words = element('span', 'event-words');
  words.append(element('span', 'event-title', title));
  if (runsSince !== undefined) {
    words.append(element('span', 'event-note'));
  }
  row.append(words);
  if (at) {
    row.append(timeOf(at, texts));
  }
  if (stages.length > 0) {
    const list = element('ol', 'stages');
    list.append(...stages.map(stage => stageOf(stage, texts)));
    row.append(list);
  }
  return row;
}

function timeOf(at, texts) {
  const date = new Date(at);
  const isToday = date.toDateString() === new Date().toDateString();
  const time = element('time', 'event-time', isToday ? texts.clock(date) : texts.dateAndClock(date));
  time.dateTime = at;
  time.title = texts.dateAndClock(date);
  return time;
}

function stageOf({ label, status, percent, tookMs }, texts) {
  const row = element('li', `stage stage-${status}`);
  const bar = element('progress', 'stage-bar');
  bar.max = 100;
  bar.setAttribute('aria-label', texts.stage(label));
  if (status !== 'active' || percent > 0) {
    bar.value = percent;
  }
  const note = tookMs !== undefined ? texts.took(tookMs) : status === 'active' && percent > 0 ? `${Math.floor(percent)} %` : '';
  row.append(element('span', 'stage-name', texts.stage(label)), element('span', 'stage-note', note), bar);
  return row;
}

/** An element with these parts, and this text. */
function element(name, part, text = '') {
  const made = document.createElement(name);
  made.setAttribute('part', part);
  made.textContent = text;
  return made;
}
