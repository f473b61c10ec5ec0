// @ts-check
/** A work in the hall: a wall of tiles and the label beside it. */

import { setAccent } from '../lib/accent.js';
import { make } from '../lib/elements.js';
import { wallLayout } from './layout.js';
import { Tiles } from './tiles.js';
import { captionOf, wallInWords } from './words.js';

/** @typedef {import('../worker/protocol.js').Wall} Wall */
/** @typedef {import('./tiles.js').Tiles} TilesType */
/** @typedef {'closer' | 'earlier' | 'later' | 'remove'} Wish */

/** Tiles across, at least and at most, and how high a wall is for its width */
const COLUMNS = { least: 5, most: 8 };
const HEIGHT = 2 / 3;

/** Pixel drawings, 7 by 7 */
const ICONS = {
  earlier: 'M3 0h1v1h-1v1h-1v1h5v1h-5v1h1v1h1v1h-1v-1h-1v-1h-1v-1h-1v-1h1v-1h1v-1h1z',
  later: 'M3 0h1v1h1v1h1v1h1v1h-1v1h-1v1h-1v1h-1v-1h1v-1h1v-1h-5v-1h5v-1h-1v-1h-1z',
  remove:
    'M0 0h1v1h1v1h1v1h1v-1h1v-1h1v-1h1v1h-1v1h-1v1h-1v1h1v1h1v1h1v1h-1v-1h-1v-1h-1v-1h-1v1h-1v1h-1v1h-1v-1h1v-1h1v-1h1v-1h-1v-1h-1v-1h-1z',
};

/** @param {keyof typeof ICONS} icon @param {string} words */
function iconButton(icon, words) {
  const button = make('button', { className: 'handle', type: 'button', title: words });
  button.setAttribute('aria-label', words);
  button.innerHTML = `<svg viewBox="0 0 7 7" aria-hidden="true"><path d="${ICONS[icon]}"/></svg>`;
  return button;
}

/** @param {Wall} wall @returns {HTMLElement} its colours side by side */
export function paletteOf({ colours }) {
  const strip = make(
    'span',
    { className: 'palette' },
    ...colours.map((rgb) => {
      const colour = make('span');
      colour.style.background = `rgb(${rgb.join(' ')})`;
      return colour;
    }),
  );
  strip.setAttribute('role', 'img');
  strip.setAttribute('aria-label', `The ${colours.length} colours that it paints with`);
  return strip;
}

export class Work {
  element;
  tiles;
  wall;
  #open;
  /** @type {Record<'earlier' | 'later', HTMLButtonElement>} */ #moves;

  /**
   * @param {Wall} wall
   * @param {string} by   who made it; empty where nobody says
   * @param {(work: Work, wish: Wish) => void} onWish
   * @param {Omit<ConstructorParameters<typeof Tiles>[2], 'layOut' | 'onChange'>} options
   */
  constructor(wall, by, onWish, options) {
    this.wall = wall;
    this.by = by;
    const canvas = make('canvas');
    this.#open = make('button', { className: 'work', type: 'button' }, canvas);
    this.#open.addEventListener('click', () => onWish(this, 'closer'));
    const heading = make('h2', { id: `wall-${wall.id}` }, wall.title);
    const handles = make('div', { className: 'handles' });
    this.#moves = {
      earlier: iconButton('earlier', `Hang ${wall.title} earlier`),
      later: iconButton('later', `Hang ${wall.title} later`),
    };
    const remove = iconButton('remove', `Take down ${wall.title}`);
    for (const [button, wish] of /** @type {const} */ ([
      [this.#moves.earlier, 'earlier'],
      [this.#moves.later, 'later'],
      [remove, 'remove'],
    ])) {
      button.addEventListener('click', () => onWish(this, wish));
      handles.append(button);
    }
    const words = make(
      'div',
      { className: 'words' },
      heading,
      make('p', { className: 'medium' }, captionOf(wall)),
    );
    if (by) words.append(make('p', { className: 'medium' }, `by ${by}`));
    const label = make('div', { className: 'label' }, words, handles, paletteOf(wall));
    const article = make('article', {}, this.#open, label);
    article.setAttribute('aria-labelledby', heading.id);
    this.element = make('li', {}, article);
    this.element.dataset.seed = String(wall.seed);
    this.tiles = new Tiles(canvas, wall, {
      ...options,
      layOut: () => this.#layOut(),
      onChange: (tiles) => this.#changed(tiles),
    });
    if (wall.nine) setAccent(this.element, wall.nine.rgba);
  }

  /** @param {{first: boolean, last: boolean}} place   in the order of the hall */
  place({ first, last }) {
    this.#moves.earlier.disabled = first;
    this.#moves.later.disabled = last;
  }

  /** @param {Wish} wish   whose button gets the focus, or its neighbour where it can't be used */
  focus(wish) {
    const move = wish === 'earlier' || wish === 'later' ? this.#moves[wish] : undefined;
    const other = wish === 'earlier' ? this.#moves.later : this.#moves.earlier;
    if (move) (move.disabled ? other : move).focus();
    else this.#open.focus();
  }

  #layOut() {
    return wallLayout(this.#open.clientWidth, {
      ...COLUMNS,
      ratio: devicePixelRatio,
      rows: (columns) => Math.round(columns * HEIGHT),
    });
  }

  /** @param {TilesType} tiles */
  #changed(tiles) {
    this.element.dataset.changes = String(tiles.changes);
    this.#open.setAttribute(
      'aria-label',
      `Step closer to ${this.wall.title}: ${wallInWords(this.wall, tiles.count)}`,
    );
    const width = `${tiles.layout.columns * tiles.layout.tile}px`;
    this.element.style.setProperty('--wall', width);
  }
}
