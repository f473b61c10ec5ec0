// @ts-check
/** Mouse, pen and fingers on the square: they place points, move and erase them. */

/** @typedef {import('./field.js').Field} Field */
/** @typedef {import('./field.js').Handlers} Handlers */

/** How near to a point counts as on it, in CSS pixels */
export const REACH = { mouse: 12, touch: 24 };
/** A touch that moves further than this is no tap */
const TAP = 10;
/** A mouse that moves less than this does not drag */
const STILL = 3;

export class Pointers {
  #field;
  #handlers;
  #began;
  /** @type {{index: number, pointer: number, moved: boolean, x: number, y: number} | undefined} */ #drag;
  /** @type {{pointer: number, x: number, y: number} | undefined} */ #tap;
  /** Whether they erase the points that they touch */
  erasing = false;

  /**
   * @param {Field} field
   * @param {Handlers} handlers
   * @param {() => void} began   one has touched the square
   */
  constructor(field, handlers, began) {
    this.#field = field;
    this.#handlers = handlers;
    this.#began = began;
    this.#listen();
  }

  /** @returns {number | null} the point that is being dragged */
  get held() {
    return this.#drag?.index ?? null;
  }

  #listen() {
    const host = this.#field.host;
    host.addEventListener('pointerdown', (event) => this.#down(event));
    host.addEventListener('pointermove', (event) => this.#move(event));
    host.addEventListener('pointerup', (event) => this.#up(event));
    host.addEventListener('pointercancel', () => this.#letGo());
    host.addEventListener('pointerleave', () => this.#handlers.pointAt(null, false));
    host.addEventListener('contextmenu', (event) => {
      const index = this.#field.nearest(this.#field.placeOf(event), REACH.mouse);
      event.preventDefault();
      if (index >= 0) this.#handlers.erase(index);
    });
    // A finger on a point moves the point; elsewhere it scrolls the page.
    host.addEventListener(
      'touchstart',
      (event) => {
        if (this.#field.nearest(this.#field.placeOf(event.touches[0]), REACH.touch) >= 0)
          event.preventDefault();
      },
      { passive: false },
    );
  }

  /** @param {PointerEvent} event */
  #down(event) {
    if (event.button !== 0 || !this.#field.board || !event.isPrimary) return;
    this.#began();
    const place = this.#field.placeOf(event);
    const touch = event.pointerType === 'touch';
    const index = this.#field.nearest(place, touch ? REACH.touch : REACH.mouse);
    if (this.erasing) {
      if (index >= 0) this.#handlers.erase(index);
    } else if (index >= 0) this.#hold(index, event);
    else if (touch) this.#tap = { pointer: event.pointerId, x: event.clientX, y: event.clientY };
    else {
      this.#handlers.place(this.#field.pointAt(...place));
      this.#hold(this.#field.board.points.length - 1, event, true);
    }
  }

  /** @param {number} index @param {PointerEvent} event @param {boolean} [moved]   its step is begun */
  #hold(index, { pointerId, clientX, clientY }, moved = false) {
    this.#drag = { index, pointer: pointerId, moved, x: clientX, y: clientY };
    this.#field.host.setPointerCapture(pointerId);
    this.#field.draw();
  }

  /** @param {PointerEvent} event */
  #move(event) {
    const place = this.#field.placeOf(event);
    this.#handlers.pointAt(this.#field.pointAt(...place), false);
    const drag = this.#drag;
    if (!drag || drag.pointer !== event.pointerId) return;
    if (!drag.moved && Math.hypot(event.clientX - drag.x, event.clientY - drag.y) < STILL) return;
    this.#handlers.move(drag.index, this.#field.pointAt(...place), !drag.moved);
    drag.moved = true;
  }

  /** @param {PointerEvent} event */
  #up(event) {
    const tap = this.#tap;
    this.#letGo();
    if (tap?.pointer !== event.pointerId) return;
    if (Math.hypot(event.clientX - tap.x, event.clientY - tap.y) > TAP) return;
    this.#handlers.place(this.#field.pointAt(...this.#field.placeOf(event)));
  }

  #letGo() {
    this.#drag = undefined;
    this.#tap = undefined;
    this.#field.draw();
  }
}
