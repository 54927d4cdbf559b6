/**
 * Waits for so many milliseconds, or until the page returns to its viewer.
 *
 * @throws the signal's reason when it aborts
 */
export function pause(ms, { signal, visibility }) {
  return new Promise((resolve, reject) => {
    signal?.throwIfAborted();
    const settle = action => {
      clearTimeout(timer);
      stopListening();
      signal?.removeEventListener('abort', abort);
      action();
    };
    const abort = () => settle(() => reject(signal.reason));
    const timer = setTimeout(() => settle(resolve), ms);
    const stopListening = visibility.onReturn(() => settle(resolve));
    signal?.addEventListener('abort', abort, { once: true });
  });
}

/** The promise's outcome, or the signal's reason when that aborts first. */
export function abortable(promise, signal) {
  if (signal === undefined) {
    return promise;
  }
  return new Promise((resolve, reject) => {
    signal.throwIfAborted();
    const abort = () => reject(signal.reason);
    signal.addEventListener('abort', abort, { once: true });
    promise.then(resolve, reject).finally(() => signal.removeEventListener('abort', abort));
  });
}
