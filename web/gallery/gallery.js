// @ts-check
/** The gallery: one worker that draws, any number of walls, one of them close if wanted. */

import * as Comlink from 'comlink';
import { byId, make, setText } from '../lib/elements.js';
import { wantsLessMotion } from '../lib/frames.js';
import { Loading } from '../lib/loading.js';
import { messageOf, notify, showFailure, showStatus } from '../lib/notices.js';
import { keepForOffline } from '../lib/offline.js';
import { bytesOf } from '../lib/picked-files.js';
import { showBackend } from '../lib/rung.js';
import { buildId, readSettings, siteRoot } from '../lib/site.js';
import { connectWorker } from '../lib/worker-client.js';
import { CloseView } from './close-view.js';
import { Pulse } from './pulse.js';
import { filesAt, listedModels, listenForFiles } from './sources.js';
import { wallsInWords } from './words.js';
import { Work } from './work.js';

/** @typedef {import('../worker/protocol.js').GalleryWorker} GalleryWorker */
/** @typedef {import('../worker/protocol.js').LoadingEvent} LoadingEvent */
/** @typedef {import('./sources.js').Found} Found */
/** @typedef {import('./sources.js').Listed} Listed */
/** @typedef {import('./work.js').Wish} Wish */

/** How many of those listed hang at once when nothing else is asked for */
const FIRST_HUNG = 6;

const root = document.documentElement;
const site = siteRoot();
const { settings, problems } = readSettings();
const loading = new Loading();
const hall = byId('hall');
const depth = byId('depth', HTMLSelectElement);

/** @type {import('../lib/worker-client.js').WorkerClient<GalleryWorker> | undefined} */
let client;
/** @type {Work[]} */
let works = [];
let ready = false;
/** Exports are opened one after another, in the order they came. @type {Promise<unknown>} */
let opening = Promise.resolve();
let busy = 0;
/** What is wrong in the address, or could not be hung since the gallery was last at rest. */
let refused = problems;

const drawing = {
  calls,
  depth: () => (depth.value === '' ? null : Number(depth.value)),
  onSeen: () => pulse.update(),
  onTrouble: (/** @type {unknown} */ cause) => notify(messageOf(cause)),
};
const closeView = new CloseView(drawing, stepBack);
const pulse = new Pulse({
  tiles: () => (closeView.tiles ? [closeView.tiles] : works.map(({ tiles }) => tiles)),
  onState: showState,
  onTrouble: fail,
});

/** @returns {GalleryWorker} throws where none is open */
function calls() {
  if (!client) throw new Error('The gallery is closed.');
  return client.calls;
}

function showState() {
  if (!ready) return;
  const state = works.length === 0 ? 'ready' : pulse.alive ? 'running' : 'paused';
  root.dataset.state = state;
  byId('controls').hidden = works.length === 0;
  byId('empty').hidden = works.length > 0 || busy > 0 || closeView.isOpen;
  byId('run').dataset.icon = pulse.wanted ? 'pause' : 'start';
  setText(byId('run-label'), pulse.wanted ? 'Pause' : 'Play');
  if (busy > 0) return;
  if (works.length === 0) showStatus('');
  else if (pulse.wanted)
    showStatus(`${wallsInWords(works.length)}. Some dreams change each second.`);
  else showStatus(`${wallsInWords(works.length)}, standing still.`);
}

/** @param {unknown} cause */
function fail(cause) {
  ready = false;
  client?.close(messageOf(cause));
  client = undefined;
  loading.hide();
  showFailure(messageOf(cause));
  root.dataset.state = 'error';
}

function arrange() {
  for (const [at, work] of works.entries())
    work.place({ first: at === 0, last: at === works.length - 1 });
  // Only those that moved: whatever is taken out of the page loses the focus.
  for (const [at, { element }] of works.entries())
    if (hall.children[at] !== element) hall.insertBefore(element, hall.children[at] ?? null);
  pulse.update();
}

/** @param {Work} work @param {Wish} wish */
async function obey(work, wish) {
  const at = works.indexOf(work);
  if (wish === 'closer') {
    await stepCloser(work);
  } else if (wish === 'remove') {
    works = works.filter((other) => other !== work);
    work.tiles.end();
    work.element.remove();
    arrange();
    const neighbour = works[Math.min(at, works.length - 1)];
    if (neighbour) neighbour.focus('closer');
    else byId('choose').focus();
    await calls().remove(work.wall.id);
  } else {
    const to = at + (wish === 'earlier' ? -1 : 1);
    works.splice(at, 1);
    works.splice(to, 0, work);
    arrange();
    work.focus(wish);
  }
}

/** @param {Work} work */
async function stepCloser(work) {
  root.toggleAttribute('data-close', true);
  scrollTo(0, 0);
  try {
    await closeView.open(work);
  } catch (cause) {
    drawing.onTrouble(cause);
  }
  pulse.update();
}

async function stepBack() {
  const work = closeView.close();
  root.toggleAttribute('data-close', false);
  work?.focus('closer');
  try {
    // The depth may have changed meanwhile, and walls may have come.
    for (const { tiles } of works) await tiles.show();
  } catch (cause) {
    drawing.onTrouble(cause);
  }
  pulse.update();
}

/**
 * Hangs the networks among some files, one after another.
 * @param {Found[]} found
 * @param {Partial<Listed>} [listed]   what a list says of it
 * @returns {Promise<string[]>} a sentence for each that could not be hung
 */
async function hang(found, listed = {}) {
  const files = new Map(found.map(({ path, file }) => [path, file]));
  const { exports, problems: said } = await calls().sort(
    [...files.keys()].sort(new Intl.Collator('en', { numeric: true }).compare),
  );
  for (const { name, paths } of exports) {
    showStatus(`Hanging ${name || 'a network'}.`);
    try {
      await hangOne(name, paths, files, listed);
    } catch (cause) {
      said.push(messageOf(cause));
    }
  }
  return said;
}

/**
 * @param {string} name
 * @param {string[]} paths
 * @param {Map<string, File>} files
 * @param {Partial<Listed>} listed
 */
async function hangOne(name, paths, files, { title, by = '' }) {
  /** @type {Record<string, Uint8Array<ArrayBuffer>>} */
  const contents = {};
  for (const path of paths) {
    const file = /** @type {File} */ (files.get(path));
    contents[path] = await bytesOf(file).catch((cause) => {
      throw new Error(`${path}: ${messageOf(cause)}`);
    });
  }
  const wall = await calls().hang(name, contents);
  const work = new Work({ ...wall, title: title || wall.title }, by, obey, drawing);
  works.push(work);
  arrange();
  await work.tiles.show();
}

/** @param {() => Promise<string[]>} open   gives what could not be opened */
function inTurn(open) {
  if (busy === 0 && root.dataset.state !== 'loading') refused = [];
  busy += 1;
  showState();
  opening = opening.then(async () => {
    try {
      refused.push(...(await open()));
    } catch (cause) {
      refused.push(messageOf(cause));
    }
    if (ready) notify(...refused);
    busy -= 1;
    showState();
  });
}

/** @param {Partial<Listed> & {address: string}} listed */
function hangAt(listed) {
  inTurn(async () => {
    showStatus(`Fetching ${listed.title || listed.address}.`);
    return hang(await filesAt(listed.address, site), listed);
  });
}

/** @param {Listed[]} models */
function showList(models) {
  byId('common').hidden = models.length === 0;
  byId('common-list').replaceChildren(
    ...models.map((model) => {
      const name = model.title || model.address;
      const button = make('button', { className: 'button', type: 'button' }, 'Hang');
      button.setAttribute('aria-label', `Hang ${name}`);
      button.addEventListener('click', () => hangAt(model));
      const by = make('span', { className: 'medium' }, model.by && `by ${model.by}`);
      return make('li', {}, make('span', {}, name), by, button);
    }),
  );
}

/** What the address asks for, and what hangs in a common gallery. */
function openAddresses() {
  const asked = new URLSearchParams(location.search).getAll('model');
  for (const address of asked) hangAt({ address });
  inTurn(async () => {
    const models = await listedModels(site);
    if (asked.length === 0) models.slice(0, FIRST_HUNG).forEach(hangAt);
    showList(asked.length === 0 ? models.slice(FIRST_HUNG) : models);
    return [];
  });
}

/** @param {LoadingEvent} event */
function hear(event) {
  if (event.type === 'stage') loading.stage(event);
  else loading.bytes(event);
}

/** Opens the gallery. After a failure it can be called again, and hangs nothing by itself. */
async function open() {
  showFailure('');
  loading.show();
  showStatus('Loading.');
  root.dataset.state = 'loading';
  refused = problems;
  for (const work of works) work.tiles.end();
  works = [];
  hall.replaceChildren();
  if (closeView.isOpen) closeView.close();
  root.toggleAttribute('data-close', false);
  client = connectWorker(site, 'gallery-worker.js', { onBroken: fail });
  try {
    const options = { siteRoot: site.href, buildId, backend: settings.backend };
    const { backend } = await calls().open(options, Comlink.proxy(hear));
    showBackend(backend);
  } catch (cause) {
    fail(cause);
    return;
  }
  loading.hide();
  ready = true;
  for (const id of ['choose', 'choose-folder']) byId(id, HTMLButtonElement).disabled = false;
  openAddresses();
  keepForOffline();
}

/** @param {boolean} wanted */
function setWanted(wanted) {
  pulse.wanted = wanted;
  pulse.update();
}

setWanted(!wantsLessMotion());
matchMedia('(prefers-reduced-motion: reduce)').addEventListener('change', ({ matches }) =>
  setWanted(!matches),
);
byId('run').addEventListener('click', () => setWanted(!pulse.wanted));
depth.addEventListener('change', async () => {
  try {
    if (closeView.isOpen) await closeView.depthChanged();
    else for (const { tiles } of works) await tiles.show();
  } catch (cause) {
    drawing.onTrouble(cause);
  }
});
byId('try-again').addEventListener('click', open);
listenForFiles((files) => {
  if (ready && files.length > 0) inTurn(() => hang(files));
}, drawing.onTrouble);
notify(...problems);
open();
