// @ts-check
/** The Python behind what is shown: a panel with the script, and the model that a script leaves. */

import { byId } from '../lib/elements.js';
import { PythonPanel } from '../lib/python-panel/python-panel.js';
import { ScriptRunner } from '../lib/python-panel/script-runner.js';

/** @typedef {import('../lib/python-panel/script-runner.js').PanelOutcome} PanelOutcome */
/** @typedef {import('../lib/python-panel/script-runner.js').RestartEvent} RestartEvent */
/** @typedef {import('../worker/protocol.js').LeftByScript} LeftByScript */
/** @typedef {import('../worker/protocol.js').ScriptEvent} ScriptEvent */
/** @typedef {import('./connection.js').Connection} Connection */
/** @typedef {import('./room.js').Room} Room */

export class Script {
  #connection;
  #room;
  #runner;
  #panel;

  /**
   * @param {Connection} connection
   * @param {Room} room
   * @param {() => Promise<void>} restart   ends Python and starts it again, with the model
   */
  constructor(connection, room, restart) {
    this.#connection = connection;
    this.#room = room;
    this.#runner = new ScriptRunner({ calls: () => connection.calls, restart });
    const host = byId('python');
    host.addEventListener('click', ({ target }) => {
      if (target instanceof HTMLElement && target.getAttribute('aria-expanded') === 'true')
        requestAnimationFrame(() => host.scrollIntoView({ block: 'nearest' }));
    });
    this.#panel = new PythonPanel(host, {
      original: () => room.view.model?.script ?? '',
      run: (source, onEvent) => this.#run(source, onEvent),
      stop: () => this.#runner.stop(),
      onOutcome: ({ status, result }) => {
        if (status === 'done' && result) this.#show(result);
      },
    });
  }

  /** @param {ScriptEvent} event   from the worker */
  hear(event) {
    this.#runner.hear(event);
  }

  /** Another model is shown. */
  refresh() {
    this.#panel.refresh();
  }

  /**
   * Runs a script between the changes of the model, so that none is lost where Python must end.
   * @param {string} source
   * @param {(event: ScriptEvent | RestartEvent) => void} onEvent
   * @returns {Promise<PanelOutcome>}
   */
  async #run(source, onEvent) {
    /** @type {PanelOutcome | undefined} */
    let outcome;
    await this.#connection.change(async () => {
      this.#room.view.player.pause();
      this.#room.setState('busy');
      try {
        outcome = await this.#runner.run(source, onEvent);
      } finally {
        if (this.#room.state === 'busy') this.#room.setState('ready');
      }
    });
    if (!outcome) throw new Error('Python is not running here.');
    this.#room.judge();
    return outcome;
  }

  /**
   * Shows the model of a script on its points; the script of before stays the original.
   * @param {LeftByScript} left
   */
  #show({ model, points, classes }) {
    const room = this.#room;
    return room.change(async (calls) => {
      const script = room.view.model?.script ?? '';
      const shown = await calls.restore({ ...model, script });
      const { features } = shown;
      const before = room.points.board;
      if (points.length > 0) {
        const board = {
          source: 'script',
          about: 'The points of the script.',
          features,
          points,
          classes,
        };
        if (!before || !sameData(before, board)) room.put(board);
      } else if (before?.features.names.length !== shown.inputs)
        room.put({ source: 'script', about: '', features, points, classes });
      if (shown.frames.length > 1) room.showLearned(shown);
      else room.showOpened(shown);
    });
  }
}

/** @param {import('./board.js').Board} one @param {import('./board.js').Board} other */
function sameData(one, other) {
  const text = (/** @type {import('./board.js').Board} */ { features, points, classes }) =>
    JSON.stringify([features.low, features.high, points, classes]);
  return text(one) === text(other);
}
