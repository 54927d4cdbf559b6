// The service's HTTP API. What goes wrong is an Error whose message is for people.

import { JobsClient } from '/jobs-client/index.js';

const BASE = '/api/audio';

/** Watches and cancels the service's jobs. */
export const jobs = new JobsClient(`${BASE}/jobs`);

export const makeSample = () => jobs.submit(`${BASE}/sample`);
export const preview = audioId => jobs.submit(`${BASE}/preview`, { audioId });
export const save = (audioId, targetLufs) => jobs.submit(`${BASE}/save`, { audioId, targetLufs });

// XMLHttpRequest, because fetch does not tell how much of a body was sent.
export function ingest(file, onProgress) {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    request.open('POST', `${BASE}/ingest`);
    request.setRequestHeader('Content-Type', 'application/octet-stream');
    request.upload.addEventListener('progress', event => {
      if (event.lengthComputable && event.total > 0) {
        onProgress((100 * event.loaded) / event.total);
      }
    });
    request.addEventListener('load', () => {
      try {
        resolve(accepted(request.status, request.responseText));
      } catch (error) {
        reject(error);
      }
    });
    request.addEventListener('error', () => reject(new Error('The server does not answer')));
    request.send(file);
  });
}

function accepted(status, text) {
  let body;
  try {
    body = JSON.parse(text);
  } catch {
    throw new Error('The server gave no readable answer');
  }
  if (status >= 400) {
    throw new Error(body.error ?? `The server answered ${status}`);
  }
  return body;
}
