// @ts-check
/** The points to learn from: on the square, with the tools that place, erase and undo. */

import { byId, setText } from '../lib/elements.js';
import { tell } from '../lib/notices.js';
import { Boards, withMoved, withoutPoint, withoutPoints, withPoint } from './board.js';
import { Field } from './field.js';
import { Names } from './names.js';

/** @typedef {import('./board.js').Board} Board */
/** @typedef {import('../worker/protocol.js').Features} Features */

/**
 * @typedef {object} Handlers
 * @property {(board: Board) => void} changed
 * @property {() => void} replaced   by points from elsewhere: undone, or done again
 * @property {(point: number[] | null, byKeyboard: boolean) => void} pointAt   null: nowhere
 * @property {() => void} resize   the square has another size now
 */

export class Points {
  #handlers;
  /** @type {Boards | undefined} */ #boards;
  /** The class of new points */
  #kind = 0;
  /** @type {Features | undefined} */ #shownFeatures;
  #names = new Names((features) => this.#change((board) => ({ ...board, features })));
  /** The square */
  field;

  /** @param {Handlers} handlers */
  constructor(handlers) {
    this.#handlers = handlers;
    this.field = new Field({
      place: (point) => {
        this.#change((board) => withPoint(board, point, this.#kind));
        tell(`Placed ${this.#className(this.#kind)}. ${this.count}`);
      },
      move: (index, point, first) =>
        this.#change((board) => withMoved(board, index, point), !first),
      erase: (index) => {
        this.#change((board) => withoutPoint(board, index));
        tell(`Erased. ${this.count}`);
      },
      choose: (kind) => {
        this.#choose(kind);
        tell(`New points are ${this.#className(kind)}.`);
      },
      pointAt: handlers.pointAt,
      tell,
      resize: handlers.resize,
    });
    this.#listen();
  }

  /** @returns {Board | undefined} as it is now; undefined before there was any */
  get board() {
    return this.#boards?.now;
  }

  /** @returns {string} "60 points." */
  get count() {
    const points = this.board?.points.length ?? 0;
    return points === 1 ? '1 point.' : `${points} points.`;
  }

  /** @param {Board} board   takes the place of the one there; can be undone */
  put(board) {
    if (this.#boards) this.#boards.set(board);
    else this.#boards = new Boards(board);
    this.#show();
  }

  /** @param {'undo' | 'redo'} which */
  #step(which) {
    const before = this.board;
    if (!this.#boards || !before) return;
    this.#boards[which]();
    this.#show();
    if (this.#boards.now.source !== before.source) this.#handlers.replaced();
    tell(`${which === 'undo' ? 'Undone' : 'Done again'}. ${this.count}`);
  }

  /** @param {(board: Board) => Board} make @param {boolean} [goingOn]   no step of its own */
  #change(make, goingOn = false) {
    if (!this.#boards) return;
    const next = make(this.#boards.now);
    if (goingOn) this.#boards.replace(next);
    else this.#boards.set(next);
    this.#show();
  }

  #show() {
    const boards = this.#boards;
    if (!boards) return;
    const { features, points, about } = boards.now;
    this.field.showBoard(boards.now);
    if (features !== this.#shownFeatures) this.#showFeatures(features);
    setText(byId('about'), about);
    byId('empty').hidden = points.length > 0;
    byId('undo', HTMLButtonElement).disabled = !boards.canUndo;
    byId('redo', HTMLButtonElement).disabled = !boards.canRedo;
    byId('clear', HTMLButtonElement).disabled = points.length === 0;
    this.#handlers.changed(boards.now);
  }

  /** @param {Features} features */
  #showFeatures(features) {
    this.#shownFeatures = features;
    for (const kind of [0, 1]) setText(byId(`class-${kind}`), this.#className(kind));
    this.#names.show(features);
  }

  /** @param {number} kind */
  #className(kind) {
    return this.board?.features.class_names[kind] ?? String(kind);
  }

  /** @param {number} kind */
  #choose(kind) {
    this.#kind = kind;
    for (const radio of document.querySelectorAll('input[name=class]')) {
      const input = /** @type {HTMLInputElement} */ (radio);
      input.checked = Number(input.value) === kind;
    }
  }

  #listen() {
    byId('undo').addEventListener('click', () => this.#step('undo'));
    byId('redo').addEventListener('click', () => this.#step('redo'));
    byId('clear').addEventListener('click', () => this.#change(withoutPoints));
    byId('erase').addEventListener('click', () => this.#toggleErasing());
    for (const radio of document.querySelectorAll('input[name=class]'))
      radio.addEventListener('change', () =>
        this.#choose(Number(/** @type {HTMLInputElement} */ (radio).value)),
      );
    document.addEventListener('keydown', (event) => this.#key(event));
  }

  #toggleErasing() {
    const erasing = byId('erase').getAttribute('aria-pressed') !== 'true';
    byId('erase').setAttribute('aria-pressed', String(erasing));
    this.field.setErasing(erasing);
  }

  /** Where text is written, these keys undo the writing. @param {KeyboardEvent} event */
  #key(event) {
    const { target } = event;
    if (!(event.ctrlKey || event.metaKey) || event.altKey) return;
    if (target instanceof HTMLInputElement && !['range', 'radio'].includes(target.type)) return;
    if (target instanceof HTMLElement && target.isContentEditable) return;
    const key = event.key.toLowerCase();
    if (key === 'y' || (key === 'z' && event.shiftKey)) this.#step('redo');
    else if (key === 'z') this.#step('undo');
    else return;
    event.preventDefault();
  }
}
