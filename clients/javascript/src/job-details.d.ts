import type { Job, JobsClient } from './index.js';
import type { Texts } from './job-progress.js';

/**
 * `<job-details base="/api/jobs" job-id="…" label="your upload">`: the page of one job for its user: what `<job-progress>` shows, the
 * job's way with its stages and their times, its result, and its log where its user may read that. Attributes: `base`, `job-id`,
 * `label`, `follow-newer`. Slot: `result`. Parts: those of `<job-progress>` but for its log; `details`, `progress`, `way`, `event`, `event-…` (its kind),
 * `event-words`, `event-title`, `event-note`, `event-time`, `stages`, `stage`, `stage-…` (its status), `stage-name`, `stage-note`, `stage-bar`, `result`,
 * `result-title`, `result-text`, `result-cut`, `log-box`, `log-title`, `log`, `log-line`, `log-time`, `log-gap`, `log-empty`.
 */
export class JobDetails extends HTMLElement {
  static texts: Texts;
  client: JobsClient;
  job: Job | undefined;
  cancel(): Promise<void>;
  /** Watches the job that has taken the place of the shown one, if there is one. */
  showNewer(): void;
}

declare global {
  interface HTMLElementTagNameMap {
    'job-details': JobDetails;
  }
}
