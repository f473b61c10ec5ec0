// @ts-check
/**
 * Draws, shades and breeds sprites in a page, a worker or a game: a thin loop over ONNX graphs.
 * Needs nothing but onnxruntime-web, which the caller brings; all that is computed is in the graphs.
 */

import { inTurn, Session } from './sessions.js';
import { checkedWish, folderAddress } from './wishes.js';

export { DEFAULTS } from './wishes.js';

/** @typedef {typeof import('onnxruntime-web')} Ort */
/** @typedef {import('onnxruntime-web').Tensor} Tensor */

/** @typedef {'begin' | 'row' | 'shade' | 'breed'} GraphName */

/**
 * What `manifest.json` says of the graphs.
 * @typedef {object} Manifest
 * @property {number} format
 * @property {string} model          the first digits of the SHA-256 of the graphs that draw
 * @property {Record<GraphName, string>} files
 * @property {Record<GraphName, string>} sha256   of each file
 * @property {string[]} zones
 * @property {string[]} categories
 * @property {{pad: number, mask: number, zone: number, category: number}} tokens   numbers of marks
 *   and of the first zone and category
 * @property {number} size           pixels of a side
 * @property {number} width          of the network
 * @property {number} half           layers of each kind
 * @property {number} block          rows that row layers see together
 * @property {[number, number, number][]} palette   red, green and blue of indices 1 to 63
 */

/**
 * How sprites are drawn; all but the first three have defaults.
 * @typedef {object} Wish
 * @property {string | null} zone       null: of any
 * @property {string | null} category   likewise; where one is null, neither is told
 * @property {number[]} seeds            0 to 4294967295, one a sprite
 * @property {number} [temperature]      above 0: lower is calmer
 * @property {number} [topK]             only the likeliest colours, 1 to 63
 * @property {number} [minP]             only colours at least this share as likely as the likeliest
 * @property {number} [guidance]         how far to lean on zone and category; 1 as trained
 * @property {number} [edgeTemperature]  that of background against colour
 * @property {Float32Array} [given]      a token for each pixel of each sprite, MASK where it is free
 * @property {(sprite: number, y: number, row: Uint8Array) => void} [onRow]   hears every row
 * @property {AbortSignal} [signal]      stops between two rows
 */

/**
 * From where light falls on a sprite, and what else shades it; all but the angle are 0 to 1.
 * @typedef {object} Light
 * @property {number} angle       degrees: 0 from the right, 90 from above, counter-clockwise
 * @property {number} strength    of that light in place of the painted one
 * @property {number} occlusion   darkens beside creases
 * @property {number} edge        darkens the rim
 * @property {number} glow        of bright pixels onto the dark ones beside them
 */

/**
 * How the children of two sprites are drawn; zone and category are those that the parents have in
 * common, null where they differ.
 * @typedef {object} Cross
 * @property {[Uint8Array, Uint8Array]} [parents]   their palette indices; unknown is an error
 * @property {number} [share]   of the first parent that is drawn anew, above 0 to 1; 0.4
 */

const FORMAT = 1;
/** Of the first parent, drawn anew where a cross does not say. */
export const SHARE = 0.4;

export class SpriteModel {
  #ort;
  #begin;
  #row;
  #open;
  /** @type {Map<string, Promise<Session>>} */ #others = new Map();
  /** @type {Manifest} */ manifest;

  /**
   * @param {Ort} ort
   * @param {string | URL} folder   with the model's files: an address, or as a link has it
   * @param {import('onnxruntime-web').InferenceSession.SessionOptions} [options]
   */
  static async open(ort, folder, options) {
    const address = folderAddress(folder);
    /** @param {string} name */
    const get = async (name) => {
      const answer = await fetch(new URL(name, address));
      if (!answer.ok) throw new Error(`${name} could not be loaded (${answer.status}).`);
      return answer;
    };
    const read = await get('manifest.json');
    /** @type {Manifest} */
    const manifest = await read.json().catch(() => {
      throw new Error(`There is no model in ${address}: its manifest.json is something else.`);
    });
    if (manifest?.format !== FORMAT) {
      throw new Error(`The model has the format ${manifest?.format}; this code reads ${FORMAT}.`);
    }
    const { files, sha256 } = manifest;
    /** @param {GraphName} name */
    const graphOf = async (name) => {
      const graph = new Uint8Array(await (await get(files[name])).arrayBuffer());
      // Only secure addresses have the means to look.
      if (crypto.subtle && (await sha256Of(graph)) !== sha256[name]) {
        throw new Error(
          `${files[name]} is not the file its manifest names; it may be cut short or of another version: reload the page.`,
        );
      }
      return graph;
    };
    // One after the other: WebGPU refuses a session while another is made.
    const session = async (/** @type {GraphName} */ name) => {
      const graph = await graphOf(name);
      return new Session(await inTurn(() => ort.InferenceSession.create(graph, options)));
    };
    const [begin, row] = await Promise.all([session('begin'), session('row')]);
    return new SpriteModel(ort, manifest, begin, row, session);
  }

  /**
   * @param {Ort} ort
   * @param {Manifest} manifest
   * @param {Session} begin
   * @param {Session} row
   * @param {(name: 'shade' | 'breed') => Promise<Session>} open   a graph not needed yet
   */
  constructor(ort, manifest, begin, row, open) {
    this.#ort = ort;
    this.manifest = manifest;
    this.#begin = begin;
    this.#row = row;
    this.#open = open;
  }

  /**
   * @param {Wish} wish
   * @returns {Promise<{sprites: Uint8Array[], passes: number}>} palette indices, row by row; 0 is
   *   transparent; and how many passes of the network all took
   */
  async draw(wish) {
    const { size, tokens } = this.manifest;
    const { seeds, temperature, topK, minP, guidance, edgeTemperature } = checkedWish(
      wish,
      this.manifest,
    );
    const count = seeds.length;
    const groups = guidance === 1 ? 1 : 2;
    const tensor = this.#tensor;
    const scalar = (/** @type {number} */ value) => tensor(Float32Array.of(value), [1]);
    const given = wish.given ?? new Float32Array(count * size * size).fill(tokens.mask);
    const started = await this.#begin.run({
      seeds: tensor(this.#halves(seeds), [count, 2]),
      labels: tensor(this.#labels({ ...wish, seeds }, groups), [groups, count, 2]),
      given: tensor(given, [count, size * size]),
    });
    const choice = {
      temperature: scalar(temperature),
      top_k: scalar(topK),
      min_p: scalar(minP),
      guidance: scalar(guidance),
      edge_temperature: scalar(edgeTemperature),
    };
    const sprites = [];
    let passes = 0;
    for (const [number] of seeds.entries()) {
      const part = (/** @type {Float32Array | Tensor} */ whole) => {
        const all = /** @type {Float32Array} */ (
          whole instanceof Float32Array ? whole : whole.data
        );
        const length = all.length / count;
        return all.subarray(number * length, (number + 1) * length);
      };
      const own = {
        context: part(started.context),
        uniform: part(started.uniform),
        given: part(given),
      };
      const drawn = await this.#drawOne(own, choice, groups, wish.signal, (y, row) =>
        wish.onRow?.(number, y, row),
      );
      sprites.push(drawn.sprite);
      passes += drawn.passes;
    }
    return { sprites, passes };
  }

  /**
   * @param {{context: Float32Array, uniform: Float32Array, given: Float32Array}} own   the sprite's
   *   share of what begins a drawing
   * @param {Record<string, Tensor>} choice
   * @param {number} groups   2: once more without zone and category
   * @param {AbortSignal | undefined} signal
   * @param {(y: number, row: Uint8Array) => void} onRow
   */
  async #drawOne({ context, uniform, given }, choice, groups, signal, onRow) {
    const { size, width, half, block, tokens } = this.manifest;
    const past = [half, 2, size, groups, width];
    const kept = past.reduce((product, length) => product * length); // values of a row
    const rowCache = new Float32Array(size * kept);
    const columnCache = new Float32Array(size * kept);
    const canvas = new Float32Array((size + 3) * size).fill(tokens.pad); // three rows of nothing above
    const sight = context.length / size;
    let passes = 0;
    for (let y = 0; y < size; y += 1) {
      signal?.throwIfAborted();
      const seen = Math.max(0, y - (y % block) - block); // the first row that row layers see
      const out = await this.#row.run({
        context: this.#tensor(context.subarray(y * sight, (y + 1) * sight), [size, groups, width]),
        above: this.#tensor(canvas.subarray(y * size, (y + 3) * size), [3, size]),
        given: this.#tensor(given.subarray(y * size, (y + 1) * size), [size]),
        uniform: this.#tensor(uniform.subarray(y * size, (y + 1) * size), [size]),
        row_past: this.#tensor(rowCache.subarray(seen * kept, y * kept), [y - seen, ...past]),
        column_past: this.#tensor(columnCache.subarray(0, y * kept), [y, ...past]),
        ...choice,
      });
      const row = /** @type {Float32Array} */ (out.row.data);
      canvas.set(row, (y + 3) * size);
      rowCache.set(/** @type {Float32Array} */ (out.row_new.data), y * kept);
      columnCache.set(/** @type {Float32Array} */ (out.column_new.data), y * kept);
      passes += out.final_pixels.dims[0];
      onRow(y, Uint8Array.from(row));
    }
    return { sprite: Uint8Array.from(canvas.subarray(3 * size)), passes };
  }

  /**
   * @param {Uint8Array} pixels   palette indices of any number of sprites, one after the other
   * @param {Light} light
   * @returns {Promise<Uint8Array>} the same in that light, each pixel of the ramp it was
   */
  async shade(pixels, light) {
    const { angle, strength, occlusion, edge, glow } = light;
    if (!Number.isFinite(angle)) {
      throw new RangeError(`A light's angle must be a number of degrees, not ${angle}.`);
    }
    const shares = { strength, occlusion, edge, glow };
    for (const [name, value] of Object.entries(shares)) {
      if (!(value >= 0 && value <= 1)) {
        throw new RangeError(`A light's ${name} must be 0 to 1, not ${value}.`);
      }
    }
    const settings = Object.entries({ angle, ...shares }).map(([name, value]) => [
      name,
      this.#tensor(Float32Array.of(value), [1]),
    ]);
    const { shaded } = await (await this.#other('shade')).run({
      sprites: this.#sprites(pixels),
      ...Object.fromEntries(settings),
    });
    return Uint8Array.from(/** @type {Float32Array} */ (shaded.data));
  }

  /**
   * Children of two sprites, one for each seed: a part of the first, drawn anew with colours of
   * the second.
   * @param {Wish & Cross} wish
   * @returns {Promise<{sprites: Uint8Array[], passes: number}>} as `draw` does
   */
  async breed(wish) {
    const { parents, share = SHARE } = wish;
    const { size } = this.manifest;
    const { seeds } = checkedWish(wish, this.manifest);
    if (!(share > 0 && share <= 1)) {
      throw new RangeError(`The share must be above 0 and at most 1, not ${share}.`);
    }
    if (!parents) throw new Error('The parents of these children are not known.');
    const both = [];
    for (const parent of parents) {
      const { data, dims } = this.#sprites(parent);
      if (dims[0] !== 1 || !parent.some((index) => index > 0)) {
        throw new RangeError('A parent is one sprite with opaque pixels.');
      }
      for (const _ of seeds) both.push(.../** @type {Float32Array} */ (data));
    }
    const { given } = await (await this.#other('breed')).run({
      parents: this.#tensor(Float32Array.from(both), [2, seeds.length, size, size]),
      seeds: this.#tensor(this.#halves(seeds), [seeds.length, 2]),
      share: this.#tensor(Float32Array.of(share), [1]),
    });
    return this.draw({ ...wish, given: /** @type {Float32Array} */ (given.data) });
  }

  /** @param {Float32Array} data @param {number[]} dims */
  #tensor = (data, dims) => new this.#ort.Tensor('float32', data, dims);

  /** @param {'shade' | 'breed'} name   a graph, fetched when first asked for */
  #other(name) {
    let opened = this.#others.get(name);
    if (!opened) {
      opened = this.#open(name);
      this.#others.set(name, opened);
      opened.catch(() => this.#others.delete(name)); // so that a later call tries again
    }
    return opened;
  }

  /** @param {Uint8Array} pixels   of any number of sprites */
  #sprites(pixels) {
    const { size, palette } = this.manifest;
    const count = pixels.length / (size * size);
    if (!Number.isInteger(count) || !pixels.every((index) => index <= palette.length)) {
      throw new RangeError(
        `A sprite is ${size} x ${size} palette indices, 0 to ${palette.length}, and nothing else.`,
      );
    }
    return this.#tensor(Float32Array.from(pixels), [count, size, size]);
  }

  /** @param {number[]} seeds */
  #halves(seeds) {
    return Float32Array.from(seeds.flatMap((seed) => [Math.floor(seed / 2 ** 16), seed % 2 ** 16]));
  }

  /** @param {Wish} wish @param {number} groups */
  #labels({ zone, category, seeds }, groups) {
    const { tokens, zones, categories } = this.manifest;
    const none = [tokens.pad, tokens.pad];
    const told =
      zone === null || category === null
        ? none
        : [
            tokens.zone + numberOf(zones, zone, 'zone'),
            tokens.category + numberOf(categories, category, 'category'),
          ];
    return Float32Array.from(
      [told, none].slice(0, groups).flatMap((label) => seeds.flatMap(() => label)),
    );
  }

  /** @param {Uint8Array} sprite   palette indices @returns {Uint8ClampedArray<ArrayBuffer>} for an `ImageData` */
  rgba(sprite) {
    const { palette } = this.manifest;
    return Uint8ClampedArray.from(
      [...sprite].flatMap((index) => (index === 0 ? [0, 0, 0, 0] : [...palette[index - 1], 255])),
    );
  }

  /** Releases the graphs after the run in hand; a drawing that is not done then fails. */
  async close() {
    const others = [...this.#others.values()].map((opened) => opened.catch(() => null));
    const sessions = [this.#begin, this.#row, ...(await Promise.all(others))];
    await Promise.all(sessions.map((session) => session?.release()));
  }
}

/** @param {Uint8Array<ArrayBuffer>} bytes @returns {Promise<string>} in hex */
async function sha256Of(bytes) {
  const digest = new Uint8Array(await crypto.subtle.digest('SHA-256', bytes));
  return Array.from(digest, (byte) => byte.toString(16).padStart(2, '0')).join('');
}

/** @param {string[]} names @param {string} name @param {string} what */
function numberOf(names, name, what) {
  const number = names.indexOf(name);
  if (number < 0) throw new RangeError(`There is no ${what} ${name}: ${names.join(', ')}.`);
  return number;
}
