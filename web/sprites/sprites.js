// @ts-check
/** The sprite room: opens the transformer, has it draw what is wished for, and hands on what is there. */

import * as Comlink from 'comlink';
import { setAccent } from '../lib/accent.js';
import { CopyLink } from '../lib/copy-link.js';
import { byId, make, setText } from '../lib/elements.js';
import { latestOnly } from '../lib/latest.js';
import { Loading } from '../lib/loading.js';
import { messageOf, notify, showFailure, showStatus } from '../lib/notices.js';
import { freshSeed } from '../lib/settings.js';
import { buildId, readSettings, siteRoot } from '../lib/site.js';
import { connectWorker } from '../lib/worker-client.js';
import { Chosen } from './chosen.js';
import { Favourites } from './favourites.js';
import { Lamp } from './lamp.js';
import { idOf, kindOf, nameOf } from './names.js';
import { planOf } from './plan.js';
import { Sheet } from './sheet.js';
import { coloursOf, PIXELS } from './sprite-view.js';
import { TakeHome } from './take-home.js';
import { WishForm } from './wish-form.js';

/** @typedef {import('../worker/sprites-protocol.js').Recipe} Recipe */
/** @typedef {import('../worker/sprites-protocol.js').SpritesEvent} SpritesEvent */
/** @typedef {import('../worker/sprites-protocol.js').SpritesOpened} SpritesOpened */
/** @typedef {import('../worker/sprites-protocol.js').SpritesWorker} SpritesWorker */
/** @typedef {import('./sprite-view.js').SpriteView} SpriteView */
/** @typedef {'loading' | 'ready' | 'running' | 'error'} State */

const CHILDREN = 4;
const SHARE = 0.4; // of the first parent that is drawn anew
/** Ramps of the palette whose colour a zone wears, from its lit surface to its vents */
const ZONE_RAMPS = [0, 2, 4, 5, 8, 1];
const RAMP = 7; // colours

const root = document.documentElement;
const site = siteRoot();
const { settings, problems } = readSettings();
const loading = new Loading();

/** @type {State} */
let state = 'loading';
/** @type {import('../lib/worker-client.js').WorkerClient<SpritesWorker> | undefined} */
let client;
/** @type {Room | undefined} */
let room;
let drawn = 0;

/** @param {State} next */
function setState(next) {
  state = next;
  root.dataset.state = next;
  const button = byId('generate', HTMLButtonElement);
  button.disabled = next === 'loading' || next === 'error';
  button.dataset.icon = next === 'running' ? 'pause' : 'start';
  setText(byId('generate-label'), next === 'running' ? 'Stop' : 'Generate');
  room?.takeHome.enable(room.sheet.finished.length, next === 'running');
}

/** @returns {SpritesWorker} */
function calls() {
  if (!client) throw new Error('The transformer is not open.');
  return client.calls;
}

/** What there is once the transformer is open. */
class Room {
  opened;
  sheet;
  chosen;
  form;
  takeHome;
  favourites;
  lamp = new Lamp(() => this.#shadeAll(null));
  /** The draw that is shown; events of others are late. */
  draw = 0;
  /** The one being drawn now. @type {SpriteView | undefined} */ drawing;
  #stopped = false;
  /** The sprite that waits for a partner. @type {SpriteView | undefined} */ #suitor;

  /** @param {SpritesOpened} opened */
  constructor(opened) {
    this.opened = opened;
    const colours = coloursOf(opened.palette);
    this.chosen = new Chosen(colours);
    this.sheet = new Sheet(colours, {
      onChosen: (view) => this.choose(view),
      onDropped: (dropped, on) => this.breed(on, dropped),
    });
    this.favourites = new Favourites(colours, (favourite) => this.bring([favourite]));
    this.takeHome = new TakeHome({
      site,
      model: opened.model,
      views: () => this.sheet.finished,
      chosen: () => this.chosen.view,
      light: () => this.lamp.light,
      restore: (sprites) => this.bring(sprites),
    });
    this.form = new WishForm(opened, settings.seed, {
      onZone: (zone) => {
        const first = RAMP * ZONE_RAMPS[opened.zones.indexOf(zone)] + 1;
        setAccent(root, Uint8ClampedArray.from(colours.subarray(4 * first, 4 * (first + RAMP))));
      },
    });
    const link = () => new URL(WishForm.query(this.#wishOrThrow()), location.href).href;
    new CopyLink(byId('copy-link', HTMLButtonElement), byId('link', HTMLInputElement), link);
    byId('favourite').addEventListener('click', () => this.#toggleFavourite());
    byId('breed').addEventListener('click', () => this.#beginBreeding());
    byId('more').addEventListener('click', () => this.#moreOfThisKind());
    this.sheet.layOut(planOf(this.#wishOrThrow(), opened));
  }

  #wishOrThrow() {
    const read = this.form.read();
    if ('problem' in read) throw new Error(read.problem);
    return read.wish;
  }

  async generate() {
    const read = this.form.read();
    if ('problem' in read) return notify(read.problem);
    notify();
    this.#setSuitor(undefined);
    const plan = planOf(read.wish, this.opened);
    this.choose(undefined);
    this.sheet.layOut(plan);
    writeAddress(WishForm.query(read.wish));
    await this.#drawAll(this.sheet.views);
  }

  stop() {
    this.#stopped = true;
    calls().stop();
  }

  /** @param {SpriteView[]} views   one after another */
  async #drawAll(views) {
    const began = performance.now();
    this.#stopped = false;
    setState('running');
    let done = 0;
    for (const view of views) {
      if (this.#stopped) break;
      showStatus(`Drawing ${done + 1} of ${views.length}: ${nameOf(view.recipe)}.`);
      if (await this.#drawOne(view)) done += 1;
    }
    this.drawing = undefined;
    const seconds = (performance.now() - began) / 1000;
    for (const { button, pixels } of views) if (!pixels) button.dataset.stopped = '';
    const each = done > 0 ? `, ${(seconds / done).toFixed(2)} s each` : '';
    const how = done === views.length ? 'Drawn' : 'Stopped';
    showStatus(`${how}: ${done} of ${views.length} sprites${each}.`);
    setState('ready');
  }

  /** @param {SpriteView} view @returns {Promise<boolean>} whether it was drawn to the end */
  async #drawOne(view) {
    this.drawing = view;
    this.draw += 1;
    const answer = await calls().draw(this.draw, view.recipe);
    if (!answer) return false;
    view.finish(answer.pixels);
    drawn += 1;
    root.dataset.drawn = String(drawn);
    root.dataset.ms = answer.milliseconds.toFixed(0);
    this.#showMachine(answer.milliseconds, PIXELS / answer.passes);
    this.#shadeAll([view]);
    if (!this.chosen.view) this.choose(view);
    return true;
  }

  /** @param {number} ms   a sprite @param {number} accepted   pixels a pass */
  #showMachine(ms, accepted) {
    const { backend, backendReason, adapter, model } = this.opened;
    const lines = [
      ['Computed by', adapter ? `${backend} (${adapter})` : backend],
      ['Last sprite', `${(ms / 1000).toFixed(2)} s`],
      ['Pixels a pass', accepted.toFixed(1)],
      ['Model', model],
    ];
    byId('machine').replaceChildren(
      ...lines.map(([term, value]) => make('div', {}, make('dt', {}, term), make('dd', {}, value))),
      make('div', {}, make('dd', { className: 'remark' }, `Why: ${backendReason}.`)),
    );
  }

  /** @param {{y: number, draw: number, pixels: Uint8Array}} row */
  showRow({ draw, y, pixels }) {
    if (draw === this.draw) this.drawing?.showRow(y, pixels);
  }

  /** @param {SpriteView | undefined} view */
  choose(view) {
    const suitor = this.#suitor;
    if (suitor && view) {
      this.#setSuitor(undefined);
      if (view !== suitor) return this.breed(suitor, view);
    }
    this.chosen.show(view);
    byId('favourite').setAttribute('aria-pressed', String(this.favourites.has(view?.pixels)));
  }

  /** Light on some sprites, null: on all. Only the latest light matters. */
  #shadeAll = latestOnly(async (/** @type {SpriteView[] | null} */ some) => {
    const { light } = this.lamp;
    const views = light ? this.sheet.finished : (some ?? this.sheet.finished);
    try {
      const pixels = joined(views);
      const lit = light && views.length > 0 ? await calls().shade(pixels, light) : pixels;
      for (const [at, view] of views.entries())
        view.show(lit.slice(at * PIXELS, (at + 1) * PIXELS));
      this.chosen.repaint();
    } catch (cause) {
      notify(messageOf(cause));
    }
  });

  #toggleFavourite() {
    const { view } = this.chosen;
    if (!view?.pixels) return;
    this.favourites.toggle({ recipe: view.recipe, pixels: view.pixels });
    byId('favourite').setAttribute('aria-pressed', String(this.favourites.has(view.pixels)));
  }

  #moreOfThisKind() {
    const { view } = this.chosen;
    if (!view) return;
    const { zone, category } = view.recipe;
    this.form.fill({ view: 'kind', zone: zone ?? undefined, category: category ?? undefined });
    this.form.renewSeed();
    if (state === 'ready') perform(() => this.generate());
  }

  // Breeding

  #beginBreeding() {
    this.#setSuitor(this.#suitor ? undefined : this.chosen.view);
  }

  /** @param {SpriteView | undefined} suitor */
  #setSuitor(suitor) {
    this.#suitor = suitor;
    byId('breed').setAttribute('aria-pressed', String(suitor !== undefined));
    byId('breed-help').hidden = suitor === undefined;
  }

  /** Children of two: the first keeps most of itself. @param {SpriteView} first @param {SpriteView} second */
  breed(first, second) {
    if (state !== 'ready' || !first.pixels || !second.pixels) return;
    const [a, b] = [first.recipe, second.recipe];
    const seed = freshSeed() % (2 ** 32 - CHILDREN);
    /** @type {import('../worker/sprites-protocol.js').Lineage} */
    const lineage = {
      parents: [first.pixels, second.pixels],
      names: [idOf(a), idOf(b)],
      share: SHARE,
    };
    const recipes = Array.from({ length: CHILDREN }, (_, child) => ({
      zone: a.zone === b.zone ? a.zone : null,
      category: a.category === b.category ? a.category : null,
      seed: seed + child,
      temperature: a.temperature,
      lineage,
    }));
    const heading = `Children of ${kindOf(a)} (seed ${a.seed}) and ${kindOf(b)} (seed ${b.seed})`;
    const views = this.sheet.append(recipes, heading);
    perform(() => this.#drawAll(views));
  }

  /** Sprites that are there already: favourites, or from a file. @param {import('./favourites.js').Favourite[]} sprites */
  bring(sprites) {
    if (this.sheet.finished.length === 0) this.sheet.clear();
    const views = this.sheet.append(
      sprites.map(({ recipe }) => recipe),
      sprites.length === 1 ? 'Brought back' : `${sprites.length} brought back`,
    );
    for (const [at, view] of views.entries()) view.finish(sprites[at].pixels);
    this.#shadeAll(views);
    this.choose(views[0]);
    this.takeHome.enable(this.sheet.finished.length, state === 'running');
  }
}

/** @param {SpriteView[]} views @returns {Uint8Array} the indices of all */
function joined(views) {
  const all = new Uint8Array(views.length * PIXELS);
  for (const [at, { pixels }] of views.entries()) if (pixels) all.set(pixels, at * PIXELS);
  return all;
}

/** @param {string} query */
function writeAddress(query) {
  try {
    history.replaceState(null, '', query + location.hash);
  } catch {
    // A page in an opaque origin (a sandboxed frame) may not touch its address.
  }
}

/** @param {() => Promise<unknown>} act   what breaks in it closes the room */
async function perform(act) {
  try {
    await act();
  } catch (cause) {
    fail(cause);
  }
}

/** @param {unknown} cause */
function fail(cause) {
  client?.close(messageOf(cause));
  client = undefined;
  loading.hide();
  showStatus('');
  showFailure(messageOf(cause));
  setState('error');
}

/** @param {SpritesEvent} event */
function hear(event) {
  if (event.type === 'row') room?.showRow(event);
  else if (event.type === 'stage') loading.stage(event);
  else loading.bytes(event);
}

/** Opens the room; after a failure again, with the sheet as it was. */
async function open() {
  showFailure('');
  loading.show();
  setState('loading');
  showStatus('Loading the transformer.');
  client = connectWorker(site, 'sprites-worker.js', { onBroken: fail });
  await perform(async () => {
    const options = { siteRoot: site.href, buildId, backend: settings.backend };
    const opened = await calls().open(options, Comlink.proxy(hear));
    root.dataset.backend = opened.backend;
    if (room) room.opened = opened;
    else room = new Room(opened);
    for (const part of document.querySelectorAll('[data-when-open]'))
      part.removeAttribute('hidden');
    loading.hide();
    showStatus('Ready: press Generate.');
    setState('ready');
  });
}

byId('wish').addEventListener('submit', (event) => {
  event.preventDefault();
  if (state === 'running') room?.stop();
  else if (state === 'ready' && room) perform(room.generate.bind(room));
});
byId('try-again').addEventListener('click', open);
root.dataset.drawn = '0';
notify(...problems);
open();
