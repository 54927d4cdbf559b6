// The words for a limit, and for what a change of it does.

import { count, number, several } from '../format.js';

const PERIODS = [
  ['d', 86_400_000],
  ['h', 3_600_000],
  ['min', 60_000],
  ['s', 1_000],
  ['ms', 1],
];

/** A period as a number of its largest whole unit. */
export function periodParts(milliseconds) {
  const [unit, size] = PERIODS.find(([, one]) => milliseconds % one === 0);
  return { unit, value: milliseconds / size };
}

export const periodMs = (value, unit) => value * PERIODS.find(([name]) => name === unit)[1];

const period = milliseconds => {
  const { unit, value } = periodParts(milliseconds);
  return `${number(value)} ${unit}`;
};

const starts = ({ starts: most, periodMs: ms }) => `${several(most, 'start')} in ${period(ms)}`;

/** A limit in words: "at most 3 at once, at most 10 starts in 1 s". */
export function limitWords({ atOnce, rate, forEach }) {
  const words = [
    ...(atOnce === undefined ? [] : [`at most ${number(atOnce)} at once`]),
    ...(rate === undefined ? [] : [`at most ${starts(rate)}${rate.burst > 1 ? ` (${number(rate.burst)} at once after a quiet time)` : ''}`]),
  ];
  return `${forEach ? 'for each of its keys ' : ''}${words.join(', ')}`;
}

/**
 * What comes of a change, in sentences.
 *
 * @param before the limit that there is, with its use; undefined: there is none
 * @param after the limit that is wanted
 */
export function changes(before, after) {
  const list = [...attempts(before, after), ...rates(before?.rate, after.rate)];
  if ((before?.message ?? '') !== (after.message ?? '')) {
    list.push('Those who wait are told other words.');
  }
  if (before?.source === 'code') {
    list.push('It takes the place of the default of the code, and holds over deployments.');
  }
  return list.length === 0 ? ['This changes nothing.'] : list;
}

function attempts(before, after) {
  const from = before?.atOnce;
  const to = after.atOnce;
  if (from === to) {
    return [];
  }
  if (to === undefined) {
    return [`No longer limits how many run at once; it was ${number(from)}.${freed(before)}`];
  }
  const verb = from === undefined ? `Limits to ${number(to)} at once.` : `${to < from ? 'Lowers' : 'Raises'} from ${number(from)} to ${number(to)} at once.`;
  return [`${verb} ${effect(before, after)}`];
}

function effect(before, { atOnce: to, forEach }) {
  if (to === 0) {
    return `${before === undefined ? 'What runs goes on' : `${running(before)}: nothing is stopped`}; none starts until it is raised.`;
  }
  const next = `the next one${forEach ? ' of a key' : ''} starts when fewer than ${number(to)}${forEach ? ' of it' : ''} run.`;
  if (before === undefined) {
    return `What runs goes on, and counts: ${next}`;
  }
  if (forEach || before.running >= to) {
    return `${running(before)}${forEach ? ' for all keys together' : ''}: nothing is stopped; ${next}`;
  }
  return `${running(before)}, so that ${number(to - before.running)} more may start at once.${freed(before)}`;
}

const running = ({ running: jobs }) => (jobs === 0 ? 'None runs now' : `${number(jobs)} ${jobs === 1 ? 'runs' : 'run'} now`);

const freed = ({ keptBack }) => (keptBack.jobs === 0 ? '' : ` It keeps back ${count(keptBack)}, which start in their order.`);

function rates(from, to) {
  if (from?.starts === to?.starts && from?.periodMs === to?.periodMs && from?.burst === to?.burst) {
    return [];
  }
  if (to === undefined) {
    return [`No longer limits the starts; it was ${starts(from)}.`];
  }
  const list = [];
  if (from === undefined) {
    list.push(`Lets at most ${starts(to)}, from the next start on.`);
  } else if (from.starts !== to.starts || from.periodMs !== to.periodMs) {
    list.push(`Changes the starts from ${starts(from)} to ${starts(to)}${share(from, to)}, from the next start on. What runs goes on.`);
  }
  if ((from?.burst ?? 1) !== to.burst) {
    list.push(to.burst === 1 ? 'Spreads the starts evenly.' : `After a quiet time, ${number(to.burst)} may start at once.`);
  }
  return list;
}

function share(from, to) {
  const part = (to.starts / to.periodMs) / (from.starts / from.periodMs);
  return part < 10 ? ` (${number(Math.max(1, Math.round(part * 100)))} % of it)` : '';
}

/** What comes of removing a limit. */
export function removal({ source, keptBack }) {
  return [
    keptBack.jobs === 0
      ? 'It keeps nothing back now.'
      : `It keeps back ${count(keptBack)}: they start in their order, as far as workers are free.`,
    source === 'code'
      ? 'The code sets it again when a service starts the next time.'
      : 'If the code has a default of this name, that holds when a service starts the next time.',
    'If another limit with a star covers its name, that one holds from now on.',
  ];
}
