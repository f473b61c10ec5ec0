// @ts-check
/** The room of the one pixel: points to learn from, one worker that learns, one model shown. */

import { byId } from '../lib/elements.js';
import { Loading } from '../lib/loading.js';
import { notify, showFailure, showStatus } from '../lib/notices.js';
import { keepForOffline } from '../lib/offline.js';
import { LATER } from '../lib/room-files.js';
import { showBackend } from '../lib/rung.js';
import { readSettings } from '../lib/site.js';
import { Connection } from './connection.js';
import { Files } from './files.js';
import { Room } from './room.js';
import { Script } from './script.js';
import { Sources } from './sources.js';
import { TableFields } from './table-fields.js';
import { showTrainingState, Training } from './training.js';

/** @typedef {import('../worker/protocol.js').Model} Model */
/** @typedef {import('../worker/protocol.js').NeuronEvent} NeuronEvent */

/** The seed of the library, so that a script without one makes the same model */
const USUAL_SEED = 0;

const { settings, problems } = readSettings();
const seed = new URLSearchParams(location.search).has('seed') ? settings.seed : USUAL_SEED;

const loading = new Loading();
const tableFields = new TableFields();
const connection = new Connection({ hear, broke });
const room = new Room(connection, {
  stateChanged: showTrainingState,
  modelChanged,
  boardReplaced: () => tableFields.hide(),
});
const sources = new Sources(room, tableFields);
const files = new Files((chosen) => sources.openFiles(chosen));
const script = new Script(connection, room, restart);
new Training(room, seed);

/** @param {NeuronEvent} event */
function hear(event) {
  if (event.type === 'stage') loading.stage(event);
  else if (event.type === 'bytes') loading.bytes(event);
  else script.hear(event);
}

/** Python or its worker is no more. @param {string} message */
function broke(message) {
  room.view.player.pause();
  loading.hide();
  showFailure(message);
  room.setState('error');
}

/** @param {Model} model */
async function modelChanged({ link }) {
  script.refresh();
  const { version } = room.view;
  const png = await connection.ask((calls) => calls.png());
  if (png && version === room.view.version)
    files.show(png, location.href.replace(/#.*$/, '') + link);
}

/** @returns {Promise<boolean>} whether Python is there, with the model that was shown */
async function openPython() {
  loading.show();
  const open = await connection.open();
  loading.hide();
  if (open && room.view.model) await connection.calls.restore(room.view.model);
  return open;
}

/** Ends Python and starts it again; all else stays. */
async function restart() {
  if (!(await openPython())) throw new Error('Python could not be started again.');
}

/** Opens the room. Can be called again after a failure, and finds all as it was. */
async function open() {
  showFailure('');
  room.setState('loading');
  showStatus('Loading.');
  if (!(await openPython())) return;
  showBackend('wasm');
  keepForOffline(LATER.neuron);
  if (!room.view.model) {
    await sources.openFirst();
    return;
  }
  room.setState('ready');
  room.view.askForShade();
  room.judge();
}

/** @returns {string[]} sentences about the address's query */
function queryProblems() {
  if (settings.backend === 'auto' || settings.backend === 'wasm') return problems;
  return [
    ...problems,
    `This room needs no ${settings.backend}: NumPy in WebAssembly does all its arithmetic.`,
  ];
}

byId('try-again').addEventListener('click', open);
notify(...queryProblems());
open();
