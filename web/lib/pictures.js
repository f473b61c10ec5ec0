// @ts-check
/** Putting the worker's pictures on canvases, one byte for one byte. */

/** @typedef {import('../worker/protocol.js').PictureBatch} PictureBatch */

/**
 * @param {PictureBatch} batch
 * @param {number} index
 * @returns {ImageData}
 */
export function pictureAt({ size, rgba }, index) {
  const bytes = size * size * 4;
  return new ImageData(rgba.slice(index * bytes, (index + 1) * bytes), size, size);
}

/**
 * Draws one picture unscaled; the canvas is enlarged by CSS.
 *
 * @param {HTMLCanvasElement} canvas
 * @param {PictureBatch} batch
 * @param {number} index
 */
export function drawPicture(canvas, batch, index) {
  if (canvas.width !== batch.size) canvas.width = batch.size;
  if (canvas.height !== batch.size) canvas.height = batch.size;
  context2d(canvas).putImageData(pictureAt(batch, index), 0, 0);
}

/** @param {HTMLCanvasElement} canvas */
export function context2d(canvas) {
  const context = canvas.getContext('2d');
  if (!context) throw new Error('This browser cannot draw on a canvas.');
  return context;
}
