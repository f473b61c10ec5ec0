// @ts-check
/** How the training goes, in numbers and one chart. */

import { byId, make, setText } from '../lib/elements.js';
import { onNextFrame } from '../lib/frames.js';
import { LineChart } from '../lib/line-chart.js';
import {
  durationText,
  inThousands,
  lossText,
  megabytes,
  speedText,
  toThousandths,
} from '../lib/numbers.js';

/** @typedef {import('../worker/protocol.js').DreamEvent} DreamEvent */
/** @typedef {Extract<DreamEvent, {type: 'training'}>} Training */

/** In the order of the protocol; the words say what each one asks of the network. */
const LOSSES = [
  { name: 'colour', colour: '--series-1', help: 'How unsure each pixel is of its colour' },
  { name: 'feature', colour: '--series-2', help: 'How far, as the discriminator sees it' },
  { name: 'kl', colour: '--series-3', help: 'How untidy the space of dreams is' },
  { name: 'adversarial', colour: '--series-4', help: 'How often the discriminator sees through' },
  { name: 'discriminator', colour: '--series-5', help: 'How often the discriminator is fooled' },
];

export class Statistics {
  #step = byId('step');
  #error = byId('error');
  #speed = byId('speed');
  #elapsed = byId('elapsed');
  #memory = byId('memory');
  #losses = new Map(LOSSES.map((loss) => [loss.name, make('dd', {}, '–')]));
  /** @type {LineChart | undefined} */
  #chart;
  /** @type {Training | undefined} */
  #training;
  /** @type {number | undefined} */
  #lastError;
  #draw = onNextFrame(() => this.#frame());

  constructor() {
    const lines = LOSSES.map(({ name, colour, help }) => {
      const term = make('dt', { title: help }, name);
      term.style.setProperty('--swatch', `var(${colour})`);
      return make('div', {}, term, this.#losses.get(name) ?? '');
    });
    byId('losses').replaceChildren(...lines);
  }

  show() {
    this.#chart ??= new LineChart(byId('chart'), { label: 'Losses', series: LOSSES });
  }

  reset() {
    this.#training = undefined;
    this.#lastError = undefined;
    this.#chart?.clear();
    for (const value of this.#losses.values()) setText(value, '–');
    for (const value of [this.#error, this.#speed]) setText(value, '–');
    setText(this.#step, '0');
    setText(this.#elapsed, durationText(0));
  }

  /** @param {Training} training */
  training(training) {
    this.#training = training;
    this.#chart?.add(
      training.step,
      LOSSES.map(({ name }) => training.losses[name]),
    );
    this.#draw();
  }

  /** @param {number} error */
  error(error) {
    this.#lastError = error;
    this.#draw();
  }

  #frame() {
    if (this.#lastError !== undefined) setText(this.#error, toThousandths(this.#lastError));
    if (!this.#training) return;
    const { step, stepsPerSecond, elapsedSeconds, losses, heapBytes } = this.#training;
    setText(this.#step, inThousands(step));
    setText(this.#speed, speedText(stepsPerSecond));
    setText(this.#elapsed, durationText(elapsedSeconds));
    setText(this.#memory, `${megabytes(heapBytes)} MB`);
    for (const [name, value] of this.#losses) {
      if (name in losses) setText(value, lossText(losses[name]));
    }
  }
}
