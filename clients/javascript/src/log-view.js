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
  #fill;

  /**
   * @param element scrolls; its role is to be `log`
   * @param options.most how many lines are kept
   * @param options.gapText the words for a number of lines that the service does not keep
   * @param options.fill puts a line into the element of its own, as text: its `text` alone by default
   */
  constructor(element, { most = MOST_LINES, gapText, fill = writeText }) {
    this.#element = element;
    this.#most = Math.min(MOST_LINES, Math.max(1, most));
    this.#gapText = gapText;
    this.#fill = fill;
    // Places are kept here, in every browser alike.
    element.style.overflowAnchor = 'none';
  }

  /** Adds the lines of a part that a client was given. */
  add({ lines, dropped }) {
    const newest = lines.slice(-this.#most);
    const rows = newest.map(line => row('line', element => this.#fill(element, line)));
    if (dropped > 0 && newest.length === lines.length) {
      rows.unshift(row('gap', element => element.append(this.#gapText(dropped))));
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

const writeText = (element, { text }) => element.append(text);

function row(kind, fill) {
  const element = document.createElement('div');
  element.setAttribute('part', `log-${kind}`);
  fill(element);
  return element;
}
