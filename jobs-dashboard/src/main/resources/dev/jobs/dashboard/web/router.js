// What is shown stands in the URL's query: a link survives a reload, a login and every proxy, and can be shared.

const listeners = new Set();

export const route = () => new URLSearchParams(location.search);

/** The address of a view, relative to the page. */
export function link(params) {
  const entries = Object.entries(params).flatMap(([name, value]) =>
    (Array.isArray(value) ? value : [value]).filter(one => one !== undefined && one !== '').map(one => [name, one]),
  );
  return entries.length === 0 ? './' : `./?${new URLSearchParams(entries)}`;
}

/** Goes there. */
export function go(address) {
  history.pushState(null, '', address);
  listeners.forEach(listener => listener());
}

export function onRoute(listener) {
  listeners.add(listener);
}

addEventListener('popstate', () => listeners.forEach(listener => listener()));

// A plain click on a link of the page's own; with a key held, the browser opens a tab as everywhere.
document.addEventListener('click', event => {
  const anchor = event.target.closest('a[href^="./"]');
  if (anchor === null || event.button !== 0 || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) {
    return;
  }
  event.preventDefault();
  go(anchor.getAttribute('href'));
});
