// @ts-check
/** The room of the dream: one worker that trains and dreams, one page that shows it. */

import * as Comlink from 'comlink';
import { setAccent } from '../lib/accent.js';
import { CopyLink } from '../lib/copy-link.js';
import { byId, setText } from '../lib/elements.js';
import { Lifeline } from '../lib/lifeline.js';
import { Loading } from '../lib/loading.js';
import { messageOf, notify } from '../lib/notices.js';
import { inThousands } from '../lib/numbers.js';
import { keepForOffline } from '../lib/offline.js';
import { LATER } from '../lib/room-files.js';
import { showBackend } from '../lib/rung.js';
import { settingsToQuery } from '../lib/settings.js';
import { buildId, readSettings, siteRoot, writeSettings } from '../lib/site.js';
import { connectWorker } from '../lib/worker-client.js';
import { Depth } from './depth.js';
import { FileNotes } from './file-notes.js';
import { routeFiles } from './file-routes.js';
import { Help } from './help.js';
import { Keeping } from './keeping.js';
import { Keys } from './keys.js';
import { NetworkFiles } from './network-files.js';
import { Nine } from './nine.js';
import { Panels } from './panels.js';
import { Picker } from './picker.js';
import { Pictures } from './pictures.js';
import { Rescue } from './rescue.js';
import { RunControls } from './run-controls.js';
import { Script } from './script.js';
import { Shelf } from './shelf.js';
import { factsOf } from './snapshot-settings.js';
import { Statistics } from './statistics.js';
import { TakeHome } from './take-home.js';
import { Tiles } from './tiles.js';
import { Token } from './token.js';
import { Views } from './views.js';
import { Walk } from './walk.js';

/** @typedef {import('../worker/protocol.js').DreamWorker} DreamWorker */
/** @typedef {import('../worker/protocol.js').DreamEvent} DreamEvent */
/** @typedef {import('../worker/protocol.js').KeptRun} KeptRun */
/** @typedef {import('../worker/protocol.js').Opened} Opened */
/** @typedef {import('../worker/protocol.js').Tile} Tile */
/** @typedef {import('./run-controls.js').State} State */

const LONGEST_REFRESH = 60; // seconds

const root = document.documentElement;
const token = Token.ofPage();
// The seed of a token is Python's to say, once it is there.
const { settings, problems } = readSettings(token ? { seed: 0 } : {});

/** @type {import('../lib/worker-client.js').WorkerClient<DreamWorker> | undefined} */
let client;
/** @type {Lifeline | undefined} */
let lifeline;
/** @type {State} */
let state = 'loading';
/** A command is on its way to the worker and back. */
let busy = false;
/** Start or pause was asked for, and the worker has not said yet that it happened. */
let toggling = false;
let step = 0;

const loading = new Loading();
const nine = new Nine((index) => pictures.takeOut(index));
const panels = new Panels();
const statistics = new Statistics(panels);
const depth = new Depth(settings.depth, (value) => {
  changeSettings({ depth: value });
  whenOpen((worker) => worker.setDepth(value));
});
const tiles = new Tiles({
  scale: settings.scale,
  refresh: settings.refresh,
  onWish: () => whenOpen(askForTiles),
  onSetting: changeSettings,
});
const controls = new RunControls({ toggle, step: singleStep, reset });
const copyLink = new CopyLink(
  byId('copy-link', HTMLButtonElement),
  byId('link', HTMLInputElement),
  () => new URL(settingsToQuery(inLink()), location.href).href,
);
const fileNotes = new FileNotes();
const networkFiles = new NetworkFiles(fileNotes, { save, load });
const takeHome = new TakeHome(fileNotes, { snapshot, timeLapse, stop: stopTimeLapse });
const keeping = new Keeping({ goOn, forget });
const rescue = new Rescue();
const inAddress = new URLSearchParams(location.search);
const shelf = new Shelf();
const pictures = new Pictures({
  calls,
  settings,
  renew,
  choose: chooseSettings,
  keep: (file, origin) => {
    if (shelf.isFull) throw new Error('The shelf is full: remove a tile to put one back.');
    shelf.keep(file, origin);
  },
});
routeFiles({
  network: (files) => networkFiles.open(files),
  pictures: (files) => pictures.take(files),
  refuse: (sentence) => fileNotes.refuse(sentence),
});
const walk = new Walk(() => whenOpen((worker) => worker.setWalk([])));
new Picker(tiles, { keep, walk: walkBetween, toggle });
const script = new Script({ calls, command, restart, isTraining: () => state === 'running' });
new Views();
new Help(new Keys());

/** @param {Partial<import('../lib/settings.js').Settings>} changed */
function changeSettings(changed) {
  Object.assign(settings, changed);
  writeSettings(inLink());
  copyLink.renew();
  whenOpen(tellView);
}

/** The settings as a link says them: a token's own seed is in its hash. */
function inLink() {
  return settings.seed === token?.seed ? { ...settings, seed: null } : settings;
}

/** @param {DreamWorker} worker */
function tellView(worker) {
  const { depth, refresh, scale } = settings;
  return worker.setView({ depth, refresh, scale });
}

/** @param {State} next */
function statusText(next) {
  switch (next) {
    case 'loading':
      return 'Loading.';
    case 'ready':
      return 'Ready. The network knows nothing yet.';
    case 'running':
      return 'Training.';
    case 'paused':
      return `Paused at step ${inThousands(step)}.`;
    case 'error':
      return 'Stopped.';
  }
}

/** @param {State} next */
function setState(next) {
  state = next;
  root.dataset.state = next;
  controls.show(state, busy);
  setText(byId('status'), statusText(next));
}

/** @param {number} next */
function setStep(next) {
  step = next;
  root.dataset.step = String(next);
}

/** @param {unknown} cause */
function fail(cause) {
  const message = messageOf(cause);
  close(message);
  loading.hide();
  showWaysOn();
  setText(byId('failure-text'), message);
  byId('failure').hidden = false;
  setState('error');
}

/** @param {string} reason */
function close(reason) {
  lifeline?.close();
  client?.close(reason);
  busy = false;
  toggling = false;
}

/** The buttons of a failure: on from the last save, or anew. */
function showWaysOn() {
  const { last } = keeping;
  const goBack = byId('go-back');
  goBack.hidden = last === null;
  if (last) setText(goBack, `Go on from step ${inThousands(last.step)}`);
  setText(byId('try-again'), last ? 'Begin anew' : 'Try again');
}

/**
 * Starts again by itself what has broken down, from the last save.
 * @param {string} why   a clause, or a sentence
 */
function breakDown(why) {
  const what = why.replace(/\.$/, '');
  if (!isOpen()) return fail(new Error(`${what}.`));
  const running = state === 'running';
  const stopped = `Training stopped at step ${inThousands(step)}: ${what}`;
  if (!rescue.allows(root.dataset.backend === 'webgpu', performance.now() / 1000)) {
    return fail(new Error(`${stopped}, again and again. Another backend may fare better.`));
  }
  const { last } = keeping;
  close(why);
  notify(`${stopped}. It goes on from ${last ? `step ${inThousands(last.step)}` : 'the start'}.`);
  open(last, running);
}

/**
 * Runs one command at a time against the worker; what it throws becomes the page's failure.
 *
 * @param {(worker: DreamWorker) => Promise<unknown>} run
 */
async function command(run) {
  const mine = client;
  if (!mine) return;
  try {
    await run(mine.calls);
  } catch (cause) {
    if (mine === client && state !== 'error') breakDown(messageOf(cause));
  }
}

/** @param {(worker: DreamWorker) => Promise<unknown>} run */
function whenOpen(run) {
  if (isOpen()) command(run);
}

function isOpen() {
  return state === 'ready' || state === 'running' || state === 'paused';
}

/** @returns {DreamWorker} */
function calls() {
  if (!client) throw new Error('The network is not open.');
  return client.calls;
}

/** @param {(worker: DreamWorker) => Promise<unknown>} run */
async function exclusively(run) {
  if (busy) return;
  busy = true;
  notify(); // what was said is of what was before
  controls.show(state, busy);
  await command(run);
  busy = false;
  controls.show(state, busy);
}

/** @param {DreamWorker} worker */
function askForTiles(worker) {
  if (token?.isCapture) return worker.setMosaic(1, LONGEST_REFRESH); // the portrait is all it shows
  return worker.setMosaic(tiles.count, tiles.seconds);
}

/** @param {Tile} tile */
function keep(tile) {
  if (shelf.isFull) shelf.refuse();
  else
    whenOpen(async (worker) => {
      const { seed } = settings;
      shelf.keep(await worker.tileFile(tile), { seed, step: tile.step });
    });
}

/** @param {Tile} from @param {Tile} to */
function walkBetween(from, to) {
  walk.begin();
  whenOpen((worker) => worker.setWalk([from.code, to.code]));
}

async function toggle() {
  if (busy || toggling || !isOpen()) return;
  toggling = true;
  const pause = state === 'running';
  if (!pause) notify();
  if (pause) setText(byId('status'), 'Pausing after this step.');
  await command((worker) => (pause ? script.insist(worker.pause()) : worker.start()));
  toggling = false;
}

function singleStep() {
  exclusively(async (worker) => {
    await worker.singleStep();
    setState('paused');
  });
}

/** @param {number} seed */
function reset(seed) {
  exclusively(async (worker) => {
    if (state === 'running') await script.insist(worker.pause());
    const opened = await worker.reset(seed);
    settings.seed = seed;
    token?.hide();
    pictures.fallSilent();
    showOpened(opened);
    keeping.begin();
    await askForTiles(worker);
    setState('ready');
    await renewKept(worker);
  });
}

/** @param {DreamWorker} worker */
async function renewKept(worker) {
  keeping.closeOffer();
  keeping.list(await worker.kept());
}

/** @param {KeptRun} run */
function goOn(run) {
  exclusively(async (worker) => {
    if (state === 'running') await worker.pause();
    const opened = await worker.goOn(run.id, null).catch((cause) => notify(messageOf(cause)));
    if (opened) {
      token?.hide();
      pictures.fallSilent();
      const now = inThousands(opened.step);
      if (opened.step < run.step) {
        notify(`The newest save was damaged: this is the one before, of step ${now}.`);
      } else if (opened.step > run.step) {
        notify(`This training had gone on in another tab: it is at step ${now} now.`);
      }
      await applyView(run.view);
      await resume(worker, opened, true);
    }
    await renewKept(worker);
  });
}

/** The room as it was, but for what the address asks. @param {KeptRun['view']} view */
function applyView(view) {
  const wished = Object.entries(view).filter(([name]) => !inAddress.has(name));
  return chooseSettings({ ...settings, ...Object.fromEntries(wished) });
}

/** @param {DreamWorker} worker @param {Opened} opened @param {boolean} running */
async function resume(worker, opened, running) {
  settings.seed = opened.seed;
  showOpened(opened);
  setState('paused');
  await worker.setDepth(depth.value);
  await askForTiles(worker);
  await worker.show();
  if (running) await worker.start();
}

/** @param {KeptRun} run */
function forget(run) {
  exclusively(async (worker) => {
    await worker.forget(run).catch((cause) => notify(messageOf(cause)));
    await renewKept(worker);
  });
}

/** @returns {Promise<import('../worker/protocol.js').NamedFile[]>} */
async function save() {
  if (!isOpen()) throw new Error('There is no network yet: wait until it is loaded.');
  return calls().save();
}

/** @param {import('../worker/protocol.js').NamedFile[]} files */
async function load(files) {
  await renew(async (worker) => ({ opened: await worker.load(files) }));
}

/** Settles when no command is on its way. */
async function idle() {
  while (busy) await aMoment();
}

function aMoment() {
  return new Promise((resolve) => setTimeout(resolve, 50));
}

/**
 * Puts another network in this one's place. One that knows nothing yet trains if this one did.
 *
 * @template {{opened: Opened}} R
 * @param {(worker: DreamWorker) => Promise<R>} run   what it throws leaves all as it was
 * @returns {Promise<R>}
 */
async function renew(run) {
  await idle();
  if (!isOpen()) throw new Error('There is no network yet: wait until it is loaded.');
  const wasRunning = state === 'running';
  busy = true;
  controls.show(state, busy);
  try {
    const answer = await run(calls());
    await enter(answer.opened);
    if (wasRunning && answer.opened.step === 0) await calls().start();
    await renewKept(calls());
    return answer;
  } finally {
    busy = false;
    controls.show(state, busy);
  }
}

/** @param {Opened} opened   another network, in a pause */
async function enter(opened) {
  token?.hide();
  notify();
  pictures.fallSilent();
  settings.seed = opened.seed;
  showOpened(opened);
  keeping.begin();
  setState(opened.step > 0 ? 'paused' : 'ready');
  await (opened.step > 0 ? calls().show() : askForTiles(calls()));
}

/**
 * Ends Python and starts it again.
 * @param {import('../worker/protocol.js').NamedFile | undefined} network   to go on from, paused
 */
async function restart(network) {
  close('Python was started again.');
  await open();
  if (!isOpen()) throw new Error('Python could not be started again.');
  keeping.closeOffer();
  if (network) await enter(await calls().load([network]));
}

/** @param {import('../lib/settings.js').Settings} chosen   its depth, refresh and scale */
async function chooseSettings({ depth: howDeep, refresh, scale }) {
  changeSettings({ depth: howDeep, refresh, scale });
  depth.choose(howDeep);
  tiles.choose({ refresh, scale });
  await calls().setDepth(howDeep);
}

async function snapshot() {
  const shown = isOpen() && tiles.shown;
  if (!shown) throw new Error('There is no mosaic yet: wait until it is drawn.');
  return calls().snapshot(shown, factsOf(settings));
}

async function timeLapse() {
  if (!isOpen()) throw new Error('There is no network yet: wait until it is loaded.');
  return calls().timeLapse(tiles.columns);
}

function stopTimeLapse() {
  whenOpen((worker) => worker.stopTimeLapse());
}

/** @param {Opened} opened */
function showOpened({ pictures: originals, pictureNames, own, ...machine }) {
  setAccent(root, originals.rgba);
  showBackend(machine.backend);
  root.dataset.seed = String(settings.seed);
  delete root.dataset.error;
  setStep(machine.step);
  changeSettings({});
  controls.showSeed(settings.seed);
  for (const section of document.querySelectorAll('[data-when-open]')) {
    section.removeAttribute('hidden');
  }
  nine.showOriginals(originals, pictureNames, own);
  pictures.show(own);
  panels.open();
  statistics.show(machine);
}

/** @param {DreamEvent} event */
function hear(event) {
  switch (event.type) {
    case 'stage':
      loading.stage(event);
      setText(byId('status'), `Loading, stage ${event.index + 1} of ${event.count}.`);
      break;
    case 'bytes':
      loading.bytes(event);
      break;
    case 'token':
      token?.tell(event);
      break;
    case 'training':
      setStep(event.step);
      if (token && !token.isDrawn) token.tellStep(event.step);
      statistics.training(event);
      break;
    case 'tiles':
      tiles.show(event, state === 'running');
      depth.show(event.depth);
      break;
    case 'walk':
      walk.show(event, state === 'running');
      break;
    case 'metrics':
      statistics.metrics(event);
      break;
    case 'reconstructions':
      root.dataset.error = event.error.toFixed(6);
      statistics.error(event.error);
      nine.showMemories(event.pictures, event.errors);
      break;
    case 'time-lapse':
      takeHome.show(event);
      break;
    case 'state':
      toggling = false;
      if (event.state === 'running') {
        script.forgive();
        keeping.closeOffer();
        token?.hide();
      }
      setState(event.state);
      break;
    case 'printed':
    case 'picture':
      script.hear(event);
      break;
    case 'fault':
      setStep(event.step);
      if (event.restored) statistics.goBack(event.step);
      script.tell(event);
      break;
    case 'kept':
      keeping.kept(event);
      break;
    case 'recovered':
      setStep(event.step);
      notify(event.message);
      break;
    case 'failure':
      if (event.broken) breakDown(event.message);
      else fail(new Error(event.message));
      break;
  }
}

/**
 * Opens the room: a worker, its network, the first tiles. Can be called again after a failure.
 *
 * @param {import('./keeping.js').Kept | null} [last]   the save to go on from
 * @param {boolean} [running]   whether to train at once
 */
async function open(last = null, running = false) {
  if (token && !token.isDrawn) return openWithPortrait(token);
  await openRoom({ backend: settings.backend, seed: settings.seed }, last, running);
}

/**
 * Opens the room on one thread, whatever else there is, and draws the token's portrait there;
 * then goes on with it on the best rung there is.
 *
 * @param {Token} ofPage
 */
async function openWithPortrait(ofPage) {
  busy = true; // nobody goes on before it is drawn
  await openRoom({ backend: 'wasm', seed: ofPage.hash }, null, false);
  await command(async (worker) => {
    const portrait = await worker.portrait();
    setStep(portrait.step);
    setState('paused');
    ofPage.show(portrait);
  });
  if (!ofPage.isDrawn) return; // it broke down: whatever opens next begins with it again
  busy = false;
  controls.show(state, busy);
  if (!ofPage.isCapture) await climb();
}

/** From a pause on one thread to the best rung there is. */
async function climb() {
  const wish = { backend: settings.backend, gpuTrouble: rescue.gpuTrouble };
  const best = await calls()
    .bestBackend(wish)
    .catch(() => 'wasm'); // what was asked for is not there
  if (best === 'wasm') return;
  await command((worker) => worker.keep());
  const isKept = () => keeping.last?.step === step;
  for (let tries = 0; tries < 100 && !isKept(); tries++) await aMoment();
  if (!isKept() || state !== 'paused' || busy) return; // somebody has gone on already
  close('The room goes on with another backend.');
  await open(keeping.last);
}

/**
 * @param {Pick<import('../worker/protocol.js').OpenOptions, 'backend' | 'seed'>} wish
 * @param {import('./keeping.js').Kept | null} last
 * @param {boolean} running
 */
async function openRoom({ backend, seed }, last, running) {
  byId('failure').hidden = true;
  loading.show();
  tiles.clear();
  walk.end();
  keeping.closeOffer();
  setState('loading');
  root.dataset.seed = String(settings.seed);
  const site = siteRoot();
  const mine = connectWorker(site, 'dream-worker.js', {
    onBroken: (error) => {
      if (client === mine && state !== 'error') breakDown(error.message);
    },
  });
  client = /** @type {import('../lib/worker-client.js').WorkerClient<DreamWorker>} */ (mine);
  const line = new Lifeline(() => state === 'running', breakDown);
  lifeline = line;
  const { config } = settings;
  const { gpuTrouble } = rescue;
  const options = { siteRoot: site.href, buildId, backend, config, seed, gpuTrouble };
  await command(async (worker) => {
    const listener = (/** @type {DreamEvent} */ event) => {
      line.beat();
      if (client === mine && state !== 'error') hear(event);
    };
    const opened = await worker.open({ ...options, lifeline: line.name }, Comlink.proxy(listener));
    settings.seed = opened.seed;
    if (token && !token.isDrawn) token.seed = opened.seed;
    showOpened(opened);
    script.opened();
    await tellView(worker);
    await worker.setDepth(depth.value);
    await askForTiles(worker);
    if (last) await resume(worker, await worker.goOn(last.run, last.training), running);
    else setState('ready');
    loading.hide();
    keepForOffline(LATER.dream);
    pictures.takeHandedOver();
    const runs = await worker.kept();
    keeping.list(runs);
    if (last === null && keeping.last === null && !token) keeping.offer(runs, settings.seed);
    if (last === null && running) await worker.start();
  });
}

byId('try-again').addEventListener('click', () => {
  keeping.begin();
  open();
});
byId('go-back').addEventListener('click', () => open(keeping.last, true));
document.addEventListener('visibilitychange', () => {
  // What other tabs have kept meanwhile is listed when this one is looked at again.
  whenOpen(async (worker) => {
    if (document.hidden) await worker.keep();
    else keeping.list(await worker.kept());
  });
});
addEventListener('pagehide', () => whenOpen((worker) => worker.keep()));
notify(...problems);
controls.showSeed(settings.seed);
open();
