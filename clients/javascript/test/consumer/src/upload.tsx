import { JobsClient } from 'jobs-client';
import 'jobs-client/react';

const client = new JobsClient('/api/jobs');

export const Upload = ({ id, onEnd }: { id: string; onEnd: (status: string) => void }) => (
  <job-progress client={client} job-id={id} label="your upload" onjob-done={event => onEnd(event.detail.status)} />
);
