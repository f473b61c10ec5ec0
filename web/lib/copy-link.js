// @ts-check
/** A button that copies a link, and the link itself where there is no clipboard. */

import { setText } from './elements.js';

const LABEL = 'Copy link';

export class CopyLink {
  #button;
  #field;
  #link;

  /**
   * @param {HTMLButtonElement} button
   * @param {HTMLInputElement} field    hidden, until the link must be copied by hand
   * @param {() => string} link
   */
  constructor(button, field, link) {
    this.#button = button;
    this.#field = field;
    this.#link = link;
    button.addEventListener('click', () => this.#copy());
    // Whatever is done next may make it another link.
    const renew = (/** @type {Event} */ { target }) => {
      if (target !== button && target !== field) this.renew();
    };
    for (const kind of ['change', 'click']) document.addEventListener(kind, renew);
  }

  /** The link is another one: what was said of the last no longer holds. */
  renew() {
    this.#field.hidden = true;
    setText(this.#button, LABEL);
  }

  async #copy() {
    const link = this.#link();
    try {
      await navigator.clipboard.writeText(link);
      setText(this.#button, 'Link copied');
    } catch {
      this.#field.value = link;
      this.#field.hidden = false;
      this.#field.select();
    }
  }
}
