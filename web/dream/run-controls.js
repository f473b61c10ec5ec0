// @ts-check
/** Start and pause, a single step, reset and the seed. */

import { byId, setText } from '../lib/elements.js';
import { freshSeed, parseSeed, SETTINGS } from '../lib/settings.js';

/** @typedef {'loading' | 'ready' | 'running' | 'paused' | 'error'} State */

/**
 * @typedef {object} Handlers
 * @property {() => void} toggle
 * @property {() => void} step
 * @property {(seed: number) => void} reset
 */

export class RunControls {
  #run = byId('run', HTMLButtonElement);
  #runLabel = byId('run-label');
  #step = byId('step-once', HTMLButtonElement);
  #reset = byId('reset', HTMLButtonElement);
  #seed = byId('seed', HTMLInputElement);
  #seedHelp = byId('seed-help');
  #newSeed = byId('new-seed', HTMLButtonElement);
  #handlers;

  /** @param {Handlers} handlers */
  constructor(handlers) {
    this.#handlers = handlers;
    this.#run.addEventListener('click', handlers.toggle);
    this.#step.addEventListener('click', handlers.step);
    this.#reset.addEventListener('click', () => this.#begin());
    this.#newSeed.addEventListener('click', () => {
      this.#seed.value = String(freshSeed());
      this.#begin();
    });
    this.#seed.addEventListener('input', () => this.#readSeed());
    // Not the form's submit: sandboxed frames forbid that.
    this.#seed.addEventListener('keydown', (event) => {
      if (event.key !== 'Enter') return;
      event.preventDefault();
      this.#begin();
    });
    setText(this.#seedHelp, SETTINGS.seed.help);
  }

  /** @param {number} seed */
  showSeed(seed) {
    this.#seed.value = String(seed);
    this.#readSeed();
  }

  /** @param {State} state @param {boolean} busy   a command is on its way */
  show(state, busy) {
    const running = state === 'running';
    const open = running || state === 'ready' || state === 'paused';
    setText(this.#runLabel, running ? 'Pause' : 'Start');
    this.#run.dataset.icon = running ? 'pause' : 'start';
    this.#run.disabled = !open;
    this.#step.disabled = !open || running || busy;
    this.#reset.disabled = !open || busy;
    this.#newSeed.disabled = !open || busy;
  }

  /** @returns {number | undefined} undefined, and said, when the field holds no seed */
  #readSeed() {
    const parsed = parseSeed(this.#seed.value);
    const bad = 'problem' in parsed;
    this.#seed.setAttribute('aria-invalid', String(bad));
    setText(this.#seedHelp, bad ? parsed.problem : SETTINGS.seed.help);
    return bad ? undefined : parsed.value;
  }

  #begin() {
    const seed = this.#readSeed();
    if (seed === undefined) this.#seed.focus();
    else if (!this.#reset.disabled) this.#handlers.reset(seed);
  }
}
