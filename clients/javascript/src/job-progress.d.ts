import type { Job, JobsClient, JobsError, WaitReason } from './index.js';

/** The words that are shown, each to be replaced by a page's own. */
export interface Texts {
  next(): string;
  position(position: number, size?: number): string;
  noWorker(): string;
  paused(message?: string): string;
  limited(message: string | undefined, position: number | null): string;
  scheduled(): string;
  retry(attempt: number): string;
  waiting(): string;
  starting(): string;
  stage(name: string): string;
  stopping(isReplaced: boolean): string;
  complete(): string;
  failed(): string;
  cancelled(isReplaced: boolean): string;
  unreachable(): string;
  startsIn(time: string): string;
  left(time: string): string;
  limit(time: string): string;
  soon(): string;
  time(seconds: number): string;
  cancel(): string;
  cancelOf(label: string): string;
  newer(): string;
  newerOf(label: string): string;
  progressOf(label: string): string;
  logOf(label: string): string;
  notKept(count: number): string;
  detailsOf(label: string): string;
  wayOf(label: string): string;
  submitted(isRerun: boolean): string;
  earlier(count: number): string;
  waited(time: string, reasons: readonly string[]): string;
  waitedFor(reason: WaitReason, message?: string): string | undefined;
  started(number: number, most: number): string;
  runs(time: string): string;
  attemptFailed(number: number): string;
  attemptInterrupted(number: number): string;
  presumed(isReplaced: boolean): string;
  result(): string;
  cut(shown: number, all: number): string;
  log(): string;
  noLines(): string;
  took(milliseconds: number): string;
  clock(date: Date): string;
  dateAndClock(date: Date): string;
  job(): string;
}

/**
 * `<job-progress base="/api/jobs" job-id="…" label="your upload">`: shows how one job gets on, and lets its user cancel it.
 * Attributes: `base`, `job-id`, `label`, `log-lines`, `follow-newer`. Parts: `row`, `words`, `state`, `percent`, `estimate`, `bar`, `cancel`, `newer`,
 * `error`, `log`, `log-line`, `log-gap`.
 */
export class JobProgress extends HTMLElement {
  static texts: Texts;
  client: JobsClient;
  job: Job | undefined;
  cancel(): Promise<void>;
  /** Watches the job that has taken the place of the shown one, if there is one. */
  showNewer(): void;
  /** The time by the service's clock, in milliseconds since 1970, as far as its client knows it. */
  serviceTime(): number;
}

declare global {
  interface HTMLElementTagNameMap {
    'job-progress': JobProgress;
  }
  interface HTMLElementEventMap {
    'job-change': CustomEvent<Job>;
    'job-done': CustomEvent<Job>;
    'job-error': CustomEvent<JobsError>;
    /** The element is about to watch the job that has replaced this one (`replacedBy`), unless the default is prevented. */
    'job-replaced': CustomEvent<Job>;
  }
}
