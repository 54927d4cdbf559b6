/** Growing pauses between tries, each with jitter, so that clients that lost a server together do not return together. */
export class Backoff {
  #firstMs;
  #longestMs;
  #random;
  #tries = 0;

  constructor({ firstMs = 500, longestMs = 30_000, random = Math.random } = {}) {
    this.#firstMs = firstMs;
    this.#longestMs = longestMs;
    this.#random = random;
  }

  /** The next pause, in milliseconds: half of it fixed, half by chance; at least what the server asked for. */
  next(atLeastMs = 0) {
    const full = Math.min(this.#longestMs, this.#firstMs * 2 ** Math.min(this.#tries, 30));
    this.#tries += 1;
    return Math.max(atLeastMs, full / 2 + (this.#random() * full) / 2);
  }

  /** Something worked: the next pause is the first again. */
  reset() {
    this.#tries = 0;
  }
}
