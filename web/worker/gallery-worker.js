// @ts-check
/** The gallery's worker: Python and onnxruntime run here, so that the page never waits. */

import * as Comlink from 'comlink';
import { readableError } from './errors.js';
import { GalleryRoom } from './gallery.js';

const room = new GalleryRoom();

/** Every call is answered, and what fails is told in one sentence. @type {import('./protocol.js').GalleryWorker} */
const api = {
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

Comlink.expose(api);
