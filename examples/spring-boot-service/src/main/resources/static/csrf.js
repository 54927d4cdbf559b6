// Spring Security takes nothing that changes something without this token, which other sites cannot read.

/** The token as it is now: it is another one after each login. */
export const csrfToken = () => document.cookie.match(/(?:^|; )XSRF-TOKEN=([^;]*)/)?.[1] ?? '';

/** Sends the token with a form that the browser itself submits. */
export function protect(form) {
  form.addEventListener('formdata', ({ formData }) => formData.set('_csrf', csrfToken()));
}
