// @ts-check
/** The network as files: exported as a zip and one by one, imported. */

import { byId } from '../lib/elements.js';
import { offer } from '../lib/file-links.js';
import { namedBytesOf } from '../lib/picked-files.js';
import { FileNotes } from './file-notes.js';

/** @typedef {import('../worker/protocol.js').NamedFile} NamedFile */

export class NetworkFiles {
  #notes;
  #load;

  /**
   * @param {FileNotes} notes
   * @param {object} handlers
   * @param {() => Promise<NamedFile[]>} handlers.save   the zip, then each file
   * @param {(files: NamedFile[]) => Promise<void>} handlers.load
   */
  constructor(notes, { save, load }) {
    this.#notes = notes;
    this.#load = load;
    byId('export').addEventListener('click', () =>
      notes.telling(async () => {
        offer(await save());
        return 'If no download has begun, the links fetch the zip, or each file by itself.';
      }),
    );
  }

  /** @param {{name: string, file: File}[]} files   named by where they lay in what was dropped */
  open(files) {
    this.#notes.telling(async () => {
      const read = async (/** @type {typeof files[number]} */ { name, file }) => ({
        ...(await namedBytesOf(file)),
        name,
      });
      await this.#load(await Promise.all(files.map(read)));
      return `Imported ${files.map(({ name }) => name).join(', ')}.`;
    });
  }
}
