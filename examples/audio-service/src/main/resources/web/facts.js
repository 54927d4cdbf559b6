// A result's values as people read them.

const LABELS = [
  ['seconds', 'Duration', value => duration(value)],
  ['sampleRate', 'Sample rate', value => `${number(value / 1000, 1)} kHz`],
  ['channels', 'Channels', value => ({ 1: 'mono', 2: 'stereo' })[value] ?? `${value}`],
  ['loudnessLufs', 'Loudness', value => `${level(value)} LUFS`],
  ['peakDb', 'Peak', value => `${level(value)} dB`],
  ['truePeakDb', 'True peak', value => `${level(value)} dB`],
  ['rmsDb', 'RMS', value => `${level(value)} dB`],
  ['gainDb', 'Gain', value => `${value > 0 ? '+' : ''}${level(value)} dB`],
];

/** The facts of a result that there are, as [label, text]. */
export const factsOf = result =>
  LABELS.filter(([field]) => Number.isFinite(result[field])).map(([field, label, text]) => [label, text(result[field])]);

const number = (value, digits) =>
  value.toLocaleString('en', { maximumFractionDigits: digits }).replace('-', '−');

const level = value => value.toFixed(1).replace('-', '−');

function duration(seconds) {
  if (seconds < 60) {
    return `${number(seconds, 1)} s`;
  }
  const whole = Math.round(seconds);
  const tail = [Math.floor(whole / 60) % 60, whole % 60].map(part => String(part).padStart(2, '0')).join(':');
  return whole < 3600 ? tail : `${Math.floor(whole / 3600)}:${tail}`;
}
