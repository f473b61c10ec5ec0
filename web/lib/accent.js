// @ts-check
/**
 * A room's accent, taken from its model's pictures and kept readable: the lightness moves until
 * the contrast against the ground is 4.5:1, hue and (as far as a screen can) chroma stay.
 *
 * OKLab: Björn Ottosson, https://bottosson.github.io/posts/oklab/ ; contrast: WCAG 2.2.
 */

/** @typedef {[number, number, number]} Rgb     0 to 255 */
/** @typedef {{l: number, c: number, h: number}} Oklch   l 0 to 1, h in radians */

/** The grounds of tokens.css. */
export const GROUNDS = { night: '#101215', paper: '#f6f2e9' };
export const LEAST_CONTRAST = 4.5;

/** An accent is lit at night and inked on paper, at least this much: OKLab lightness. */
const LIT = 0.74;
const INKED = 0.5;

const HUE_BINS = 24;
/** Below this chroma a colour reads as grey. */
const GREY = 0.05;

/** @param {number} byte @returns {number} light, 0 to 1 */
function toLinear(byte) {
  const value = byte / 255;
  return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
}

/** @param {number} light */
function fromLinear(light) {
  return 255 * (light <= 0.0031308 ? light * 12.92 : 1.055 * light ** (1 / 2.4) - 0.055);
}

/** @param {Rgb} rgb @returns {Oklch} */
export function rgbToOklch(rgb) {
  const [r, g, b] = rgb.map(toLinear);
  const l = Math.cbrt(0.4122214708 * r + 0.5363325363 * g + 0.0514459929 * b);
  const m = Math.cbrt(0.2119034982 * r + 0.6806995451 * g + 0.1073969566 * b);
  const s = Math.cbrt(0.0883024619 * r + 0.2817188376 * g + 0.6299787005 * b);
  const A = 1.9779984951 * l - 2.428592205 * m + 0.4505937099 * s;
  const B = 0.0259040371 * l + 0.7827717662 * m - 0.808675766 * s;
  return {
    l: 0.2104542553 * l + 0.793617785 * m - 0.0040720468 * s,
    c: Math.hypot(A, B),
    h: Math.atan2(B, A),
  };
}

/** @param {Oklch} colour @returns {number[]} linear light, outside 0 to 1 where no screen shows it */
function oklchToLinear({ l: lightness, c, h }) {
  const a = c * Math.cos(h);
  const b = c * Math.sin(h);
  const l = (lightness + 0.3963377774 * a + 0.2158037573 * b) ** 3;
  const m = (lightness - 0.1055613458 * a - 0.0638541728 * b) ** 3;
  const s = (lightness - 0.0894841775 * a - 1.291485548 * b) ** 3;
  return [
    4.0767416621 * l - 3.3077115913 * m + 0.2309699292 * s,
    -1.2684380046 * l + 2.6097574011 * m - 0.3413193965 * s,
    -0.0041960863 * l - 0.7034186147 * m + 1.707614701 * s,
  ];
}

/** @param {Oklch} colour @returns {Rgb} with as much of the chroma as a screen can show */
export function oklchToRgb(colour) {
  const shown = (/** @type {number[]} */ light) => light.every((x) => x >= -1e-4 && x <= 1 + 1e-4);
  let c = colour.c;
  let light = oklchToLinear(colour);
  while (!shown(light) && c > 0) {
    c = Math.max(0, c - 0.004);
    light = oklchToLinear({ ...colour, c });
  }
  const bytes = light.map((x) => Math.round(fromLinear(Math.min(1, Math.max(0, x)))));
  return /** @type {Rgb} */ (bytes);
}

/** @param {string} hex `#rrggbb` @returns {Rgb} */
export function hexToRgb(hex) {
  const value = Number.parseInt(hex.slice(1), 16);
  return [value >> 16, (value >> 8) & 255, value & 255];
}

/** @param {Rgb} rgb */
export function rgbToHex(rgb) {
  return `#${rgb.map((byte) => byte.toString(16).padStart(2, '0')).join('')}`;
}

/** @param {Rgb} rgb @returns {number} relative luminance, 0 to 1 */
function luminance(rgb) {
  const [r, g, b] = rgb.map(toLinear);
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}

/** @param {Rgb} one @param {Rgb} other @returns {number} 1 to 21 */
export function contrast(one, other) {
  const [dark, light] = [luminance(one), luminance(other)].sort((a, b) => a - b);
  return (light + 0.05) / (dark + 0.05);
}

/**
 * The colour of the strongest hue in the pictures: for each hue, the sum of the chroma's fourth power, so that a
 * little of a vivid colour outweighs much of a dull one.
 *
 * @param {Uint8ClampedArray} rgba   4 bytes a pixel
 * @returns {Oklch | undefined} undefined when all is grey
 */
export function vividColour(rgba) {
  const bins = Array.from({ length: HUE_BINS }, () => ({ weight: 0, l: 0, a: 0, b: 0 }));
  for (let at = 0; at < rgba.length; at += 4) {
    if (rgba[at + 3] < 128) continue;
    const { l, c, h } = rgbToOklch([rgba[at], rgba[at + 1], rgba[at + 2]]);
    if (c < GREY) continue;
    const turn = (h / (2 * Math.PI) + 1) % 1;
    const bin = bins[Math.floor(turn * HUE_BINS) % HUE_BINS];
    const weight = c ** 4;
    bin.weight += weight;
    bin.l += weight * l;
    bin.a += weight * c * Math.cos(h);
    bin.b += weight * c * Math.sin(h);
  }
  const strongest = bins.reduce((a, b) => (b.weight > a.weight ? b : a));
  if (strongest.weight === 0) return undefined;
  const { weight, l, a, b } = strongest;
  return { l: l / weight, c: Math.hypot(a, b) / weight, h: Math.atan2(b, a) };
}

/**
 * @param {Oklch} colour
 * @param {string} ground   `#rrggbb`
 * @param {number} [least]  contrast
 * @returns {string} `#rrggbb`: the same hue, lighter or darker until it can be read
 */
export function readableOn(colour, ground, least = LEAST_CONTRAST) {
  const groundRgb = hexToRgb(ground);
  const step = luminance(groundRgb) < 0.18 ? 0.005 : -0.005;
  const end = step > 0 ? 1 : 0;
  let l = colour.l;
  let rgb = oklchToRgb({ ...colour, l });
  while (contrast(rgb, groundRgb) < least && l !== end) {
    l = Math.min(1, Math.max(0, l + step));
    rgb = oklchToRgb({ ...colour, l });
  }
  return rgbToHex(rgb);
}

/**
 * Gives the page its accent. Grey pictures change nothing.
 *
 * @param {HTMLElement} element   usually the root
 * @param {Uint8ClampedArray} rgba
 */
export function setAccent(element, rgba) {
  const colour = vividColour(rgba);
  if (!colour) return;
  const night = readableOn({ ...colour, l: Math.max(colour.l, LIT) }, GROUNDS.night);
  const paper = readableOn({ ...colour, l: Math.min(colour.l, INKED) }, GROUNDS.paper);
  element.style.setProperty('--accent-on-night', night);
  element.style.setProperty('--accent-on-paper', paper);
}
