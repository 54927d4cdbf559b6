/**
 * Whether somebody can see the page. In Node, and wherever there is no document, somebody always can.
 * Each returns a function that stops listening.
 */
export const pageVisibility = {
  get hidden() {
    return globalThis.document?.hidden ?? false;
  },

  /** Calls when the page can be seen again, or the machine is online again: the moment to look at once. */
  onReturn(listener) {
    const heard = () => {
      if (!pageVisibility.hidden) {
        listener();
      }
    };
    globalThis.document?.addEventListener('visibilitychange', heard);
    globalThis.window?.addEventListener?.('online', heard);
    return () => {
      globalThis.document?.removeEventListener('visibilitychange', heard);
      globalThis.window?.removeEventListener?.('online', heard);
    };
  },
};
