// @ts-check
/** The button that trains, pauses and goes on; the settings of a training; what may help. */

import { byId, setText } from '../lib/elements.js';
import { notify, showStatus } from '../lib/notices.js';
import { inThousands, numberIn, wholeNumberIn } from '../lib/numbers.js';
import { percent } from './cost.js';

/** @typedef {import('../worker/protocol.js').Model} Model */
/** @typedef {import('./room.js').Room} Room */
/** @typedef {import('./room.js').State} State */

const HIDDEN_FOR_XOR = 2;

/** What may be typed: a whole number, or else any above 0 @type {Record<string, [number, number] | null>} */
const SETTINGS = { epochs: [1, 20000], rate: null, hidden: [0, 4] };

/** @param {string} id @returns {number} NaN where it is none that may be typed */
function settingOf(id) {
  const { value } = byId(id, HTMLInputElement);
  const range = SETTINGS[id];
  if (!range) return numberIn(value);
  const whole = wholeNumberIn(value);
  return whole >= range[0] && whole <= range[1] ? whole : Number.NaN;
}

/** @returns {string | undefined} what is wrong with the settings */
function settingsProblem() {
  for (const [id, range] of Object.entries(SETTINGS)) {
    const input = byId(id, HTMLInputElement);
    const good = Number.isFinite(settingOf(id));
    input.setAttribute('aria-invalid', String(!good));
    if (good) continue;
    const numbers = range
      ? `a whole number from ${range[0]} to ${inThousands(range[1])}`
      : 'a number above 0, such as 0.5';
    return `${input.labels?.[0].textContent} must be ${numbers}, not “${input.value}”.`;
  }
  return undefined;
}

/** @param {State} state @param {Model | undefined} model */
export function showTrainingState(state, model) {
  const button = byId('train', HTMLButtonElement);
  button.dataset.icon = state === 'running' ? 'pause' : 'start';
  button.disabled = ['loading', 'busy', 'error'].includes(state);
  setText(
    byId('train-label'),
    state === 'running' ? 'Pause' : state === 'paused' ? 'Continue' : 'Train',
  );
  showHelp(state === 'ready' && model?.tooHard ? model : null);
}

/** What may help where one pixel cannot. @param {Model | null} model   null: it can */
function showHelp(model) {
  byId('too-hard').hidden = !model;
  if (!model) return;
  const right = percent(model.frames.at(-1)?.accuracy ?? 0);
  setText(
    byId('too-hard-text'),
    `One pixel draws one straight line, and no straight line parts these points: it gets only ${right} right.`,
  );
}

export class Training {
  #room;
  #seed;

  /** @param {Room} room @param {number} seed */
  constructor(room, seed) {
    this.#room = room;
    this.#seed = seed;
    byId('train').addEventListener('click', () => this.#toggle());
    byId('add-layer').addEventListener('click', () => this.#trainWith(HIDDEN_FOR_XOR));
    byId('one-pixel').addEventListener('click', () => this.#trainWith(0));
    byId('hidden').addEventListener('change', () => {
      const problem = settingsProblem();
      if (problem) notify(problem);
      else room.begin(settingOf('hidden'));
    });
  }

  #toggle() {
    const room = this.#room;
    if (room.state === 'running') {
      room.view.player.pause();
      room.setState('paused');
      showStatus('Paused.');
    } else if (room.state === 'paused') {
      room.setState('running');
      showStatus('Learning.');
      room.view.player.play();
    } else this.#train();
  }

  #train() {
    const { board } = this.#room.points;
    if (!board) return;
    const problem = settingsProblem();
    if (problem) {
      notify(problem);
      return;
    }
    notify();
    const [epochs, rate, hidden] = Object.keys(SETTINGS).map(settingOf);
    const options = { epochs, rate, hidden, seed: this.#seed };
    this.#room.setState('running');
    showStatus('Learning.');
    this.#room.change(async (calls) => {
      // What was asked for before this may have put up another board.
      const { points, classes, features } = this.#room.points.board ?? board;
      this.#room.showLearned(await calls.train({ points, classes, features, ...options }));
    });
  }

  /** @param {number} hidden */
  #trainWith(hidden) {
    byId('hidden', HTMLInputElement).value = String(hidden);
    // The button that was pressed goes away; the focus must not.
    byId('train').focus();
    this.#train();
  }
}
