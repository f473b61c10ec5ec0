// @ts-check
/** Which parts of sprites are to be painted, and which rows are done. */

const SIDE = 2; // pixels of a block's side

/**
 * Which blocks of 2 x 2 pixels hold an opaque one, in reading order, for every sprite.
 * @param {Float32Array} given   of all sprites, 0 where transparent
 * @param {number} count         of sprites
 * @param {number} size
 * @returns {{rounds: number, blocks: number, places: Float32Array}} round by round the block of each
 *   sprite, -1 where it has no more; and how many there are in all
 */
export function blocksToPaint(given, count, size) {
  const across = size / SIDE;
  const wanted = Array.from({ length: count }, (_, sprite) => {
    const pixels = given.subarray(sprite * size * size, (sprite + 1) * size * size);
    const found = new Set();
    for (const [at, token] of pixels.entries()) {
      const [y, x] = [Math.floor(at / size / SIDE), Math.floor((at % size) / SIDE)];
      if (token > 0) found.add(y * across + x);
    }
    return [...found].sort((a, b) => a - b);
  });
  const rounds = Math.max(0, ...wanted.map((own) => own.length));
  const places = new Float32Array(rounds * count).fill(-1);
  for (const [sprite, own] of wanted.entries()) {
    for (const [round, block] of own.entries()) places[round * count + sprite] = block;
  }
  return { rounds, blocks: wanted.reduce((sum, own) => sum + own.length, 0), places };
}

/** Tells every row of every sprite once, when nothing in it is still to be painted. */
export class FinishedRows {
  #places;
  #count;
  #size;
  #onRow;
  /** Rows told of each sprite. */ #told;

  /**
   * @param {Float32Array} places
   * @param {number} count
   * @param {number} size
   * @param {((sprite: number, y: number, row: Uint8Array) => void) | undefined} onRow
   */
  constructor(places, count, size, onRow) {
    this.#places = places;
    this.#count = count;
    this.#size = size;
    this.#onRow = onRow;
    this.#told = new Uint8Array(count);
  }

  /** @param {number} round   the first that is still to be painted @param {ArrayLike<number>} canvas */
  tell(round, canvas) {
    if (!this.#onRow) return;
    const size = this.#size;
    for (const [sprite, told] of this.#told.entries()) {
      const next = this.#places[round * this.#count + sprite] ?? -1;
      const end = next < 0 ? size : Math.floor((next * SIDE) / size) * SIDE;
      for (let y = told; y < end; y += 1) {
        const at = (sprite * size + y) * size;
        this.#onRow(
          sprite,
          y,
          Uint8Array.from({ length: size }, (_, x) => canvas[at + x]),
        );
      }
      this.#told[sprite] = end;
    }
  }
}
