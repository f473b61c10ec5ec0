// @ts-check
/**
 * Draws, shades and breeds sprites in a page, a worker or a game: a thin loop over ONNX graphs.
 * Needs nothing but onnxruntime-web, which the caller brings; all that is computed is in the graphs.
 */

import { blocksToPaint, FinishedRows } from './painted-blocks.js';
import { inTurn, Session } from './sessions.js';
import { checkedWish, folderAddress, labelTokens } from './wishes.js';

export { DEFAULTS } from './wishes.js';

/** @typedef {typeof import('onnxruntime-web')} Ort */
/** @typedef {import('onnxruntime-web').Tensor} Tensor */

/** @typedef {'shape' | 'begin' | 'paint' | 'shade' | 'breed'} GraphName */

/**
 * What labels say one thing of a sprite: the axis `zone` has the names Reef, Kelp, …
 * @typedef {{name: string, names: string[]}} Axis
 */

/**
 * What `manifest.json` says of the graphs.
 * @typedef {object} Manifest
 * @property {number} format
 * @property {string} model          the first digits of the SHA-256 of the graphs that draw
 * @property {Record<GraphName, string>} files
 * @property {Record<GraphName, string>} sha256   of each file
 * @property {Axis[]} axes           of labels, one or two
 * @property {{pad: number, bos: number, mask: number, labels: number[]}} tokens   numbers of marks
 *   and of each axis's first name
 * @property {number} size           pixels of a side
 * @property {number} layers         of the network that paints
 * @property {number} heads          of a layer
 * @property {number} head           a head's width
 * @property {[number, number, number][]} palette   red, green and blue of indices 1 and up
 * @property {number[][]} ramps      indices of each ramp, from dark to light
 */

/**
 * How sprites are drawn; all but the seeds have defaults.
 * @typedef {object} Wish
 * @property {number[]} seeds            0 to 4294967295, one a sprite
 * @property {Record<string, string | null>} [labels]   a name for each axis of the model's labels,
 *   as {zone: 'Reef', category: 'Coral'}; what is null or left out the network is not told
 * @property {string | null} [zone]      in short for a label of that axis
 * @property {string | null} [category]  likewise
 * @property {number} [temperature]      above 0: lower is calmer
 * @property {number} [topK]             only the likeliest colours, 1 to 63
 * @property {number} [minP]             only colours at least this share as likely as the likeliest
 * @property {number} [guidance]         how far to lean on the labels; 1 as trained
 * @property {number} [edgeTemperature]  of the silhouette
 * @property {Float32Array} [given]      a token for each pixel of each sprite: a colour that stays, 0
 *   where background does, the mark `mask` where the pixel is free
 * @property {Uint8Array} [silhouettes]  1 for each opaque pixel of each sprite, where that is known:
 *   the network only paints then
 * @property {(sprite: number, y: number, row: Uint8Array) => void} [onRow]   hears every row
 * @property {AbortSignal} [signal]      stops between two runs
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
 * How the children of two sprites are drawn; labels are those that the parents have in common.
 * @typedef {object} Cross
 * @property {[Uint8Array, Uint8Array]} [parents]   their palette indices; unknown is an error
 * @property {number} [share]   of the first parent that is drawn anew, above 0 to 1; 0.4
 */

const FORMAT = 2;
const FIRST_FORMAT = 1;
/** Of the first parent, drawn anew where a cross does not say. */
export const SHARE = 0.4;
const FREE = 2; // of a pixel whose shape is not given
const ROUNDS = 16; // blocks of each sprite that a run paints

export class SpriteModel {
  #ort;
  #drawing;
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
    if (manifest?.format === FIRST_FORMAT) {
      throw new Error(
        'The model is of the first generation, which drew without a shape; this code draws newer ones.',
      );
    }
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
    const names = /** @type {const} */ (['shape', 'begin', 'paint']);
    const [shape, begin, paint] = await Promise.all(names.map(session));
    return new SpriteModel(ort, manifest, { shape, begin, paint }, session);
  }

  /**
   * @param {Ort} ort
   * @param {Manifest} manifest
   * @param {{shape: Session, begin: Session, paint: Session}} drawing
   * @param {(name: 'shade' | 'breed') => Promise<Session>} open   a graph not needed yet
   */
  constructor(ort, manifest, drawing, open) {
    this.#ort = ort;
    this.manifest = manifest;
    this.#drawing = drawing;
    this.#open = open;
  }

  /**
   * @param {Wish} wish
   * @returns {Promise<{sprites: Uint8Array[], blocks: number}>} palette indices, row by row; 0 is
   *   transparent; and how many blocks of 2 x 2 pixels were painted
   */
  async draw(wish) {
    const { size, tokens } = this.manifest;
    const checked = checkedWish(wish, this.manifest);
    const { seeds, guidance, edgeTemperature } = checked;
    const pixels = seeds.length * size * size;
    const free = wish.given ?? new Float32Array(pixels).fill(tokens.mask);
    if (wish.silhouettes && wish.silhouettes.length !== pixels) {
      throw new RangeError(
        `silhouettes must have ${pixels} numbers, ${size * size} for each seed.`,
      );
    }
    const started = this.#started(checked, guidance === 1 ? 1 : 2);
    const silhouettes =
      wish.silhouettes ?? (await this.#silhouettes(started, free, guidance, edgeTemperature));
    wish.signal?.throwIfAborted();
    const given = free.map((token, at) =>
      silhouettes[at] === 0 ? 0 : token === 0 ? tokens.mask : token,
    );
    return this.#paint(started, given, checked);
  }

  /** @param {Wish} wish @param {number} groups   2: once more without labels */
  #started(wish, groups) {
    const count = wish.seeds.length;
    const { told, none } = labelTokens(wish, this.manifest);
    const labels = Float32Array.from(
      [told, none].slice(0, groups).flatMap((label) => wish.seeds.flatMap(() => label)),
    );
    return {
      seeds: this.#tensor(this.#halves(wish.seeds), [count, 2]),
      labels: this.#tensor(labels, [groups, count, labels.length / groups / count]),
    };
  }

  /**
   * @param {Record<string, Tensor>} started
   * @param {Float32Array} free    tokens of what is given
   * @param {number} guidance
   * @param {number} edgeTemperature
   * @returns {Promise<ArrayLike<number>>} 1 where a pixel is opaque
   */
  async #silhouettes(started, free, guidance, edgeTemperature) {
    const { size, tokens } = this.manifest;
    const given = free.map((token) => (token === tokens.mask ? FREE : Math.min(token, 1)));
    const { silhouettes } = await this.#drawing.shape.run({
      ...started,
      given: this.#tensor(given, [given.length / (size * size), size * size]),
      guidance: this.#tensor(Float32Array.of(guidance), [1]),
      edge_temperature: this.#tensor(Float32Array.of(edgeTemperature), [1]),
    });
    return /** @type {Float32Array} */ (silhouettes.data);
  }

  /**
   * @param {{seeds: Tensor, labels: Tensor}} started
   * @param {Float32Array} given   tokens inside the silhouettes, 0 outside
   * @param {Wish & typeof import('./wishes.js').DEFAULTS} wish
   */
  async #paint(started, given, { signal, onRow, temperature, topK, minP, guidance }) {
    const { size, layers, heads, head, tokens } = this.manifest;
    const [groups, count] = started.labels.dims;
    const one = (/** @type {number} */ value) => this.#tensor(Float32Array.of(value), [1]);
    const fixed = this.#tensor(given, [count, size * size]);
    const { context, uniform } = await this.#drawing.begin.run({ ...started, given: fixed });
    const same = {
      context,
      uniform,
      given: fixed,
      temperature: one(temperature),
      top_k: one(topK),
      min_p: one(minP),
      guidance: one(guidance),
    };
    const nothing = this.#tensor(new Float32Array(0), [groups, count, heads, 0, head]);
    /** @type {Record<string, Tensor>} */
    let carried = {
      canvas: fixed,
      before: this.#tensor(new Float32Array(4 * count).fill(tokens.bos), [count, 4]),
    };
    for (let layer = 0; layer < layers; layer += 1) {
      for (const part of ['keys', 'values']) carried[`past.${layer}.${part}`] = nothing;
    }
    const { rounds, blocks, places } = blocksToPaint(given, count, size);
    const rows = new FinishedRows(places, count, size, onRow);
    for (let first = 0; first < rounds; first += ROUNDS) {
      signal?.throwIfAborted();
      const part = places.subarray(first * count, (first + ROUNDS) * count);
      const out = await this.#drawing.paint.run({
        places: this.#tensor(part, [part.length / count, count]),
        ...same,
        ...carried,
      });
      carried = Object.fromEntries(
        Object.entries(out).map(([name, tensor]) => [name.slice(0, name.lastIndexOf('.')), tensor]),
      );
      rows.tell(first + ROUNDS, /** @type {Float32Array} */ (carried.canvas.data));
    }
    const canvas = Uint8Array.from(/** @type {Float32Array} */ (carried.canvas.data));
    rows.tell(rounds, canvas);
    const sprites = Array.from({ length: count }, (_, number) =>
      canvas.slice(number * size * size, (number + 1) * size * size),
    );
    return { sprites, blocks };
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
   * @returns {Promise<{sprites: Uint8Array[], blocks: number}>} as `draw` does
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
    const sessions = [...Object.values(this.#drawing), ...(await Promise.all(others))];
    await Promise.all(sessions.map((session) => session?.release()));
  }
}

/** @param {Uint8Array<ArrayBuffer>} bytes @returns {Promise<string>} in hex */
async function sha256Of(bytes) {
  const digest = new Uint8Array(await crypto.subtle.digest('SHA-256', bytes));
  return Array.from(digest, (byte) => byte.toString(16).padStart(2, '0')).join('');
}
