// @ts-check
/** What becoming a pixel cost: the float model, the rounded one and the pixel, side by side. */

import { byId, make } from '../lib/elements.js';
import { lossText } from '../lib/numbers.js';
import { cssBackground } from './pixel-label.js';

/** @typedef {import('../worker/protocol.js').Cost} Cost */

/** @type {Record<Cost['name'], string>} */
const NAMES = {
  float: 'As it was trained',
  rounded: 'Rounded to bytes',
  pixel: 'Best pixel found',
};
/** More numbers than this say less than their colours do. */
const MOST_NUMBERS = 4;

/** @param {number} share   0 to 1 @returns {string} "98.3%" */
export function percent(share) {
  return `${Number((share * 100).toFixed(1))}%`;
}

/** @param {Cost} cost */
function colourText({ name, pixels }) {
  return pixels[0].map((value) => value.toFixed(name === 'float' ? 1 : 0)).join(' ');
}

/** @param {Cost} cost */
function row(cost) {
  const swatch = make('span', { className: 'swatch' });
  swatch.append(
    ...cost.pixels.map((pixel) => {
      const square = make('span');
      square.style.background = cssBackground(pixel);
      return square;
    }),
  );
  const head = make('div', {}, swatch, make('span', {}, NAMES[cost.name]));
  if (cost.pixels.flat().length <= MOST_NUMBERS)
    head.append(make('span', { className: 'quiet' }, colourText(cost)));
  return make(
    'tr',
    {},
    make('th', { scope: 'row' }, head),
    make('td', {}, lossText(cost.loss)),
    make('td', {}, percent(cost.accuracy)),
  );
}

/** @param {Cost[]} costs   none hides the table */
export function showCost(costs) {
  byId('cost-rows').replaceChildren(...costs.map(row));
  byId('cost').hidden = costs.length === 0;
}
