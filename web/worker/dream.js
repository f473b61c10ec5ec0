// @ts-check
/** The dream room's half of the worker: from comlink calls to Python, from Python to events. */

import { DreamPictures } from './dream-pictures.js';
import { loadRuntime } from './runtime.js';
import { runUserScript } from './user-script.js';

/** @typedef {import('./protocol.js').DreamEvent} DreamEvent */
/** @typedef {import('./protocol.js').Opened} Opened */
/** @typedef {import('./protocol.js').OpenOptions} OpenOptions */
/** @typedef {import('./protocol.js').PictureBatch} PictureBatch */
/** @typedef {import('../lib/backend.js').Choice} Choice */
/** @typedef {(event: DreamEvent) => void} Listener */

/** @param {string} config */
const modelFiles = (config) => [new RegExp(`^models/vaegan/${config}/`)];

/**
 * Python's messages as events; the pictures' bytes are copied out of its memory.
 * @param {Listener} listener
 * @param {(opened: any) => void} onOpened
 */
function emitter(listener, onOpened) {
  return (/** @type {string} */ text, /** @type {any} */ bytes) => {
    const { count, size, ...message } = JSON.parse(text);
    if (bytes) {
      const view = bytes.getBuffer('u8clamped');
      message.pictures = { count, size, rgba: new Uint8ClampedArray(view.data) };
      view.release();
    }
    if (message.type === 'opened') onOpened(message);
    else listener(message);
  };
}

/** The room: one open network at a time. */
export class DreamRoom {
  /** @type {import('./python.js').Pyodide | null} */ #python = null;
  /** @type {any} */ #service = null;
  /** @type {Choice | null} */ #choice = null;
  /** @type {any} */ #opened = null;
  /** There once the room is open. @type {DreamPictures} */ pictures = /** @type {any} */ (null);
  /** @type {Listener} */ #listener = () => {};

  /**
   * @param {OpenOptions} options
   * @param {Listener} listener
   * @returns {Promise<Opened>}
   */
  async open(options, listener) {
    const { python, choice } = await loadRuntime(options, modelFiles(options.config), listener);
    this.#choice = choice;
    this.#listener = listener;
    this.#python = python;
    const { DreamService } = python.pyimport('aipixel.vaegan.service');
    this.#service = DreamService(
      emitter(listener, (opened) => {
        this.#opened = opened;
      }),
    );
    const answer = () => this.#answer();
    this.pictures = new DreamPictures(python, this.#service.pictures, answer, listener);
    const folder = new URL(`models/vaegan/${options.config}`, options.siteRoot).href;
    await this.#service.open(folder, options.seed);
    return this.#answer();
  }

  /** @returns {Opened} */
  #answer() {
    const { type, ...opened } = this.#opened;
    const { backend, reason, adapter } = /** @type {Choice} */ (this.#choice);
    return { backend, backendReason: reason, adapter, ...opened };
  }

  async start() {
    this.#service.start();
  }

  async pause() {
    await this.#service.pause();
  }

  async singleStep() {
    await this.#service.single_step();
  }

  /** @param {number} seed */
  async reset(seed) {
    if (this.#opened.own.length > 0) await this.pictures.needPillow();
    await this.#service.reset(seed);
    return this.#answer();
  }

  /** @param {number | null} depth */
  async setDepth(depth) {
    await this.#service.set_depth(depth ?? undefined); // null would be a JsNull to Python
  }

  /** @param {string[]} ends */
  async setWalk(ends) {
    await this.#service.set_walk(ends);
  }

  /** @param {import('./protocol.js').Tile} tile */
  async tileFile({ rgba, code, step, depth }) {
    const answer = this.#service.tile_file(this.#python?.toPy(rgba), code, step, depth);
    const [name, bytes] = answer.toJs();
    answer.destroy();
    return { name, bytes };
  }

  async save() {
    const answer = await this.#service.export();
    /** @type {Record<string, Uint8Array<ArrayBuffer>>} */
    const files = answer.toJs({ dict_converter: Object.fromEntries });
    answer.destroy();
    return Object.entries(files).map(([name, bytes]) => ({ name, bytes }));
  }

  /** @param {import('./protocol.js').NamedFile[]} files */
  async load(files) {
    const contents = Object.fromEntries(files.map(({ name, bytes }) => [name, bytes]));
    await this.#service.load(this.#python?.toPy(contents));
    return this.#answer();
  }

  async originalScript() {
    return this.#service.original_script();
  }

  /** @param {string} source @param {Uint8Array<SharedArrayBuffer> | null} interrupt */
  async runScript(source, interrupt) {
    const python = /** @type {import('./python.js').Pyodide} */ (this.#python);
    const answer = (/** @type {any[]} */ ...given) => this.#service.run_script(...given);
    const outcome = await runUserScript(python, source, {
      interrupt,
      listener: this.#listener,
      answer,
    });
    // Its functions may be without an end too.
    if (interrupt && this.#service.script.changed.length) python.setInterruptBuffer(interrupt);
    return outcome;
  }

  async useOriginal() {
    this.#service.use_original();
  }

  async show() {
    await this.#service.show();
  }

  /** @param {number} count @param {number} secondsPerRefresh */
  async setMosaic(count, secondsPerRefresh) {
    await this.#service.set_mosaic(count, secondsPerRefresh);
  }
}
