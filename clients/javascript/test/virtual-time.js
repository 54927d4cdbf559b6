/** A clock that goes as fast as the code under test: whenever nothing is left to do, it moves to the next timer. */
export class VirtualTime {
  #now = 0;
  #timers = [];

  now = () => this.#now;

  after = (ms, action) => {
    // As setTimeout does: what is too long is not waited for.
    const timer = { at: this.#now + (ms < 2 ** 31 ? ms : 1), action };
    this.#timers.push(timer);
    return () => {
      this.#timers = this.#timers.filter(other => other !== timer);
    };
  };

  /** Resolves after so much of this time. */
  sleep = ms => new Promise(resolve => this.after(ms, resolve));

  /** Goes on until the promise is settled; its outcome. */
  async until(promise) {
    let settled = false;
    const end = () => {
      settled = true;
    };
    promise.then(end, end);
    while (!settled) {
      for (let i = 0; i < 8 && !settled; i++) {
        await new Promise(setImmediate);
      }
      if (!settled && this.#timers.length > 0) {
        const next = this.#timers.reduce((first, other) => (other.at < first.at ? other : first));
        this.#timers = this.#timers.filter(other => other !== next);
        this.#now = Math.max(this.#now, next.at);
        next.action();
      }
    }
    return promise;
  }
}
