// @ts-check
/**
 * Pictures that another page of this site leaves for this one, to be learned when it opens. That
 * page writes them into this tab's storage under the key below and goes to `dream/`:
 *
 *     sessionStorage.setItem('aipixel.dream.pictures', JSON.stringify([{ name, png }, …]))
 *
 * one to nine of them, `png` a data URL of a PNG. They are taken once.
 */

/** @typedef {import('../worker/protocol.js').NamedFile} NamedFile */

const KEY = 'aipixel.dream.pictures';
const MOST = 9;
const LONGEST_NAME = 200;
/** Characters; a sprite has a few thousand */
const LONGEST_PNG = 1 << 20;
const PNG = /^data:image\/png;base64,([A-Za-z0-9+/]+={0,2})$/;

/** @param {unknown} given @returns {NamedFile} */
function fileOf(given) {
  const { name, png } = /** @type {any} */ (given ?? {});
  const fits = typeof name === 'string' && typeof png === 'string' && png.length <= LONGEST_PNG;
  const match = fits && PNG.exec(png);
  if (!match) throw new Error('is no picture');
  const bytes = Uint8Array.from(atob(match[1]), (letter) => letter.charCodeAt(0));
  return { name: name.slice(0, LONGEST_NAME), bytes };
}

/**
 * @param {string | null} text   what was under the key
 * @returns {NamedFile[] | undefined} undefined where that is not what is written above
 */
export function readHandedOver(text) {
  try {
    const list = JSON.parse(text ?? '[]');
    return Array.isArray(list) && list.length <= MOST ? list.map(fileOf) : undefined;
  } catch {
    return undefined;
  }
}

/** @returns {NamedFile[] | undefined} none where nothing was left; undefined where it is damaged */
export function takeHandedOver() {
  try {
    const text = sessionStorage.getItem(KEY);
    sessionStorage.removeItem(KEY);
    return readHandedOver(text);
  } catch {
    return []; // no storage here
  }
}
