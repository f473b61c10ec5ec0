// @ts-check
/** Files of sprites, which Python makes and reads: its worker is started when the first is wanted. */

import * as Comlink from 'comlink';
import { dataUrl } from '../lib/data-url.js';
import { filesIn } from '../lib/dropped-files.js';
import { byId, make, setText } from '../lib/elements.js';
import { offer } from '../lib/file-links.js';
import { messageOf, notify } from '../lib/notices.js';
import { listenToDrops, listenToPicker, namedBytesOf } from '../lib/picked-files.js';
import { buildId } from '../lib/site.js';
import { connectWorker } from '../lib/worker-client.js';
import { idOf } from './names.js';

/** @typedef {import('../worker/sprites-protocol.js').FilesWorker} FilesWorker */
/** @typedef {import('../worker/sprites-protocol.js').FileKind} FileKind */
/** @typedef {import('./sprite-model.js').Light} Light */
/** @typedef {import('./sprite-view.js').SpriteView} SpriteView */
/** @typedef {import('./favourites.js').Favourite} Favourite */

/**
 * @typedef {object} Source
 * @property {URL} site
 * @property {() => SpriteView[]} views           all on the sheet that are drawn
 * @property {() => SpriteView | undefined} chosen
 * @property {() => Light | null} light           that they are shown in
 * @property {(sprites: Favourite[]) => void} restore
 */

const NINE = 9;
const ONE_PNG = 'One PNG is checked at a time: drop them one by one.';
const DREAM_KEY = 'aipixel.dream.pictures';
/** @type {Record<string, FileKind>} */
const SHEET_BUTTONS = {
  'download-sheet': 'sheet',
  'download-json': 'json',
  'download-idle': 'idle',
  'download-zip': 'zip',
};

/** @param {{name: string, png: string}[]} pictures   `png`: data URLs */
function leaveForTheDream(pictures) {
  try {
    sessionStorage.setItem(DREAM_KEY, JSON.stringify(pictures));
  } catch (cause) {
    const why = 'This browser keeps nothing for this page, so the dream cannot take them up';
    throw new Error(`${why}: download the sprites and drop them there.`, { cause });
  }
}

export class TakeHome {
  #source;
  /** @type {Promise<FilesWorker> | undefined} */ #worker;

  /** @param {Source} source */
  constructor(source) {
    this.#source = source;
    for (const [id, kind] of Object.entries(SHEET_BUTTONS)) {
      byId(id).addEventListener('click', () => this.#save(kind, source.views()));
    }
    byId('download-png').addEventListener('click', () => {
      const view = source.chosen();
      if (view) this.#save('png', [view]);
    });
    for (const button of document.querySelectorAll('[data-palette]')) {
      const kind = /** @type {FileKind} */ (button.getAttribute('data-palette'));
      button.addEventListener('click', () => this.#save(kind, []));
    }
    byId('to-dream').addEventListener('click', () => this.#sendNine());
    listenToPicker('open-png', 'png-file', ([file]) => this.#check(file));
    listenToDrops(byId('drop'), (dropped) =>
      filesIn(dropped).then(
        ([{ file }, ...more]) => (more.length > 0 ? notify(ONE_PNG) : this.#check(file)),
        (cause) => notify(messageOf(cause)),
      ),
    );
  }

  /** @param {number} count   sprites there are @param {boolean} drawing */
  enable(count, drawing) {
    const none = count === 0 || drawing;
    for (const id of Object.keys(SHEET_BUTTONS)) byId(id, HTMLButtonElement).disabled = none;
    byId('to-dream', HTMLButtonElement).disabled = drawing || count < NINE;
  }

  /** @returns {Promise<FilesWorker>} */
  #calls() {
    this.#worker ??= this.#open().catch((cause) => {
      this.#worker = undefined; // the next wish tries again
      throw cause;
    });
    return this.#worker;
  }

  async #open() {
    setText(byId('files-status'), 'Loading Python, which makes the files.');
    const { site } = this.#source;
    const client = connectWorker(site, 'sprite-files-worker.js', {
      onBroken: () => {
        this.#worker = undefined;
      },
    });
    const calls = /** @type {FilesWorker} */ (client.calls);
    const hear = Comlink.proxy((/** @type {number} */ share) =>
      setText(
        byId('files-status'),
        `Loading Python, which makes the files: ${Math.round(share * 100)}%.`,
      ),
    );
    await calls.open({ siteRoot: site.href, buildId }, hear);
    return calls;
  }

  /**
   * @param {string} doing
   * @param {(calls: FilesWorker) => Promise<string>} act   gives what was done, a sentence
   */
  async #perform(doing, act) {
    notify();
    try {
      const calls = await this.#calls();
      setText(byId('files-status'), doing);
      setText(byId('files-status'), await act(calls));
    } catch (cause) {
      setText(byId('files-status'), '');
      notify(messageOf(cause));
    }
  }

  /** @param {SpriteView[]} views */
  #records(views) {
    const light = this.#source.light();
    return views.map(({ recipe, shown }) => ({
      recipe,
      light,
      pixels: /** @type {Uint8Array} */ (shown),
    }));
  }

  /** @param {FileKind} kind @param {SpriteView[]} views */
  #save(kind, views) {
    return this.#perform('Writing.', async (calls) => {
      const files = await calls.files(kind, this.#records(views));
      offer(files, files.length);
      return `Saved ${files.map(({ name }) => name).join(' and ')}.`;
    });
  }

  #sendNine() {
    const views = this.#source.views();
    const chosen = this.#source.chosen();
    const first = chosen ? Math.min(views.indexOf(chosen), views.length - NINE) : 0;
    return this.#perform('Packing nine.', async (calls) => {
      const nine = views.slice(Math.max(0, first), Math.max(0, first) + NINE);
      const pictures = [];
      for (const view of nine) {
        const [{ bytes }] = await calls.files('png', this.#records([view]));
        pictures.push({ name: idOf(view.recipe), png: dataUrl(bytes, 'image/png') });
      }
      leaveForTheDream(pictures);
      location.href = new URL('dream/', this.#source.site).href;
      return 'On their way to the dream.';
    });
  }

  /** @param {File} file */
  #check(file) {
    const list = byId('findings');
    list.hidden = true; // they are another file's
    return this.#perform(`Checking ${file.name}.`, async (calls) => {
      const { name, bytes } = await namedBytesOf(file);
      const { findings, sprites } = await calls.check(bytes);
      list.hidden = false;
      list.replaceChildren(
        ...findings.map(({ name: check, passed, text }) => {
          const line = make('li', {}, make('span', {}, text));
          line.dataset.check = check;
          line.dataset.passed = String(passed);
          line.setAttribute('aria-label', `${passed ? 'Passed' : 'Failed'}: ${text}`);
          return line;
        }),
      );
      if (sprites.length > 0) this.#source.restore(sprites);
      const failed = findings.filter(({ passed }) => !passed).length;
      const verdict = failed === 0 ? 'passes all checks' : `fails ${failed} of ${findings.length}`;
      const opened = sprites.length > 0 ? `, and is opened again` : '';
      return `${name} ${verdict}${opened}.`;
    });
  }
}
