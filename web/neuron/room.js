// @ts-check
/** The board and the model, together: what state they are in, and what changes both. */

import { byId } from '../lib/elements.js';
import { latestOnly } from '../lib/latest.js';
import { messageOf, notify, showStatus } from '../lib/notices.js';
import { replaceAddress } from '../lib/site.js';
import { percent } from './cost.js';
import { ModelView } from './model-view.js';
import { Points } from './points.js';
import { keepBoard } from './session.js';

/** @typedef {import('../worker/protocol.js').Model} Model */
/** @typedef {import('../worker/protocol.js').NeuronWorker} NeuronWorker */
/** @typedef {import('./board.js').Board} Board */
/** @typedef {import('./connection.js').Connection} Connection */

/**
 * `running` and `paused` are of a run that is played; `busy`: a script of the user's runs.
 * @typedef {'loading' | 'ready' | 'running' | 'paused' | 'busy' | 'error'} State
 */

/**
 * @typedef {object} Handlers
 * @property {(state: State, model: Model | undefined) => void} stateChanged
 * @property {(model: Model, knows: boolean) => void} modelChanged
 * @property {(board: Board) => void} boardReplaced   by one from elsewhere
 */

export class Room {
  #connection;
  #handlers;
  /** @type {State} */ #state = 'loading';
  points;
  view;

  /** @param {Connection} connection @param {Handlers} handlers */
  constructor(connection, handlers) {
    this.#connection = connection;
    this.#handlers = handlers;
    this.points = new Points({
      changed: (board) => this.#boardChanged(board),
      replaced: () => {
        if (this.points.board) handlers.boardReplaced(this.points.board);
        this.begin(0);
      },
      pointAt: (point, byKeyboard) => this.view.pointAt(point, byKeyboard),
      resize: () => this.view.askForShade(),
    });
    this.view = new ModelView(connection, this.points.field, {
      scrubbed: () => {
        if (this.view.player.atEnd) this.#finishRun();
        else this.setState('paused');
      },
      played: () => this.#finishRun(),
    });
  }

  get state() {
    return this.#state;
  }

  /** @param {State} next */
  setState(next) {
    this.#state = next;
    document.documentElement.dataset.state = next;
    byId('prediction').ariaLive = next === 'running' ? 'off' : 'polite';
    this.#handlers.stateChanged(next, this.view.model);
  }

  /**
   * Runs a change of the model after those before it. What it throws is told in a sentence; the
   * page stays as it was.
   *
   * @param {(calls: NeuronWorker) => Promise<unknown>} make
   * @param {string} [what]   failed, for the sentence: "x.png could not be opened"
   */
  async change(make, what) {
    try {
      await this.#connection.change(make);
    } catch (cause) {
      if (this.#state === 'running') this.setState('ready');
      notify(what ? `${what}: ${messageOf(cause)}` : messageOf(cause));
    }
  }

  /** A model that knows nothing, for the board as it is. @param {number} hidden */
  begin(hidden) {
    return this.change(async (calls) => {
      const { board } = this.points;
      if (board) this.showBegun(await calls.begin(board.features, hidden));
    });
  }

  /** @param {Board} board   from elsewhere */
  put(board) {
    this.points.put(board);
    this.#handlers.boardReplaced(board);
  }

  /** @param {Model} model   has learned nothing */
  showBegun(model) {
    this.#showModel(model, { knows: false });
    this.#setHash('');
    this.setState('ready');
    this.judge();
  }

  /** @param {Model} model   from outside, without the points it learned from */
  showOpened(model) {
    this.#showModel(model, { knows: true });
    this.#setHash(model.link);
    this.#finishRun();
  }

  /** @param {Model} model   with its run, which is played unless Pause was pressed meanwhile */
  showLearned(model) {
    this.#showModel(model, { knows: true, at: 0 });
    this.#setHash(model.link);
    if (this.#state === 'paused') return;
    this.setState('running');
    showStatus('Learning.');
    this.view.player.play();
  }

  /** How many points the model gets right, as they are now. */
  judge() {
    this.#judge(undefined);
  }

  #judge = latestOnly(async () => {
    const right = await this.#connection.ask((calls) => this.#right(calls));
    if (right === undefined || this.#state === 'running' || this.#state === 'error') return;
    const count = this.points.board?.points.length ?? 0;
    if (right !== null)
      showStatus(`The model tells ${right} of ${count} points right (${percent(right / count)}).`);
    else if (count > 0) showStatus(`${this.points.count} Press Train.`);
    else showStatus('Place points of both classes, then train.');
  });

  /** @param {NeuronWorker} calls @returns {Promise<number | null>} null where nothing can be right */
  async #right(calls) {
    const { board } = this.points;
    const { model, knows } = this.view;
    if (!board?.points.length || !knows || model?.inputs !== board.features.names.length)
      return null;
    return (await calls.evaluate(board.points, board.classes)).right;
  }

  /** @param {Board} board */
  #boardChanged(board) {
    keepBoard(location.hash, board);
    this.#describe(board.features);
    this.judge();
  }

  /** Names on the page and in the model are those of the board. @param {Board['features']} features */
  #describe(features) {
    const { model } = this.view;
    if (!model || sameNames(features, model.features)) return;
    if (features.names.length !== model.inputs) return;
    this.change(async (calls) => {
      const { knows, player } = this.view;
      const described = await calls.describe(features);
      this.#showModel(described, { knows, at: player.index });
      if (this.#state === 'running') player.play();
    });
  }

  /** @param {Model} model @param {{knows: boolean, at?: number}} options */
  #showModel(model, options) {
    this.view.show(model, options);
    byId('hidden', HTMLInputElement).value = String(model.hidden);
    byId('one-pixel').hidden = model.hidden === 0;
    this.#handlers.modelChanged(model, options.knows);
  }

  #finishRun() {
    this.setState('ready');
    this.view.wearColour();
    this.judge();
  }

  /** @param {string} hash   empty for none */
  #setHash(hash) {
    replaceAddress(location.pathname + location.search + hash);
    if (this.points.board) keepBoard(location.hash, this.points.board);
  }
}

/** @param {Board['features']} one @param {Board['features']} other */
function sameNames(one, other) {
  const text = (/** @type {Board['features']} */ { names, class_names }) =>
    JSON.stringify([names, class_names]);
  return text(one) === text(other);
}
