/** Anything that the jobs of a service could not be asked or told. */
export class JobsError extends Error {
  /** The HTTP status of the answer; undefined where there was none. */
  status;

  constructor(message, { status, cause } = {}) {
    super(message, { cause });
    this.name = new.target.name;
    this.status = status;
  }
}

/** There is no such job, or it is not yours to see. */
export class JobNotFoundError extends JobsError {}

/** The service cannot be reached, or is out of order for the moment: trying again makes sense. */
export class JobsUnavailableError extends JobsError {
  /** How long the service asks to wait before the next try, in milliseconds; undefined where it does not say. */
  retryAfterMs;

  constructor(message, { retryAfterMs, ...rest } = {}) {
    super(message, rest);
    this.retryAfterMs = retryAfterMs;
  }
}

/**
 * The service has refused a submission and stores no job, since a limit of that is full: as many jobs as may run at once have not ended, or
 * as many as may start lately have started. Later the same may succeed.
 */
export class LimitFullError extends JobsError {
  /** The id of the job that is in the way; undefined where it is not yours to see, the limit allows none, or only a rate is full. */
  heldBy;
  /** When the rate allows the next start, by the service's clock: ISO 8601 in UTC; undefined where a rate is not what is full. */
  freeAt;

  constructor(message, { heldBy, freeAt, ...rest } = {}) {
    super(message, rest);
    this.heldBy = heldBy;
    this.freeAt = freeAt;
  }
}

/** The job that was waited for ended without a result. */
class JobEndedError extends JobsError {
  /** The job's last poll answer. */
  job;

  constructor(message, job) {
    super(message);
    this.job = job;
  }
}

/** The job that was waited for failed; the message is the job's error. */
export class JobFailedError extends JobEndedError {
  constructor(job) {
    super(job.error ?? 'The job failed', job);
  }
}

/** The job that was waited for was cancelled. */
export class JobCancelledError extends JobEndedError {
  constructor(job) {
    super(job.replacedBy === undefined ? 'The job was cancelled' : 'The job was replaced by a newer one', job);
  }
}
