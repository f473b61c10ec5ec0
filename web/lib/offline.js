// @ts-check
/** Keeps what the room has loaded, so that it opens without a network; says so, and what is new. */

import { byId } from './elements.js';
import { loadedFiles, noteLoaded, watchLoading, whenMoreIsLoaded } from './loaded-files.js';
import { reloadNotice } from './notices.js';
import { sayRung } from './rung.js';
import { buildId, siteRoot } from './site.js';

/** @typedef {import('../worker/build.js').Wanted} Wanted */

/** Of a style that no text has yet, too. @type {Wanted[]} */
const FONTS = [['fonts', /\.woff2$/]];
const QUIET_MS = 1000; // what is loaded together is told together
const KEPT = 'Works without a network now. Other pages do once they have been opened.';
const ANOTHER_BUILD = 'A new version of this site is there.';

/** A frame belongs to another page, which may not want anything kept. */
function mayKeep() {
  return window.top === window && 'serviceWorker' in navigator && window.isSecureContext;
}

/** @param {ServiceWorker} worker @param {object} message @returns {Promise<any>} */
function ask(worker, message) {
  const { port1, port2 } = new MessageChannel();
  return new Promise((resolve) => {
    port1.onmessage = ({ data }) => resolve(data);
    worker.postMessage(message, [port2]);
  });
}

function offerReload() {
  if (document.getElementById('new-version')) return;
  const notice = reloadNotice(ANOTHER_BUILD);
  notice.id = 'new-version';
  byId('rung').after(notice);
}

/** @param {Wanted[]} later */
async function keep(later) {
  const { active } = await navigator.serviceWorker.ready;
  if (!active) return;
  const wanted = [...FONTS, ...later];
  const message = { build: buildId, page: location.href, addresses: loadedFiles(), wanted };
  const { kept, newer, problem } = await ask(active, message);
  if (newer) offerReload();
  else if (kept) sayRung('offline', KEPT);
  else if (problem === 'QuotaExceededError')
    sayRung('offline', 'This browser has no room to keep it for use without a network.');
  else sayRung('offline', '');
}

let began = false;

/**
 * To be called when the room is open. Where nothing can be kept, nothing happens.
 * @param {Wanted[]} [later]   what the room loads only when it is asked for
 */
export async function keepForOffline(later = []) {
  if (began) return;
  began = true;
  try {
    if (!mayKeep()) return;
    const site = siteRoot();
    await navigator.serviceWorker.register(new URL('service-worker.js', site), {
      scope: site.href,
    });
    watchLoading(noteLoaded);
    let timer = 0;
    const soon = () => {
      clearTimeout(timer);
      timer = setTimeout(() => keep(later).catch(() => {}), QUIET_MS);
    };
    whenMoreIsLoaded(soon);
    document.addEventListener('visibilitychange', () => document.hidden || soon());
    soon();
  } catch {
    // Storage is forbidden or the host serves no such script: the room works as long as it is open.
  }
}
