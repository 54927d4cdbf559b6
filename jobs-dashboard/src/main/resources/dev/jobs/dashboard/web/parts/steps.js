// Does something to many jobs: counts them first, asks, and then goes on in bounded steps that can be stopped.

import { html } from '../lit/lit-html.js';
import { get, post } from '../api.js';
import { several } from '../format.js';
import { closeDialog, openDialog, showDialog } from './dialog.js';

const WORDS = {
  cancel: {
    verb: 'Cancel',
    doing: 'Cancelling',
    done: 'cancelled',
    says: 'Pending jobs end at once. Running ones are stopped, with all their processes. What has ended is left alone.',
  },
  rerun: {
    verb: 'Run again',
    doing: 'Running again',
    done: 'run again',
    says: 'Each that has ended and was never run again is submitted as a new job. Others are left alone.',
  },
  delete: {
    verb: 'Delete',
    doing: 'Deleting',
    done: 'deleted',
    says: 'Each that has ended is deleted for good, with its result, log and attempts. Others are left alone.',
  },
};

export const actionWord = action => WORDS[action].verb;

/** Does this to all jobs that match a search, given as parameters. */
export function actOnAll(action, search, done) {
  let stopped = false;
  const stop = () => {
    stopped = true;
  };
  const steps = async (read, onStep) => {
    let cursor;
    let jobs = 0;
    do {
      const step = await read(cursor === undefined ? search : [...search, ['cursor', cursor]]);
      jobs += step.jobs;
      cursor = step.next;
      onStep(jobs);
    } while (cursor !== undefined && !stopped);
    return { jobs, all: cursor === undefined };
  };
  run(action, {
    count: onStep => steps(params => get(`count/${action}`, params), onStep),
    act: onStep => steps(params => post(`all/${action}`, params), onStep),
    resume: () => {
      stopped = false;
    },
    stop,
    done,
  });
}

/** Does this to the jobs with these ids. */
export function actOnSome(action, ids, done) {
  let stopped = false;
  run(action, {
    count: async () => ({ jobs: ids.length, all: true }),
    act: async onStep => {
      let jobs = 0;
      for (const [index, id] of ids.entries()) {
        if (stopped) {
          return { jobs, all: false };
        }
        try {
          await post(`jobs/${id}/${action}`);
          jobs++;
        } catch (error) {
          // It has ended, or has not, or is gone: nothing is to be done to it.
          if (error.status !== 409 && error.status !== 404) {
            throw error;
          }
        }
        onStep(jobs, index + 1);
      }
      return { jobs, all: true };
    },
    resume: () => {},
    stop: () => {
      stopped = true;
    },
    done,
  });
}

async function run(action, work) {
  const words = WORDS[action];
  let isOpen = true;
  const show = (title, content) => isOpen && showDialog(title, content);
  openDialog(`${words.verb}…`, html`<p role="status">Counting…</p>${buttons(stopButton('Stop counting', work.stop))}`, () => {
    isOpen = false;
    work.stop();
    work.done();
  });
  try {
    const counted = await work.count(jobs =>
      show(`${words.verb}…`, html`<p role="status">Counting: ${several(jobs, 'job')} so far</p>${buttons(stopButton('Stop counting', work.stop))}`),
    );
    if (counted.jobs === 0 && counted.all) {
      show(words.verb, html`<p role="status">There is no job to do this to.</p>${buttons(closing('Close'))}`);
      return;
    }
    const amount = `${counted.all ? '' : 'at least '}${several(counted.jobs, 'job')}`;
    show(`${words.verb}: ${amount}`, html`
      <p>${words.says}</p>
      ${buttons(
        html`<button class="button danger" type="button" @click=${() => act(words, work, counted, show)}>${words.verb} ${amount}</button>`,
        closing('Leave them'),
      )}`);
  } catch (error) {
    show(words.verb, html`<p class="notice bad" role="alert">${error.message}.</p>${buttons(closing('Close'))}`);
  }
}

async function act(words, work, counted, show) {
  let done = 0;
  work.resume();
  const progress = (jobs, looked = jobs) => {
    done = jobs;
    show(`${words.doing}…`, html`
      <progress max=${Math.max(counted.jobs, looked)} .value=${looked} aria-label=${words.doing}></progress>
      <p role="status">${several(jobs, 'job')} ${words.done} so far</p>
      ${buttons(stopButton('Stop here', work.stop))}`);
  };
  progress(0);
  try {
    const end = await work.act(progress);
    show(words.verb, html`
      <p role="status">${several(end.jobs, 'job')} ${words.done}${end.all ? '' : '; stopped before the end'}.</p>
      ${buttons(closing('Close'))}`);
  } catch (error) {
    show(words.verb, html`
      <p class="notice bad" role="alert">${error.message}. Until then ${several(done, 'job')} ${done === 1 ? 'was' : 'were'} ${words.done}; to go on, do it again.</p>
      ${buttons(closing('Close'))}`);
  }
}

const buttons = (...list) => html`<div class="buttons">${list}</div>`;
const closing = text => html`<button class="button quiet" type="button" @click=${closeDialog}>${text}</button>`;
const stopButton = (text, stop) => html`<button class="button" type="button" autofocus @click=${stop}>${text}</button>`;

/** The buttons for those actions that the reader may take, on these jobs, as words say. */
export const actionButtons = (app, act, jobs) =>
  ['cancel', 'rerun', 'delete'].filter(app.may).map(
    action => html`<button class="button quiet" type="button" aria-label="${WORDS[action].verb} ${jobs}" @click=${() => act(action)}>${WORDS[action].verb}…</button>`,
  );

export const mayAct = app => ['cancel', 'rerun', 'delete'].some(app.may);

