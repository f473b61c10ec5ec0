// @ts-check
/** The network as files: exported as a zip and one by one, imported by picker or drop. */

import { byId, make, setText } from '../lib/elements.js';
import { megabytes } from '../lib/numbers.js';
import { bytesOf, listenToDrops, listenToPicker } from '../lib/picked-files.js';

/** @typedef {import('../worker/protocol.js').NamedFile} NamedFile */

/** @param {File} file @returns {Promise<NamedFile>} */
async function read(file) {
  try {
    return { name: file.name, bytes: await bytesOf(file) };
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : String(cause);
    throw new Error(`${file.name} could not be read: ${why}`, { cause });
  }
}

export class NetworkFiles {
  #list = byId('exported');
  #note = byId('files-note');
  #problem = byId('files-problem');
  /** @type {string[]} */
  #addresses = [];

  /**
   * @param {object} handlers
   * @param {() => Promise<NamedFile[]>} handlers.save   the zip, then each file
   * @param {(files: NamedFile[]) => Promise<void>} handlers.load
   */
  constructor({ save, load }) {
    byId('export').addEventListener('click', () => this.#tell(() => this.#export(save)));
    const open = (/** @type {File[]} */ files) =>
      this.#tell(async () => {
        await load(await Promise.all(files.map(read)));
        setText(this.#note, `Imported ${files.map(({ name }) => name).join(', ')}.`);
      });
    listenToPicker('import', 'import-files', open);
    listenToDrops(byId('drop'), ({ files }) => open([...files]));
  }

  /** @param {() => Promise<void>} act   what it throws is shown */
  async #tell(act) {
    this.#problem.hidden = true;
    setText(this.#note, '');
    try {
      await act();
    } catch (cause) {
      setText(this.#problem, cause instanceof Error ? cause.message : String(cause));
      this.#problem.hidden = false;
    }
  }

  /** @param {() => Promise<NamedFile[]>} save */
  async #export(save) {
    const files = await save();
    for (const address of this.#addresses) URL.revokeObjectURL(address);
    this.#addresses = files.map(({ bytes }) => URL.createObjectURL(new Blob([bytes])));
    const links = files.map(({ name }, index) =>
      make('a', { href: this.#addresses[index], download: name }, name),
    );
    const sizes = files.map(({ bytes }) => `${megabytes(bytes.length)} MB`);
    this.#list.replaceChildren(
      ...links.map((link, index) =>
        make('li', {}, link, make('span', { className: 'quiet' }, sizes[index])),
      ),
    );
    this.#list.hidden = false;
    setText(
      this.#note,
      'If no download has begun, the links fetch the zip, or each file by itself.',
    );
    links[0].click();
  }
}
