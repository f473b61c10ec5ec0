// @ts-check
/** What the browser keeps for a room between visits, where it keeps anything at all. */

/**
 * @param {string} name
 * @param {unknown} value   what JSON can say
 * @returns {boolean} whether it is kept
 */
export function remember(name, value) {
  try {
    localStorage.setItem(`aipixel.${name}`, JSON.stringify(value));
    return true;
  } catch {
    return false; // no storage here, or no room in it
  }
}

/** @param {string} name @returns {unknown} undefined where nothing is kept */
export function recall(name) {
  try {
    return JSON.parse(localStorage.getItem(`aipixel.${name}`) ?? 'null') ?? undefined;
  } catch {
    return undefined;
  }
}
