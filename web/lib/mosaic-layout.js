// @ts-check
/**
 * How square pictures tile a box, in device pixels, at whole multiples.
 *
 * Many tiles run past the box's edges, cut alike on both sides, so that the picture has no
 * frame; when fewer than three fit across, none is cut and the ground shows around them.
 */

/** The worker dreams at most this many tiles at once. */
export const MOST_TILES = 400;
/** About this many are shown when nobody chose. */
export const USUAL_TILES = 84;
/** With fewer tiles than this across the shorter side, a cut one would be missed. */
const WHOLE_BELOW = 3;

/** @typedef {{width: number, height: number}} Box   device pixels */

/**
 * @typedef {object} Layout
 * @property {number} columns
 * @property {number} rows
 * @property {number} scale     device pixels per picture pixel, whole
 * @property {number} offsetX   left edge of the first tile; negative where it runs off
 * @property {number} offsetY   top edge of the first tile
 */

/**
 * @param {Box} box
 * @param {number} picture   pixels per side
 * @param {number} scale
 * @returns {Layout}
 */
function layoutAt({ width, height }, picture, scale) {
  const tile = picture * scale;
  const whole = Math.floor(Math.min(width, height) / tile) < WHOLE_BELOW;
  const count = (/** @type {number} */ length) =>
    Math.max(1, whole ? Math.floor(length / tile) : Math.ceil(length / tile));
  const columns = count(width);
  const rows = count(height);
  return {
    columns,
    rows,
    scale,
    offsetX: Math.floor((width - columns * tile) / 2),
    offsetY: Math.floor((height - rows * tile) / 2),
  };
}

/** @param {Layout} layout */
const tiles = ({ columns, rows }) => columns * rows;

/**
 * @param {Box} box
 * @param {number} picture
 * @returns {number} the largest scale that shows one whole picture
 */
function largestScale({ width, height }, picture) {
  return Math.max(1, Math.floor(Math.min(width, height) / picture));
}

/**
 * The layout nearest to the scale wished for: whole, at least one tile, at most `MOST_TILES`.
 *
 * @param {Box} box
 * @param {number} picture   pixels per side of a picture
 * @param {number} scale     device pixels per picture pixel
 * @returns {Layout}
 */
export function mosaicLayout(box, picture, scale) {
  const largest = largestScale(box, picture);
  let layout = layoutAt(box, picture, Math.min(largest, Math.max(1, Math.round(scale))));
  while (tiles(layout) > MOST_TILES && layout.scale < largest) {
    layout = layoutAt(box, picture, layout.scale + 1);
  }
  return layout;
}

/**
 * @param {Box} box
 * @param {number} picture
 * @param {Layout} layout
 * @returns {number} pixels cut off or left empty, as a share of the box
 */
export function leftover({ width, height }, picture, { columns, rows, scale }) {
  const tile = picture * scale;
  return Math.abs((columns * tile * rows * tile) / (width * height) - 1);
}

/**
 * The scales worth stepping through, from one tile to the most: for each number of tiles
 * across the shorter side, the one that cuts or leaves least.
 *
 * @param {Box} box
 * @param {number} picture
 * @returns {number[]} falling
 */
export function scaleLadder(box, picture) {
  /** @type {Map<number, Layout>} */
  const best = new Map();
  for (let scale = largestScale(box, picture); scale >= 1; scale--) {
    const layout = layoutAt(box, picture, scale);
    if (tiles(layout) > MOST_TILES) break;
    const across = Math.min(layout.columns, layout.rows);
    const rival = best.get(across);
    if (!rival || leftover(box, picture, layout) < leftover(box, picture, rival)) {
      best.set(across, layout);
    }
  }
  const scales = [...best.values()].map(({ scale }) => scale);
  return scales.length > 0 ? scales : [mosaicLayout(box, picture, 1).scale];
}

/**
 * @param {Box} box
 * @param {number} picture
 * @returns {number} the scale on the ladder whose tiles come nearest to the usual number
 */
export function usualScale(box, picture) {
  const distance = (/** @type {number} */ scale) =>
    Math.abs(Math.log(tiles(layoutAt(box, picture, scale)) / USUAL_TILES));
  return scaleLadder(box, picture).reduce((a, b) => (distance(b) < distance(a) ? b : a));
}

/**
 * @param {number[]} ladder   falling scales
 * @param {number} scale
 * @param {1 | -1} direction  1: more tiles, so a smaller scale
 * @returns {number | undefined} undefined at the end of the ladder
 */
export function nextScale(ladder, scale, direction) {
  return direction > 0
    ? ladder.find((rung) => rung < scale)
    : ladder.findLast((rung) => rung > scale);
}

/**
 * @param {number} length   CSS pixels to fill
 * @param {number} ratio    device pixels per CSS pixel
 * @param {number} picture  pixels per side
 * @returns {number} CSS pixels per side at the largest whole multiple that fits, at least one
 */
export function wholeMultiple(length, ratio, picture) {
  return (Math.max(1, Math.floor((length * ratio) / picture)) * picture) / ratio;
}
