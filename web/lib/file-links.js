// @ts-check
/** Files made by the page: downloaded at once, and there as links where that did not happen. */

import { byId, make } from './elements.js';
import { sizeText } from './numbers.js';

/** Frames cannot tell whether they may download. */
const IN_A_FRAME =
  'If nothing was saved, this frame forbids downloads: save from the menu of a link instead.';

/** @type {string[]} */
let addresses = [];

/**
 * @param {{name: string, bytes: Uint8Array<ArrayBuffer>, type?: string}[]} files   one at least
 * @param {number} [count]   of them are downloaded, the first ones
 */
export function offer(files, count = 1) {
  for (const address of addresses) URL.revokeObjectURL(address);
  addresses = files.map(({ bytes, type }) => URL.createObjectURL(new Blob([bytes], { type })));
  const links = files.map(({ name }, index) =>
    make('a', { href: addresses[index], download: name }, name),
  );
  const sizes = files.map(({ bytes }) => sizeText(bytes.length));
  const items = links.map((link, index) =>
    make('li', {}, link, make('span', { className: 'quiet' }, sizes[index])),
  );
  if (window.top !== window) items.push(make('li', { className: 'quiet' }, IN_A_FRAME));
  byId('exported').replaceChildren(...items);
  byId('exported').hidden = false;
  for (const link of links.slice(0, count)) link.click();
}
