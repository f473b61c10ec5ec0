// @ts-check
/** The sprite room's worker: the transformer draws here, so that the page never waits. */

import * as Comlink from 'comlink';
import { readableError } from './errors.js';
import { SpriteRoom } from './sprites.js';

const room = new SpriteRoom();

/** Every call is answered, and what fails is told in one sentence. @type {import('./sprites-protocol.js').SpritesWorker} */
const api = {
  open: (options, listener) => readableError(room.open(options, listener)),
  draw: (draw, recipe) => readableError(room.draw(draw, recipe)),
  stop: () => readableError(room.stop()),
  shade: (pixels, light) => readableError(room.shade(pixels, light)),
};

Comlink.expose(api);
