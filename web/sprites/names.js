// @ts-check
/** Sprites in words. */

/** @typedef {import('../worker/sprites-protocol.js').Recipe} Recipe */

/** @param {string} name   ReefFish @returns {string} Reef fish */
export function inWords(name) {
  const words = name.replace(/(?<=[a-z])(?=[A-Z])/g, ' ').toLowerCase();
  return words[0].toUpperCase() + words.slice(1);
}

/** @param {Recipe} recipe @returns {string} "Kelp, reef fish" */
export function kindOf({ zone, category }) {
  const parts = [zone, category].filter((name) => name !== null).map(inWords);
  if (parts.length === 0) return 'A cross';
  return parts.length === 1 ? parts[0] : `${parts[0]}, ${parts[1].toLowerCase()}`;
}

/** @param {Recipe} recipe */
export function nameOf(recipe) {
  return `${kindOf(recipe)}, ${recipe.lineage ? 'child' : 'seed'} ${recipe.seed}`;
}

/** For files, and for who descends from it. @param {Recipe} recipe @returns {string} Reef-ReefFish-7 */
export function idOf({ zone, category, seed }) {
  const words = [zone, category].filter((name) => name !== null);
  return [...(words.length > 0 ? words : ['free']), seed].join('-');
}
