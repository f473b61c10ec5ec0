// @ts-check
/** The walk: a strip of pictures on the way from one tile to another, redrawn as it learns. */

import { byId } from '../lib/elements.js';
import { onNextFrame } from '../lib/frames.js';
import { wholeMultiple } from '../lib/mosaic-layout.js';
import { inThousands } from '../lib/numbers.js';
import { context2d, pictureAt } from '../lib/pictures.js';

/** @typedef {import('../worker/protocol.js').DreamEvent & {type: 'walk'}} WalkEvent */

const DESCRIBE_EVERY_MS = 5000;

export class Walk {
  #section = byId('walk');
  #strip = byId('strip', HTMLCanvasElement);
  /** @type {WalkEvent | undefined} */
  #event;
  #wanted = false;
  #width = 0;
  #describedAt = Number.NEGATIVE_INFINITY;
  #draw = onNextFrame((now) => this.#frame(now));

  /** @param {() => void} onEnd   the walk was ended by hand */
  constructor(onEnd) {
    byId('end-walk').addEventListener('click', () => {
      this.end();
      onEnd();
      byId('tile-cursor').focus();
    });
    new ResizeObserver(([{ contentRect }]) => this.#fit(contentRect.width)).observe(this.#section);
  }

  /** A walk was asked for: what comes of it is to be shown. */
  begin() {
    this.#wanted = true;
    this.#describedAt = Number.NEGATIVE_INFINITY;
  }

  end() {
    this.#wanted = false;
    this.#section.hidden = true;
  }

  /** @param {WalkEvent} event @param {boolean} running   another will come soon */
  show(event, running) {
    if (!this.#wanted) return; // one that was on its way when the walk ended
    this.#event = event;
    if (!running) this.#describedAt = Number.NEGATIVE_INFINITY;
    this.#section.hidden = false;
    this.#draw();
  }

  /** @param {number} now   milliseconds */
  #frame(now) {
    if (!this.#event) return;
    const { pictures, step } = this.#event;
    const { count, size } = pictures;
    if (this.#strip.width !== count * size) {
      this.#strip.width = count * size;
      this.#strip.height = size;
      this.#fit(this.#width);
    }
    const context = context2d(this.#strip);
    for (let index = 0; index < count; index++)
      context.putImageData(pictureAt(pictures, index), index * size, 0);
    if (now - this.#describedAt < DESCRIBE_EVERY_MS) return;
    this.#describedAt = now;
    const words = `${count} pictures on the way from one tile to another, at step ${inThousands(step)}`;
    this.#strip.setAttribute('aria-label', words);
  }

  /** @param {number} room   CSS pixels across */
  #fit(room) {
    this.#width = room;
    const width = wholeMultiple(room, devicePixelRatio, this.#strip.width);
    this.#strip.style.width = `${width}px`;
  }
}
