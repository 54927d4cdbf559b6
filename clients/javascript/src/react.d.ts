/**
 * Makes `<job-progress>` and `<job-details>` known to TSX, in React 18 and 19: `import 'jobs-client/react';` once in a project, which
 * also defines the elements.
 */
import type { DetailedHTMLProps, HTMLAttributes } from 'react';
import type { Job, JobsClient, JobsError } from './index.js';
import type { JobDetails } from './job-details.js';
import type { JobProgress } from './job-progress.js';

interface JobElementAttributes<E extends HTMLElement> extends DetailedHTMLProps<HTMLAttributes<E>, E> {
  base?: string;
  'job-id'?: string;
  label?: string;
  /** Goes on with the job that has replaced the shown one, by itself. */
  'follow-newer'?: boolean | '';
  /** As properties and listeners: React 19. */
  client?: JobsClient;
  job?: Job | undefined;
  'onjob-change'?: (event: CustomEvent<Job>) => void;
  'onjob-done'?: (event: CustomEvent<Job>) => void;
  'onjob-error'?: (event: CustomEvent<JobsError>) => void;
  'onjob-replaced'?: (event: CustomEvent<Job>) => void;
}

export interface JobProgressAttributes extends JobElementAttributes<JobProgress> {
  /** How many of the newest lines of the job's log are shown; none by default. */
  'log-lines'?: number | string;
}

export type JobDetailsAttributes = JobElementAttributes<JobDetails>;

declare module 'react' {
  namespace JSX {
    interface IntrinsicElements {
      'job-progress': JobProgressAttributes;
      'job-details': JobDetailsAttributes;
    }
  }
}
