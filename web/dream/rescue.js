// @ts-check
/** Whether what broke down is started again by itself, and on what. */

const MOST_RESTARTS = 3;
const RESTART_SECONDS = 300; // in which there may be so many
const MOST_GPU_LOSSES = 2;

export class Rescue {
  /** @type {number[]} */
  #restarts = [];
  #gpuLosses = 0;

  /**
   * @param {boolean} onGpu   what broke down computed on the graphics processor
   * @param {number} now      seconds
   * @returns {boolean} whether to start again
   */
  allows(onGpu, now) {
    if (onGpu) this.#gpuLosses += 1;
    this.#restarts = this.#restarts.filter((then) => now - then < RESTART_SECONDS);
    if (this.#restarts.length >= MOST_RESTARTS) return false;
    this.#restarts.push(now);
    return true;
  }

  /** Why the graphics processor is not to be used any more; null where it is. */
  get gpuTrouble() {
    return this.#gpuLosses >= MOST_GPU_LOSSES ? 'the graphics processor was lost twice' : null;
  }
}
