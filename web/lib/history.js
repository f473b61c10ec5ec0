// @ts-check
/** A history of numbers that never outgrows its room: when full, every second moment goes. */

export class History {
  /** @type {number[]} */
  x = [];
  /** @type {(number | null)[][]}  one list per series */
  ys;
  #most;
  #stride = 1;
  #seen = 0;

  /** @param {number} series   how many @param {number} [most]  moments kept, even */
  constructor(series, most = 600) {
    this.ys = Array.from({ length: series }, () => []);
    this.#most = most;
  }

  /** @param {number} x @param {(number | null)[]} values   one per series */
  add(x, values) {
    const last = this.x.at(-1);
    if (last !== undefined && x <= last) return;
    if (this.#seen++ % this.#stride !== 0) return;
    this.x.push(x);
    for (const [index, y] of this.ys.entries()) y.push(values[index] ?? null);
    if (this.x.length >= this.#most) this.#thin();
  }

  clear() {
    this.x = [];
    this.ys = this.ys.map(() => []);
    this.#stride = 1;
    this.#seen = 0;
  }

  /** @param {number[]} x @param {(number | null)[][]} ys   one list per series, kept whole */
  replace(x, ys) {
    this.x = x;
    this.ys = ys;
  }

  #thin() {
    const even = (/** @type {unknown} */ _, /** @type {number} */ index) => index % 2 === 0;
    this.x = this.x.filter(even);
    this.ys = this.ys.map((y) => y.filter(even));
    this.#stride *= 2;
  }
}
