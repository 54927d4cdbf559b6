// Keeps what a page shows up to date: reads, shows, waits, and reads again while somebody looks.

/** The time after which an answer counts as old, so that it is shown as such. */
const PATIENCE = 5_000;

export class Live {
  #read;
  #pause;
  #onChange;
  #isHeld;
  #timer;
  #controller = new AbortController();

  /**
   * @param read reads what the page shows, of an AbortSignal
   * @param pause says in how many milliseconds to read again, of what was read; undefined: not at all
   * @param onChange is called when data or error are others
   * @param isHeld says whether what is shown is held still
   */
  constructor(read, pause, onChange, isHeld) {
    this.#read = read;
    this.#pause = pause;
    this.#onChange = onChange;
    this.#isHeld = isHeld;
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
    if (pause !== undefined && !this.#isStill && !document.hidden) {
      this.#timer = setTimeout(() => this.refresh(), pause);
    }
  }

  // A page that shows nothing yet is read all the same.
  get #isStill() {
    return this.#isHeld() && this.data !== undefined;
  }

  /** What is shown is held still from now on, or no longer; or somebody looks again, or no longer. */
  wake() {
    clearTimeout(this.#timer);
    if (this.#isStill) {
      this.close();
    } else if (!document.hidden) {
      this.refresh();
    }
  }

  close() {
    clearTimeout(this.#timer);
    this.#controller.abort();
    this.#controller = new AbortController();
  }
}
