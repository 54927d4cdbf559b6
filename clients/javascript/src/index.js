export { JobsClient } from './client.js';
export {
  JobCancelledError,
  JobFailedError,
  JobNotFoundError,
  JobsError,
  JobsUnavailableError,
} from './errors.js';
