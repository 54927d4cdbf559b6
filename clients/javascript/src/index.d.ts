export type JobStatus = 'pending' | 'processing' | 'complete' | 'failed' | 'cancelled';

/** Reasons to wait. Later versions of a service may have others: treat what you do not know as just waiting. */
export type WaitReason = 'workers_busy' | 'no_worker' | 'unreadable_payload' | 'paused' | 'limit_reached' | 'rate_limited' | 'scheduled' | 'retry_backoff' | (string & {});

/** Everything that there is to know of a job. Times are ISO 8601 in UTC. */
export interface Job<R = Record<string, unknown>> {
  readonly jobId: string;
  readonly type: string;
  readonly status: JobStatus;
  /** 0 to 100 within the stage; 0 with a stage means: not known, draw no number. */
  readonly progress: number;
  readonly stage: string | null;
  /** Its place in its queue, 1 if no job is ahead of it; a number only while the job is pending and due. */
  readonly queuePosition: number | null;
  readonly queueSize?: number;
  /** Why a pending job waits. */
  readonly waitReason?: WaitReason;
  /** When the pause that it waits for ends by itself, or its rate allows the next start, if that is known. */
  readonly waitUntil?: string;
  /** The operator's reason for the pause that it waits for, or the limit that keeps it back, in words for people. */
  readonly waitMessage?: string;
  readonly attempt: number;
  readonly maxAttempts: number;
  readonly createdAt: string;
  readonly updatedAt: string;
  readonly startedAt: string | null;
  readonly finishedAt: string | null;
  /** Nothing of the job will change any more. */
  readonly done: boolean;
  /** Cancelled, and its work has not stopped yet. */
  readonly stopping: boolean;
  readonly indeterminate: boolean;
  /** Grows with every change of the job. */
  readonly revision: number;
  readonly release?: 'confirmed' | 'presumed';
  /** For types that declare their stages. */
  readonly stages?: readonly Stage[];
  readonly overallProgress?: number;
  /** The times spent in the stages that the current or last attempt has left, declared or not, in their order. */
  readonly stageTimes?: readonly { readonly stage: string; readonly tookMs: number }[];
  /** When its attempt reaches its time limit; only while processing, and if it has one. */
  readonly timeLimitAt?: string;
  /** The job that it runs again. */
  readonly rerunOf?: string;
  /** The newest job that runs it again. */
  readonly rerunAs?: string;
  /** The job for whose sake it was cancelled: a newer one of the same limit. */
  readonly replacedBy?: string;
  readonly estimate?: { readonly startAt?: string; readonly completeAt?: string };
  readonly pollAfterMs?: number;
  readonly links: { readonly self: string; readonly events: string; readonly cancel?: string; readonly log?: string; readonly rerun?: string };
  /** Only when complete. */
  readonly result?: R;
  /** Only when failed: for people. */
  readonly error?: string;
}

export interface Stage {
  readonly name: string;
  readonly label: string;
  readonly weight: number;
  readonly status: string;
  readonly progress: number;
  /** The time spent in it; once it has been left. */
  readonly tookMs?: number;
}

export interface LogLine {
  /** Among all lines of the job, from 1. */
  readonly number: number;
  readonly attempt: number;
  readonly at: string;
  /** Plain text in one line: never markup. */
  readonly text: string;
}

/** A part of a job's log. */
export interface Log {
  readonly jobId: string;
  readonly lines: readonly LogLine[];
  /** What to ask for the lines that follow with. */
  readonly next: number;
  /** How many lines up to `next` are not kept any more. */
  readonly dropped: number;
  readonly more: boolean;
  /** There will be no more lines. */
  readonly done: boolean;
}

export interface Visibility {
  readonly hidden: boolean;
  /** Calls when the page can be seen again; returns what stops that. */
  onReturn(listener: () => void): () => void;
}

export interface ClientOptions {
  /** Headers for each request, such as an authorization. */
  headers?: () => Record<string, string> | Promise<Record<string, string>>;
  fetch?: typeof fetch;
  /** How many requests may be kept open at once; 3 by default. */
  longRequests?: number;
  visibility?: Visibility;
}

export interface RequestOptions {
  signal?: AbortSignal;
}

export interface PersistentOptions extends RequestOptions {
  /** Told of each failed try, and of the pause in milliseconds until the next. */
  onTrouble?: (error: JobsUnavailableError, pauseMs: number) => void;
}

export interface SubmitOptions extends PersistentOptions {
  /** With a key it is safe to send again, and is sent again while the service cannot be reached. */
  idempotencyKey?: string;
  headers?: Record<string, string>;
}

export type WatchOptions = PersistentOptions;

export interface LogOptions extends RequestOptions {
  /** The number of the last line that is known already. */
  after?: number;
  /** The most lines, up to 1,000. */
  limit?: number;
}

export interface FollowOptions extends PersistentOptions {
  /** The number of the last line that is known already. */
  after?: number;
}

/** The jobs that one servlet serves. One client for a page is enough, and better than several. */
export class JobsClient {
  constructor(base: string | URL, options?: ClientOptions);

  /** The job's poll answer. */
  get<R = Record<string, unknown>>(id: string, options?: RequestOptions): Promise<Job<R>>;

  /** The poll answers of those of these jobs that there are, by id. */
  getMany(ids: Iterable<string>, options?: RequestOptions): Promise<Map<string, Job>>;

  /** Cancels the job. Where it had ended already, `cancelled` is false, and the status tells how. */
  cancel(id: string, options?: RequestOptions): Promise<{ cancelled: boolean; status: JobStatus }>;

  /** Submits a job again that has ended. Where it has not ended, `rerun` is false, and the status tells how it stands. */
  rerun<R = Record<string, unknown>>(
    id: string,
    options?: RequestOptions,
  ): Promise<{ rerun: true; job: Job<R>; status: JobStatus } | { rerun: false; job?: undefined; status: JobStatus }>;

  /** The lines that the job has logged after one of them. */
  log(id: string, options?: LogOptions): Promise<Log>;

  /** The parts of the job's log as they come, up to the one that is done. */
  followLog(id: string, options?: FollowOptions): AsyncGenerator<Log, void, undefined>;

  /**
   * The time now by the service's clock, in milliseconds since 1970, as far as its answers have told it: what an estimate
   * is to be compared with.
   */
  serviceTime(): number;

  /**
   * Posts work to an address that answers with 202 and the job.
   *
   * @throws LimitFullError if the service refuses the job since a limit of it is full; it is not sent again then
   */
  submit<R = Record<string, unknown>>(url: string | URL, body?: unknown, options?: SubmitOptions): Promise<Job<R>>;

  /** The job's answers as they change, up to the one that is done. */
  watch<R = Record<string, unknown>>(id: string, options?: WatchOptions): AsyncGenerator<Job<R>, void, undefined>;

  /** The job's last answer, when it is complete. */
  waitFor<R = Record<string, unknown>>(id: string, options?: WatchOptions): Promise<Job<R>>;
}

/** Anything that the jobs of a service could not be asked or told. */
export class JobsError extends Error {
  /** The HTTP status of the answer, where there was one. */
  readonly status?: number;
}

/** There is no such job, or it is not yours to see. */
export class JobNotFoundError extends JobsError {}

/** The service cannot be reached, or is out of order for the moment: trying again makes sense. */
export class JobsUnavailableError extends JobsError {
  readonly retryAfterMs?: number;
}

/**
 * The service has refused a submission and stores no job, since a limit of that is full: as many jobs as may run at once have not ended, or as
 * many as may start lately have started. Later the same may succeed.
 */
export class LimitFullError extends JobsError {
  /** The job that is in the way; where it is yours to see, and a rate is not what is full. */
  readonly heldBy?: string;
  /** When the rate allows the next start, by the service's clock; where that is what is full. */
  readonly freeAt?: string;
}

/** The job that was waited for failed; the message is the job's error. */
export class JobFailedError extends JobsError {
  readonly job: Job;
}

/** The job that was waited for was cancelled. */
export class JobCancelledError extends JobsError {
  readonly job: Job;
}
