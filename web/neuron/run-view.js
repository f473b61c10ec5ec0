// @ts-check
/** A run of training as it can be seen: the scrubber, the loss, how much is right. */

import { byId, setText } from '../lib/elements.js';
import { LineChart } from '../lib/line-chart.js';
import { inThousands, lossText } from '../lib/numbers.js';
import { percent } from './cost.js';

/** @typedef {import('../worker/protocol.js').Frame} Frame */

const SERIES = [
  { name: 'loss', colour: '--accent' },
  { name: 'whole run', colour: '--edge' },
];

export class RunView {
  #scrub = byId('epoch', HTMLInputElement);
  #text = byId('epoch-text');
  #loss = byId('loss');
  #accuracy = byId('accuracy');
  /** @type {Frame[]} */ #frames = [];
  /** @type {LineChart | undefined} */ #chart;

  /** @param {(index: number) => void} onScrub */
  constructor(onScrub) {
    this.#scrub.addEventListener('input', () => onScrub(this.#scrub.valueAsNumber));
  }

  /** @param {Frame[]} frames   one alone is no run */
  show(frames) {
    this.#frames = frames;
    this.#scrub.max = String(frames.length - 1);
    this.#scrub.disabled = frames.length < 2;
    byId('learning').hidden = frames.length < 2;
    if (frames.length > 1)
      this.#chart ??= new LineChart(byId('chart'), {
        label: 'Loss',
        series: SERIES,
        unit: 'epoch',
        logarithmic: false,
      });
  }

  /** @param {number} index */
  showFrame(index) {
    const { epoch, loss, accuracy } = this.#frames[index];
    const words = this.#epochText(index);
    this.#scrub.value = String(index);
    this.#scrub.setAttribute('aria-valuetext', words);
    setText(this.#text, words);
    document.documentElement.dataset.epoch = String(epoch);
    if (loss === undefined || accuracy === undefined) return;
    setText(this.#loss, lossText(loss));
    setText(this.#accuracy, percent(accuracy));
    const losses = this.#frames.map((frame) => frame.loss ?? null);
    this.#chart?.show(
      this.#frames.map((frame) => frame.epoch),
      [losses.map((value, at) => (at <= index ? value : null)), losses],
    );
  }

  /** @param {number} index */
  #epochText(index) {
    const last = this.#frames.length - 1;
    const epoch = inThousands(this.#frames[index].epoch);
    return index === last && last > 0 ? `${epoch}, best pixel` : epoch;
  }
}
