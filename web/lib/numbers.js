// @ts-check
/** Numbers as the page writes them, and as people type them. */

const whole = new Intl.NumberFormat('en');

/** @param {number} count */
export const inThousands = (count) => whole.format(count);

/** @param {number} error */
export const toThousandths = (error) => error.toFixed(3);

/** @param {number} value   a loss: three figures that matter */
export function lossText(value) {
  if (!Number.isFinite(value)) return String(value);
  const size = Math.abs(value);
  if (size !== 0 && (size < 0.001 || size >= 10000)) return value.toExponential(2);
  return value.toFixed(size >= 100 ? 1 : 3);
}

/** @param {number} speed   steps per second */
export const speedText = (speed) => speed.toFixed(speed < 10 ? 1 : 0);

/** @param {number} seconds @returns {string} `0:05`, `12:34`, `1:02:03` */
export function durationText(seconds) {
  const all = Math.max(0, Math.floor(seconds));
  const two = (/** @type {number} */ n) => String(n).padStart(2, '0');
  const [h, m, s] = [Math.floor(all / 3600), Math.floor(all / 60) % 60, all % 60];
  return h > 0 ? `${h}:${two(m)}:${two(s)}` : `${m}:${two(s)}`;
}

/** @param {number} bytes */
export const megabytes = (bytes) => (bytes / 1e6).toFixed(1);

/** @param {number} bytes @returns {string} `3.2 kB`, `0.4 MB` */
export const sizeText = (bytes) =>
  bytes < 1e5 ? `${(bytes / 1e3).toFixed(1)} kB` : `${megabytes(bytes)} MB`;

/** @param {number} seconds */
export const milliseconds = (seconds) => `${(seconds * 1000).toFixed(1)} ms`;

/** @param {number} seconds   between new tiles */
export const everyText = (seconds) => `every ${Number(seconds.toPrecision(2))} s`;

/** @param {number} seconds   since something @returns {string} `just now`, `3 minutes ago` */
export function agoText(seconds) {
  const units = /** @type {const} */ ([
    ['day', 86400],
    ['hour', 3600],
    ['minute', 60],
    ['second', 1],
  ]);
  const [unit, length] = units.find(([, size]) => seconds >= size) ?? ['second', 1];
  const count = Math.floor(seconds / length);
  // Also where a clock was set back.
  if (unit === 'second' && count < 10) return 'just now';
  return `${inThousands(count)} ${unit}${count === 1 ? '' : 's'} ago`;
}

const TYPED = /^[+-]?(\d+[.,]?\d*|[.,]\d+)(e[+-]?\d+)?$/i;
const THOUSANDS = /^[+-]?[1-9]\d{0,2},\d{3}$/;

/**
 * A number as people type it: with a decimal point, or with a decimal comma.
 *
 * @param {string} text
 * @returns {number} finite; NaN where the text is no number, or may be two: `1,250` is 1250 to some
 *   and 1.25 to others
 */
export function numberIn(text) {
  const typed = text
    .normalize('NFKC')
    .trim()
    .replace(/^\u2212/, '-');
  if (!TYPED.test(typed) || THOUSANDS.test(typed)) return Number.NaN;
  const value = Number(typed.replace(',', '.'));
  return Number.isFinite(value) ? value : Number.NaN;
}

/** @param {string} text @returns {number} at least 0; NaN where the text is anything but digits */
export function wholeNumberIn(text) {
  const typed = text.normalize('NFKC').trim();
  const value = /^\d+$/.test(typed) ? Number(typed) : Number.NaN;
  return Number.isSafeInteger(value) ? value : Number.NaN;
}
