// @ts-check
/** The light: dragged round the large sprite, or set with the keyboard and sliders. */

import { byId, setText } from '../lib/elements.js';

/** @typedef {import('./sprite-model.js').Light} Light */

const AMOUNTS = /** @type {const} */ (['strength', 'occlusion', 'edge', 'glow']);
const SIDES = ['the right', 'above right', 'above', 'above left'];
const OTHERS = ['the left', 'below left', 'below', 'below right'];
/** @type {Record<string, number>} */
const TURNS = { ArrowLeft: 15, ArrowUp: 15, ArrowRight: -15, ArrowDown: -15 };

export class Lamp {
  #lamp = byId('lamp');
  #mark = byId('lamp-mark');
  #shade = byId('shade', HTMLInputElement);
  #angle = 120;
  #onChange;

  /** @param {() => void} onChange */
  constructor(onChange) {
    this.#onChange = onChange;
    this.#shade.addEventListener('change', () => this.#changed());
    for (const id of AMOUNTS) byId(id).addEventListener('input', () => this.#changed());
    this.#lamp.addEventListener('pointerdown', (event) => this.#drag(event));
    this.#lamp.addEventListener('keydown', (event) => {
      const turn = TURNS[event.key];
      if (turn === undefined) return;
      event.preventDefault();
      this.#turn(this.#angle + turn);
    });
    this.#show();
  }

  /** The light, or null where sprites are shown as they were drawn. @returns {Light | null} */
  get light() {
    if (!this.#shade.checked) return null;
    const [strength, occlusion, edge, glow] = AMOUNTS.map(
      (id) => byId(id, HTMLInputElement).valueAsNumber,
    );
    return { angle: this.#angle, strength, occlusion, edge, glow };
  }

  /** @param {PointerEvent} event */
  #drag(event) {
    if (event.button !== 0) return;
    event.preventDefault();
    this.#lamp.focus({ preventScroll: true });
    this.#lamp.setPointerCapture(event.pointerId);
    const follow = (/** @type {PointerEvent} */ { clientX, clientY }) => {
      const { left, top, width, height } = this.#lamp.getBoundingClientRect();
      const [x, y] = [clientX - left - width / 2, top + height / 2 - clientY];
      if (x !== 0 || y !== 0) this.#turn((Math.atan2(y, x) * 180) / Math.PI);
    };
    follow(event);
    const ended = new AbortController();
    const { signal } = ended;
    this.#lamp.addEventListener('pointermove', follow, { signal });
    for (const end of /** @type {const} */ (['pointerup', 'pointercancel'])) {
      this.#lamp.addEventListener(end, () => ended.abort(), { signal });
    }
  }

  /** A light that is moved is wanted. @param {number} degrees */
  #turn(degrees) {
    this.#angle = ((Math.round(degrees) % 360) + 360) % 360;
    this.#shade.checked = true;
    this.#changed();
  }

  #changed() {
    this.#show();
    this.#onChange();
  }

  #show() {
    byId('lights').hidden = !this.#shade.checked;
    const lit = this.#shade.checked;
    this.#mark.hidden = !lit;
    this.#lamp.style.setProperty('--angle', `${-this.#angle}deg`);
    this.#lamp.setAttribute('aria-valuenow', String(this.#angle));
    const eighth = Math.round(this.#angle / 45) % 8;
    const from = [...SIDES, ...OTHERS][eighth];
    this.#lamp.setAttribute('aria-valuetext', lit ? from : 'no light');
    for (const id of AMOUNTS) {
      const output = document.querySelector(`output[for="${id}"]`);
      const share = byId(id, HTMLInputElement).valueAsNumber;
      if (output instanceof HTMLElement) setText(output, `${Math.round(share * 100)}%`);
    }
  }
}
