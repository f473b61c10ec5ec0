// @ts-check
/** The worker that makes and reads the files of sprites, with Python. */

import * as Comlink from 'comlink';
import { readableError } from './errors.js';
import { SpriteFilesRoom } from './sprite-files.js';

const room = new SpriteFilesRoom();

/** Every call is answered, and what fails is told in one sentence. @type {import('./sprites-protocol.js').FilesWorker} */
const api = {
  open: (options, onShare) => readableError(room.open(options, onShare)),
  files: (kind, sprites) => readableError(room.files(kind, sprites)),
  check: (png) => readableError(room.check(png)),
};

Comlink.expose(api);
