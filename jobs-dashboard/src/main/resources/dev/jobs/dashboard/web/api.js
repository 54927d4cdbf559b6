// Speaks with the servlet. All addresses are relative to the page, so that they are right behind any prefix and proxy.

/** The server said no, or did not answer; the message is for people, the status 0 where there was no answer. */
export class ApiError extends Error {
  constructor(status, message) {
    super(message);
    this.status = status;
  }
}

let ahead = 0;

/** The time by the store's clock, as far as it is known, in milliseconds. */
export const now = () => Date.now() + ahead;

/** Reads something. */
export const get = (path, params, signal) => send('GET', path, params, signal);

/** Does something; the header says that this page did, since no form can send it. */
export const post = (path, params) => send('POST', path, params);

async function send(method, path, params, signal) {
  const url = new URL(`api/${path}`, document.baseURI);
  url.search = new URLSearchParams(params).toString();
  const headers = method === 'POST' ? { 'X-Jobs-Dashboard': '1', ...tokenOfTheService() } : {};
  let response;
  try {
    response = await fetch(url, { method, headers, signal, cache: 'no-store', credentials: 'same-origin' });
  } catch (error) {
    if (error.name === 'AbortError') {
      throw error;
    }
    throw new ApiError(0, 'The service does not answer');
  }
  const body = await json(response);
  if (!response.ok) {
    throw new ApiError(response.status, body.error);
  }
  if (body.at !== undefined) {
    ahead = Date.parse(body.at) - Date.now();
  }
  return body;
}

// A service that guards itself by a token in a cookie, as Spring Security can, wants it back in a header.
function tokenOfTheService() {
  const cookie = document.cookie.split('; ').find(pair => pair.startsWith('XSRF-TOKEN='));
  return cookie === undefined ? {} : { 'X-XSRF-TOKEN': decodeURIComponent(cookie.slice('XSRF-TOKEN='.length)) };
}

// A login page in the place of the answer is HTML.
async function json(response) {
  try {
    return await response.json();
  } catch {
    throw new ApiError(response.status, 'Your login may be over: load the page again');
  }
}
