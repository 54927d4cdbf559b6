// The page's one dialog. It shows what it is given, and brings the keyboard back to where it was.

import { html, render } from '../lit/lit-html.js';

const element = document.getElementById('dialog');
let onClose = () => {};

element.addEventListener('close', () => {
  onClose();
  onClose = () => {};
  render(html``, element);
});

/** Opens it with this title and content; closed is called when it is closed by whatever means. */
export function openDialog(title, content, closed = () => {}) {
  onClose = closed;
  showDialog(title, content);
  if (!element.open) {
    element.showModal();
  }
}

/** Shows other content in it. */
export function showDialog(title, content) {
  render(html`<h2 id="dialog-title">${title}</h2>${content}`, element);
}

export const closeDialog = () => element.close();
