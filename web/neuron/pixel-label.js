// @ts-check
/** The model as a picture, and the label beside it: which channel holds which number. */

import { byId, make, setText } from '../lib/elements.js';

/** @typedef {import('../worker/protocol.js').Model} Model */
/** @typedef {import('../worker/protocol.js').Frame} Frame */

const CHANNELS = 'RGBA';
const NAMES = ['red', 'green', 'blue', 'alpha'];

/**
 * A pixel's colour, and where it has an alpha, which is a weight too and may be 0, one half without.
 * @param {number[]} pixel   0 to 255, whole or not
 * @returns {string} a CSS background
 */
export function cssBackground([red, green, blue, alpha]) {
  const colour = `rgb(${red} ${green} ${blue})`;
  if (alpha === undefined) return colour;
  const seen = `rgb(${red} ${green} ${blue} / ${alpha / 255})`;
  return `linear-gradient(to bottom right, ${colour} 50%, ${seen} 50%)`;
}

/** @param {number} value @returns {string} "+0.45" */
function signed(value) {
  return `${value < 0 ? '−' : '+'}${Math.abs(value).toFixed(2)}`;
}

/** @param {number[]} pixel */
function inWords(pixel) {
  return pixel.map((byte, index) => `${NAMES[index]} ${byte}`).join(', ');
}

/**
 * @typedef {object} Line
 * @property {number} pixel
 * @property {number} channel   its place in the pixel
 * @property {HTMLElement} byte
 * @property {HTMLElement} value
 */

export class PixelLabel {
  #host = byId('pixels');
  #channels = byId('channels');
  /** @type {HTMLElement[]} */ #squares = [];
  /** @type {Line[]} */ #lines = [];

  /** @param {Model} model */
  show({ parameters, frames, hidden }) {
    const pixels = frames[frames.length - 1].pixels;
    this.#squares = pixels.map(() => make('span'));
    this.#host.replaceChildren(...this.#squares);
    byId('model').classList.toggle('alone', pixels.length === 1);
    this.#host.style.setProperty('--count', String(pixels.length));
    this.#host.classList.toggle('see-through', pixels[0].length > 3);
    this.#lines = [];
    this.#channels.className = hidden ? 'neurons' : 'neuron';
    const neurons = [...new Set(parameters.map(({ neuron }) => neuron))];
    this.#channels.replaceChildren(
      ...neurons.flatMap((neuron) => {
        const own = parameters.filter((parameter) => parameter.neuron === neuron);
        const lines = own.map((parameter) => this.#line(parameter));
        const title = hidden ? [make('h3', { className: 'small' }, neuron)] : [];
        return [...title, make('dl', { className: 'channels' }, ...lines)];
      }),
    );
  }

  /** @param {Frame} frame */
  showFrame({ pixels, values }) {
    for (const [index, square] of this.#squares.entries())
      square.style.background = cssBackground(pixels[index]);
    for (const [index, { pixel, channel, byte, value }] of this.#lines.entries()) {
      setText(byte, String(pixels[pixel][channel]));
      setText(value, signed(values[index]));
    }
    const words =
      pixels.length === 1
        ? `The model is one pixel: ${inWords(pixels[0])}`
        : `The model is ${pixels.length} pixels: ${pixels.map(inWords).join('; ')}`;
    this.#host.setAttribute('aria-label', words);
  }

  /** @param {import('../worker/protocol.js').Parameter} parameter */
  #line({ pixel, channel, name }) {
    const byte = make('dd', { className: 'byte' });
    const value = make('b');
    this.#lines.push({ pixel, channel: CHANNELS.indexOf(channel), byte, value });
    const meaning = make('dd', { className: 'meaning' }, make('span', {}, name), ' ', value);
    return make('div', {}, make('dt', {}, channel), byte, meaning);
  }
}
