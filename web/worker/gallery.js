// @ts-check
/** The gallery's half of the worker: from comlink calls to Python and back. */

import { bytesFrom } from './python.js';
import { loadRuntime } from './runtime.js';

/** @typedef {import('./protocol.js').Dreams} Dreams */
/** @typedef {import('./protocol.js').LoadingEvent} LoadingEvent */
/** @typedef {import('./protocol.js').RuntimeOptions} RuntimeOptions */

const MODELS = 'models/vaegan';
/** What drawing needs of every configuration: nothing that trains. */
const DRAWING = /^[^/]+\/(manifest\.json|settle\.onnx|decoder\.onnx|\w+\.template)$/;
const MANIFEST = /^([^/]+)\/manifest\.json$/;

/**
 * The answer with its bytes as pictures.
 * @param {any} answer
 * @returns {Dreams & {indices: number[]}}
 */
const asDreams = ({ bytes, ...answer }) => ({
  ...answer,
  rgba: new Uint8ClampedArray(bytes.buffer),
});

/** Walls, in Python. */
export class GalleryRoom {
  /** @type {import('./python.js').Pyodide | null} */ #python = null;
  /** @type {any} */ #service = null;

  /**
   * @param {RuntimeOptions} options
   * @param {(event: LoadingEvent) => void} listener
   */
  async open(options, listener) {
    const { python, choice, build } = await loadRuntime(options, [MODELS, DRAWING], listener);
    const configs = build.names(MODELS).flatMap((name) => MANIFEST.exec(name)?.[1] ?? []);
    this.#python = python;
    this.#service = python.pyimport('aipixel.vaegan.gallery.service').GalleryService();
    await this.#service.open(build.folder(MODELS).href.replace(/\/$/, ''), configs);
    return { backend: choice.backend, backendReason: choice.reason };
  }

  /**
   * Calls the service; arguments and answers are JSON, and bytes go beside them.
   * @param {string} method
   * @param {object} keywords
   * @param {Record<string, Uint8Array>} [files]
   * @returns {Promise<any>} with `bytes` where the answer has some
   */
  async #call(method, keywords, files) {
    if (!this.#python) throw new Error('Python is not loaded yet.');
    const given = files && this.#python.toPy(files);
    try {
      const answer = await this.#service.call(method, JSON.stringify(keywords), given);
      const result = JSON.parse(answer.get(0));
      const bytes = answer.get(1);
      answer.destroy();
      return bytes ? { ...result, bytes: bytesFrom(bytes) } : result;
    } finally {
      given?.destroy();
    }
  }

  /** @param {string[]} paths */
  async sort(paths) {
    return this.#call('sort', { paths });
  }

  /** @param {string} name @param {Record<string, Uint8Array>} files */
  async hang(name, files) {
    const { bytes, ...wall } = await this.#call('hang', { name }, files);
    const nine = bytes && {
      count: wall.nineNames.length,
      size: wall.size,
      rgba: new Uint8ClampedArray(bytes.buffer),
    };
    return { ...wall, nine: nine ?? null };
  }

  /** @param {number} wall @param {number} count @param {number | null} depth */
  async show(wall, count, depth) {
    return asDreams(await this.#call('show', { wall, count, depth }));
  }

  /** @param {number} wall @param {number[]} kept */
  async refresh(wall, kept) {
    return asDreams(await this.#call('refresh', { wall, kept }));
  }

  /** @param {number} wall @param {number} start @param {number} end @param {number} frames */
  async walk(wall, start, end, frames) {
    return asDreams(await this.#call('walk', { wall, start, end, frames }));
  }

  /** @param {number} wall @param {number} columns @param {number} scale */
  async png(wall, columns, scale) {
    return this.#call('png', { wall, columns, scale });
  }

  /** @param {number} wall @param {number} stride @param {number} scale */
  async walkPng(wall, stride, scale) {
    return this.#call('walk_png', { wall, stride, scale });
  }

  /** @param {number} wall */
  async remove(wall) {
    await this.#call('remove', { wall });
  }
}
