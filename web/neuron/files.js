// @ts-check
/** Files and links: the model out of the page, models and tables into it. */

import { byId, setText } from '../lib/elements.js';

/** @param {Uint8Array} bytes @returns {string} a PNG's address */
function dataUrl(bytes) {
  return `data:image/png;base64,${btoa(String.fromCharCode(...bytes))}`;
}

const LARGEST = 64 * 1024 * 1024; // bytes; more than any file meant for this page has

/** @param {File} file @returns {Promise<Uint8Array>} rejects with a sentence where it can't be read */
export async function bytesOf(file) {
  if (file.size > LARGEST) throw new Error('it is larger than any file this page reads.');
  try {
    return new Uint8Array(await file.arrayBuffer());
  } catch (cause) {
    throw new Error('the browser could not read it.', { cause });
  }
}

/** @param {File} file @returns {boolean} whether it is to be read as a table, else as a picture */
export function isTable({ name, type }) {
  return /\.(csv|tsv|txt)$/i.test(name) || type.startsWith('text/');
}

export class Files {
  #download = byId('download', HTMLAnchorElement);
  #picture = byId('picture', HTMLImageElement);
  #copy = byId('copy-link', HTMLButtonElement);
  #link = byId('link', HTMLInputElement);

  /** @param {(file: File) => void} onFile   one was chosen or dropped */
  constructor(onFile) {
    this.#copy.addEventListener('click', () => this.#copyLink());
    this.#listenToPicker('load', 'png-file', onFile);
    this.#listenToPicker('open-csv', 'csv-file', onFile);
    this.#listenToDrops(onFile);
  }

  /** @param {{name: string, bytes: Uint8Array}} png @param {string} link   to the model */
  show({ name, bytes }, link) {
    const address = dataUrl(bytes);
    this.#download.href = address;
    this.#download.download = name;
    this.#picture.src = address;
    this.#link.value = link;
    this.#link.hidden = true;
    setText(this.#copy, 'Copy link');
  }

  async #copyLink() {
    try {
      await navigator.clipboard.writeText(this.#link.value);
      setText(this.#copy, 'Link copied');
    } catch {
      // No clipboard here: the link itself, to be copied by hand.
      this.#link.hidden = false;
      this.#link.select();
    }
  }

  /** @param {string} buttonId @param {string} inputId @param {(file: File) => void} onFile */
  #listenToPicker(buttonId, inputId, onFile) {
    const input = byId(inputId, HTMLInputElement);
    byId(buttonId).addEventListener('click', () => input.click());
    input.addEventListener('change', () => {
      const file = input.files?.[0];
      input.value = ''; // so that the same file can be chosen again
      if (file) onFile(file);
    });
  }

  /** @param {(file: File) => void} onFile */
  #listenToDrops(onFile) {
    const sign = byId('drop');
    const show = (/** @type {DragEvent} */ event, /** @type {boolean} */ shown) => {
      if (!event.dataTransfer?.types.includes('Files')) return;
      event.preventDefault();
      sign.hidden = !shown;
    };
    document.addEventListener('dragover', (event) => show(event, true));
    document.addEventListener('dragleave', (event) => {
      if (!event.relatedTarget) show(event, false);
    });
    // Before the editor hears of it, which would take the file's text for code.
    const drop = (/** @type {DragEvent} */ event) => {
      show(event, false);
      const file = event.dataTransfer?.files[0];
      if (!file) return;
      event.stopPropagation();
      onFile(file);
    };
    document.addEventListener('drop', drop, { capture: true });
  }
}
