import { moment } from './words.mjs';

export const byId = (id) => document.getElementById(id);

/** Of a section: what is drawn anew. */
export const body = (id) => byId(id).querySelector('.body');

export const time = (iso) => el('time', { datetime: iso, title: iso }, moment(iso));

/**
 * An element with text and children. Text is only ever text: nothing here reads markup.
 * @param {string} tag with classes: `p.quiet`
 * @param {...(Node | string | Record<string, string> | undefined | false)} parts attributes in a plain object
 * @returns {HTMLElement}
 */
export function el(tag, ...parts) {
  const [name = 'div', ...classes] = tag.split('.');
  const element = document.createElement(name);
  if (classes.length > 0) element.className = classes.join(' ');
  for (const part of parts) {
    if (part === undefined || part === false) continue;
    if (typeof part === 'string' || part instanceof Node) element.append(part);
    else for (const [key, value] of Object.entries(part)) element.setAttribute(key, value);
  }
  return element;
}

const drawn = new WeakMap();

/**
 * Draws anew only where what is shown is another: focus, selection and open details stay.
 * @param {Element} place
 * @param {unknown} value
 * @param {() => readonly Node[]} draw
 */
export function redraw(place, value, draw) {
  const text = JSON.stringify(value);
  if (drawn.get(place) === text) return;
  drawn.set(place, text);
  const open = new Set([...place.querySelectorAll('details[open]')].map(({ id }) => id));
  place.replaceChildren(...draw());
  for (const details of place.querySelectorAll('details')) details.open = open.has(details.id);
}
