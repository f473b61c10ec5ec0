// @ts-check
/** A small live chart of a few positive numbers, and its words. */

import uPlot from 'uplot';
import { onNextFrame } from './frames.js';
import { History } from './history.js';

/** @typedef {{name: string, colour: string}} Series   colour: a custom property's name */

/**
 * @typedef {object} ChartOptions
 * @property {string} label
 * @property {Series[]} series
 * @property {string} [unit]            what the x axis counts
 * @property {boolean} [logarithmic]    the y axis; else it is linear, from 0
 */

/** Words change at most this often, or a screen reader would never fall silent. */
const WORDS_EVERY_MS = 5000;
const DRAW_EVERY_MS = 400;
/** Steps are whole: 1, 2, 5, 10 and so on */
const STEP_INCREMENTS = Array.from({ length: 9 }, (_, power) =>
  [1, 2, 5].map((digit) => digit * 10 ** power),
).flat();

/** @param {number} value @returns {string} */
function short(value) {
  return value === 0 || (value >= 0.01 && value < 1000)
    ? String(Number(value.toPrecision(3)))
    : value.toExponential(0);
}

/** @param {number} step @returns {string} 1500 is "1.5k" */
function shortStep(step) {
  return step >= 1000 ? `${Number((step / 1000).toPrecision(3))}k` : String(step);
}

/** @param {uPlot} _ @param {number[]} splits */
function powersOfTen(_, splits) {
  return splits.map((value) => (Number.isInteger(Math.log10(value)) ? value : null));
}

export class LineChart {
  #host;
  #series;
  #history;
  #label;
  #unit;
  #logarithmic;
  #chart;
  #drawnAt = 0;
  #wordsAt = 0;
  #draw = onNextFrame((now) => this.#frame(now));

  /**
   * @param {HTMLElement} host   fixed height by CSS; the chart fills it
   * @param {ChartOptions} options
   */
  constructor(host, { label, series, unit = 'step', logarithmic = true }) {
    this.#host = host;
    this.#label = label;
    this.#unit = unit;
    this.#logarithmic = logarithmic;
    this.#series = series;
    this.#history = new History(series.length);
    host.setAttribute('role', 'img');
    host.setAttribute('aria-label', `${label}: nothing yet`);
    host.toggleAttribute('data-empty', true);
    this.#chart = new uPlot(this.#options(), this.#data(), host);
    new ResizeObserver(() => this.#chart.setSize(this.#size())).observe(host);
    matchMedia('(prefers-color-scheme: light)').addEventListener('change', () =>
      this.#chart.redraw(false, true),
    );
  }

  /** @param {number} x @param {number[]} values   a value that is not above 0 leaves a gap */
  add(x, values) {
    this.#history.add(
      x,
      values.map((value) => (value > 0 && Number.isFinite(value) ? value : null)),
    );
    this.#draw();
  }

  /**
   * Everything at once, drawn in the next frame.
   * @param {number[]} x   rising, or alike
   * @param {(number | null)[][]} ys   one list per series; null leaves a gap
   */
  show(x, ys) {
    this.#history.replace(x, ys);
    this.#drawnAt = 0;
    this.#draw();
  }

  clear() {
    this.#history.clear();
    this.#drawnAt = 0;
    this.#wordsAt = 0;
    this.#host.setAttribute('aria-label', `${this.#label}: nothing yet`);
    this.#draw();
  }

  /** @param {number} now   milliseconds */
  #frame(now) {
    if (now - this.#drawnAt < DRAW_EVERY_MS && this.#drawnAt > 0) {
      this.#draw();
      return;
    }
    this.#drawnAt = now;
    this.#chart.setData(this.#data());
    this.#host.toggleAttribute('data-empty', this.#history.x.length === 0);
    if (now - this.#wordsAt > WORDS_EVERY_MS || this.#wordsAt === 0) this.#tell(now);
  }

  /** @param {number} now */
  #tell(now) {
    const x = this.#history.x.at(-1);
    if (x === undefined) return;
    this.#wordsAt = now;
    const values = this.#series.map(({ name }, index) => {
      const value = this.#history.ys[index].findLast((y) => y !== null);
      return `${name} ${value == null ? 'not shown' : short(value)}`;
    });
    this.#host.setAttribute(
      'aria-label',
      `${this.#label} at ${this.#unit} ${x}: ${values.join(', ')}`,
    );
  }

  /** @returns {uPlot.AlignedData} */
  #data() {
    return [this.#history.x, ...this.#history.ys];
  }

  #size() {
    return { width: this.#host.clientWidth, height: this.#host.clientHeight };
  }

  /** @param {string} property */
  #style(property) {
    return getComputedStyle(this.#host).getPropertyValue(property).trim();
  }

  /** @returns {uPlot.Options} */
  #options() {
    const font = `12px ${this.#style('--text-face')}`;
    const grid = { stroke: () => this.#style('--rule'), width: 1 };
    const axis = {
      font,
      stroke: () => this.#style('--ink-quiet'),
      grid,
      ticks: { show: false },
      gap: 4,
    };
    return {
      ...this.#size(),
      padding: [8, 12, 0, 0],
      cursor: { show: false },
      legend: { show: false },
      scales: {
        x: { time: false },
        y: this.#logarithmic ? { distr: 3 } : { range: (_, __, high) => [0, high * 1.05] },
      },
      axes: [
        {
          ...axis,
          size: 24,
          space: 56,
          incrs: STEP_INCREMENTS,
          values: (_, splits) => splits.map(shortStep),
        },
        {
          ...axis,
          size: 40,
          space: 24,
          ...(this.#logarithmic && { filter: powersOfTen, grid: { ...grid, filter: powersOfTen } }),
          values: (_, splits) => splits.map((value) => (value == null ? '' : short(value))),
        },
      ],
      series: [
        {},
        ...this.#series.map(({ name, colour }, index) => ({
          label: name,
          stroke: () => this.#style(colour),
          width: index === 0 ? 2 : 1,
          points: { show: false },
        })),
      ],
    };
  }
}
