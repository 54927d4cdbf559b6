const UNITS = [
  ['d', 86_400],
  ['h', 3_600],
  ['min', 60],
  ['s', 1],
];
const NUMBERS = new Intl.NumberFormat('en');

/** A duration in milliseconds for people: by its largest unit, and the next one where it matters. */
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
  return rest === 0 ? `${NUMBERS.format(whole)} ${unit}` : `${whole} ${unit} ${rest} ${next[0]}`;
}
