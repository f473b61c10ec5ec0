// @ts-check
/** Files and links: the model out of the page, models and tables into it. */

import { onDrop } from '../lib/drops.js';
import { byId, setText } from '../lib/elements.js';

/** @param {Uint8Array} bytes @returns {string} a PNG's address */
function dataUrl(bytes) {
  return `data:image/png;base64,${btoa(String.fromCharCode(...bytes))}`;
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
    onDrop(byId('drop'), ({ files }) => files[0] && onFile(files[0]));
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
}
