// @ts-check
/** Reading files that the user chose. */

/** Bytes; more than any file meant for these pages has */
export const LARGEST_FILE = 64 * 1024 * 1024;

/** @param {File} file @returns {Promise<Uint8Array<ArrayBuffer>>} rejects with a clause where it can't be read */
export async function bytesOf(file) {
  if (file.size > LARGEST_FILE) throw new Error('it is larger than any file this page reads.');
  try {
    return new Uint8Array(await file.arrayBuffer());
  } catch (cause) {
    throw new Error('the browser could not read it.', { cause });
  }
}
