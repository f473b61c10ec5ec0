// @ts-check
/** The worker that makes and reads the files of sprites, with Python. */

import { readableError } from './errors.js';
import { expose } from './expose.js';
import { SpriteFilesRoom } from './sprite-files.js';

/** Every call is answered, and what fails is told in one sentence. @returns {import('./sprites-protocol.js').FilesWorker} */
export function createApi() {
  const room = new SpriteFilesRoom();
  return {
    open: (options, onShare) => readableError(room.open(options, onShare)),
    files: (kind, sprites) => readableError(room.files(kind, sprites)),
    check: (png) => readableError(room.check(png)),
  };
}

expose(createApi);
