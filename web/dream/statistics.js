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
  milliseconds,
  speedText,
  toThousandths,
} from '../lib/numbers.js';
import { FrameRate } from './frame-rate.js';

/** @typedef {import('../worker/protocol.js').DreamEvent} DreamEvent */
/** @typedef {Extract<DreamEvent, {type: 'training'}>} Training */
/** @typedef {Extract<DreamEvent, {type: 'metrics'}>} Metrics */

/** In the order of the protocol; the words say what each one asks of the network. */
const LOSSES = [
  { name: 'colour', colour: '--series-1', help: 'How unsure each pixel is of its colour' },
  { name: 'feature', colour: '--series-2', help: 'How far, as the discriminator sees it' },
  { name: 'kl', colour: '--series-3', help: 'How untidy the space of dreams is' },
  { name: 'adversarial', colour: '--series-4', help: 'How often the discriminator sees through' },
  { name: 'discriminator', colour: '--series-5', help: 'How often the discriminator is fooled' },
];

/** What stands where no number is known. */
const NOTHING = '–';

/** @param {Training} training @returns {Record<string, string>} */
function trainingTexts(training) {
  const { step, stepsPerSecond, stepSeconds, pythonSeconds, elapsedSeconds } = training;
  const speed = speedText(stepsPerSecond);
  return {
    step: inThousands(step),
    speed,
    elapsed: durationText(elapsedSeconds),
    memory: `${megabytes(training.heapBytes)} MB`,
    'live-tensors': String(training.liveTensors),
    'steps-a-second': speed,
    'step-time': milliseconds(stepSeconds),
    'python-time': milliseconds(pythonSeconds),
  };
}

/** @param {Metrics} metrics @returns {Record<string, string>} */
function metricsTexts({ tiles, diversity, present, flatness, distance }) {
  return {
    diversity: diversity.toFixed(2),
    present: `${present} in ${tiles} tiles`,
    flatness: flatness.toFixed(2),
    distance: toThousandths(distance),
  };
}

export class Statistics {
  #losses = new Map(LOSSES.map((loss) => [loss.name, make('dd', {}, NOTHING)]));
  #rate;
  /** @type {LineChart | undefined} */
  #chart;
  /** What is to be written where, in the next frame @type {Record<string, string>} */
  #texts = {};
  /** @type {Record<string, number>} */
  #lastLosses = {};
  #draw = onNextFrame(() => this.#frame());

  /** @param {import('./panels.js').Panels} panels */
  constructor(panels) {
    const lines = LOSSES.map(({ name, colour, help }) => {
      const term = make('dt', { title: help }, name);
      term.style.setProperty('--swatch', `var(${colour})`);
      return make('div', {}, term, this.#losses.get(name) ?? '');
    });
    byId('losses').replaceChildren(...lines);
    this.#rate = new FrameRate(
      () => panels.isShown('panel-fps'),
      (frames) => this.#write({ frames: frames.toFixed(0) }),
    );
    panels.onChange(() => this.#rate.watch());
  }

  /**
   * What computes, and where the training is.
   * @param {Omit<import('../worker/protocol.js').Opened, 'pictures' | 'pictureNames' | 'own'>} machine
   */
  show({ backend, backendReason, adapter, parameters, captured, step }) {
    this.#chart ??= new LineChart(byId('chart'), { label: 'Losses', series: LOSSES });
    this.#chart.clear();
    for (const value of this.#losses.values()) setText(value, NOTHING);
    this.#lastLosses = {};
    const unknown = ['error', 'error-of-nine', 'speed', 'steps-a-second', 'step-time'];
    unknown.push('python-time', 'diversity', 'present', 'flatness', 'distance');
    this.#write({
      ...Object.fromEntries(unknown.map((id) => [id, NOTHING])),
      step: inThousands(step),
      elapsed: durationText(0),
      backend,
      'backend-reason': backendReason,
      adapter: adapter ?? 'none',
      commands: captured ? 'recorded once, replayed' : 'sent anew',
      parameters: inThousands(parameters),
    });
  }

  /** @param {number} step   the training was set back to */
  goBack(step) {
    this.#chart?.clear();
    this.#write({ step: inThousands(step) });
  }

  /** @param {Training} training */
  training(training) {
    this.#chart?.add(
      training.step,
      LOSSES.map(({ name }) => training.losses[name]),
    );
    this.#lastLosses = training.losses;
    this.#write(trainingTexts(training));
  }

  /** @param {number} error */
  error(error) {
    const text = toThousandths(error);
    this.#write({ error: text, 'error-of-nine': text });
  }

  /** @param {Metrics} metrics */
  metrics(metrics) {
    this.#write(metricsTexts(metrics));
  }

  /** @param {Record<string, string>} texts */
  #write(texts) {
    Object.assign(this.#texts, texts);
    this.#draw();
  }

  #frame() {
    for (const [id, text] of Object.entries(this.#texts)) setText(byId(id), text);
    this.#texts = {};
    for (const [name, value] of this.#losses) {
      if (name in this.#lastLosses) setText(value, lossText(this.#lastLosses[name]));
    }
  }
}
