// The list of jobs: each is submitted, shown in a row, watched until it has ended, and remembered.

import { jobs, preview, save } from './api.js';
import { JobRow } from './job-row.js';
import { recall, remember } from './memory.js';

export class JobList {
  #element;
  #template;
  #onChange;
  #announce;
  #entries = [];

  /** Calls onChange(tally) whenever the list has changed, and announce(text) when a job has ended. */
  constructor(element, template, { onChange, announce }) {
    this.#element = element;
    this.#template = template;
    this.#onChange = onChange;
    this.#announce = announce;
    setInterval(() => this.#entries.forEach(({ row }) => row.tick()), 1_000);
  }

  /** Shows what an earlier visit left. */
  restore() {
    for (const { jobId, kind, title, answer } of recall().reverse()) {
      const entry = this.#add(kind, title);
      if (answer) {
        entry.row.show(answer);
      }
      this.#watch(entry, jobId, answer);
    }
    this.#changed();
  }

  /** Adds a row for a job that this submits: a function of the client's options and the row that promises its answer. */
  async submit(kind, title, submission) {
    const entry = this.#add(kind, title);
    this.#changed();
    try {
      const answer = await submission({ onTrouble: () => entry.row.waiting() }, entry.row);
      entry.row.show(answer);
      this.#watch(entry, answer.jobId, answer);
    } catch (error) {
      this.#refused(entry, error.message);
    }
    this.#changed();
  }

  /** A title that no row has yet: this name and a number. */
  nextTitle(name) {
    const taken = new Set(this.#entries.map(({ title }) => title));
    let number = 1;
    while (taken.has(`${name} ${number}`)) {
      number += 1;
    }
    return `${name} ${number}`;
  }

  /** Removes the rows of jobs that have ended. */
  clear() {
    for (const entry of this.#entries.filter(isOver)) {
      entry.row.element.remove();
    }
    this.#entries = this.#entries.filter(entry => !isOver(entry));
    this.#changed();
  }

  #add(kind, title) {
    const entry = { kind, title, jobId: undefined, answer: undefined, over: false };
    entry.row = new JobRow(this.#template, kind, title, {
      cancel: () => this.#cancel(entry),
      again: () => this.#runAgain(entry),
      preview: () => this.submit('preview', title, options => preview(entry.answer.result.audioId, options)),
      save: lufs => this.submit('save', `${title} at ${lufs} LUFS`.replace('-', '−'), options => save(entry.answer.result.audioId, lufs, options)),
    });
    this.#entries.unshift(entry);
    this.#element.prepend(entry.row.element);
    return entry;
  }

  #watch(entry, jobId, answer) {
    entry.jobId = jobId;
    entry.answer = answer;
    if (!answer?.done) {
      this.#follow(entry);
    }
  }

  async #follow(entry) {
    try {
      for await (const latest of jobs.watch(entry.jobId, { onTrouble: () => entry.row.waiting() })) {
        this.#show(entry, latest);
      }
    } catch (error) {
      this.#refused(entry, error.message);
      this.#changed();
    }
  }

  #show(entry, latest) {
    const hadEnded = entry.answer?.done;
    entry.answer = latest;
    entry.row.show(latest);
    if (latest.done && !hadEnded) {
      this.#announce(entry.row.outcome());
    }
    this.#changed();
  }

  #refused(entry, message) {
    entry.over = true;
    entry.row.refused(message);
    this.#announce(entry.row.outcome());
  }

  async #cancel(entry) {
    try {
      await jobs.cancel(entry.jobId);
      const before = entry.answer;
      const latest = await jobs.get(entry.jobId);
      // The watch may have shown something newer meanwhile.
      if (entry.answer === before) {
        this.#show(entry, latest);
      }
    } catch (error) {
      entry.row.complain(`Not cancelled: ${error.message}`);
    }
  }

  /** Runs a job again: as a job of its own, in a row of its own. */
  async #runAgain(entry) {
    try {
      const { job } = await jobs.rerun(entry.jobId);
      this.#show(entry, await jobs.get(entry.jobId));
      if (job) {
        this.#rowOf(job, entry).row.focus();
        this.#announce(`${entry.title}: Runs again`);
      }
    } catch (error) {
      entry.row.complain(`Not run again: ${error.message}`);
    }
  }

  // Where another page, or a second press of the button, was faster, the job is in the list already.
  #rowOf(job, earlier) {
    const known = this.#entries.find(({ jobId }) => jobId === job.jobId);
    if (known) {
      return known;
    }
    const entry = this.#add(earlier.kind, earlier.title);
    entry.row.show(job);
    this.#watch(entry, job.jobId, job);
    this.#changed();
    return entry;
  }

  // How many rows there are, and how many of them have ended.
  #tally() {
    return { all: this.#entries.length, over: this.#entries.filter(isOver).length };
  }

  #changed() {
    const kept = this.#entries.filter(entry => entry.jobId && !entry.over);
    remember(kept.map(({ jobId, kind, title, answer }) => ({ jobId, kind, title, answer })));
    this.#onChange(this.#tally());
  }
}

const isOver = entry => entry.over || entry.answer?.done === true;
