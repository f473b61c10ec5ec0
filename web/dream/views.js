// @ts-check
/** What of the page is to be seen: all, on the whole screen, or nothing but the tiles. */

import { byId } from '../lib/elements.js';

const root = document.documentElement;
const MODIFIERS = ['Shift', 'Control', 'Alt', 'AltGraph', 'Meta'];

export class Views {
  #fullscreen = byId('fullscreen', HTMLButtonElement);
  #clean = byId('clean', HTMLButtonElement);

  constructor() {
    this.#fullscreen.hidden = !document.fullscreenEnabled;
    this.#fullscreen.addEventListener('click', () => this.#toggleFullscreen());
    document.addEventListener('fullscreenchange', () => this.#showFullscreen());
    this.#showFullscreen();
    this.#clean.addEventListener('click', () => this.#setClean(true));
    // Before anyone else hears of it: what ends the clean view does nothing more.
    addEventListener('keydown', (event) => this.#endCleanByKey(event), { capture: true });
    for (const type of ['click', 'dblclick', 'pointerdown'])
      addEventListener(type, (event) => this.#endCleanByTap(event), { capture: true });
  }

  async #toggleFullscreen() {
    try {
      if (document.fullscreenElement) await document.exitFullscreen();
      else await root.requestFullscreen();
    } catch {
      this.#fullscreen.disabled = true; // a frame that was not given the right to
    }
  }

  #showFullscreen() {
    this.#fullscreen.setAttribute('aria-pressed', String(document.fullscreenElement !== null));
  }

  get #isClean() {
    return 'clean' in root.dataset;
  }

  /** @param {boolean} clean */
  #setClean(clean) {
    root.toggleAttribute('data-clean', clean);
    if (!clean) this.#clean.focus({ preventScroll: true });
  }

  /** @param {KeyboardEvent} event */
  #endCleanByKey(event) {
    if (!this.#isClean || MODIFIERS.includes(event.key)) return;
    if (event.ctrlKey || event.altKey || event.metaKey) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    this.#setClean(false);
  }

  /** @param {Event} event   the click ends it, what comes before it is only kept from the tiles */
  #endCleanByTap(event) {
    if (!this.#isClean) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    if (event.type === 'click') this.#setClean(false);
  }
}
