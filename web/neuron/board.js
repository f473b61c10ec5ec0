// @ts-check
/** The points on the square, and every board that they were before. */

/** @typedef {import('../worker/protocol.js').Features} Features */

/**
 * What there is to learn from. A board is never changed: another takes its place.
 *
 * @typedef {object} Board
 * @property {string} source       where it came from: an example's name, a file's, or nothing
 * @property {string} about        what it is, in sentences
 * @property {Features} features
 * @property {number[][]} points   (N, inputs), 0 to 1
 * @property {number[]} classes    N of 0 and 1
 */

const MOST_STEPS = 200;

/** @param {Board} board @param {number[]} point @param {number} kind @returns {Board} */
export function withPoint(board, point, kind) {
  return { ...board, points: [...board.points, point], classes: [...board.classes, kind] };
}

/** @param {Board} board @param {number} index @returns {Board} */
export function withoutPoint(board, index) {
  const others = (/** @type {unknown} */ _, /** @type {number} */ at) => at !== index;
  return {
    ...board,
    points: board.points.filter(others),
    classes: board.classes.filter(others),
  };
}

/** @param {Board} board @param {number} index @param {number[]} point @returns {Board} */
export function withMoved(board, index, point) {
  return { ...board, points: board.points.with(index, point) };
}

/** @param {Board} board @returns {Board} */
export function withoutPoints(board) {
  return { ...board, points: [], classes: [] };
}

/** The board as it is, was, and was before it was undone. */
export class Boards {
  /** @type {Board[]} */ #past = [];
  /** @type {Board[]} */ #future = [];
  /** @type {Board} */ #now;

  /** @param {Board} first */
  constructor(first) {
    this.#now = first;
  }

  get now() {
    return this.#now;
  }

  get canUndo() {
    return this.#past.length > 0;
  }

  get canRedo() {
    return this.#future.length > 0;
  }

  /** @param {Board} next   one step on */
  set(next) {
    this.#past = [...this.#past, this.#now].slice(-MOST_STEPS);
    this.#future = [];
    this.#now = next;
  }

  /** @param {Board} next   the same step, going on: a point that is being dragged */
  replace(next) {
    this.#now = next;
  }

  undo() {
    const before = this.#past.pop();
    if (!before) return;
    this.#future.push(this.#now);
    this.#now = before;
  }

  redo() {
    const after = this.#future.pop();
    if (!after) return;
    this.#past.push(this.#now);
    this.#now = after;
  }
}
