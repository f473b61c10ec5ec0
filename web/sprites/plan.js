// @ts-check
/** What to draw for what is wished for: recipes in rows. */

import { inWords, kindOf } from './names.js';

/** @typedef {import('../worker/sprites-protocol.js').Recipe} Recipe */
/** @typedef {import('../worker/sprites-protocol.js').Labels} Labels */
/** @typedef {Pick<import('../worker/sprites-protocol.js').SpritesOpened, 'axes' | 'model'>} Opened */

/**
 * @typedef {object} SpriteWish
 * @property {'kind' | 'all' | 'temperatures'} view
 * @property {Labels} labels
 * @property {number} seed
 * @property {number} count
 * @property {number} temperature
 */

/**
 * @typedef {object} Plan
 * @property {string} caption
 * @property {string[]} columns   heads of the table's columns; none: no table, but a row that wraps
 * @property {{head: string, recipes: Recipe[]}[]} rows
 */

const SEEDS = 2 ** 32;
const TEMPERATURES = [0.3, 0.5, 0.65, 0.8, 1, 1.2];
const PER_TEMPERATURE = 6;

/** @param {number} first @param {number} count */
const seedsFrom = (first, count) =>
  Array.from({ length: count }, (_, index) => (first + index) % SEEDS);

/**
 * @param {SpriteWish} wish
 * @param {Opened} opened
 * @returns {Plan}
 */
export function planOf({ view, labels, seed, count, temperature }, { axes, model }) {
  const same = { model, labels, seed, temperature };
  if (view === 'all') return { caption: `All kinds, seed ${seed}`, ...allKinds(axes, same) };
  if (view === 'temperatures') {
    const seeds = seedsFrom(seed, PER_TEMPERATURE);
    const rows = TEMPERATURES.map((degree) => ({
      head: `${degree}`,
      recipes: seeds.map((each) => ({ ...same, seed: each, temperature: degree })),
    }));
    const columns = seeds.map((each) => `Seed ${each}`);
    return { caption: `${kindOf({ labels })}, by temperature`, columns, rows };
  }
  const recipes = seedsFrom(seed, count).map((each) => ({ ...same, seed: each }));
  return { caption: kindOf({ labels }), columns: [], rows: [{ head: '', recipes }] };
}

/**
 * A table of two axes, the one with more names down the side; a row that wraps of one.
 *
 * @param {Opened['axes']} axes
 * @param {Recipe} same
 * @returns {Pick<Plan, 'columns' | 'rows'>}
 */
function allKinds([first, second], same) {
  if (!second) {
    const recipes = first.names.map((name) => ({ ...same, labels: { [first.name]: name } }));
    return { columns: [], rows: [{ head: '', recipes }] };
  }
  const kind = (/** @type {string} */ one, /** @type {string} */ other) => ({
    ...same,
    labels: { [first.name]: one, [second.name]: other },
  });
  const turned = second.names.length > first.names.length;
  const [side, top] = turned ? [second, first] : [first, second];
  const rows = side.names.map((name) => ({
    head: inWords(name),
    recipes: top.names.map((other) => (turned ? kind(other, name) : kind(name, other))),
  }));
  return { columns: top.names.map(inWords), rows };
}
