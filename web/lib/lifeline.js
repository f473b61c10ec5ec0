// @ts-check
/**
 * Tells of a worker that is gone, or that says nothing any more: browsers tell of neither. A
 * worker that lives holds a lock; whoever trains says something after every step.
 */

const TICK_SECONDS = 2;
/** Of a page that is awake; the slowest first step known, on software WebGPU, took a minute. */
const LONGEST_SILENCE_SECONDS = 300;

export class Lifeline {
  /** The lock's name, for the worker. */
  name = `aipixel-worker-${Date.now().toString(36)}-${Math.random().toString(36).slice(2)}`;
  #onEnd;
  #ticks = 0;
  #waiting = false;
  #timer;

  /** @param {() => boolean} trains   now @param {(why: string) => void} onEnd   told a clause, once */
  constructor(trains, onEnd) {
    this.#onEnd = onEnd;
    // Ticks are counted, not time: a computer that slept is not a worker that is silent.
    this.#timer = setInterval(() => {
      this.#ticks = trains() ? this.#ticks + 1 : 0;
      if (this.#ticks * TICK_SECONDS >= LONGEST_SILENCE_SECONDS) {
        this.#end('the worker has said nothing for five minutes');
      }
    }, TICK_SECONDS * 1000);
  }

  /** The worker has said something: it lives, and holds its lock. */
  beat() {
    this.#ticks = 0;
    if (this.#waiting) return;
    this.#waiting = true;
    const wait = () => navigator.locks.request(this.name, () => this.#end('the worker has ended'));
    Promise.resolve()
      .then(wait)
      .catch(() => {}); // no locks here
  }

  close() {
    clearInterval(this.#timer);
    this.#onEnd = () => {};
  }

  /** @param {string} why */
  #end(why) {
    const onEnd = this.#onEnd;
    this.close();
    onEnd(why);
  }
}
