// @ts-check
/** What is asked of a model, checked: each refusal is a sentence that says what would do. */

/** How colours are chosen where a wish does not say. */
export const DEFAULTS = { temperature: 0.8, topK: 63, minP: 0, guidance: 1, edgeTemperature: 1 };
const SEEDS = 2 ** 32;

/** @type {Record<keyof typeof DEFAULTS, [(value: number) => boolean, string]>} */
const RULES = {
  temperature: [(value) => value > 0, 'a number above 0'],
  topK: [
    (value) => Number.isInteger(value) && value >= 1 && value <= 63,
    'a whole number, 1 to 63',
  ],
  minP: [(value) => value >= 0 && value <= 1, 'a number from 0 to 1'],
  guidance: [(value) => value >= 0, 'a number, 0 or more'],
  edgeTemperature: [(value) => value > 0, 'a number above 0'],
};

/**
 * The wish with a default for each setting that is left out or undefined.
 * @template {{seeds: number[], given?: Float32Array}} W
 * @param {W} wish
 * @param {{size: number, tokens: {mask: number}, palette: unknown[]}} manifest
 * @returns {W & typeof DEFAULTS} throws RangeError
 */
export function checkedWish(wish, { size, tokens, palette }) {
  const checked = { ...wish, ...DEFAULTS, seeds: checkedSeeds(wish.seeds) };
  for (const name of /** @type {(keyof typeof DEFAULTS)[]} */ (Object.keys(DEFAULTS))) {
    const value = /** @type {Partial<typeof DEFAULTS>} */ (wish)[name];
    if (value === undefined) continue;
    const [holds, rule] = RULES[name];
    if (!Number.isFinite(value) || !holds(value)) {
      throw new RangeError(`${name} must be ${rule}, not ${value}.`);
    }
    checked[name] = value;
  }
  const { given } = wish;
  const pixels = checked.seeds.length * size * size;
  const token = (/** @type {number} */ value) =>
    value === tokens.mask || (Number.isInteger(value) && value >= 0 && value <= palette.length);
  if (given && (given.length !== pixels || !given.every(token))) {
    throw new RangeError(
      `given must have ${pixels} numbers, a palette index, 0 to ${palette.length}, or the mask's, ${tokens.mask}, for each pixel.`,
    );
  }
  return checked;
}

/** @param {unknown} seeds @returns {number[]} one at least */
function checkedSeeds(seeds) {
  const listed = Array.isArray(seeds) || ArrayBuffer.isView(seeds);
  const all = listed ? Array.from(/** @type {Iterable<number>} */ (seeds)) : [];
  if (all.length === 0) throw new RangeError('seeds must be a list of one seed or more.');
  for (const seed of all) {
    if (!Number.isInteger(seed) || seed < 0 || seed >= SEEDS) {
      throw new RangeError(`A seed is a whole number from 0 to ${SEEDS - 1}, not ${seed}.`);
    }
  }
  return all;
}

/**
 * The tokens of what labels say, and of saying nothing: one for each axis.
 * @param {import('./sprite-model.js').Wish} wish
 * @param {import('./sprite-model.js').Manifest} manifest
 * @returns {{told: number[], none: number[]}} throws RangeError for an axis or a name that is none
 */
export function labelTokens({ labels, zone, category }, { axes, tokens }) {
  /** @type {Record<string, string | null | undefined>} */
  const asked = labels ?? { zone, category };
  for (const [name, value] of Object.entries(asked)) {
    if ((value ?? null) !== null && !axes.some((axis) => axis.name === name)) {
      const known = axes.map((axis) => axis.name).join(', ');
      throw new RangeError(`This model knows no ${name}: it knows ${known}.`);
    }
  }
  const told = axes.map((axis, at) => {
    const name = asked[axis.name] ?? null;
    return name === null ? tokens.pad : tokens.labels[at] + numberOf(axis, name);
  });
  return { told, none: axes.map(() => tokens.pad) };
}

/** Whatever its capitals. @param {import('./sprite-model.js').Axis} axis @param {string} name */
function numberOf({ name: axis, names }, name) {
  const plain = (/** @type {string} */ text) => `${text}`.trim().toLowerCase();
  const number = names.findIndex((known) => plain(known) === plain(name));
  if (number < 0) throw new RangeError(`There is no ${axis} ${name}: ${names.join(', ')}.`);
  return number;
}

/** Of the page, or of the worker's script; undefined where there is neither. */
function ownAddress() {
  const { document, location } = /** @type {any} */ (globalThis);
  return document?.baseURI ?? location?.href;
}

/**
 * A folder's address, with its last slash: whole, or as links in this page or worker are.
 * @param {string | URL} folder
 * @param {string} [base]
 */
export function folderAddress(folder, base = ownAddress()) {
  let address;
  try {
    address = new URL(folder, base);
  } catch {
    throw new Error(
      `${folder} is no whole address, and a script from ${base ?? 'nowhere'} has none to begin from: pass a URL.`,
    );
  }
  if (!address.pathname.endsWith('/')) address.pathname += '/';
  return address;
}
