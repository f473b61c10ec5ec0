// @ts-check
/** The dream room's worker: Python and onnxruntime run here, so that the page never waits. */

import { DreamRoom } from './dream.js';
import { readableError } from './errors.js';
import { expose } from './expose.js';
import { watchWasmMemory } from './wasm-memory.js';

watchWasmMemory();

/** Every call is answered, and what fails is told in one sentence. @returns {import('./protocol.js').DreamWorker} */
export function createApi() {
  const room = new DreamRoom();
  return {
    open: (options, listener) => readableError(room.open(options, listener)),
    start: () => readableError(room.start()),
    pause: () => readableError(room.pause()),
    end: () => readableError(room.pause()),
    bestBackend: (wish) => readableError(room.bestBackend(wish)),
    portrait: () => readableError(room.portrait()),
    singleStep: () => readableError(room.singleStep()),
    reset: (seed) => readableError(room.reset(seed)),
    setDepth: (depth) => readableError(room.setDepth(depth)),
    setWalk: (ends) => readableError(room.setWalk(ends)),
    tileFile: (tile) => readableError(room.tileFile(tile)),
    save: () => readableError(room.save()),
    load: (files) => readableError(room.load(files)),
    originalScript: () => readableError(room.originalScript()),
    runScript: (source, interrupt) => readableError(room.runScript(source, interrupt)),
    useOriginal: () => readableError(room.useOriginal()),
    keep: () => readableError(room.keep()),
    setView: (view) => readableError(room.setView(view)),
    kept: () => readableError(room.kept()),
    goOn: (id, training) => readableError(room.goOn(id, training)),
    forget: (id) => readableError(room.forget(id)),
    show: () => readableError(room.show()),
    learn: (files) => readableError(room.pictures.learn(files)),
    keepOwn: (kept) => readableError(room.pictures.keepOwn(kept)),
    beginSeed: (seed) => readableError(room.pictures.beginSeed(seed)),
    takeBack: () => readableError(room.pictures.takeBack()),
    facts: (bytes) => readableError(room.pictures.facts(bytes)),
    snapshot: (shown, more) => readableError(room.pictures.snapshot(shown, more)),
    timeLapse: (columns) => readableError(room.pictures.timeLapse(columns)),
    stopTimeLapse: () => readableError(room.pictures.stopTimeLapse()),
    setMosaic: (count, seconds) => readableError(room.setMosaic(count, seconds)),
  };
}

expose(createApi);
