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

/**
 * A list that is kept between visits, and shared with the other tabs of this site: what one of them
 * adds, no other takes away.
 *
 * @template T
 */
export class KeptList {
  #name;
  #read;
  #stored = true;
  /** @type {T[]} */
  items = [];

  /** @param {string} name @param {(kept: unknown) => T[]} read   leaves out what is damaged */
  constructor(name, read) {
    this.#name = name;
    this.#read = read;
    this.#renew();
  }

  #renew() {
    const kept = recall(this.#name);
    this.items = Array.isArray(kept) ? kept.flatMap(this.#read) : [];
  }

  /**
   * @param {(items: T[]) => T[]} edit   what is there now becomes what is to be
   * @param {(item: T) => unknown} [asJson]
   * @returns {boolean} whether it is kept; else it is as it should be in this tab alone
   */
  change(edit, asJson = (item) => item) {
    if (this.#stored) this.#renew(); // another tab may have changed it
    this.items = edit(this.items);
    this.#stored = remember(this.#name, this.items.map(asJson));
    return this.#stored;
  }
}
