/** The machine's own time in milliseconds, which only grows, and its timer. A test hands in one that it moves itself. */
export const machineClock = {
  now: () => performance.now(),

  /** Calls the action after so many milliseconds; returns what calls that off. */
  after(ms, action) {
    const timer = setTimeout(action, ms);
    return () => clearTimeout(timer);
  },
};
