// @ts-check
/** A run of training, played in a few seconds and stopped anywhere. */

import { wantsLessMotion } from '../lib/frames.js';

const LASTS_MS = 3000;

/**
 * @typedef {object} Listener
 * @property {(index: number) => void} onFrame
 * @property {() => void} onEnd   the last frame was reached by playing
 */

export class Player {
  #listener;
  #count = 1;
  #index = 0;
  #playing = 0;

  /** @param {Listener} listener */
  constructor(listener) {
    this.#listener = listener;
  }

  get index() {
    return this.#index;
  }

  get atEnd() {
    return this.#index === this.#count - 1;
  }

  /** @param {number} count   frames of the new run; the last is shown */
  load(count) {
    this.pause();
    this.#count = count;
    this.#index = count - 1;
  }

  /** @param {number} index */
  seek(index) {
    this.#index = Math.min(Math.max(index, 0), this.#count - 1);
    this.#listener.onFrame(this.#index);
  }

  /** Plays to the end, from the beginning where it is there already. */
  play() {
    const from = this.atEnd ? 0 : this.#index;
    const last = this.#count - 1;
    const duration = wantsLessMotion() ? 0 : (LASTS_MS * (last - from)) / Math.max(last, 1);
    /** @type {number | undefined} */
    let began;
    const mine = ++this.#playing;
    const tick = (/** @type {number} */ now) => {
      if (mine !== this.#playing) return;
      began ??= now;
      const part = duration > 0 ? Math.min((now - began) / duration, 1) : 1;
      this.seek(Math.round(from + part * (last - from)));
      if (part < 1) requestAnimationFrame(tick);
      else this.#listener.onEnd();
    };
    requestAnimationFrame(tick);
  }

  pause() {
    this.#playing++;
  }
}
