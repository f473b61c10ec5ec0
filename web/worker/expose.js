// @ts-check
/** How a room's functions are offered to its page. */

import * as Comlink from 'comlink';
import { watchLoading } from '../lib/loaded-files.js';

/**
 * In a worker: offers the functions, says once that it lives, and tells of every file it fetches. A
 * page that could start no worker imports the same script, and makes the functions itself.
 *
 * @param {() => object} createApi   a room of its own each time
 */
export function expose(createApi) {
  if ('document' in globalThis) return;
  Comlink.expose(createApi());
  postMessage({ loaded: [] });
  watchLoading((loaded) => postMessage({ loaded }));
}
