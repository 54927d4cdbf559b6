import { isDone } from './poll-answer.js';

/** A wait that is shorter is not worth a line. */
const SHORTEST_WAIT_MS = 1_000;

/**
 * The way of one job as its poll answers have told it so far. An answer tells of the current or last attempt; what came before it is
 * known as far as it was seen. Free of any document.
 */
export class JobWay {
  #answer;
  /** The attempts that were seen: `{ number, startedAt, waits, answer, end, endedAt }`. */
  #attempts = [];
  /** The reasons that the job was seen to wait for since its submission or last attempt: `{ reason, message }`. */
  #waits = [];

  /** Takes the next answer. One of another job, or of a database that was restored, begins the way again. */
  add(answer) {
    if (this.#answer !== undefined && (this.#answer.jobId !== answer.jobId || answer.revision < this.#answer.revision)) {
      this.#attempts = [];
      this.#waits = [];
    }
    this.#answer = answer;
    if (answer.startedAt) {
      this.#attempt(answer);
    }
    if (answer.status === 'pending') {
      this.#ended(answer);
      this.#waitsFor(answer);
    }
  }

  #attempt(answer) {
    const last = this.#attempts.at(-1);
    if (last?.startedAt === answer.startedAt) {
      if (answer.status !== 'pending') {
        last.answer = answer;
      }
      return;
    }
    if (last !== undefined && last.end === undefined) {
      last.end = last.number < answer.attempt ? 'failed' : 'interrupted';
    }
    this.#attempts.push({ number: Math.max(1, answer.attempt), startedAt: answer.startedAt, waits: this.#waits, answer });
    this.#waits = [];
  }

  // A worker that stops hands its job back, and that attempt does not count.
  #ended(answer) {
    const last = this.#attempts.at(-1);
    if (last !== undefined && last.end === undefined) {
      last.end = answer.attempt < last.number ? 'interrupted' : 'failed';
      last.endedAt = answer.updatedAt;
    }
  }

  #waitsFor({ waitReason, waitMessage }) {
    const last = this.#waits.at(-1);
    if (waitReason !== undefined && (last?.reason !== waitReason || last.message !== waitMessage)) {
      this.#waits.push({ reason: waitReason, message: waitMessage });
    }
  }

  /**
   * The way so far, in order: `{ kind, at, … }`, where `at` is undefined if the time is not known. The kinds are `submitted`, `earlier`
   * (a `count` of attempts that nobody saw), `waited` (for `ms`, for these `waits`), `started` (attempt `number`, with the poll answer
   * `answer` that knows its stages; `runs` if it does), `failed` and `interrupted` (an attempt), `waits`, `stopping`, `complete`,
   * `ended` (failed for good) and `cancelled` (`presumed` if nobody saw it); the last and `stopping` are `replaced` if a newer job is the cause.
   */
  events() {
    const answer = this.#answer;
    if (answer === undefined) {
      return [];
    }
    const events = [{ kind: 'submitted', at: answer.createdAt, rerun: answer.rerunOf !== undefined }];
    const unseen = (this.#attempts[0]?.number ?? 1) - 1;
    if (unseen > 0) {
      events.push({ kind: 'earlier', count: unseen });
    }
    let since = unseen > 0 ? undefined : answer.createdAt;
    for (const attempt of this.#attempts) {
      events.push(...attemptEvents(attempt, since, this.#runs(attempt)));
      since = attempt.endedAt;
    }
    return [...events, ...this.#end(since)];
  }

  #runs({ end }) {
    return end === undefined && this.#answer.finishedAt === null;
  }

  #end(since) {
    const { status, finishedAt, updatedAt, release, replacedBy } = this.#answer;
    const replaced = replacedBy !== undefined;
    switch (status) {
      case 'pending':
        return [{ kind: 'waits', at: since }];
      case 'processing':
        return [];
      case 'complete':
        return [{ kind: 'complete', at: finishedAt }];
      case 'failed':
        return [{ kind: 'ended', at: finishedAt }];
      default:
        return [
          isDone(this.#answer)
            ? { kind: 'cancelled', at: finishedAt, presumed: release === 'presumed', replaced }
            : { kind: 'stopping', at: updatedAt, replaced },
        ];
    }
  }
}

function attemptEvents({ number, startedAt, waits, answer, end, endedAt }, since, runs) {
  const ms = since === undefined ? 0 : Date.parse(startedAt) - Date.parse(since);
  return [
    ...(ms >= SHORTEST_WAIT_MS ? [{ kind: 'waited', ms, waits }] : []),
    { kind: 'started', at: startedAt, number, answer, runs },
    ...(end === undefined ? [] : [{ kind: end, at: endedAt, number }]),
  ];
}

/**
 * The stages of an attempt, as an answer tells them: the declared ones that were not skipped, or else those that it has named:
 * `{ label, status, percent, tookMs }`, where `percent` is 0 if it is not known.
 */
export function stagesOf({ stages, stageTimes = [], stage, status, progress }) {
  if (stages?.length > 0) {
    return stages
      .filter(declared => declared.status !== 'skipped')
      .map(declared => ({ label: declared.label, status: declared.status, percent: declared.progress, tookMs: declared.tookMs }));
  }
  return [
    ...stageTimes.map(time => ({ label: time.stage, status: 'done', percent: 100, tookMs: time.tookMs })),
    ...(typeof stage === 'string' && status === 'processing' ? [{ label: stage, status: 'active', percent: progress }] : []),
  ];
}
