// @ts-check
/** The shelf below the mosaic: tiles that were kept, each a PNG that says where it is from. */

import { dataUrl } from '../lib/data-url.js';
import { byId, make, setText } from '../lib/elements.js';
import { KeptList } from '../lib/memory.js';
import { inThousands } from '../lib/numbers.js';

/**
 * @typedef {object} Kept
 * @property {string} png     a data URL
 * @property {string} name    the file's
 * @property {number} seed
 * @property {number} step
 */

const MEMORY = 'dream.kept';
const MOST = 60;

/** @param {unknown} kept @returns {kept is Kept} whether that is what this page wrote */
function isKept(kept) {
  const { png, name, seed, step } = /** @type {any} */ (kept ?? {});
  const texts = [png, name].every((text) => typeof text === 'string');
  return texts && png.startsWith('data:image/png;base64,') && [seed, step].every(Number.isInteger);
}

export class Shelf {
  #list = byId('kept');
  #note = byId('shelf-note');
  /** @type {KeptList<Kept>} */
  #kept = new KeptList(MEMORY, (kept) => (isKept(kept) ? [kept] : []));

  constructor() {
    this.#show();
  }

  get isFull() {
    return this.#kept.items.length >= MOST;
  }

  /** @param {{name: string, bytes: Uint8Array}} file @param {{seed: number, step: number}} origin */
  keep({ name, bytes }, { seed, step }) {
    const png = dataUrl(bytes, 'image/png');
    const edit = (/** @type {Kept[]} */ all) => [{ png, name, seed, step }, ...all];
    this.#change(edit, `Kept a tile of step ${inThousands(step)}.`);
  }

  /** Says that there is no room. */
  refuse() {
    setText(this.#note, `The shelf holds ${MOST} tiles: remove one to keep another.`);
  }

  /** @param {Kept} kept */
  #remove(kept) {
    const at = this.#kept.items.indexOf(kept);
    const isIt = (/** @type {Kept} */ { png, name }) => png === kept.png && name === kept.name;
    this.#change((all) => {
      const place = all.findIndex(isIt); // of two that are alike, the first; of none, -1
      return all.filter((_, index) => index !== place);
    }, 'Removed the tile.');
    const next = this.#list.children[Math.min(at, this.#kept.items.length - 1)];
    const heir = next?.querySelector('button') ?? byId('tile-cursor');
    heir.focus();
  }

  /** @param {(all: Kept[]) => Kept[]} edit @param {string} sentence   what happened */
  #change(edit, sentence) {
    const stored = this.#kept.change(edit);
    const warning = ' This browser stores nothing: download what you want to have tomorrow.';
    setText(this.#note, stored ? sentence : sentence + warning);
    this.#show();
  }

  #show() {
    const { items } = this.#kept;
    byId('shelf').hidden = items.length === 0;
    this.#list.replaceChildren(...items.map((kept, index) => this.#item(kept, index + 1)));
  }

  /** @param {Kept} kept @param {number} number */
  #item(kept, number) {
    const { png, name, seed, step } = kept;
    const words = `step ${inThousands(step)}`;
    const picture = make('img', { src: png, width: 96, height: 96 });
    picture.alt = `Kept tile ${number}, dreamed at ${words} with seed ${seed}`;
    const download = make('a', { href: png, download: name }, 'PNG');
    download.setAttribute('aria-label', `Download PNG of kept tile ${number}`);
    const remove = make('button', { type: 'button' }, 'Remove');
    remove.setAttribute('aria-label', `Remove kept tile ${number}`);
    remove.addEventListener('click', () => this.#remove(kept));
    const tools = make('span', { className: 'kept-tools' }, download, remove);
    return make('li', {}, picture, make('span', { className: 'quiet' }, words), tools);
  }
}
