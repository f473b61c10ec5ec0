// @ts-check
/** Where models and points come from: examples, files, tables, the address, the last visit. */

import { byId } from '../lib/elements.js';
import { keepingNotice, notify, notifyToo } from '../lib/notices.js';
import { bytesOf } from '../lib/picked-files.js';
import { isTable } from './files.js';
import { keptBoard } from './session.js';

/** @typedef {import('../worker/protocol.js').NeuronWorker} NeuronWorker */
/** @typedef {import('../worker/protocol.js').TableChoice} TableChoice */
/** @typedef {import('./room.js').Room} Room */
/** @typedef {import('./table-fields.js').TableFields} TableFields */

const FIRST_EXAMPLE = 'umbrella';

export class Sources {
  #room;
  #tableFields;

  /** @param {Room} room @param {TableFields} tableFields */
  constructor(room, tableFields) {
    this.#room = room;
    this.#tableFields = tableFields;
    byId('examples').addEventListener('click', ({ target }) => {
      const name = target instanceof HTMLElement && target.dataset.example;
      if (name) this.#openExample(name);
    });
    addEventListener('hashchange', () => {
      notify();
      if (location.hash.length > 1) this.#openLink(location.hash);
    });
  }

  /** What a new page shows: the model of its address, the points from before a reload, an example. */
  async openFirst() {
    if (location.hash.length > 1) await this.#openLink(location.hash);
    const kept = keptBoard('');
    if (!this.#room.points.board && kept)
      await this.#room.change(async (calls) => {
        const begun = await calls.begin(kept.features, 0);
        this.#room.put(kept);
        this.#room.showBegun(begun);
      });
    // The example that is there at first does not wipe away why another thing is not.
    if (!this.#room.points.board) await keepingNotice(() => this.#openExample(FIRST_EXAMPLE));
  }

  /** The first is opened, and that is said. @param {File[]} files */
  async openFiles([file, ...others]) {
    notify();
    await this.#openFile(file);
    if (others.length === 0) return;
    const names = others.map(({ name }) => name).join(', ');
    notifyToo(`One file is opened at a time, here ${file.name}, and not ${names}`);
  }

  /** @param {File} file */
  #openFile(file) {
    const open = async (/** @type {NeuronWorker} */ calls) => {
      const bytes = await bytesOf(file);
      if (isTable(file, bytes)) await this.#openTable(calls, file.name, bytes, {});
      else this.#showOpened(await calls.openPng(bytes), file.name);
      byId('field').scrollIntoView({ block: 'nearest' });
    };
    return this.#room.change(open, `${file.name} could not be opened`);
  }

  /** @param {string} name */
  #openExample(name) {
    notify();
    return this.#room.change(async (calls) => {
      const { notes, ...data } = await calls.example(name);
      const begun = await calls.begin(data.features, 0);
      this.#room.put({ source: name, about: notes.join(' '), ...data });
      this.#room.showBegun(begun);
      byId('field').scrollIntoView({ block: 'nearest' });
    });
  }

  /**
   * @param {NeuronWorker} calls
   * @param {string} name   the file's
   * @param {Uint8Array} bytes
   * @param {TableChoice} choice
   */
  async #openTable(calls, name, bytes, choice) {
    const columns = await calls.csvColumns(bytes, choice.label);
    const { label, chosen } = columns;
    const wanted = choice.classes
      ? choice
      : { ...choice, label, ...(chosen && { classes: chosen }) };
    const again = (/** @type {TableChoice} */ other) => {
      notify();
      const open = (/** @type {NeuronWorker} */ next) => this.#openTable(next, name, bytes, other);
      this.#room.change(open, `${name} could not be opened so`);
    };
    this.#tableFields.show(columns, wanted, again);
    const { notes, ...data } = await calls.openCsv(bytes, wanted);
    const begun = await calls.begin(data.features, 0);
    this.#room.put({ source: name, about: [`${name}.`, ...notes].join(' '), ...data });
    this.#tableFields.show(columns, { ...wanted, features: data.features.names }, again);
    this.#room.showBegun(begun);
  }

  /** @param {string} link */
  #openLink(link) {
    return this.#room.change(async (calls) => {
      const kept = keptBoard(link);
      const opened = await calls.openLink(link);
      if (kept?.features.names.length !== opened.inputs) {
        this.#showOpened(opened, link);
        return;
      }
      const described = await calls.describe(kept.features);
      this.#room.put(kept);
      this.#room.showOpened(described);
    }, 'The address holds no model');
  }

  /** @param {import('../worker/protocol.js').Model} model @param {string} source */
  #showOpened(model, source) {
    this.#room.put({ source, about: '', features: model.features, points: [], classes: [] });
    this.#room.showOpened(model);
  }
}
