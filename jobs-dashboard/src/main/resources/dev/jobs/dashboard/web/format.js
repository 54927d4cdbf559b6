// Numbers, times and names for people.

import { duration } from './client/duration.js';

export { duration };

const NUMBERS = new Intl.NumberFormat('en');
const DAY_AND_TIME = new Intl.DateTimeFormat('en-GB', { dateStyle: 'medium', timeStyle: 'long' });
const MOMENT = new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'short', hour: '2-digit', minute: '2-digit', second: '2-digit' });
const TIME = new Intl.DateTimeFormat('en-GB', { timeStyle: 'medium' });

export const number = value => NUMBERS.format(value);

/** One thing or several: "1 job", "2 jobs". */
export const several = (count, word, words = `${word}s`) => `${number(count)} ${count === 1 ? word : words}`;

/** A number of jobs and how well it is known. */
export const count = ({ jobs, atLeast, about }) => `${atLeast ? 'at least ' : about ? 'about ' : ''}${number(jobs)}`;

/** The distance of a time from now, to the second at most: nothing on a page is younger. */
export function distance(milliseconds) {
  const size = Math.abs(milliseconds);
  if (size < 1_500) {
    return 'now';
  }
  const text = duration(Math.floor(size / 1_000) * 1_000).replace('.0 s', ' s');
  return milliseconds > 0 ? `${text} ago` : `in ${text}`;
}

/** A time with its date, in the reader's zone. */
export const absolute = time => DAY_AND_TIME.format(new Date(time));

/** A time with its day, as short as can be, in the reader's zone. */
export const moment = time => MOMENT.format(new Date(time));

/** The name of the reader's zone. */
export const zone = MOMENT.resolvedOptions().timeZone;

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

/** The stage and progress of a running job, as far as it has told of them: "decoding 42 %". */
export const stageWords = ({ stage, progress }) => [stage, progress > 0 ? `${Math.floor(progress)} %` : undefined].filter(Boolean).join(' ');

/** A time as an input for local times has it; empty for what is no time. */
export function localTime(iso) {
  if (iso === '' || Number.isNaN(Date.parse(iso))) {
    return '';
  }
  const time = new Date(iso);
  return new Date(time.getTime() - time.getTimezoneOffset() * 60_000).toISOString().slice(0, 19);
}
