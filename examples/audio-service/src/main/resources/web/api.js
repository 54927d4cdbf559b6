// The service's HTTP API. What goes wrong is an Error whose message is for people.
// Each submission has a key of its own, and is sent again under it while the server does not answer: it makes one job.

import { JobsClient } from '/jobs-client/index.js';
import { fetchTelling } from './upload.js';

const BASE = '/api/audio';
const JOBS = `${BASE}/jobs`;

/** Watches and cancels the service's jobs. */
export const jobs = new JobsClient(JOBS);

// Each is called with { onTrouble }, as the client's submit.
export const makeSample = options => submit('sample', {}, options);
export const preview = (audioId, options) => submit('preview', { audioId }, options);
export const save = (audioId, targetLufs, options) => submit('save', { audioId, targetLufs }, options);

/** Sends a file, and calls onProgress(percent) meanwhile. */
export const ingest = (file, onProgress, options) =>
  submit('ingest', file, options, new JobsClient(JOBS, { fetch: fetchTelling(onProgress) }));

const submit = (action, body, options, client = jobs) =>
  client.submit(`${BASE}/${action}`, body, { ...options, idempotencyKey: newKey() });

// Not crypto.randomUUID(), which there is only where the page came by HTTPS or from this machine.
const newKey = () => crypto.getRandomValues(new Uint32Array(4)).join('-');
