// @ts-check
/** Files made by the page: downloaded at once, and there as links where that did not happen. */

import { byId, make } from '../lib/elements.js';
import { megabytes } from '../lib/numbers.js';

/** @typedef {import('../worker/protocol.js').NamedFile} NamedFile */

/** @type {string[]} */
let addresses = [];

/** @param {NamedFile[]} files   the first is downloaded; one at least */
export function offer(files) {
  for (const address of addresses) URL.revokeObjectURL(address);
  addresses = files.map(({ bytes }) => URL.createObjectURL(new Blob([bytes])));
  const links = files.map(({ name }, index) =>
    make('a', { href: addresses[index], download: name }, name),
  );
  const sizes = files.map(({ bytes }) => `${megabytes(bytes.length)} MB`);
  byId('exported').replaceChildren(
    ...links.map((link, index) =>
      make('li', {}, link, make('span', { className: 'quiet' }, sizes[index])),
    ),
  );
  byId('exported').hidden = false;
  links[0].click();
}
