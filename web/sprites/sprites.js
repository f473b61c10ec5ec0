// @ts-check
/** The sprite room's page: opens the transformer, and says when it cannot. */

import { byId, setText } from '../lib/elements.js';
import { Loading } from '../lib/loading.js';
import { messageOf, notify, showFailure, showStatus } from '../lib/notices.js';
import { keepForOffline } from '../lib/offline.js';
import { LATER } from '../lib/room-files.js';
import { showBackend } from '../lib/rung.js';
import { readSettings, siteRoot } from '../lib/site.js';
import { Drawers } from './drawers.js';
import { Room } from './room.js';

/** @typedef {import('../worker/sprites-protocol.js').SpritesEvent} SpritesEvent */

const root = document.documentElement;
const site = siteRoot();
const { settings, problems } = readSettings();
const loading = new Loading();

/** @type {Drawers | undefined} */
let drawers;
/** @type {Room | undefined} */
let room;

/** @param {'loading' | 'ready' | 'running' | 'error'} state */
function setState(state) {
  root.dataset.state = state;
  const button = byId('generate', HTMLButtonElement);
  button.disabled = state === 'loading' || state === 'error';
  button.dataset.icon = state === 'running' ? 'pause' : 'start';
  setText(byId('generate-label'), state === 'running' ? 'Stop' : 'Generate');
}

/** @returns {Drawers} */
function openDrawers() {
  if (!drawers) throw new Error('The transformer is not open.');
  return drawers;
}

/** @param {unknown} cause   the first of them is told: closing makes more */
function fail(cause) {
  if (!drawers) return;
  const broken = drawers;
  drawers = undefined;
  broken.close(messageOf(cause));
  room?.drawing.end();
  loading.hide();
  showStatus('');
  showFailure(messageOf(cause));
  setState('error');
}

/** @param {SpritesEvent} event */
function hear(event) {
  if (event.type === 'rows') room?.drawing.showRows(event);
  else if (event.type === 'stage') loading.stage(event);
  else loading.bytes(event);
}

/** Opens the room; after a failure again, with the sheet as it was. */
async function open() {
  showFailure('');
  loading.show();
  setState('loading');
  showStatus('Loading the transformer.');
  drawers = new Drawers(site, settings.backend, { hear, onBroken: fail });
  try {
    const opened = await drawers.open();
    showBackend(opened.backend);
    if (room) room.opened = opened;
    else {
      room = new Room(opened, {
        site,
        seed: settings.seed,
        problems,
        drawers: openDrawers,
        onRunning: (running) => setState(running ? 'running' : 'ready'),
        onTrouble: fail,
      });
    }
  } catch (cause) {
    fail(cause);
    return;
  }
  for (const part of document.querySelectorAll('[data-when-open]')) part.removeAttribute('hidden');
  loading.hide();
  showStatus('Ready: press Generate.');
  setState('ready');
  keepForOffline(LATER.sprites);
}

// Enter in a field clicks it too. Not the form's submit: sandboxed frames forbid that.
byId('generate').addEventListener('click', (event) => {
  event.preventDefault();
  if (!room) return;
  if (room.drawing.running) room.drawing.stop();
  else room.generate();
});
byId('try-again').addEventListener('click', open);
notify(...problems);
open();
