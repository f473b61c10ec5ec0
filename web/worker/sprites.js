// @ts-check
/** The sprite room's half of the worker: a `SpriteModel` on the best backend that there is. */

import { chooseBackend } from '../lib/backend.js';
import { SpriteModel } from '../sprites/sprite-model.js';
import { Build } from './build.js';
import { downloadAll } from './downloads.js';
import { onnxruntimeFile, startOnnxruntime } from './onnxruntime.js';

/** @typedef {import('./sprites-protocol.js').Drawn} Drawn */
/** @typedef {import('./sprites-protocol.js').Recipe} Recipe */
/** @typedef {import('./sprites-protocol.js').RuntimeOptions} RuntimeOptions */
/** @typedef {import('./sprites-protocol.js').SpritesEvent} SpritesEvent */
/** @typedef {import('./sprites-protocol.js').SpritesOpened} SpritesOpened */
/** @typedef {import('../sprites/sprite-model.js').Light} Light */

const STAGES = ['Looking at this machine', 'onnxruntime', 'Transformer'];
const MODEL = 'models/pixelllm';
const MILLISECONDS_BETWEEN_ROWS = 120;
/** A block has hundreds of steps: graphics processors and threads start them more slowly than one thread does them. */
const SMALL_STEPS =
  'its many small steps are quickest on one thread, so several workers draw at once';

/** @param {RuntimeOptions['backend']} wanted */
async function choose(wanted) {
  if (wanted === 'webgpu') {
    // onnxruntime's WebGPU build aborts in loops within a graph.
    throw new Error(
      'Sprites are not drawn on WebGPU, which cannot run their loop; try ?backend=wasm.',
    );
  }
  if (wanted !== 'auto') return chooseBackend(wanted);
  return { ...(await chooseBackend('wasm')), reason: SMALL_STEPS };
}

/**
 * Rows are told some at a time: a page that paints each of them takes a third of the processor.
 * @param {(top: number, pixels: Uint8Array) => void} tell
 * @returns {(number: number, y: number, row: Uint8Array) => void}
 */
function inGroups(tell) {
  /** @type {number[]} */
  let pixels = [];
  let told = performance.now();
  return (_number, y, row) => {
    pixels.push(...row);
    const now = performance.now();
    if (now - told < MILLISECONDS_BETWEEN_ROWS) return;
    tell(y + 1 - pixels.length / row.length, Uint8Array.from(pixels));
    pixels = [];
    told = now;
  };
}

/** One open model; one drawing at a time. */
export class SpriteRoom {
  /** @type {SpriteModel | null} */ #model = null;
  /** @type {(event: SpritesEvent) => void} */ #listener = () => {};
  #stopping = new AbortController();

  /**
   * @param {RuntimeOptions} options
   * @param {(event: SpritesEvent) => void} listener
   * @returns {Promise<SpritesOpened>}
   */
  async open(options, listener) {
    this.#listener = listener;
    const stage = (/** @type {number} */ index) =>
      listener({ type: 'stage', label: STAGES[index], index, count: STAGES.length });
    stage(0);
    const [build, choice] = await Promise.all([Build.read(options), choose(options.backend)]);
    const needed = build.files([onnxruntimeFile(choice), [MODEL, /^(shape|begin|paint)\.onnx$/]]);
    const downloads = downloadAll(needed, (loaded, total) =>
      listener({ type: 'bytes', loaded, total }),
    );
    const loading = async () => {
      stage(1);
      const ort = await startOnnxruntime(build, choice);
      stage(2);
      return SpriteModel.open(ort, build.folder(MODEL), { executionProviders: ['wasm'] });
    };
    // A failed download rejects here at once, whatever is waiting for it.
    const [model] = await Promise.all([loading(), downloads]);
    this.#model = model;
    const { model: digest, axes, palette } = model.manifest;
    const { reason, adapter } = choice;
    const machine = { backend: choice.backend, backendReason: reason, adapter };
    return { ...machine, model: digest, axes, palette };
  }

  /** @returns {SpriteModel} */
  get #open() {
    if (!this.#model) throw new Error('The transformer is not loaded yet.');
    return this.#model;
  }

  /**
   * @param {number} draw
   * @param {Recipe} recipe
   * @returns {Promise<Drawn | null>}
   */
  async draw(draw, recipe) {
    this.#stopping = new AbortController();
    const { signal } = this.#stopping;
    const onRow = inGroups((top, pixels) => this.#listener({ type: 'rows', draw, top, pixels }));
    const { labels, seed, temperature, lineage } = recipe;
    const wish = { labels, seeds: [seed], temperature, signal, onRow };
    const began = performance.now();
    try {
      const { sprites, blocks } = lineage
        ? await this.#open.breed({ ...wish, ...lineage })
        : await this.#open.draw(wish);
      return { pixels: sprites[0], blocks, milliseconds: performance.now() - began };
    } catch (cause) {
      if (signal.aborted) return null;
      throw cause;
    }
  }

  async stop() {
    this.#stopping.abort();
  }

  /** @param {Uint8Array} pixels @param {Light} light */
  async shade(pixels, light) {
    return this.#open.shade(pixels, light);
  }
}
