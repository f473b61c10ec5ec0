// @ts-check
/** The gallery's worker: Python and onnxruntime run here, so that the page never waits. */

import { readableError } from './errors.js';
import { expose } from './expose.js';
import { GalleryRoom } from './gallery.js';

/** Every call is answered, and what fails is told in one sentence. @returns {import('./protocol.js').GalleryWorker} */
export function createApi() {
  const room = new GalleryRoom();
  return {
    open: (options, listener) => readableError(room.open(options, listener)),
    sort: (paths) => readableError(room.sort(paths)),
    hang: (name, files) => readableError(room.hang(name, files)),
    show: (wall, count, depth) => readableError(room.show(wall, count, depth)),
    refresh: (wall, kept) => readableError(room.refresh(wall, kept)),
    walk: (wall, start, end, frames) => readableError(room.walk(wall, start, end, frames)),
    png: (wall, columns, scale) => readableError(room.png(wall, columns, scale)),
    walkPng: (wall, stride, scale) => readableError(room.walkPng(wall, stride, scale)),
    remove: (wall) => readableError(room.remove(wall)),
  };
}

expose(createApi);
