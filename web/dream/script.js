// @ts-check
/** The Python behind the dream: a panel with the script, and what of it is in use. */

import { byId, setText } from '../lib/elements.js';
import { inThousands } from '../lib/numbers.js';
import { PythonPanel } from '../lib/python-panel/python-panel.js';
import { ScriptRunner } from '../lib/python-panel/script-runner.js';

/** @typedef {import('../lib/python-panel/script-runner.js').PanelOutcome} PanelOutcome */
/** @typedef {import('../lib/python-panel/script-runner.js').RestartEvent} RestartEvent */
/** @typedef {import('../worker/protocol.js').DreamEvent} DreamEvent */
/** @typedef {import('../worker/protocol.js').DreamWorker} DreamWorker */
/** @typedef {import('../worker/protocol.js').NamedFile} NamedFile */
/** @typedef {import('../worker/protocol.js').ScriptEvent} ScriptEvent */
/** @typedef {Extract<DreamEvent, {type: 'fault'}>} Fault */

const TRAINING = 'training.npz';
/** Where Python must be ended, no more than this of a training is lost. */
const KEPT_EVERY_MS = 20_000;

/**
 * @typedef {object} Room
 * @property {() => DreamWorker} calls   throws an `Error` that can be shown where none is open
 * @property {(run: (worker: DreamWorker) => Promise<unknown>) => Promise<void>} command
 * @property {(file: NamedFile | undefined) => Promise<void>} restart   ends Python, starts it
 *   again and goes on, paused, from the file
 * @property {() => boolean} isTraining
 */

/** @param {string[]} names */
function listed(names) {
  return names.length < 2 ? names.join() : `${names.slice(0, -1).join(', ')} and ${names.at(-1)}`;
}

/** @param {Fault} fault */
function faultText({ step, error, restored }) {
  if (restored) return `Training paused. ${error.message} Change the script, run it, then start.`;
  const place = error.line === null ? '' : `line ${error.line}, `;
  return `Training paused after step ${inThousands(step)}, nothing is lost. In your script, ${place}${error.message.replace(/\.$/, '')}. Mend it, run it, then start.`;
}

export class Script {
  #room;
  #runner;
  #panel;
  #problem = byId('script-problem');
  #inUse = byId('script-in-use');
  #original = byId('use-original', HTMLButtonElement);
  /** The functions in use that are the user's. @type {string[]} */ #changed = [];
  /** The network as it was a while ago. @type {NamedFile | undefined} */ #kept;
  #keeping = false;
  /** Stop was pressed, maybe before the script could begin. */
  #stopped = false;

  /** @param {Room} room */
  constructor(room) {
    this.#room = room;
    this.#runner = new ScriptRunner({ calls: room.calls, restart: () => this.#restart() });
    const host = byId('python');
    host.addEventListener('click', ({ target }) => {
      if (target instanceof HTMLElement && target.getAttribute('aria-expanded') === 'true')
        requestAnimationFrame(() => host.scrollIntoView({ block: 'nearest' }));
    });
    this.#panel = new PythonPanel(host, {
      original: () => room.calls().originalScript(),
      run: (source, onEvent) => this.#run(source, onEvent),
      stop: () => this.#stop(),
    });
    this.#original.addEventListener('click', () => this.#useOriginal());
    setInterval(() => {
      if (this.#changed.length && room.isTraining()) this.#keepInTime();
    }, KEPT_EVERY_MS);
  }

  /** A worker has opened, which knows of no script. */
  opened() {
    this.#show([]);
  }

  /** @param {ScriptEvent} event   from the worker */
  hear(event) {
    if (this.#runner.isRunning) this.#runner.hear(event);
    else this.#panel.hear(event);
  }

  /** @param {Fault} fault   a function of the script has failed */
  tell(fault) {
    this.#panel.tellError(fault.error);
    setText(this.#problem, faultText(fault));
    this.#problem.hidden = false;
  }

  /** Training goes on: what went wrong before is over. */
  forgive() {
    this.#problem.hidden = true;
  }

  /**
   * Waits for the worker's answer, which functions of the script could keep it from giving for
   * ever: then they are interrupted, or Python is ended and started again.
   * @param {Promise<unknown>} answer
   */
  async insist(answer) {
    if (this.#changed.length) await this.#runner.insist(answer);
    else await answer;
  }

  /**
   * @param {string} source
   * @param {(event: ScriptEvent | RestartEvent) => void} onEvent
   * @returns {Promise<PanelOutcome>}
   */
  async #run(source, onEvent) {
    this.forgive();
    this.#stopped = false;
    await this.insist(this.#keep());
    if (this.#stopped) return { status: 'stopped', error: null, result: null, restarted: false };
    const outcome = await this.#runner.run(source, onEvent);
    if (outcome.result) this.#show(outcome.result.changed);
    return outcome;
  }

  #stop() {
    this.#stopped = true;
    this.#runner.stop();
  }

  #useOriginal() {
    this.#room.command(async (worker) => {
      await this.insist(worker.useOriginal());
      this.forgive();
      this.#show([]);
    });
  }

  /** @param {string[]} changed */
  #show(changed) {
    const hadFocus = document.activeElement === this.#original;
    this.#changed = changed;
    this.#original.hidden = changed.length === 0;
    setText(
      this.#inUse,
      changed.length
        ? `Trains by your script: ${listed(changed)} changed. Reset and Import keep it in use.`
        : '',
    );
    if (hadFocus && this.#original.hidden) byId('python').querySelector('button')?.focus();
  }

  /** Keeps the network, so that it outlives its worker. */
  async #keep() {
    const files = await this.#room.calls().save();
    this.#kept = files.find(({ name }) => name === TRAINING);
  }

  async #keepInTime() {
    if (this.#keeping) return;
    this.#keeping = true;
    // A worker that breaks says so by itself.
    await this.#keep().catch(() => {});
    this.#keeping = false;
  }

  async #restart() {
    await this.#room.restart(this.#kept);
    setText(
      this.#inUse,
      'Python was ended and has started again. The network is back, and trains by the original.',
    );
  }
}
