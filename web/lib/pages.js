// @ts-check
/** Pages that hosts answer with in place of files that they do not have, as if all was well. */

const LONGEST_START = 512; // bytes

/** @param {Blob} content @returns {Promise<boolean>} whether it begins as HTML does */
export async function isPage(content) {
  const start = await content.slice(0, LONGEST_START).text();
  return /^\s*(<!--.*?-->\s*)*<(!doctype\s+)?html\b/is.test(start);
}
