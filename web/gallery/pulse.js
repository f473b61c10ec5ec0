// @ts-check
/** What keeps the walls alive: one after another, each about once a second, never two at a time. */

/** @typedef {import('./tiles.js').Tiles} Tiles */

/** Milliseconds between two changes of one wall */
const BEAT_MS = 1000;
/** Walls never change faster than this, however many there are: milliseconds */
const SHORTEST_MS = 60;

export class Pulse {
  /** Whether the user wants the walls to change */
  wanted = true;
  #tiles;
  #onState;
  #onTrouble;
  #turn = 0;
  #beating = false;

  /**
   * @param {object} options
   * @param {() => Tiles[]} options.tiles   the walls that there are, in their order
   * @param {() => void} options.onState    told when `alive` may have changed
   * @param {(cause: unknown) => void} options.onTrouble
   */
  constructor({ tiles, onState, onTrouble }) {
    this.#tiles = tiles;
    this.#onState = onState;
    this.#onTrouble = onTrouble;
    document.addEventListener('visibilitychange', () => this.update());
  }

  /** Whether walls are changing: wanted, in a tab that shows, with one in the window. */
  get alive() {
    return this.wanted && !document.hidden && this.#seen().length > 0;
  }

  /** To be called when anything that decides has changed. */
  update() {
    this.#onState();
    if (this.alive) this.#beat();
  }

  #seen() {
    return this.#tiles().filter(({ visible }) => visible);
  }

  async #beat() {
    if (this.#beating) return;
    this.#beating = true;
    while (this.alive) {
      const seen = this.#seen();
      await new Promise((done) => setTimeout(done, Math.max(SHORTEST_MS, BEAT_MS / seen.length)));
      this.#turn = (this.#turn + 1) % seen.length;
      const next = seen[this.#turn];
      if (!this.alive || !this.#tiles().includes(next)) continue;
      try {
        await next.refresh();
      } catch (cause) {
        // A wall that was taken down meanwhile is no trouble.
        if (this.#tiles().includes(next)) this.#onTrouble(cause);
      }
    }
    this.#beating = false;
  }
}
