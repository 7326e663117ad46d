import { el } from './dom.mjs';
import { cellsOf, cellText, stateOf } from './words.mjs';

/** From here on cells are small. */
const MANY = 2000;

/** Agents as a field of cells: one is chosen with the pointer or the arrow keys, and told of below. */
export class AgentField {
  constructor(name) {
    this.id = `agents-${name}`;
    this.cells = [];
    this.chosen = undefined;
    this.list = el('div.cells', { role: 'listbox', tabindex: '0', 'aria-label': `Agents of ${name}` });
    this.told = el('p.told', 'Point at a cell, or use the arrow keys.');
    this.element = el('div.field', this.list, this.told);
    this.list.addEventListener('pointerover', ({ target }) => this.choose(this.indexOf(target)));
    this.list.addEventListener('click', ({ target }) => this.choose(this.indexOf(target)));
    this.list.addEventListener('keydown', (event) => this.onKey(event));
    this.list.addEventListener('focus', () => this.choose(this.index() ?? 0));
  }

  /** Only cells that are others than before are touched. */
  show(hosts) {
    const cells = cellsOf(hosts);
    this.list.classList.toggle('many', cells.length > MANY);
    while (this.list.childElementCount > cells.length) this.list.lastElementChild.remove();
    const added = document.createDocumentFragment();
    for (let i = this.list.childElementCount; i < cells.length; i++)
      added.append(el('span', { role: 'option', id: `${this.id}-${i}` }));
    this.list.append(added);
    const elements = this.list.children;
    cells.forEach((cell, i) => {
      const old = this.cells[i];
      if (old?.host === cell.host && old.state === cell.state && old.because === cell.because) return;
      const element = elements[i];
      element.className = cell.state.replace(/[^a-z-]/g, '');
      element.textContent = stateOf(cell.state).sign;
      element.setAttribute('aria-label', cellText(cell));
    });
    this.cells = cells;
    if (this.chosen !== undefined) this.choose(this.index());
  }

  index() {
    if (this.chosen === undefined) return undefined;
    const found = this.cells.findIndex(({ host }) => host === this.chosen);
    return found < 0 ? undefined : found;
  }

  indexOf(target) {
    const found = [...this.list.children].indexOf(target);
    return found < 0 ? undefined : found;
  }

  choose(index) {
    const cell = index === undefined ? undefined : this.cells[index];
    this.list.querySelector('[aria-selected]')?.removeAttribute('aria-selected');
    if (!cell) return;
    this.chosen = cell.host;
    const element = this.list.children[index];
    element.setAttribute('aria-selected', 'true');
    this.list.setAttribute('aria-activedescendant', element.id);
    this.told.textContent = cellText(cell);
  }

  onKey(event) {
    const now = this.index() ?? 0;
    const last = this.cells.length - 1;
    const to = {
      ArrowLeft: now - 1,
      ArrowRight: now + 1,
      ArrowUp: now - this.columns(),
      ArrowDown: now + this.columns(),
      Home: 0,
      End: last,
    }[event.key];
    if (to === undefined) return;
    event.preventDefault();
    const index = Math.max(0, Math.min(last, to));
    this.choose(index);
    this.list.children[index]?.scrollIntoView({ block: 'nearest' });
  }

  columns() {
    const [first, ...rest] = this.list.children;
    const below = rest.findIndex(({ offsetTop }) => offsetTop > first.offsetTop);
    return below < 0 ? 1 : below + 1;
  }
}
