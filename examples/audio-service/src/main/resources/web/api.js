// The service's HTTP API. What it refuses is a Refusal, with the server's words; where it cannot be reached, or is
// out of order for the moment, it is Unreachable, and asking again makes sense.

export class Refusal extends Error {
  constructor(status, message) {
    super(message);
    this.status = status;
  }
}

export class Unreachable extends Error {}

const BASE = '/api/audio';

export const poll = jobId => send('GET', `/jobs/${jobId}`);
export const cancel = jobId => send('POST', `/jobs/${jobId}/cancel`);
export const makeSample = () => send('POST', '/sample', {});
export const preview = audioId => send('POST', '/preview', { audioId });
export const save = (audioId, targetLufs) => send('POST', '/save', { audioId, targetLufs });

async function send(method, path, body) {
  const request = { method, cache: 'no-store', signal: AbortSignal.timeout(15_000) };
  if (body !== undefined) {
    request.headers = { 'Content-Type': 'application/json' };
    request.body = JSON.stringify(body);
  }
  let response;
  let text;
  try {
    response = await fetch(BASE + path, request);
    text = await response.text();
  } catch {
    throw new Unreachable('The server does not answer');
  }
  return answer(response.status, text);
}

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
        resolve(answer(request.status, request.responseText));
      } catch (error) {
        reject(error);
      }
    });
    request.addEventListener('error', () => reject(new Unreachable('The server does not answer')));
    request.send(file);
  });
}

function answer(status, text) {
  let body;
  try {
    body = JSON.parse(text);
  } catch {
    throw new Unreachable('The server gave no readable answer');
  }
  if (status >= 500) {
    throw new Unreachable(body.error ?? 'The server is out of order');
  }
  if (status >= 400) {
    throw new Refusal(status, body.error ?? `The server answered ${status}`);
  }
  return body;
}
