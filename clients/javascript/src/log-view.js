/** The most lines that a view keeps, whatever it is asked for. */
const MOST_LINES = 1_000;
const NEAR_THE_END_PX = 8;

/**
 * Shows the newest lines of a log in an element, as text and nothing else. While its user is at the end, it stays there as lines
 * come; wherever else the user has scrolled to, what is read there stays in its place.
 */
export class LogView {
  #element;
  #most;
  #gapText;

  /**
   * @param element scrolls; its role is to be `log`
   * @param most how many lines are kept
   * @param gapText the words for a number of lines that are not kept by the service
   */
  constructor(element, most, gapText) {
    this.#element = element;
    this.#most = Math.min(MOST_LINES, Math.max(1, most));
    this.#gapText = gapText;
    // Places are kept here, in every browser alike.
    element.style.overflowAnchor = 'none';
  }

  /** Adds the lines of a part that a client was given. */
  add({ lines, dropped }) {
    const newest = lines.slice(-this.#most);
    const rows = newest.map(({ text }) => row(text));
    if (dropped > 0 && newest.length === lines.length) {
      rows.unshift(row(this.#gapText(dropped), 'gap'));
    }
    const element = this.#element;
    const isAtEnd = element.scrollHeight - element.scrollTop - element.clientHeight <= NEAR_THE_END_PX;
    element.append(...rows);
    const before = element.scrollHeight;
    const place = element.scrollTop;
    while (element.childElementCount > this.#most) {
      element.firstElementChild.remove();
    }
    element.scrollTop = isAtEnd ? element.scrollHeight : Math.max(0, place - (before - element.scrollHeight));
  }

  clear() {
    this.#element.replaceChildren();
  }
}

function row(text, kind = 'line') {
  const element = document.createElement('div');
  element.textContent = text;
  element.setAttribute('part', `log-${kind}`);
  return element;
}
