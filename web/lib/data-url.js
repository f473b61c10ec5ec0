// @ts-check
/** Small files as addresses, for pages that may not make others. */

/** @param {Uint8Array} bytes @param {string} type   a MIME type @returns {string} */
export function dataUrl(bytes, type) {
  return `data:${type};base64,${btoa(String.fromCharCode(...bytes))}`;
}
