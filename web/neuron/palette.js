// @ts-check
/** Probabilities as colours: two hues, quiet where the model does not know. */

import { hexToRgb } from '../lib/accent.js';

/** @typedef {Uint32Array} Palette   256 pixels, by probability */

/**
 * @param {{zero: string, middle: string, one: string}} colours   `#rrggbb`: sure of class 0, not
 *   sure at all, sure of class 1
 * @returns {Palette}
 */
export function makePalette({ zero, middle, one }) {
  const [from, centre, to] = [zero, middle, one].map(hexToRgb);
  const bytes = new Uint8ClampedArray(256 * 4);
  for (let value = 0; value < 256; value++) {
    const sure = Math.abs(value - 127.5) / 127.5;
    const end = value < 128 ? from : to;
    for (let channel = 0; channel < 3; channel++)
      bytes[value * 4 + channel] = centre[channel] + sure * (end[channel] - centre[channel]);
    bytes[value * 4 + 3] = 255;
  }
  return new Uint32Array(bytes.buffer);
}

/**
 * @param {Uint8Array} shades   probabilities, 0 to 255
 * @param {Palette} palette
 * @returns {Uint8ClampedArray<ArrayBuffer>} RGBA
 */
export function paint(shades, palette) {
  const pixels = new Uint32Array(shades.length);
  for (let at = 0; at < shades.length; at++) pixels[at] = palette[shades[at]];
  return new Uint8ClampedArray(pixels.buffer);
}
