import { machineClock } from './clock.js';

/** No pause is longer, whatever a server asks for: somebody is waiting. A timer beyond 2^31 ms would not wait at all. */
export const LONGEST_PAUSE_MS = 300_000;

/** The pause that is asked for, in milliseconds, brought within bounds; undefined where this is no pause. */
export function boundedPause(ms) {
  return typeof ms === 'number' && ms >= 0 ? Math.min(ms, LONGEST_PAUSE_MS) : undefined;
}

/**
 * Waits for so many milliseconds, or, where a visibility is given, until the page returns to its viewer.
 *
 * @throws the signal's reason when it aborts
 */
export function pause(ms, { signal, visibility, clock = machineClock } = {}) {
  return new Promise((resolve, reject) => {
    signal?.throwIfAborted();
    const settle = action => {
      callOff();
      stopListening?.();
      signal?.removeEventListener('abort', abort);
      action();
    };
    const abort = () => settle(() => reject(signal.reason));
    const callOff = clock.after(Math.ceil(boundedPause(ms) ?? 0), () => settle(resolve));
    const stopListening = visibility?.onReturn(() => settle(resolve));
    signal?.addEventListener('abort', abort, { once: true });
  });
}

/** The promise's outcome, or the signal's reason when that aborts first. */
export function abortable(promise, signal) {
  if (signal === undefined) {
    return promise;
  }
  return new Promise((resolve, reject) => {
    const abort = () => reject(signal.reason);
    // Before anything else: nobody but this listens to what becomes of the promise.
    promise.then(resolve, reject).finally(() => signal.removeEventListener('abort', abort));
    if (signal.aborted) {
      abort();
    } else {
      signal.addEventListener('abort', abort, { once: true });
    }
  });
}
