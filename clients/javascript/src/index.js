export { JobsClient } from './client.js';
export {
  JobCancelledError,
  JobFailedError,
  JobNotFoundError,
  JobsError,
  JobsUnavailableError,
  LimitFullError,
} from './errors.js';
