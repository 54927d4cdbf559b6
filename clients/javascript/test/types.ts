// Compiled by NodeTest where TypeScript is installed: what a project in strict mode writes against the declarations.
import { JobsClient, JobFailedError, LimitFullError, type Job, type WaitReason } from '../src/index.js';
import { JobDetails } from '../src/job-details.js';
import { JobProgress } from '../src/job-progress.js';

interface Report {
  readonly pages: number;
}

const jobs = new JobsClient('/api/jobs', { headers: async () => ({ Authorization: 'Bearer x' }) });

export async function pagesOf(id: string): Promise<number | undefined> {
  try {
    const { result } = await jobs.waitFor<Report>(id, { onTrouble: ({ retryAfterMs }, ms) => console.log(retryAfterMs, ms) });
    return result?.pages;
  } catch (error) {
    return error instanceof JobFailedError ? error.job.attempt : undefined;
  }
}

/** Members that are always there need no question mark. */
export function always(job: Job): [boolean, boolean, number, number, string, string] {
  return [job.done, job.stopping, job.revision + 1, job.maxAttempts, job.links.self, job.links.events];
}

export const laterReason: WaitReason = 'of_a_later_version';
export const left = (job: Job): number => Date.parse(job.estimate?.completeAt ?? '') - jobs.serviceTime();
export const shown = (element: JobProgress): Job | undefined => element.job;

export async function* lines(id: string): AsyncGenerator<string> {
  for await (const { lines: some } of jobs.followLog(id, { after: 5 })) {
    yield* some.map(({ number, text }) => `${number} ${text}`);
  }
}

export async function again(id: string): Promise<string> {
  const outcome = await jobs.rerun(id);
  return outcome.rerun ? outcome.job.jobId : outcome.status;
}

export async function instead(body: unknown): Promise<string | undefined> {
  try {
    return (await jobs.submit('/api/exports', body)).jobId;
  } catch (error) {
    return error instanceof LimitFullError ? error.heldBy ?? error.freeAt : undefined;
  }
}

export const slowest = (job: Job): number => Math.max(0, ...(job.stageTimes ?? []).map(({ tookMs }) => tookMs));

export const shownInFull = (element: JobDetails): Job | undefined => element.job;
JobDetails.texts = { ...JobDetails.texts, waitedFor: (reason, message) => (reason === 'paused' ? message : undefined) };
