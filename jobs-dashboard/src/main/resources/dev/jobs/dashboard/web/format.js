// Numbers, durations and names for people.

const NUMBERS = new Intl.NumberFormat('en');
const DAY_AND_TIME = new Intl.DateTimeFormat('en-GB', { dateStyle: 'medium', timeStyle: 'long' });
const TIME = new Intl.DateTimeFormat('en-GB', { timeStyle: 'medium' });

const UNITS = [
  ['d', 86_400],
  ['h', 3_600],
  ['min', 60],
  ['s', 1],
];

export const number = value => NUMBERS.format(value);

/** One thing or several: "1 job", "2 jobs". */
export const several = (count, word) => `${number(count)} ${word}${count === 1 ? '' : 's'}`;

/** A number of jobs and how well it is known. */
export const count = ({ jobs, atLeast, about }) => `${atLeast ? 'at least ' : about ? 'about ' : ''}${number(jobs)}`;

/** A duration by its largest unit, and the next one where it matters. */
export function duration(milliseconds) {
  if (milliseconds < 1_000) {
    return `${Math.max(0, Math.round(milliseconds))} ms`;
  }
  if (milliseconds < 10_000) {
    return `${(Math.floor(milliseconds / 100) / 10).toFixed(1)} s`;
  }
  const seconds = Math.floor(milliseconds / 1_000);
  const index = UNITS.findIndex(([, size]) => seconds >= size);
  const [unit, size] = UNITS[index];
  const whole = Math.floor(seconds / size);
  const next = UNITS[index + 1];
  const rest = next === undefined || whole >= 10 ? 0 : Math.floor((seconds % size) / next[1]);
  return rest === 0 ? `${number(whole)} ${unit}` : `${whole} ${unit} ${rest} ${next[0]}`;
}

/** The distance of a time from now, to the second at most: nothing on a page is younger. */
export function distance(milliseconds) {
  const size = Math.abs(milliseconds);
  if (size < 1_500) {
    return 'now';
  }
  const text = duration(Math.round(size / 1_000) * 1_000).replace('.0 s', ' s');
  return milliseconds > 0 ? `${text} ago` : `in ${text}`;
}

/** A time with its date, in the reader's zone. */
export const absolute = time => DAY_AND_TIME.format(new Date(time));

/** A time of day in the reader's zone. */
export const timeOfDay = time => TIME.format(new Date(time));

export const capitalised = text => text.charAt(0).toUpperCase() + text.slice(1);

/** The first characters of an id tell when it was made, the last ones tell it from others. */
export const shortId = id => `…${id.slice(-8)}`;

export const firstLine = text => text.split('\n', 1)[0];

const STATUSES = {
  pending: 'Waiting',
  processing: 'Running',
  complete: 'Done',
  failed: 'Failed',
  stopping: 'Stopping',
  cancelled: 'Cancelled',
};

export const statusWord = status => STATUSES[status] ?? capitalised(status);
