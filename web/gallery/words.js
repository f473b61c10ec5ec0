// @ts-check
/** What the gallery says of a wall. */

import { inThousands } from '../lib/numbers.js';

/** @typedef {import('../worker/protocol.js').Wall} Wall */
/** @typedef {import('../worker/protocol.js').Dreams} Dreams */

/** The traits that a table shows, in its order: what they are called, by what Python calls them */
const TRAITS = {
  rarity: 'Rarity',
  difficulty: 'Difficulty',
  palette: 'Leading palette',
  palettes: 'Palettes',
  towns: 'Towns',
  texts: 'Texts',
  geometry: 'Geometry',
  noise: 'Noise',
  mixes: 'Mixes',
  mix: 'Rarest mix',
  'rare picture': 'Rare picture',
};

/** @param {Wall} wall */
export const originOf = ({ seed, step }) => `Seed ${seed}, step ${inThousands(step)}`;

/** @param {Wall} wall @returns {string} one line under its title */
export function captionOf(wall) {
  const { traits } = wall;
  if (!traits) return `${originOf(wall)} · ${wall.remark ? 'own pictures' : 'pictures unknown'}`;
  return `${originOf(wall)} · ${traits.rarity} · ${traits.palette}`;
}

/** @param {Wall} wall @returns {[string, string][]} the lines of its label, term and value */
export function labelOf({ seed, step, traits }) {
  const known = Object.entries(TRAITS).filter(([name]) => traits && name in traits);
  return [
    ['Seed', String(seed)],
    ['Step', inThousands(step)],
    ...known.map(
      ([name, word]) => /** @type {[string, string]} */ ([word, String(traits?.[name])]),
    ),
  ];
}

/** @param {Wall} wall @param {number} count   of tiles */
export const wallInWords = ({ seed, step }, count) =>
  `${count} tiles, dreamed by the network of seed ${seed} at step ${inThousands(step)}`;

/** @param {Wall} wall @param {number | undefined} nearest   of the nine */
function likeness({ nineNames }, nearest) {
  return nearest === undefined ? '' : `, most like “${nineNames[nearest]}”`;
}

/** @param {Wall} wall @param {number} index @param {number | undefined} nearest   of the nine */
export const tileInWords = (wall, index, nearest) => `Tile ${index + 1}${likeness(wall, nearest)}`;

/** @param {number} count   of walls */
export const wallsInWords = (count) => (count === 1 ? 'One wall' : `${inThousands(count)} walls`);
