// What a poll's answer says, in words for people.

const STATUSES = {
  uploading: 'Uploading',
  pending: 'Waiting',
  processing: 'Running',
  complete: 'Done',
  failed: 'Failed',
  stopping: 'Stopping',
  cancelled: 'Cancelled',
  refused: 'Refused',
};

const KINDS = { ingest: 'Ingest', preview: 'Waveform', save: 'Save' };

export const kindWord = kind => KINDS[kind] ?? kind;

export const statusWord = status => STATUSES[status] ?? capitalised(status);

/** All that is to be known beside the status, at this time by the server's clock; empty if nothing is. */
export const note = (answer, now) => capitalised(notes(answer, now).filter(Boolean).join(', '));

function notes(answer, now) {
  switch (answer.status) {
    case 'pending':
      return [place(answer), untilStart(answer, now)];
    case 'processing':
      return [attempt(answer), answer.stage === null && 'starting', untilComplete(answer, now)];
    default:
      return [answer.rerunAs !== undefined && 'was run again'];
  }
}

function place({ queuePosition, queueSize, waitReason, waitMessage, attempt: attempts, maxAttempts }) {
  if (waitReason === 'retry_backoff') {
    return `attempt ${attempts + 1} of ${maxAttempts} starts soon`;
  }
  if (waitReason === 'no_worker' || waitReason === 'unreadable_payload') {
    return 'no worker is running yet';
  }
  if (waitReason === 'paused') {
    return waitMessage === undefined ? 'paused' : `paused: ${waitMessage}`;
  }
  if (waitReason === 'limit_reached' || waitReason === 'rate_limited') {
    return waitMessage ?? 'waits for its turn';
  }
  // For a reason that this page does not know, a position would promise too much.
  if (queuePosition === null || (waitReason !== 'workers_busy' && waitReason !== undefined)) {
    return '';
  }
  if (queuePosition === 1) {
    return 'next in the queue';
  }
  return queueSize > queuePosition ? `number ${queuePosition} of ${queueSize} in the queue` : `number ${queuePosition} in the queue`;
}

const attempt = ({ attempt: number, maxAttempts }) => (number > 1 ? `attempt ${number} of ${maxAttempts}` : '');

function untilStart({ estimate }, now) {
  return estimate?.startAt ? `starts in ${about(Date.parse(estimate.startAt) - now)}` : '';
}

function untilComplete({ estimate }, now) {
  return estimate?.completeAt ? `${about(Date.parse(estimate.completeAt) - now)} left` : '';
}

// No more exact than it is known.
function about(milliseconds) {
  const seconds = Math.max(5, Math.ceil(milliseconds / 5_000) * 5);
  return seconds < 60 ? `about ${seconds} s` : `about ${Math.round(seconds / 60)} min`;
}

export const capitalised = text => text.charAt(0).toUpperCase() + text.slice(1);

const CLOCK = new Intl.DateTimeFormat('en-GB', { timeStyle: 'medium' });

export const timeOfDay = time => CLOCK.format(new Date(time));

export const notKept = count => `${count === 1 ? '1 earlier line is' : `${count} earlier lines are`} not kept`;
