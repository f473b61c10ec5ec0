// @ts-check
/** How many tiles make a wall, and how large they are: whole multiples of device pixels. */

import { wholeMultiple } from '../lib/mosaic-layout.js';

/** Pixels per side of a picture */
export const PICTURE = 32;

/** @typedef {{columns: number, rows: number, tile: number}} WallLayout   `tile`: CSS pixels per side */

/**
 * The number of columns that fills the width best; of equals, the fewest, so the largest tiles.
 *
 * @param {number} width   CSS pixels
 * @param {{ratio: number, least: number, most: number, rows: (columns: number, tile: number) => number}} wish
 *   device pixels per CSS pixel; the fewest and most columns; how many rows go with them
 * @returns {WallLayout}
 */
export function wallLayout(width, { ratio, least, most, rows }) {
  let best = { columns: least, tile: wholeMultiple(width / least, ratio, PICTURE) };
  for (let columns = least + 1; columns <= most; columns++) {
    const tile = wholeMultiple(width / columns, ratio, PICTURE);
    if (tile * columns <= width && tile * columns > best.tile * best.columns + 1)
      best = { columns, tile };
  }
  return { ...best, rows: Math.max(1, rows(best.columns, best.tile)) };
}
