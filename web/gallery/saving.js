// @ts-check
/** A PNG out of the page: downloaded, and shown where downloads are forbidden. */

import { make } from '../lib/elements.js';

/** @typedef {import('../worker/protocol.js').PngFile} PngFile */

export class Saving {
  element = make('p', { className: 'saving small', hidden: true });
  #address = '';

  /** @param {PngFile} file @param {string} words   what it shows */
  save({ name, bytes }, words) {
    this.clear();
    this.#address = URL.createObjectURL(new Blob([bytes], { type: 'image/png' }));
    const picture = make('img', { src: this.#address, alt: words });
    const link = make('a', { href: this.#address, download: name }, name);
    const text = make(
      'span',
      {},
      'Saved as ',
      link,
      '. If your browser forbids that, save this picture.',
    );
    this.element.replaceChildren(picture, text);
    this.element.hidden = false;
    link.click();
  }

  clear() {
    if (this.#address) URL.revokeObjectURL(this.#address);
    this.#address = '';
    this.element.hidden = true;
  }
}
