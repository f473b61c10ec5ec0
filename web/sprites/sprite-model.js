// @ts-check
/**
 * Draws sprites in a page, a worker or a game: a thin loop over two ONNX graphs. Needs nothing but
 * onnxruntime-web, which the caller brings; the networks and the sampler are in the graphs.
 */

/** @typedef {typeof import('onnxruntime-web')} Ort */
/** @typedef {import('onnxruntime-web').InferenceSession} InferenceSession */
/** @typedef {import('onnxruntime-web').Tensor} Tensor */

/**
 * What `manifest.json` says of the graphs.
 * @typedef {object} Manifest
 * @property {number} format
 * @property {string} model          the first digits of the SHA-256 of the graphs that draw
 * @property {{begin: string, row: string}} files
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
 * @property {string | string[]} zone       one for all sprites, or one for each
 * @property {string | string[]} category   likewise
 * @property {number[]} seeds            0 to 4294967295, one a sprite
 * @property {number} [temperature]      above 0: lower is calmer
 * @property {number} [topK]             only the likeliest colours, 1 to 63
 * @property {number} [minP]             only colours at least this share as likely as the likeliest
 * @property {number} [guidance]         how far to lean on zone and category; 1 as trained
 * @property {number} [edgeTemperature]  that of background against colour
 * @property {Float32Array} [given]      a token for each pixel of each sprite, MASK where it is free
 * @property {(y: number, rows: Float32Array) => void} [onRow]   hears every row of all sprites
 * @property {AbortSignal} [signal]      stops between two rows
 */

const FORMAT = 1;
/** How colours are chosen where a wish does not say. */
export const DEFAULTS = { temperature: 0.8, topK: 63, minP: 0, guidance: 1, edgeTemperature: 1 };
const SEEDS = 2 ** 32;

export class SpriteModel {
  #ort;
  #begin;
  #row;
  /** @type {Manifest} */ manifest;

  /**
   * @param {Ort} ort
   * @param {string | URL} folder   with the model's files, ends with a slash
   * @param {import('onnxruntime-web').InferenceSession.SessionOptions} [options]
   */
  static async open(ort, folder, options) {
    /** @param {string} name */
    const get = async (name) => {
      const answer = await fetch(new URL(name, folder));
      if (!answer.ok) throw new Error(`${name} could not be loaded (${answer.status}).`);
      return answer;
    };
    /** @type {Manifest} */
    const manifest = await (await get('manifest.json')).json();
    if (manifest.format !== FORMAT) {
      throw new Error(`The model has the format ${manifest.format}; this code reads ${FORMAT}.`);
    }
    const [begin, row] = await Promise.all(
      [manifest.files.begin, manifest.files.row].map(async (name) =>
        ort.InferenceSession.create(new Uint8Array(await (await get(name)).arrayBuffer()), options),
      ),
    );
    return new SpriteModel(ort, manifest, begin, row);
  }

  /** @param {Ort} ort @param {Manifest} manifest @param {InferenceSession} begin @param {InferenceSession} row */
  constructor(ort, manifest, begin, row) {
    this.#ort = ort;
    this.manifest = manifest;
    this.#begin = begin;
    this.#row = row;
  }

  /**
   * @param {Wish} wish
   * @returns {Promise<{sprites: Uint8Array[], passes: number}>} palette indices, row by row; 0 is
   *   transparent; and how many passes of the network it took
   */
  async draw(wish) {
    const { size, width, half, block, tokens } = this.manifest;
    const { seeds, temperature, topK, minP, guidance, edgeTemperature } = { ...DEFAULTS, ...wish };
    const count = seeds.length;
    const groups = guidance === 1 ? 1 : 2;
    const tensor = (/** @type {Float32Array} */ data, /** @type {number[]} */ dims) =>
      new this.#ort.Tensor('float32', data, dims);
    const scalar = (/** @type {number} */ value) => tensor(Float32Array.of(value), [1]);
    const given = wish.given ?? new Float32Array(count * size * size).fill(tokens.mask);
    const started = await this.#begin.run({
      seeds: tensor(this.#halves(seeds), [count, 2]),
      labels: tensor(this.#labels(wish, groups), [groups, count, 2]),
      given: tensor(given, [count, size * size]),
    });
    const context = /** @type {Float32Array} */ (started.context.data);
    const uniform = /** @type {Float32Array} */ (started.uniform.data);
    const choice = {
      temperature: scalar(temperature),
      top_k: scalar(topK),
      min_p: scalar(minP),
      guidance: scalar(guidance),
      edge_temperature: scalar(edgeTemperature),
    };
    const batch = groups * count;
    const line = count * size; // values of a row of all sprites
    const kept = half * 2 * batch * size * width; // keys and values of one
    const rowCache = new Float32Array(size * kept);
    const columnCache = new Float32Array(size * kept);
    const canvas = new Float32Array((size + 3) * line).fill(tokens.pad);
    let passes = 0;
    for (let y = 0; y < size; y += 1) {
      wish.signal?.throwIfAborted();
      const seen = Math.max(0, y - (y % block) - block); // the first row that row layers see
      const past = [half, 2, batch, size, width];
      const out = await this.#row.run({
        context: tensor(
          context.subarray(y * batch * size * width, (y + 1) * batch * size * width),
          [groups, count, size, width],
        ),
        above: tensor(canvas.subarray(y * line, (y + 3) * line), [3, count, size]),
        given: tensor(this.#rowOf(given, y, count), [count, size]),
        uniform: tensor(uniform.subarray(y * line, (y + 1) * line), [count, size]),
        row_past: tensor(rowCache.subarray(seen * kept, y * kept), [y - seen, ...past]),
        column_past: tensor(columnCache.subarray(0, y * kept), [y, ...past]),
        ...choice,
      });
      const row = /** @type {Float32Array} */ (out.row.data);
      canvas.set(row, (y + 3) * line);
      rowCache.set(/** @type {Float32Array} */ (out.row_new.data), y * kept);
      columnCache.set(/** @type {Float32Array} */ (out.column_new.data), y * kept);
      passes += out.final_pixels.dims[0];
      wish.onRow?.(y, row);
    }
    const sprites = seeds.map((_, sprite) =>
      Uint8Array.from({ length: size * size }, (_, pixel) => {
        const y = Math.floor(pixel / size);
        return canvas[(y + 3) * line + sprite * size + (pixel % size)];
      }),
    );
    return { sprites, passes };
  }

  /** @param {number[]} seeds */
  #halves(seeds) {
    for (const seed of seeds) {
      if (!Number.isInteger(seed) || seed < 0 || seed >= SEEDS) {
        throw new RangeError(`A seed is a whole number from 0 to ${SEEDS - 1}, not ${seed}.`);
      }
    }
    return Float32Array.from(seeds.flatMap((seed) => [Math.floor(seed / 2 ** 16), seed % 2 ** 16]));
  }

  /** @param {Wish} wish @param {number} groups */
  #labels({ zone, category, seeds }, groups) {
    const { tokens, zones, categories } = this.manifest;
    const labels = seeds.flatMap((_, at) => [
      tokens.zone + numberOf(zones, oneOf(zone, at), 'zone'),
      tokens.category + numberOf(categories, oneOf(category, at), 'category'),
    ]);
    return Float32Array.from(
      [...labels, ...labels.map(() => tokens.pad)].slice(0, groups * labels.length),
    );
  }

  /** @param {Float32Array} given @param {number} y @param {number} count */
  #rowOf(given, y, count) {
    const { size } = this.manifest;
    const row = new Float32Array(count * size);
    for (let sprite = 0; sprite < count; sprite += 1) {
      const first = (sprite * size + y) * size;
      row.set(given.subarray(first, first + size), sprite * size);
    }
    return row;
  }

  /** @param {Uint8Array} sprite   palette indices @returns {Uint8ClampedArray<ArrayBuffer>} for an `ImageData` */
  rgba(sprite) {
    const { palette } = this.manifest;
    return Uint8ClampedArray.from(
      [...sprite].flatMap((index) => (index === 0 ? [0, 0, 0, 0] : [...palette[index - 1], 255])),
    );
  }

  async close() {
    await Promise.all([this.#begin.release(), this.#row.release()]);
  }
}

/** @param {string | string[]} names @param {number} at */
const oneOf = (names, at) => (Array.isArray(names) ? names[at] : names);

/** @param {string[]} names @param {string} name @param {string} what */
function numberOf(names, name, what) {
  const number = names.indexOf(name);
  if (number < 0) throw new RangeError(`There is no ${what} ${name}: ${names.join(', ')}.`);
  return number;
}
