// @ts-check
/**
 * The host that shows this page as a token, where one does: fxhash's `$fx`, Art Blocks'
 * `tokenData`, or a token's own page, which carries its hash. Each part of `$fx` may be missing.
 */

function fxhash() {
  return typeof $fx === 'undefined' ? undefined : $fx;
}

function artBlocks() {
  return typeof tokenData === 'undefined' ? undefined : tokenData;
}

/** @returns {string | undefined} the hash that this page was made for */
function hashOfPage() {
  if (typeof document === 'undefined') return undefined;
  return document.querySelector('meta[name="token-hash"]')?.getAttribute('content') ?? undefined;
}

/**
 * @param {string} query   of the address; `fxhash` is where fxhash's own snippet finds the hash
 * @returns {string | null} null: this page is no token, or its address asks for a seed
 */
export function tokenHash(query) {
  const params = new URLSearchParams(query);
  const given = fxhash()?.hash || artBlocks()?.hash || params.get('fxhash');
  if (given) return String(given);
  return (!params.has('seed') && hashOfPage()) || null;
}

/** @param {string} query @returns {boolean} whether the host takes a picture of the page */
export function isCapture(query) {
  return fxhash()?.isPreview === true || new URLSearchParams(query).get('preview') === '1';
}

/** @param {Record<string, string | number>} features   from the hash alone */
export function tellFeatures(features) {
  fxhash()?.features?.(features);
}

/** Tells the host that what it may take a picture of is there. */
export function tellPreview() {
  fxhash()?.preview?.();
}

/** @returns {number} chance, from 0 up to but not 1: the host's where it has its own */
export function chance() {
  const rand = fxhash()?.rand;
  if (rand) return rand();
  return crypto.getRandomValues(new Uint32Array(1))[0] / 2 ** 32;
}
