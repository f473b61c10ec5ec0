// @ts-check
/** Files into the page: chosen with a button, or dropped anywhere on it. */

import { byId } from './elements.js';

/** Bytes; more than any file meant for these pages has */
export const LARGEST_FILE = 64 * 1024 * 1024;

/** @param {File} file @returns {Promise<Uint8Array<ArrayBuffer>>} rejects with a sentence where it can't be read */
export async function bytesOf(file) {
  if (file.size > LARGEST_FILE) throw new Error('it is larger than any file this page reads.');
  try {
    return new Uint8Array(await file.arrayBuffer());
  } catch (cause) {
    throw new Error('the browser could not read it.', { cause });
  }
}

/**
 * @param {File} file
 * @returns {Promise<{name: string, bytes: Uint8Array<ArrayBuffer>}>} rejects with a sentence that
 *   names the file
 */
export async function namedBytesOf(file) {
  try {
    return { name: file.name, bytes: await bytesOf(file) };
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : String(cause);
    throw new Error(`${file.name} could not be read: ${why}`, { cause });
  }
}

/**
 * @param {string} buttonId
 * @param {string} inputId   a hidden file input
 * @param {(files: File[]) => void} onFiles   one at least
 */
export function listenToPicker(buttonId, inputId, onFiles) {
  const input = byId(inputId, HTMLInputElement);
  byId(buttonId).addEventListener('click', () => input.click());
  input.addEventListener('change', () => {
    const files = [...(input.files ?? [])];
    input.value = ''; // so that the same file can be chosen again
    if (files.length > 0) onFiles(files);
  });
}

/**
 * @param {HTMLElement} sign   shown while files are held over the page
 * @param {(dropped: DataTransfer) => void} take   must read it before it returns
 */
export function listenToDrops(sign, take) {
  const show = (/** @type {DragEvent} */ event, /** @type {boolean} */ shown) => {
    if (!event.dataTransfer?.types.includes('Files')) return;
    event.preventDefault();
    sign.hidden = !shown;
  };
  document.addEventListener('dragover', (event) => show(event, true));
  document.addEventListener('dragleave', (event) => {
    if (!event.relatedTarget) show(event, false);
  });
  // Before an editor hears of it, which would take a file's text for code.
  const drop = (/** @type {DragEvent} */ event) => {
    show(event, false);
    if (!event.dataTransfer?.files.length) return;
    event.stopPropagation();
    take(event.dataTransfer);
  };
  document.addEventListener('drop', drop, { capture: true });
}
