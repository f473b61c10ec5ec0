// @ts-check
/** What to draw for what is wished for: recipes in rows. */

import { inWords } from './names.js';

/** @typedef {import('../worker/sprites-protocol.js').Recipe} Recipe */

/**
 * @typedef {object} SpriteWish
 * @property {'kind' | 'all' | 'temperatures'} view
 * @property {string} zone
 * @property {string} category
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
 * @param {{zones: string[], categories: string[]}} names
 * @returns {Plan}
 */
export function planOf({ view, zone, category, seed, count, temperature }, { zones, categories }) {
  if (view === 'all') {
    const rows = zones.map((name) => ({
      head: inWords(name),
      recipes: categories.map((kind) => ({ zone: name, category: kind, seed, temperature })),
    }));
    return { caption: `All kinds, seed ${seed}`, columns: categories.map(inWords), rows };
  }
  if (view === 'temperatures') {
    const seeds = seedsFrom(seed, PER_TEMPERATURE);
    const rows = TEMPERATURES.map((degree) => ({
      head: `${degree}`,
      recipes: seeds.map((each) => ({ zone, category, seed: each, temperature: degree })),
    }));
    const columns = seeds.map((each) => `Seed ${each}`);
    const caption = `${inWords(zone)}, ${inWords(category).toLowerCase()}, by temperature`;
    return { caption, columns, rows };
  }
  const recipes = seedsFrom(seed, count).map((each) => ({
    zone,
    category,
    seed: each,
    temperature,
  }));
  const caption = `${inWords(zone)}, ${inWords(category).toLowerCase()}`;
  return { caption, columns: [], rows: [{ head: '', recipes }] };
}
