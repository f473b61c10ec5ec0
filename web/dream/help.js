// @ts-check
/** The help: every key and control, and the switch that turns the keys off. */

import { byId, make } from '../lib/elements.js';
import { keyName, SHORTCUTS } from './keys.js';

const GESTURES = [
  ['Double click', 'or a double tap: starts or pauses training'],
  ['Click', 'or a tap: keeps the tile on the shelf beside the wall, there to be downloaded'],
  ['Drag', 'from one tile to another: shows the walk between them'],
  ['Arrows, Enter', 'with the tiles in focus: move over them, keep one'],
  ['Shift and Enter', 'or a click with Shift, on one tile and on another: the walk'],
];

/** @param {(Node | string)[]} term @param {string} does */
const line = (term, does) => make('div', {}, make('dt', {}, ...term), make('dd', {}, does));

export class Help {
  #dialog = byId('help-dialog', HTMLDialogElement);

  /** @param {import('./keys.js').Keys} keys */
  constructor(keys) {
    byId('keys').replaceChildren(
      ...SHORTCUTS.map(({ keys, does }) =>
        line(
          keys.map((key) => make('kbd', {}, keyName(key))),
          does,
        ),
      ),
    );
    byId('gestures').replaceChildren(...GESTURES.map(([term, does]) => line([term], does)));
    const on = byId('keys-on', HTMLInputElement);
    on.checked = keys.on;
    on.addEventListener('change', () => {
      keys.on = on.checked;
    });
    byId('help').addEventListener('click', () => this.#toggle());
    byId('close-help').addEventListener('click', () => this.#dialog.close());
    this.#dialog.addEventListener('click', ({ target }) => {
      if (target === this.#dialog) this.#dialog.close(); // the ground beside it
    });
  }

  #toggle() {
    if (this.#dialog.open) this.#dialog.close();
    else this.#dialog.showModal();
  }
}
