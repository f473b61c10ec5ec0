// @ts-check
/** What is being loaded: the stages, one line each, and the bytes. */

import { byId, make, setText } from './elements.js';
import { megabytes } from './numbers.js';

export class Loading {
  #section = byId('loading');
  #stages = byId('stages');
  #bytes = byId('bytes', HTMLProgressElement);
  #text = byId('bytes-text');

  show() {
    this.#section.hidden = false;
    this.#stages.replaceChildren();
    this.#bytes.removeAttribute('value');
    setText(this.#text, '\u00a0');
  }

  hide() {
    this.#section.hidden = true;
  }

  /** @param {{label: string, index: number, count: number}} stage */
  stage({ label, index, count }) {
    this.#stages.querySelector('[aria-current]')?.removeAttribute('aria-current');
    const line = make(
      'li',
      {},
      `${label}`,
      make('span', { className: 'for-ears' }, `, ${index + 1} of ${count}`),
    );
    line.setAttribute('aria-current', 'step');
    this.#stages.append(line);
  }

  /** @param {{loaded: number, total: number}} bytes */
  bytes({ loaded, total }) {
    this.#bytes.max = total;
    this.#bytes.value = loaded;
    setText(this.#text, `${megabytes(loaded)} of ${megabytes(total)} MB`);
  }
}
