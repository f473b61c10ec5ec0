// @ts-check
/** The dream room's half of the worker: from comlink calls to Python, from Python to events. */

import { DreamPictures } from './dream-pictures.js';
import { Keeper } from './keeper.js';
import { holdLifeline } from './lifeline.js';
import { gpuLoss } from './onnxruntime.js';
import { bytesFrom } from './python.js';
import { chooseBuild, loadRuntime } from './runtime.js';
import { runUserScript } from './user-script.js';

/** @typedef {import('./protocol.js').DreamEvent} DreamEvent */
/** @typedef {import('./protocol.js').Opened} Opened */
/** @typedef {import('./protocol.js').OpenOptions} OpenOptions */
/** @typedef {import('./protocol.js').PictureBatch} PictureBatch */
/** @typedef {import('./protocol.js').KeptRun} KeptRun */
/** @typedef {import('./protocol.js').View} View */
/** @typedef {import('../lib/backend.js').Choice} Choice */
/** @typedef {(event: DreamEvent) => void} Listener */

const LOSS_MS = 1000; // in which a loss of the graphics processor is heard of

const MODELS = 'models/vaegan';

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
  /** @type {import('./build.js').Build} */ #build = /** @type {any} */ (null);
  /** There once the room is open. @type {DreamPictures} */ pictures = /** @type {any} */ (null);
  /** @type {Listener} */ #listener = () => {};
  /** @type {Keeper | null} */ #keeper = null;
  /** @type {Promise<string> | null} */ #gpuLoss = null;
  /** Settles when the page has been told what there was. */ #told = Promise.resolve();

  /**
   * @param {OpenOptions} options
   * @param {Listener} listener
   * @returns {Promise<Opened>}
   */
  async open(options, listener) {
    await holdLifeline(options.lifeline);
    const files = new RegExp(`^${options.config}/`);
    const { python, choice, ort, build } = await loadRuntime(options, [MODELS, files], listener);
    this.#choice = choice;
    this.#build = build;
    this.#listener = listener;
    this.#python = python;
    const { DreamService } = python.pyimport('aipixel.vaegan.service');
    this.#keeper = await Keeper.open(options.config, () => this.#training(), listener);
    // One after the other: the page must not hear of a pause before the failure that made it.
    const tell = (/** @type {DreamEvent} */ event) => {
      this.#told = this.#told.then(() => this.#tell(event, listener));
    };
    this.#service = DreamService(
      emitter(tell, (opened) => {
        this.#opened = opened;
      }),
    );
    const answer = () => this.#answer();
    /** @type {Keeper['replace']} */
    const replace = (act) => this.#kept.replace(act);
    const { pictures } = this.#service;
    this.pictures = new DreamPictures(python, pictures, answer, replace, listener);
    const folder = new URL(options.config, build.folder(MODELS)).href;
    await this.#service.open(folder, options.seed);
    if (choice.backend === 'webgpu') {
      this.#gpuLoss = gpuLoss(ort);
      this.#gpuLoss.then((message) => listener({ type: 'failure', message, broken: true }));
    }
    return this.#answer();
  }

  /**
   * What is good is saved before the page hears of the end of the training, and closes the worker.
   * @param {DreamEvent} event @param {Listener} listener
   */
  async #tell(event, listener) {
    if (event.type === 'failure' && !event.broken) await this.#keeper?.save();
    if (event.type === 'failure' && event.broken) await this.#mayBeLost();
    listener(event);
    this.#keeper?.hear(event);
  }

  /** What a lost graphics processor was asked for may fail before the loss is told. */
  async #mayBeLost() {
    const wait = new Promise((resolve) => setTimeout(resolve, LOSS_MS));
    if (this.#gpuLoss) await Promise.race([this.#gpuLoss, wait]);
  }

  async #training() {
    const answer = await this.#service.training();
    const [training, seed, step] = answer;
    answer.destroy();
    return { training: bytesFrom(training), seed, step };
  }

  /** @returns {Keeper} */
  get #kept() {
    return /** @type {Keeper} */ (this.#keeper);
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
    return this.#kept.replace(async () => {
      await this.#service.reset(seed);
      return this.#answer();
    });
  }

  /** @param {import('./protocol.js').BackendWish} wish */
  async bestBackend(wish) {
    return (await chooseBuild(wish, this.#build)).backend;
  }

  /** @returns {Promise<import('./protocol.js').Portrait>} */
  async portrait() {
    const answer = await this.#service.portrait();
    const [bytes, size, step] = answer.toJs();
    answer.destroy();
    return { step, pictures: { count: 1, size, rgba: new Uint8ClampedArray(bytes) } };
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
    return this.#kept.replace(() => this.#load(files));
  }

  /** @param {import('./protocol.js').NamedFile[]} files */
  async #load(files) {
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

  async keep() {
    await this.#kept.save();
  }

  /** @param {View} view */
  async setView(view) {
    this.#kept.view = view;
  }

  /** @returns {Promise<KeptRun[]>} */
  async kept() {
    return this.#kept.runs.list();
  }

  /** @param {KeptRun} run */
  async forget(run) {
    await this.#kept.runs.remove(run);
  }

  /** @param {string} id @param {Uint8Array<ArrayBuffer> | null} training */
  async goOn(id, training) {
    const load = (/** @type {Uint8Array<ArrayBuffer>} */ bytes) =>
      this.#load([{ name: 'training.npz', bytes }]);
    if (training) return this.#kept.replace(() => load(training), id);
    return this.#kept.goOn(id, load);
  }

  async show() {
    await this.#service.show();
  }

  /** @param {number} count @param {number} secondsPerRefresh */
  async setMosaic(count, secondsPerRefresh) {
    await this.#service.set_mosaic(count, secondsPerRefresh);
  }
}
