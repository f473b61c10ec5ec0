// @ts-check
/** The room of the one pixel: points to learn from, one worker that learns, one model shown. */

import * as Comlink from 'comlink';
import { setAccent } from '../lib/accent.js';
import { byId, make, setText } from '../lib/elements.js';
import { latestOnly } from '../lib/latest.js';
import { Loading } from '../lib/loading.js';
import { buildId, readSettings, siteRoot } from '../lib/site.js';
import { connectWorker } from '../lib/worker-client.js';
import { Boards, withMoved, withoutPoint, withoutPoints, withPoint } from './board.js';
import { percent, showCost } from './cost.js';
import { Field } from './field.js';
import { bytesOf, Files, isTable } from './files.js';
import { Names } from './names.js';
import { PixelLabel } from './pixel-label.js';
import { Player } from './player.js';
import { answerText, Predictor } from './predictor.js';
import { RunView } from './run-view.js';
import { keepBoard, keptBoard } from './session.js';
import { TableFields } from './table-fields.js';

/** @typedef {import('../worker/protocol.js').NeuronWorker} NeuronWorker */
/** @typedef {import('../worker/protocol.js').LoadingEvent} LoadingEvent */
/** @typedef {import('../worker/protocol.js').Model} Model */
/** @typedef {import('./board.js').Board} Board */
/** @typedef {'loading' | 'ready' | 'running' | 'paused' | 'error'} State */

const FIRST_EXAMPLE = 'umbrella';
const HIDDEN_FOR_XOR = 2;
/** The seed of the library, so that a script without one makes the same model */
const USUAL_SEED = 0;
/** After a change the square is drawn coarsely, and after this long finely */
const REST_MS = 120;

const root = document.documentElement;
const { settings, problems } = readSettings();
const seed = new URLSearchParams(location.search).has('seed') ? settings.seed : USUAL_SEED;

/** @type {import('../lib/worker-client.js').WorkerClient<NeuronWorker> | undefined} */
let client;
/** @type {State} */
let state = 'loading';
/** @type {Boards | undefined} */
let boards;
/** @type {Model | undefined} */
let model;
/** It was trained or opened, not only begun. */
let knows = false;
/** Which model that is; answers about one before it are late. */
let version = 0;
/** The changes of the model that were asked for, one after the other. */
let changing = Promise.resolve();
/** The class of new points */
let kind = 0;
/** What a third input is held at */
let third = 0.5;
/** @type {Board['features'] | undefined} */
let shownFeatures;
/** @type {ReturnType<typeof setTimeout> | undefined} */
let resting;

const loading = new Loading();
const label = new PixelLabel();
const player = new Player({ onFrame: showFrame, onEnd: finishRun });
const run = new RunView((index) => {
  player.pause();
  player.seek(index);
  if (player.atEnd) finishRun();
  else setState('paused');
});
const predictor = new Predictor(() => predictTyped(null));
const names = new Names((features) => change((board) => ({ ...board, features })));
const tableFields = new TableFields();
const files = new Files(openFile);
const field = new Field({
  place: (point) => {
    change((board) => withPoint(board, point, kind));
    tell(`Placed ${className(kind)}. ${count()}`);
  },
  move: (index, point, first) => change((board) => withMoved(board, index, point), !first),
  erase: (index) => {
    change((board) => withoutPoint(board, index));
    tell(`Erased. ${count()}`);
  },
  choose: (next) => {
    chooseClass(next);
    tell(`New points are ${className(next)}.`);
  },
  pointAt: (point, byKeyboard) => predictAt({ point, byKeyboard }),
  tell,
  resize: () => askForShade(),
});

// States and sentences

/** @param {State} next */
function setState(next) {
  state = next;
  root.dataset.state = next;
  const running = next === 'running';
  byId('train').dataset.icon = running ? 'pause' : 'start';
  byId('train', HTMLButtonElement).disabled = next === 'loading' || next === 'error';
  setText(byId('train-label'), running ? 'Pause' : next === 'paused' ? 'Continue' : 'Train');
  showHint();
}

/** What may help where one pixel cannot. */
function showHint() {
  const hint = byId('too-hard');
  hint.hidden = !(state === 'ready' && model?.tooHard);
  if (hint.hidden || !model) return;
  const right = percent(model.frames[model.frames.length - 1].accuracy ?? 0);
  setText(
    byId('too-hard-text'),
    `One pixel draws one straight line, and no straight line parts these points: it gets only ${right} right.`,
  );
}

/** For who cannot see the square. @param {string} sentence */
function tell(sentence) {
  setText(byId('told'), sentence);
}

/** @param {string} sentence */
function showStatus(sentence) {
  setText(byId('status'), sentence);
}

/** @param {string[]} sentences   none takes away what was said */
function notify(...sentences) {
  const notice = byId('notice');
  notice.replaceChildren(
    ...sentences.map((sentence) => make('p', {}, sentence.replace(/([^.!?])$/, '$1.'))),
  );
  notice.hidden = sentences.length === 0;
}

/** @param {unknown} cause */
const messageOf = (cause) => (cause instanceof Error ? cause.message : String(cause));

/** Python or its worker is no more. @param {unknown} cause */
function fail(cause) {
  const message = messageOf(cause);
  client?.close(message);
  player.pause();
  loading.hide();
  setText(byId('failure-text'), message);
  byId('failure').hidden = false;
  setState('error');
}

/** @param {number} of */
function className(of) {
  return boards?.now.features.class_names[of] ?? String(of);
}

function count() {
  const points = boards?.now.points.length ?? 0;
  return points === 1 ? '1 point.' : `${points} points.`;
}

// The board

/** @param {(board: Board) => Board} make_ @param {boolean} [goingOn]   no step of its own */
function change(make_, goingOn = false) {
  if (!boards) return;
  const next = make_(boards.now);
  if (goingOn) boards.replace(next);
  else boards.set(next);
  showBoard();
}

/** @param {'undo' | 'redo'} which */
function step(which) {
  if (!boards) return;
  const before = boards.now;
  boards[which]();
  showBoard();
  if (boards.now.source !== before.source) beginAgain();
  tell(`${which === 'undo' ? 'Undone' : 'Done again'}. ${count()}`);
}

function showBoard() {
  if (!boards) return;
  const { features } = boards.now;
  field.showBoard(boards.now);
  if (features !== shownFeatures) showFeatures(features);
  byId('undo', HTMLButtonElement).disabled = !boards.canUndo;
  byId('redo', HTMLButtonElement).disabled = !boards.canRedo;
  byId('clear', HTMLButtonElement).disabled = boards.now.points.length === 0;
  keep();
  evaluate(undefined);
}

/** Names on the page and in the model are those of the board. @param {Board['features']} features */
function showFeatures(features) {
  shownFeatures = features;
  for (const each of [0, 1]) setText(byId(`class-${each}`), features.class_names[each]);
  names.show(features);
  if (!model || sameNames(features, model.features)) return;
  changeModel(async (worker) => {
    showModel(await worker.describe(features), { knows, at: player.index });
    if (state === 'running') player.play();
  });
}

/** @param {Board['features']} one @param {Board['features']} other */
function sameNames(one, other) {
  const text = (/** @type {Board['features']} */ { names, class_names }) =>
    JSON.stringify([names, class_names]);
  return one.names.length !== other.names.length || text(one) === text(other);
}

function keep() {
  if (boards) keepBoard(location.hash, boards.now);
}

/** @param {number} next */
function chooseClass(next) {
  kind = next;
  for (const radio of document.querySelectorAll('input[name=class]')) {
    const input = /** @type {HTMLInputElement} */ (radio);
    input.checked = Number(input.value) === next;
  }
}

/** How many points the model gets right, as they are now. */
const evaluate = latestOnly(async () => {
  await changing;
  if (!boards || !client || state === 'running' || state === 'error') return;
  const { points, classes, features } = boards.now;
  if (!knows || points.length === 0 || model?.inputs !== features.names.length) {
    showStatus(
      points.length ? `${count()} Press Train.` : 'Place points of both classes, then train.',
    );
    return;
  }
  try {
    const { right, count: all } = await client.calls.evaluate(points, classes);
    showStatus(`The model tells ${right} of ${all} points right (${percent(right / all)}).`);
  } catch {
    // A worker that broke tells by itself.
  }
});

// The model

/**
 * Runs a change of the model after those before it. What it throws is told in a sentence; the
 * page stays as it was.
 *
 * @param {(worker: NeuronWorker) => Promise<unknown>} make_
 * @param {string} [what]   failed, for the sentence: "x.png could not be opened"
 */
function changeModel(make_, what) {
  const mine = client;
  changing = changing.then(async () => {
    if (!mine || mine !== client || state === 'error') return;
    try {
      await make_(mine.calls);
    } catch (cause) {
      if (mine !== client || root.dataset.state === 'error') return;
      if (state === 'running') setState('ready');
      notify(what ? `${what}: ${messageOf(cause)}` : messageOf(cause));
    }
  });
  return changing;
}

/**
 * @param {Model} next
 * @param {{knows?: boolean, at?: number}} [options]   whether it knows anything; which frame to
 *   show, the last if not told
 */
function showModel(next, options = {}) {
  model = next;
  knows = options.knows ?? false;
  version += 1;
  label.show(next);
  run.show(next.frames);
  showCost(next.cost);
  predictor.show(next.features);
  showThird(next);
  byId('hidden', HTMLInputElement).value = String(next.hidden);
  byId('one-pixel').hidden = next.hidden === 0;
  for (const section of document.querySelectorAll('[data-when-open]'))
    section.removeAttribute('hidden');
  player.load(next.frames.length);
  player.seek(options.at ?? next.frames.length - 1);
  showFile();
}

/** @param {Model} next */
function showThird({ inputs, features }) {
  byId('third-input').hidden = inputs < 3;
  if (inputs < 3) return;
  setText(byId('third-name'), features.names[2]);
  const [low, high] = [features.low[2], features.high[2]];
  setText(byId('third-text'), String(Number((low + third * (high - low)).toPrecision(3))));
}

async function showFile() {
  const mine = version;
  try {
    const png = await client?.calls.png();
    if (png && mine === version && model) files.show(png, linkTo(model.link));
  } catch {
    // A worker that broke tells by itself.
  }
}

/** @param {string} hash */
function linkTo(hash) {
  return location.href.replace(/#.*$/, '') + hash;
}

/** @param {number} index */
function showFrame(index) {
  if (!model) return;
  const frame = model.frames[index];
  label.showFrame(frame);
  run.showFrame(index);
  predictTyped(null);
  askForShade(true);
}

/** The page's accent is the colour of the model. */
function wearColour() {
  const pixels = model?.frames[model.frames.length - 1].pixels ?? [];
  setAccent(root, Uint8ClampedArray.from(pixels.flatMap(([r, g, b]) => [r, g, b, 255])));
}

/** @param {string} hash   empty for none */
function setHash(hash) {
  try {
    history.replaceState(null, '', location.pathname + location.search + hash);
  } catch {
    // A page in an opaque origin (a sandboxed frame) may not touch its address.
  }
  keep();
}

/** A model that knows nothing, for the board as it is. @param {number} [hidden] */
function beginAgain(hidden = 0) {
  return changeModel(async (worker) => {
    if (!boards) return;
    showBegun(await worker.begin(boards.now.features, hidden));
  });
}

// Training

/** @param {string} id */
const numberIn = (id) => byId(id, HTMLInputElement).valueAsNumber;

/** @returns {string | undefined} what is wrong with the settings */
function settingsProblem() {
  for (const id of ['epochs', 'rate', 'hidden']) {
    const input = byId(id, HTMLInputElement);
    const good = input.checkValidity() && Number.isFinite(input.valueAsNumber);
    input.setAttribute('aria-invalid', String(!good));
    if (good) continue;
    const name = input.labels?.[0].textContent;
    const range = input.max ? `from ${input.min} to ${input.max}` : `above ${input.min}`;
    return `${name} must be a ${input.step === 'any' ? '' : 'whole '}number ${range}.`;
  }
  return undefined;
}

function train() {
  if (!boards) return;
  const problem = settingsProblem();
  if (problem) {
    notify(problem);
    return;
  }
  notify();
  const { points, classes, features } = boards.now;
  const options = {
    epochs: numberIn('epochs'),
    rate: numberIn('rate'),
    hidden: numberIn('hidden'),
  };
  setState('running');
  showStatus('Learning.');
  changeModel(async (worker) => {
    const learned = await worker.train({ points, classes, features, seed, ...options });
    showModel(learned, { knows: true, at: 0 });
    setHash(learned.link);
    player.play();
  });
}

function finishRun() {
  setState('ready');
  wearColour();
  evaluate(undefined);
}

function toggle() {
  if (state === 'running') {
    player.pause();
    setState('paused');
    showStatus('Paused.');
  } else if (state === 'paused') {
    setState('running');
    showStatus('Learning.');
    player.play();
  } else train();
}

/** @param {number} hidden */
function trainWith(hidden) {
  byId('hidden', HTMLInputElement).value = String(hidden);
  train();
}

// What the model says of the square

const requestShade = latestOnly(async (/** @type {boolean} */ coarse) => {
  await changing;
  const mine = version;
  if (!client || !model || state === 'error') return;
  const of = { hidden: model.hidden > 0, third };
  try {
    const wish = { frame: player.index, third, ...field.size(coarse) };
    const shade = await client.calls.shade(wish);
    if (mine === version) field.showShade(shade, of);
  } catch {
    // A worker that broke tells by itself.
  }
});

/** @param {boolean} [moving]   coarse now, fine when nothing has moved for a while */
function askForShade(moving = false) {
  clearTimeout(resting);
  requestShade(moving);
  if (moving) resting = setTimeout(() => requestShade(false), REST_MS);
}

const predictAt = latestOnly(
  async (/** @type {{point: number[] | null, byKeyboard: boolean}} */ { point, byKeyboard }) => {
    await changing;
    if (!client || !model || !point || model.inputs !== point.length) {
      setText(byId('readout'), '\u00a0');
      return;
    }
    try {
      const prediction = await client.calls.predict(point, player.index, false);
      const sentence = `${prediction.told.join(', ')}: ${answerText(prediction)}`;
      setText(byId('readout'), sentence);
      if (byKeyboard) tell(sentence);
    } catch {
      // A worker that broke tells by itself.
    }
  },
);

const predictTyped = latestOnly(async () => {
  await changing;
  const { inputs } = predictor;
  if (!client || !model) return;
  try {
    if (inputs?.length !== model.inputs) predictor.tell(null);
    else predictor.tell(await client.calls.predict(inputs, player.index, true));
  } catch {
    // A worker that broke tells by itself.
  }
});

// What is opened

/** @param {Board} board   takes the place of the one there; can be undone */
function putUp(board) {
  if (boards) boards.set(board);
  else boards = new Boards(board);
  setText(byId('about'), '');
  tableFields.hide();
}

/** @param {string} name */
function openExample(name) {
  notify();
  return changeModel(async (worker) => {
    const { notes, ...data } = await worker.example(name);
    const begun = await worker.begin(data.features, 0);
    putUp({ source: name, ...data });
    showBegun(begun);
    setText(byId('about'), notes.join(' '));
  });
}

/** @param {Model} begun   has learned nothing */
function showBegun(begun) {
  showModel(begun);
  setHash('');
  setState('ready');
  showBoard();
}

/** A model from outside, without the points it learned from. @param {Model} opened @param {string} source */
function showOpened(opened, source) {
  putUp({ source, features: opened.features, points: [], classes: [] });
  showModel(opened, { knows: true });
  setHash(opened.link);
  finishRun();
  showBoard();
}

/** @param {File} file */
function openFile(file) {
  notify();
  const failed = `${file.name} could not be opened`;
  if (isTable(file))
    changeModel(async (worker) => openTable(worker, file.name, await bytesOf(file), {}), failed);
  else
    changeModel(
      async (worker) => showOpened(await worker.openPng(await bytesOf(file)), file.name),
      failed,
    );
}

/**
 * @param {NeuronWorker} worker
 * @param {string} name   the file's
 * @param {Uint8Array} bytes
 * @param {import('../worker/protocol.js').TableChoice} choice
 */
async function openTable(worker, name, bytes, choice) {
  const columns = await worker.csvColumns(bytes, choice.label);
  const again = (/** @type {typeof choice} */ other) => {
    notify();
    changeModel((next) => openTable(next, name, bytes, other), `${name} could not be opened so`);
  };
  tableFields.show(columns, choice, again);
  const { notes, ...data } = await worker.openCsv(bytes, choice);
  const begun = await worker.begin(data.features, 0);
  putUp({ source: name, ...data });
  tableFields.show(columns, { ...choice, features: data.features.names }, again);
  showBegun(begun);
  setText(byId('about'), [`${name}.`, ...notes].join(' '));
}

/** @param {string} link */
function openLink(link) {
  return changeModel(async (worker) => {
    const kept = keptBoard(link);
    let opened = await worker.openLink(link);
    if (kept && kept.features.names.length === opened.inputs)
      opened = await worker.describe(kept.features);
    showOpened(opened, link);
    if (kept) putUp(kept);
    showBoard();
  }, 'The address holds no model');
}

/** What a new page shows: the model of its address, the points from before a reload, an example. */
async function openFirst() {
  if (location.hash.length > 1) await openLink(location.hash);
  const kept = keptBoard('');
  if (boards) return;
  if (kept)
    await changeModel(async (worker) => {
      const begun = await worker.begin(kept.features, 0);
      putUp(kept);
      showBegun(begun);
    });
  if (!boards) await openExampleKeepingNotice();
}

/** The example that is there at first does not wipe away why another thing is not. */
async function openExampleKeepingNotice() {
  const said = [...byId('notice').children].map(({ textContent }) => textContent ?? '');
  await openExample(FIRST_EXAMPLE);
  notify(...said);
}

/** Opens the room. Can be called again after a failure, and finds the points as they were. */
async function open() {
  byId('failure').hidden = true;
  loading.show();
  setState('loading');
  showStatus('Loading.');
  const site = siteRoot();
  const mine = connectWorker(site, 'neuron-worker.js', {
    onBroken: (error) => {
      if (client === mine && state !== 'error') fail(error);
    },
  });
  client = /** @type {import('../lib/worker-client.js').WorkerClient<NeuronWorker>} */ (mine);
  /** @param {LoadingEvent} event */
  const listener = (event) => {
    if (client !== mine || state === 'error') return;
    if (event.type === 'stage') loading.stage(event);
    else loading.bytes(event);
  };
  try {
    const options = { siteRoot: site.href, buildId };
    await client.calls.open(options, Comlink.proxy(listener));
  } catch (cause) {
    if (client === mine && root.dataset.state !== 'error') fail(cause);
    return;
  }
  loading.hide();
  root.dataset.backend = 'wasm';
  if (boards) await beginAgain();
  else await openFirst();
}

/** @returns {string[]} sentences about the address's query */
function queryProblems() {
  if (settings.backend === 'auto' || settings.backend === 'wasm') return problems;
  return [
    ...problems,
    `This room needs no ${settings.backend}: NumPy in WebAssembly does all its arithmetic.`,
  ];
}

function listen() {
  byId('try-again').addEventListener('click', () => open());
  byId('train').addEventListener('click', toggle);
  byId('add-layer').addEventListener('click', () => trainWith(HIDDEN_FOR_XOR));
  byId('one-pixel').addEventListener('click', () => trainWith(0));
  byId('undo').addEventListener('click', () => step('undo'));
  byId('redo').addEventListener('click', () => step('redo'));
  byId('clear').addEventListener('click', () => change(withoutPoints));
  byId('erase').addEventListener('click', () => {
    const erasing = byId('erase').getAttribute('aria-pressed') !== 'true';
    byId('erase').setAttribute('aria-pressed', String(erasing));
    field.setErasing(erasing);
  });
  byId('examples').addEventListener('click', ({ target }) => {
    const name = target instanceof HTMLElement && target.dataset.example;
    if (name) openExample(name);
  });
  for (const radio of document.querySelectorAll('input[name=class]'))
    radio.addEventListener('change', () =>
      chooseClass(Number(/** @type {HTMLInputElement} */ (radio).value)),
    );
  byId('hidden').addEventListener('change', () => {
    const problem = settingsProblem();
    if (problem) notify(problem);
    else beginAgain(numberIn('hidden'));
  });
  byId('third').addEventListener('input', () => {
    third = numberIn('third');
    if (model) showThird(model);
    askForShade(true);
  });
  addEventListener('hashchange', () => {
    notify();
    if (location.hash.length > 1) openLink(location.hash);
  });
  document.addEventListener('keydown', (event) => {
    if (!(event.ctrlKey || event.metaKey) || event.altKey) return;
    if (event.target instanceof HTMLInputElement && event.target.type !== 'range') return;
    const key = event.key.toLowerCase();
    if (key === 'y' || (key === 'z' && event.shiftKey)) step('redo');
    else if (key === 'z') step('undo');
    else return;
    event.preventDefault();
  });
}

listen();
notify(...queryProblems());
open();
