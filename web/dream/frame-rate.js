// @ts-check
/** How many frames the browser draws in a second, counted while somebody looks at the number. */

const EVERY_MS = 1000;

export class FrameRate {
  #isWanted;
  #tell;
  #counting = false;

  /** @param {() => boolean} isWanted @param {(frames: number) => void} tell   once a second */
  constructor(isWanted, tell) {
    this.#isWanted = isWanted;
    this.#tell = tell;
  }

  /** Begins to count if it is wanted; ends by itself when it no longer is. */
  watch() {
    if (this.#counting || !this.#isWanted()) return;
    this.#counting = true;
    let since = performance.now();
    let frames = 0;
    const frame = (/** @type {number} */ now) => {
      this.#counting = this.#isWanted();
      if (!this.#counting) return;
      frames += 1;
      if (now - since >= EVERY_MS) {
        this.#tell((frames * 1000) / (now - since));
        since = now;
        frames = 0;
      }
      requestAnimationFrame(frame);
    };
    requestAnimationFrame(frame);
  }
}
