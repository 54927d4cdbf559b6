// The parts that the elements of this client have in common.

/** The base of an element. On a server, where pages are rendered before there is a document, elements can be imported, but not made. */
export const BaseElement = globalThis.HTMLElement ?? class {};

/** Makes an element known, unless it is, or there is no document. */
export function define(name, type) {
  if (globalThis.customElements && !customElements.get(name)) {
    customElements.define(name, type);
  }
}

/**
 * A sheet of these styles, made once for all elements of a kind: a page's content security policy allows it where it forbids style
 * elements.
 */
export function sheetOf(styles) {
  let sheet;
  return () => {
    if (sheet === undefined) {
      sheet = new CSSStyleSheet();
      sheet.replaceSync(styles);
    }
    return sheet;
  };
}

/** Sets again what was set before the element was defined, or while it was in a template: fields of its own, which hide the setters. */
export function takeEarlyProperties(element, names) {
  for (const name of names) {
    if (Object.hasOwn(element, name)) {
      const value = element[name];
      delete element[name];
      element[name] = value;
    }
  }
}

/** Gives an element its shadow tree; what has a part in that, by the first name of its parts. */
export function buildShadow(element, shape, sheet) {
  const root = element.attachShadow({ mode: 'open' });
  root.innerHTML = shape;
  root.adoptedStyleSheets = [sheet()];
  return Object.fromEntries([...root.querySelectorAll('[part]')].map(part => [part.part[0], part]));
}

/** Writes a text only if it is another one, so that a screen reader does not say the same again. */
export function write(element, text) {
  if (element.textContent !== text) {
    element.textContent = text;
  }
}
