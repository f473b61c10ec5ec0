// @ts-check
/** Pictures that come into the page: learned, or taken for the seed and settings they tell of. */

import { byId, make } from '../lib/elements.js';
import { inThousands } from '../lib/numbers.js';
import { listenToPicker, namedBytesOf } from '../lib/picked-files.js';
import { settingsToQuery } from '../lib/settings.js';
import { takeHandedOver } from './handed-over.js';
import { settingsOf } from './snapshot-settings.js';

/** @typedef {import('../worker/protocol.js').DreamWorker} DreamWorker */
/** @typedef {import('../worker/protocol.js').NamedFile} NamedFile */
/** @typedef {import('../worker/protocol.js').Opened} Opened */
/** @typedef {import('../lib/settings.js').Settings} Settings */
/** @typedef {Record<string, string>} Facts */

/** @typedef {{file: NamedFile, facts: Facts}} Told */

const MOST = 9;
/** Bytes; the shelf keeps tiles in the browser's storage */
const LARGEST_TILE = 1 << 16;
const MIXED =
  'Snapshots, kept tiles and pictures to learn are taken apart from each other, a snapshot by itself.';
const DAMAGED = 'Another page left pictures for this one that can’t be read: hand them over again.';

/**
 * @typedef {object} Room
 * @property {() => DreamWorker} calls
 * @property {Settings} settings
 * @property {<R extends {opened: Opened}>(run: (worker: DreamWorker) => Promise<R>) => Promise<R>} renew
 *   puts another network in this one's place
 * @property {(settings: Settings) => Promise<void>} choose   depth, refresh and scale
 * @property {(file: NamedFile, origin: {seed: number, step: number}) => void} keep   on the shelf
 */

export class Pictures {
  #room;
  #notice = byId('picture-notice');
  /** @type {number[]} */
  #own = [];

  /** @param {Room} room */
  constructor(room) {
    this.#room = room;
    listenToPicker('own-pictures', 'own-picture-files', (files) =>
      this.#telling(async () => this.#learn(await read(files))),
    );
    byId('seed-pictures').addEventListener('click', () => this.#keepOwn([]));
  }

  /** @param {number[]} own   which of the nine are not the seed's */
  show(own) {
    this.#own = own;
    byId('seed-pictures').hidden = own.length === 0;
    byId('link-note').hidden = own.length === 0;
  }

  /** Another training is here: what was said, and the way back, are of the one before. */
  fallSilent() {
    this.#notice.hidden = true;
  }

  /** Dropped, pasted or imported. @param {File[]} files */
  take(files) {
    return this.#telling(async () => {
      const given = await read(files);
      const facts = await Promise.all(given.map(({ bytes }) => this.#room.calls().facts(bytes)));
      const told = given.map((file, index) => ({ file, facts: facts[index] }));
      const isTile = (/** @type {Told} */ one) =>
        'latent' in one.facts && one.file.bytes.length <= LARGEST_TILE;
      const tiles = told.filter(isTile);
      const others = told.filter((one) => !('seed' in one.facts));
      if (tiles.length === told.length) this.#keep(tiles);
      else if (others.length === told.length) await this.#learn(given);
      else if (told.length === 1) await this.#restore(given[0].name, facts[0]);
      else throw new Error(MIXED);
    });
  }

  /** Learns what another page of this site has left. */
  takeHandedOver() {
    const files = takeHandedOver();
    if (!files) this.#say([DAMAGED]);
    else if (files.length > 0) this.#telling(() => this.#learn(files));
  }

  /** @param {number} index   of one of the nine, an own one */
  async takeOut(index) {
    await this.#keepOwn(this.#own.filter((other) => other !== index));
    byId('own-pictures').focus();
  }

  /** @param {number[]} kept */
  #keepOwn(kept) {
    return this.#telling(async () => {
      const { before } = await this.#room.renew((worker) => worker.keepOwn(kept));
      const what = kept.length > 0 ? 'The picture is taken out' : 'The nine are the seed’s again';
      this.#say([`${what}; training has begun anew.`], this.#wayBack(before));
    });
  }

  /** @param {NamedFile[]} files */
  async #learn(files) {
    this.#say([files.length > 1 ? `Reading ${files.length} pictures.` : 'Reading the picture.']);
    const { learned, remarks, before } = await this.#room.renew((worker) => worker.learn(files));
    const [first, ...more] = learned;
    const what =
      more.length > 0 ? `${learned.length} own pictures are` : `Your picture “${first}” is`;
    this.#say(
      [`${what} among the nine now; training has begun anew.`, ...remarks],
      this.#wayBack(before),
    );
  }

  /** @param {string} name   the file's @param {Facts} facts */
  async #restore(name, facts) {
    const { settings } = this.#room;
    const found = settingsOf(facts, settings);
    const of = `${name} is of step ${inThousands(Number(facts.step))} of seed ${found.seed}`;
    const own = Number(facts.own) > 0;
    if (found.config !== settings.config) {
      const link = make('a', { href: settingsToQuery(found), target: '_blank' });
      link.append('Open its seed and settings in a new tab');
      this.#say([`${of} of the ${found.config} network, which is not the one here.`], link);
    } else if (found.seed === settings.seed && this.#own.length === 0 && !own) {
      await this.#room.choose(found);
      this.#say([`${of}, which is learned here: its settings are back, training is as it was.`]);
    } else {
      const { before } = await this.#room.renew((worker) => worker.beginSeed(found.seed));
      await this.#room.choose(found);
      const sentences = [`${of}: seed and settings are back, and training begins anew.`];
      if (own) sentences.push('It was taken with own pictures, which a snapshot does not hold.');
      this.#say(sentences, this.#wayBack(before));
    }
  }

  /** @param {Told[]} tiles */
  #keep(tiles) {
    for (const { file, facts } of tiles)
      this.#room.keep(file, { seed: Number(facts.seed), step: Number(facts.step) });
    const [{ file, facts }, ...more] = tiles;
    const link = make('a', { target: '_blank' }, `Open seed ${facts.seed} in a new tab`);
    link.href = settingsToQuery(settingsOf(facts, this.#room.settings));
    const what = more.length > 0 ? `${tiles.length} kept tiles are` : `${file.name} is`;
    this.#say([`${what} on the shelf again; training is as it was.`], link);
  }

  /** @param {{seed: number, step: number} | null} before */
  #wayBack(before) {
    if (!before) return undefined;
    const { seed, step } = before;
    const words = `Back to step ${inThousands(step)} of seed ${seed}`;
    const button = make('button', { type: 'button', className: 'button' }, words);
    button.addEventListener('click', () =>
      this.#telling(async () => {
        await this.#room.renew((worker) => worker.takeBack());
        this.#say([`Back at step ${inThousands(step)} of seed ${seed}.`]);
        byId('run').focus();
      }),
    );
    return button;
  }

  /** @param {() => Promise<void>} act   what it throws is shown */
  async #telling(act) {
    try {
      await act();
    } catch (cause) {
      const message = cause instanceof Error ? cause.message : String(cause);
      this.#say([message.replace(/([^.!?])$/, '$1.')]);
    }
  }

  /** @param {string[]} sentences @param {HTMLElement} [more]   a button or a link */
  #say(sentences, more) {
    this.#notice.replaceChildren(...sentences.map((sentence) => make('p', {}, sentence)));
    if (more) this.#notice.append(more);
    this.#notice.hidden = false;
    this.#notice.scrollIntoView({ block: 'nearest' });
  }
}

/** @param {File[]} files @returns {Promise<NamedFile[]>} */
async function read(files) {
  if (files.length > MOST)
    throw new Error(`${files.length} pictures were given; the network learns ${MOST}.`);
  return Promise.all(files.map(namedBytesOf));
}
