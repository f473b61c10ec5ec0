// @ts-check
/** A walk between two tiles: a strip of some of its pictures, and all of them one after another. */

import { make, setText } from '../lib/elements.js';
import { wantsLessMotion } from '../lib/frames.js';
import { drawPicture } from '../lib/pictures.js';
import { tileInWords } from './words.js';

/** @typedef {import('../worker/protocol.js').Dreams} Dreams */
/** @typedef {import('../worker/protocol.js').Wall} Wall */

/** Pictures of a walk; every `STRIDE`th is on the strip */
export const FRAMES = 49;
export const STRIDE = 6;
const FRAMES_PER_SECOND = 16;

/** @param {HTMLElement} element @param {string} words */
function describe(element, words) {
  element.setAttribute('role', 'img');
  element.setAttribute('aria-label', words);
}

export class Walk {
  element = make('div', { className: 'walk', hidden: true });
  /** @type {Dreams | undefined} */ #frames;
  #stage = make('canvas', { className: 'walker' });
  #strip = make('ol', { className: 'strip' });
  #play = make('button', { className: 'button', type: 'button' });
  #position = make('input', { type: 'range', min: '0', max: String(FRAMES - 1), step: '1' });
  #direction = 1;
  #playing = false;
  #last = 0;

  /** @param {() => void} onPng   the strip is wanted as a file */
  constructor(onPng) {
    this.#position.setAttribute('aria-label', 'Place on the walk');
    this.#position.addEventListener('input', () => {
      this.#setPlaying(false);
      this.#draw();
    });
    this.#play.addEventListener('click', () => this.#setPlaying(!this.#playing));
    const png = make('button', { className: 'button', type: 'button' }, 'Walk as PNG');
    png.addEventListener('click', onPng);
    const keys = make('div', { className: 'pair' }, this.#play, png);
    this.element.append(this.#stage, this.#position, this.#strip, keys);
  }

  /** @param {Wall} wall @param {Dreams} frames @param {[number, number]} ends   tiles, from 0 */
  show(wall, frames, [start, end]) {
    this.#frames = frames;
    const names = [
      tileInWords(wall, start, frames.nearest[0]),
      tileInWords(wall, end, frames.nearest[frames.count - 1]),
    ];
    describe(this.#stage, `The walk from ${names[0]} to ${names[1]}`);
    const shown = Array.from({ length: Math.ceil(frames.count / STRIDE) }, (_, at) => at * STRIDE);
    this.#strip.replaceChildren(
      ...shown.map((frame, at) => {
        const canvas = make('canvas');
        const like = frames.nearest[frame];
        const likeness = like === undefined ? '' : `: most like “${wall.nineNames[like]}”`;
        describe(canvas, `${at + 1} of ${shown.length} on the way${likeness}`);
        drawPicture(canvas, frames, frame);
        return make('li', {}, canvas);
      }),
    );
    this.#position.value = '0';
    this.#direction = 1;
    this.element.hidden = false;
    this.#draw();
    this.#setPlaying(!wantsLessMotion());
  }

  hide() {
    this.#setPlaying(false);
    this.element.hidden = true;
    this.#frames = undefined;
  }

  /** @param {boolean} playing */
  #setPlaying(playing) {
    setText(this.#play, playing ? 'Pause the walk' : 'Play the walk');
    if (playing === this.#playing) return;
    this.#playing = playing;
    if (playing) requestAnimationFrame((now) => this.#step(now));
  }

  /** @param {number} now   milliseconds */
  #step(now) {
    if (!this.#playing || !this.element.isConnected) return;
    requestAnimationFrame((later) => this.#step(later));
    if (now - this.#last < 1000 / FRAMES_PER_SECOND) return;
    this.#last = now;
    const at = Number(this.#position.value);
    if (at + this.#direction < 0 || at + this.#direction >= FRAMES) this.#direction *= -1;
    this.#position.value = String(at + this.#direction);
    this.#draw();
  }

  #draw() {
    if (this.#frames) drawPicture(this.#stage, this.#frames, Number(this.#position.value));
  }
}
