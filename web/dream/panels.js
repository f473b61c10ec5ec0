// @ts-check
/** The panels of the statistics, one of them shown: a click, or its button, goes to the next. */

import { byId, setText } from '../lib/elements.js';

const PANELS = [
  { id: 'panel-loss', title: 'Loss', next: 'Next: tiles' },
  { id: 'panel-tiles', title: 'Tiles', next: 'Next: GPU' },
  { id: 'panel-gpu', title: 'GPU', next: 'Next: FPS' },
  { id: 'panel-fps', title: 'FPS', next: 'Next: loss' },
];

export class Panels {
  #section = byId('statistics');
  #switch = byId('statistics-switch', HTMLButtonElement);
  #shown = 0;
  #wanted = true;
  #open = false;
  #onChange = () => {};

  constructor() {
    this.#switch.addEventListener('click', () => {
      this.#wanted = !this.#wanted;
      this.#show();
    });
    this.#section.addEventListener('click', () => {
      if (getSelection()?.type === 'Range') return; // a number was being marked
      this.#shown = (this.#shown + 1) % PANELS.length;
      this.#show();
    });
    this.#show();
  }

  /** The room is open: there is something to show. */
  open() {
    this.#open = true;
    this.#show();
  }

  /** @param {() => void} listener   told when another panel is shown, or none */
  onChange(listener) {
    this.#onChange = listener;
  }

  /** @param {string} id @returns {boolean} whether that panel can be seen */
  isShown(id) {
    return !this.#section.hidden && PANELS[this.#shown].id === id;
  }

  #show() {
    const { title, next } = PANELS[this.#shown];
    this.#section.hidden = !this.#wanted || !this.#open;
    this.#switch.setAttribute('aria-expanded', String(this.#wanted));
    setText(byId('panel-title'), title);
    setText(byId('next-panel'), next);
    for (const [index, { id }] of PANELS.entries()) byId(id).hidden = index !== this.#shown;
    this.#onChange();
  }
}
