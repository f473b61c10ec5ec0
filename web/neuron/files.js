// @ts-check
/** Files and links: the model out of the page, models and tables into it. */

import { CopyLink } from '../lib/copy-link.js';
import { dataUrl } from '../lib/data-url.js';
import { byId } from '../lib/elements.js';
import { listenToDrops, listenToPicker } from '../lib/picked-files.js';

/** @param {File} file @returns {boolean} whether it is to be read as a table, else as a picture */
export function isTable({ name, type }) {
  return /\.(csv|tsv|txt)$/i.test(name) || type.startsWith('text/');
}

export class Files {
  #download = byId('download', HTMLAnchorElement);
  #picture = byId('picture', HTMLImageElement);
  #link = '';
  #copyLink = new CopyLink(
    byId('copy-link', HTMLButtonElement),
    byId('link', HTMLInputElement),
    () => this.#link,
  );

  /** @param {(file: File) => void} onFile   one was chosen or dropped */
  constructor(onFile) {
    const first = (/** @type {File[]} */ files) => onFile(files[0]);
    listenToPicker('load', 'png-file', first);
    listenToPicker('open-csv', 'csv-file', first);
    listenToDrops(byId('drop'), ({ files }) => first([...files]));
  }

  /** @param {{name: string, bytes: Uint8Array}} png @param {string} link   to the model */
  show({ name, bytes }, link) {
    const address = dataUrl(bytes, 'image/png');
    this.#download.href = address;
    this.#download.download = name;
    this.#picture.src = address;
    this.#link = link;
    this.#copyLink.renew();
  }
}
