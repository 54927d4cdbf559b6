// Keeps what a page shows up to date: reads, shows, waits, and reads again while somebody looks.

/** The time after which an answer counts as old, so that it is shown as such. */
const PATIENCE = 5_000;

export class Live {
  #read;
  #pause;
  #onChange;
  #held = false;
  #timer;
  #controller = new AbortController();

  /**
   * @param read reads what the page shows, of an AbortSignal
   * @param pause says in how many milliseconds to read again, of what was read; undefined: not at all
   * @param onChange is called when data or error are others
   */
  constructor(read, pause, onChange) {
    this.#read = read;
    this.#pause = pause;
    this.#onChange = onChange;
    this.data = undefined;
    this.error = undefined;
    this.readAt = undefined;
  }

  /** True while what is shown is older than it should be. */
  get isStale() {
    return this.error !== undefined && this.data !== undefined;
  }

  async refresh() {
    clearTimeout(this.#timer);
    this.#controller.abort();
    const controller = new AbortController();
    this.#controller = controller;
    const slow = setTimeout(() => controller.abort(), 3 * PATIENCE);
    try {
      const data = await this.#read(controller.signal);
      if (this.#controller !== controller) {
        return;
      }
      this.data = data;
      this.error = undefined;
      this.readAt = Date.now();
    } catch (error) {
      if (this.#controller !== controller) {
        return;
      }
      this.error = error.name === 'AbortError' ? new Error('The service does not answer in time') : error;
    } finally {
      clearTimeout(slow);
    }
    this.#onChange();
    this.#schedule();
  }

  #schedule() {
    clearTimeout(this.#timer);
    const pause = this.error === undefined ? this.#pause(this.data) : 2_000;
    if (pause !== undefined && !this.#held && !document.hidden) {
      this.#timer = setTimeout(() => this.refresh(), pause);
    }
  }

  /** Holds what is shown still, or goes on. */
  hold(held) {
    this.#held = held;
    if (held) {
      clearTimeout(this.#timer);
    } else {
      this.refresh();
    }
  }

  /** Somebody looks again. */
  wake() {
    if (!this.#held && !document.hidden) {
      this.refresh();
    }
  }

  close() {
    clearTimeout(this.#timer);
    this.#controller.abort();
    this.#controller = new AbortController();
  }
}
