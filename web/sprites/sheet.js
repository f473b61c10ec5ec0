// @ts-check
/** The sheet: sprites in a row that wraps, or in a table; chosen by hand, by keyboard, or dropped on each other. */

import { byId, make } from '../lib/elements.js';
import { SIZE, SpriteView } from './sprite-view.js';

/** @typedef {import('../worker/sprites-protocol.js').Recipe} Recipe */
/** @typedef {import('./plan.js').Plan} Plan */

/**
 * @typedef {object} Listener
 * @property {(view: SpriteView) => void} onChosen
 * @property {(dropped: SpriteView, on: SpriteView) => void} onDropped
 */

const HEAD = 96; // CSS pixels of a table's first column
const GAP = 8;
const LARGEST = 4; // CSS pixels of a pixel
/** @type {Record<string, number>} */
const STEPS = { ArrowLeft: -1, ArrowRight: 1 };

export class Sheet {
  /** @type {SpriteView[]} */ views = [];
  #element = byId('sheet');
  #columns = 0;
  #colours;
  #listener;
  /** @type {SpriteView | undefined} */ #dragged;

  /** @param {import('./sprite-view.js').Colours} colours @param {Listener} listener */
  constructor(colours, listener) {
    this.#colours = colours;
    this.#listener = listener;
    new ResizeObserver(() => this.#fit()).observe(this.#element);
    this.#element.addEventListener('keydown', (event) => this.#onKey(event));
  }

  /** Those that are drawn. */
  get finished() {
    return this.views.filter(({ pixels }) => pixels);
  }

  /** Empty places for what is planned. @param {Plan} plan */
  layOut(plan) {
    this.#columns = plan.columns.length;
    this.views = [];
    const place = (/** @type {Recipe} */ recipe) => this.#newView(recipe).button;
    this.#element.replaceChildren(
      this.#columns === 0
        ? make('ul', { className: 'sprites' }, ...plan.rows[0].recipes.map((r) => listed(place(r))))
        : tableOf(plan, place),
    );
    this.#fit();
  }

  clear() {
    this.views = [];
    this.#element.replaceChildren();
  }

  /** More places, after all others. @param {Recipe[]} recipes @param {string} heading */
  append(recipes, heading) {
    const views = recipes.map((recipe) => this.#newView(recipe));
    const list = make('ul', { className: 'sprites' }, ...views.map(({ button }) => listed(button)));
    this.#element.append(make('h3', { className: 'small quiet' }, heading), list);
    this.#fit();
    list.scrollIntoView({ block: 'nearest' });
    return views;
  }

  /** @param {Recipe} recipe */
  #newView(recipe) {
    const view = new SpriteView(recipe, this.#colours);
    this.views.push(view);
    const { button } = view;
    button.addEventListener('click', () => this.#listener.onChosen(view));
    button.addEventListener('dragstart', (event) => {
      this.#dragged = view;
      event.dataTransfer?.setData('text/plain', button.ariaLabel ?? '');
    });
    button.addEventListener('dragover', (event) => {
      if (this.#dragged && this.#dragged !== view && view.pixels) event.preventDefault();
    });
    button.addEventListener('drop', (event) => {
      const dragged = this.#dragged;
      this.#dragged = undefined;
      if (!dragged || dragged === view) return;
      event.preventDefault();
      this.#listener.onDropped(dragged, view);
    });
    return view;
  }

  /** Sprites as large as fit, a pixel of theirs a whole number of the screen's. */
  #fit() {
    const width = this.#element.clientWidth;
    const columns =
      this.#columns || Math.min(this.views.length, Math.max(3, Math.round(width / 144)));
    const room = width - (this.#columns ? HEAD : 0) - columns * GAP;
    const ratio = devicePixelRatio || 1;
    const scale = Math.floor(Math.min((room / columns / SIZE) * ratio, LARGEST * ratio));
    this.#element.style.setProperty('--side', `${(Math.max(1, scale) * SIZE) / ratio}px`);
  }

  /** @param {KeyboardEvent} event */
  #onKey(event) {
    const at = this.views.findIndex(({ button }) => button === document.activeElement);
    const step = STEPS[event.key];
    if (at < 0 || step === undefined) return;
    const next = this.views[at + step];
    if (!next || next.button.disabled) return;
    event.preventDefault();
    next.button.focus();
  }
}

/** @param {HTMLElement} button */
const listed = (button) => make('li', {}, button);

/** @param {Plan} plan @param {(recipe: Recipe) => HTMLElement} place */
function tableOf({ caption, columns, rows }, place) {
  const head = (/** @type {string} */ text, /** @type {string} */ scope) =>
    make('th', { scope }, text);
  return make(
    'table',
    { className: 'sprites-table' },
    make('caption', { className: 'for-ears' }, caption),
    make('thead', {}, make('tr', {}, make('td'), ...columns.map((text) => head(text, 'col')))),
    make(
      'tbody',
      {},
      ...rows.map((row) =>
        make(
          'tr',
          {},
          head(row.head, 'row'),
          ...row.recipes.map((recipe) => make('td', {}, place(recipe))),
        ),
      ),
    ),
  );
}
