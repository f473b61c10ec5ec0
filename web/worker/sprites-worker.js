// @ts-check
/** The sprite room's worker: the transformer draws here, so that the page never waits. */

import { readableError } from './errors.js';
import { expose } from './expose.js';
import { SpriteRoom } from './sprites.js';

/** Every call is answered, and what fails is told in one sentence. @returns {import('./sprites-protocol.js').SpritesWorker} */
export function createApi() {
  const room = new SpriteRoom();
  return {
    open: (options, listener) => readableError(room.open(options, listener)),
    draw: (draw, recipe) => readableError(room.draw(draw, recipe)),
    stop: () => readableError(room.stop()),
    end: () => readableError(room.stop()),
    shade: (pixels, light) => readableError(room.shade(pixels, light)),
  };
}

expose(createApi);
