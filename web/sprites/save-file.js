// @ts-check
/** A file into the user's downloads. */

import { make } from '../lib/elements.js';

const FREED_AFTER_MS = 60_000; // some browsers read it late

/** @param {import('../worker/sprites-protocol.js').NamedBytes} file */
export function saveFile({ name, type, bytes }) {
  const address = URL.createObjectURL(new Blob([bytes], { type }));
  const link = make('a', { href: address, download: name, hidden: true });
  document.body.append(link);
  link.click();
  link.remove();
  setTimeout(() => URL.revokeObjectURL(address), FREED_AFTER_MS);
}
