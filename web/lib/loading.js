// @ts-check
/** What is being loaded: the stages, one line each, and the bytes; and that nothing comes any more. */

import { byId, make, setText } from './elements.js';
import { reloadNotice } from './notices.js';
import { megabytes } from './numbers.js';

const LONGEST_SILENCE_SECONDS = 45; // the longest stage of a slow phone takes about half of it
const SILENT = `Nothing has come for ${LONGEST_SILENCE_SECONDS} seconds: the connection or this machine is slow, or the browser is stuck. If it stays so, reload the page.`;

export class Loading {
  #section = byId('loading');
  #stages = byId('stages');
  #bytes = byId('bytes', HTMLProgressElement);
  #text = byId('bytes-text');
  #silence = reloadNotice(SILENT);
  #timer = 0;

  show() {
    this.#section.hidden = false;
    this.#stages.replaceChildren();
    this.#bytes.removeAttribute('value');
    setText(this.#text, '\u00a0');
    this.#section.append(this.#silence);
    this.#listen();
  }

  hide() {
    this.#section.hidden = true;
    clearTimeout(this.#timer);
  }

  /** A browser may hang in its own code, and tells nobody. */
  #listen() {
    this.#silence.hidden = true;
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => {
      this.#silence.hidden = false;
    }, LONGEST_SILENCE_SECONDS * 1000);
  }

  /** @param {{label: string, index: number, count: number}} stage */
  stage({ label, index, count }) {
    this.#listen();
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
    this.#listen();
    this.#bytes.max = total;
    this.#bytes.value = loaded;
    setText(this.#text, `${megabytes(loaded)} of ${megabytes(total)} MB`);
  }
}
