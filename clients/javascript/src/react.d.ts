/**
 * Makes `<job-progress>` known to TSX, in React 18 and 19: `import 'jobs-client/react';` once in a project, which also
 * defines the element.
 */
import type { DetailedHTMLProps, HTMLAttributes } from 'react';
import type { Job, JobsClient, JobsError } from './index.js';
import type { JobProgress } from './job-progress.js';

export interface JobProgressAttributes extends DetailedHTMLProps<HTMLAttributes<JobProgress>, JobProgress> {
  base?: string;
  'job-id'?: string;
  label?: string;
  /** How many of the newest lines of the job's log are shown; none by default. */
  'log-lines'?: number | string;
  /** As properties and listeners: React 19. */
  client?: JobsClient;
  job?: Job | undefined;
  'onjob-change'?: (event: CustomEvent<Job>) => void;
  'onjob-done'?: (event: CustomEvent<Job>) => void;
  'onjob-error'?: (event: CustomEvent<JobsError>) => void;
}

declare module 'react' {
  namespace JSX {
    interface IntrinsicElements {
      'job-progress': JobProgressAttributes;
    }
  }
}
