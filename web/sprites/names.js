// @ts-check
/** Sprites in words. */

/** @typedef {import('../worker/sprites-protocol.js').Recipe} Recipe */

const LONGEST_WORD = 24; // of a file's name

/** @param {string} name   ReefFish, item-kind @returns {string} Reef fish, Item kind */
export function inWords(name) {
  const words = name
    .replace(/(?<=\p{Ll})\p{Lu}/gu, (capital) => ` ${capital.toLowerCase()}`)
    .replace(/(?<=\p{L})-(?=\p{L})/gu, ' ');
  return words.replace(/^./u, (first) => first.toUpperCase());
}

/** @param {string} words @returns {string} as they stand within a sentence; NPC stays */
const within = (words) => words.replace(/^\p{Lu}(?!\p{Lu})/u, (first) => first.toLowerCase());

/** @param {Pick<Recipe, 'labels' | 'lineage'>} recipe @returns {string} "Kelp, reef fish" */
export function kindOf({ labels, lineage }) {
  const [first, ...others] = Object.values(labels).map(inWords);
  if (first === undefined) return lineage ? 'A cross' : 'Any kind';
  return [first, ...others.map(within)].join(', ');
}

/** @param {Recipe} recipe */
export function nameOf(recipe) {
  return `${kindOf(recipe)}, ${recipe.lineage ? 'child' : 'seed'} ${recipe.seed}`;
}

/** As `word_of` of `aipixel.sprites.labels`. @param {string} name @returns {string} for a file's name */
function wordOf(name) {
  const letters = name.normalize('NFKD').replace(/\p{M}/gu, '');
  const word = letters.replace(/[^A-Za-z0-9]+/g, '-').replace(/^-|-$/g, '');
  const numbers = () => [...name].map((letter) => letter.codePointAt(0)?.toString(16)).join('');
  return (word || numbers()).slice(0, LONGEST_WORD).replace(/-$/, '');
}

/** For files, and for who descends from it. @param {Recipe} recipe @returns {string} Reef-ReefFish-7 */
export function idOf({ labels, seed }) {
  const words = Object.values(labels).map(wordOf);
  return [...(words.length > 0 ? words : ['free']), seed].join('-');
}
