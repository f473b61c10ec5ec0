// @ts-check
/** Files and links: the model out of the page, models and tables into it. */

import { CopyLink } from '../lib/copy-link.js';
import { dataUrl } from '../lib/data-url.js';
import { byId } from '../lib/elements.js';
import { listenToDrops, listenToPicker } from '../lib/picked-files.js';

const PNG = [0x89, 0x50, 0x4e, 0x47];
const PICTURES = /\.(png|jpe?g|gif|webp|avif|bmp|heic|tiff?|ico)$/i;

/**
 * Whatever a table is called, and a model's PNG too: what it begins with tells more than its name.
 *
 * @param {File} file @param {Uint8Array} bytes
 * @returns {boolean} whether it is to be read as a table, else as a picture
 */
export function isTable({ name, type }, bytes) {
  if (PNG.every((byte, index) => bytes[index] === byte)) return false;
  return !(PICTURES.test(name) || type.startsWith('image/'));
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

  /** @param {(files: File[]) => void} onFiles   one at least was chosen or dropped */
  constructor(onFiles) {
    listenToPicker('load', 'png-file', onFiles);
    listenToPicker('open-csv', 'csv-file', onFiles);
    listenToDrops(byId('drop'), ({ files }) => onFiles([...files]));
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
