// @ts-check
/**
 * Keeps rooms for when the network is off. Each build of the site has a cache of its own, and what
 * a page asks for comes from the cache of the build that the page is of, or from the network; which
 * build that is, is decided when a page is opened. Pages tell what they have loaded and may still
 * need, and of which build they are; it is kept then, once the site itself has said that it is
 * still that build. So one visit is enough, and nothing of two builds ever lies in one cache.
 *
 * What is kept may only ever help: where it is damaged, refuses or hangs, the network answers.
 */

/** @typedef {[folder: string, names: RegExp]} Wanted   as in `build.json`, without its hash */
/**
 * What a page tells.
 * @typedef {{build: string, page: string, addresses: string[], wanted: Wanted[]}} Loaded
 */
/** @typedef {{kept: boolean, newer?: string, problem?: string}} Answer   `newer`: the site's build now */
/** @typedef {{id: string, folders: Record<string, string>, files: Record<string, number>}} Build   as `build.json` says it */

const worker = /** @type {ServiceWorkerGlobalScope} */ (/** @type {unknown} */ (self));
const { scope } = worker.registration;
/** One origin may have several sites. */
const STATE = `aipixel-state ${new URL(scope).pathname}`;
const PREFIX = `aipixel-build ${new URL(scope).pathname} `;
const MANIFEST = new URL('build.json', scope).href;
const SERVED = new URL('served-build', scope).href; // no file: where the build's name is noted
/** Who hosts the site changes this file without another build: the network's is better than ours. */
const OF_THE_HOST = new URL('gallery.json', scope).href;
/** A network that takes longer to say which build there is counts as none. */
const PATIENCE_MS = 3000;
/** The same for what is kept: a busy disk takes a while. */
const STORAGE_PATIENCE_MS = 5000;
/** They tell of the way the bytes took, and what is kept has been unpacked. */
const OF_THE_WAY = ['content-encoding', 'content-length', 'vary'];

/** The build that open pages are of; empty before any is kept. @type {string | undefined} */
let served;
/** The storage has not answered in time: it is not asked again before it does. */
let stuck = false;

/**
 * @template T
 * @param {() => Promise<T>} ask   something of the storage
 * @returns {Promise<T | undefined>} undefined where it cannot say
 */
async function fromStorage(ask) {
  if (stuck) return undefined;
  const answer = ask()
    .catch(() => undefined)
    .finally(() => {
      stuck = false;
    });
  return new Promise((resolve) => {
    const silent = () => {
      stuck = true;
      resolve(undefined);
    };
    const timer = setTimeout(silent, STORAGE_PATIENCE_MS);
    answer.then((value) => {
      clearTimeout(timer);
      resolve(value);
    });
  });
}

/** It is noted too: browsers end this worker whenever nobody asks. @returns {Promise<string>} */
async function servedBuild() {
  const note = async () => (await caches.match(SERVED, { cacheName: STATE }))?.text();
  served ??= (await fromStorage(note)) ?? '';
  return served;
}

/** @param {string} build */
async function serve(build) {
  if ((await servedBuild()) === build) return;
  served = build;
  const note = async () => (await caches.open(STATE)).put(SERVED, new Response(build));
  // An old note would mix builds.
  await fromStorage(() => note().catch(() => caches.delete(STATE)));
}

/** @returns {Promise<Build | null>} what the site is now; null where the network does not say */
async function siteNow() {
  try {
    const signal = AbortSignal.timeout(PATIENCE_MS);
    const response = await fetch(MANIFEST, { cache: 'no-store', signal });
    return response.ok ? await response.json() : null;
  } catch {
    return null;
  }
}

/** @returns {Promise<string[]>} builds of which anything is kept, the newest first */
async function keptBuilds() {
  const names = await caches.keys();
  const ours = names.filter((name) => name.startsWith(PREFIX));
  return ours.map((name) => name.slice(PREFIX.length)).reverse();
}

/** @param {string} build @param {string} address */
function find(build, address) {
  return caches.match(address, { cacheName: PREFIX + build });
}

/**
 * What is kept of a file, once it could be read to its end. It is found anew then, as browsers keep
 * what they have compiled of a script with the answer that comes from there.
 * @param {string} build @param {string} address
 */
function findWhole(build, address) {
  return fromStorage(async () => {
    const kept = await find(build, address);
    if (!kept) return undefined;
    await kept.blob();
    return find(build, address);
  });
}

/**
 * Some hosts serve a folder's page without the slash.
 * @param {string} address   of a page, with whatever follows it @returns {string} that of its folder
 */
function pageAddress(address) {
  const { origin, pathname } = new URL(address);
  return origin + pathname.replace(/\/index\.html$/, '/').replace(/\/[^/.]+$/, '$&/');
}

/**
 * The network says which build there is, so that a page is never old; it need not say more.
 * @param {Request} request   of a page
 */
async function openPage(request) {
  const address = pageAddress(request.url);
  const site = await siteNow();
  for (const build of site ? [site.id] : ((await fromStorage(keptBuilds)) ?? [])) {
    const kept = await findWhole(build, address);
    if (!kept) continue;
    await serve(build);
    return kept;
  }
  if (site) await serve(site.id);
  return fetch(request);
}

/**
 * WebAssembly out of the browser's own cache, which has what it compiled of it, and forgets that
 * when it sees the file come from anywhere else. The folder's hash keeps builds apart there.
 * @param {string} address
 */
async function findCompiled(address) {
  if (!address.endsWith('.wasm')) return undefined;
  try {
    return await fetch(address, { mode: 'same-origin', cache: 'only-if-cached' });
  } catch {
    return undefined;
  }
}

/** @param {Request} request   of anything but a page */
async function openFile(request) {
  const build = await servedBuild();
  if (!build) return fetch(request);
  const { url } = request;
  if (url === OF_THE_HOST) {
    return fetch(request).catch(async (cause) => {
      const kept = await findWhole(build, url);
      if (kept) return kept;
      throw cause;
    });
  }
  return (await findCompiled(url)) ?? (await findWhole(build, url)) ?? fetch(request);
}

/** @param {Cache} cache @param {string} address @param {RequestCache} mode */
async function store(cache, address, mode) {
  if (await cache.match(address)) return;
  const response = await fetch(address, { cache: mode });
  if (response.status !== 200) throw new Error(`HTTP status ${response.status} at ${address}`);
  const headers = new Headers(response.headers);
  for (const name of OF_THE_WAY) headers.delete(name);
  await cache.put(address, new Response(response.body, { headers }));
}

/** @param {Build} site @param {string[]} addresses @returns {string[]} those of the build's files */
function filesAmong({ files }, addresses) {
  return addresses.filter((address) => {
    if (!address.startsWith(scope)) return false;
    const name = decodeURIComponent(address.slice(scope.length));
    return name in files && address !== OF_THE_HOST;
  });
}

/** @param {Build} site @param {Wanted[]} wanted @returns {string[]} addresses */
function filesLike({ files, folders }, wanted) {
  const names = wanted.flatMap(([folder, pattern]) => {
    const start = `${folders[folder] ?? folder}/`;
    const inside = Object.keys(files).filter((name) => name.startsWith(start));
    return inside.filter((name) => pattern.test(name.slice(start.length)));
  });
  return names.map((name) => new URL(name, scope).href);
}

/** @param {Build} site @param {Loaded} loaded */
async function storeAll(site, { page, addresses, wanted }) {
  const cache = await caches.open(PREFIX + site.id);
  // What the browser still holds is what the page has loaded; it is not downloaded again.
  for (const address of filesAmong(site, addresses)) await store(cache, address, 'force-cache');
  // What the page has not loaded, the browser may hold of another build.
  for (const address of filesLike(site, wanted)) await store(cache, address, 'no-cache');
  if (addresses.includes(OF_THE_HOST)) {
    await cache.delete(OF_THE_HOST);
    await store(cache, OF_THE_HOST, 'no-cache').catch(() => {}); // it may well not be there
  }
  // The page comes last: where it is kept, all that it needs is.
  await store(cache, pageAddress(page), 'force-cache');
  await cache.put(MANIFEST, Response.json(site));
}

/** @param {string} build   the only one to stay */
async function dropOthers(build) {
  const others = (await keptBuilds()).filter((each) => each !== build);
  await Promise.all(others.map((each) => caches.delete(PREFIX + each)));
}

/** @param {Loaded} loaded @returns {Promise<Answer>} */
async function keep(loaded) {
  const { build, page } = loaded;
  const site = await siteNow();
  if (site && site.id !== build) return { kept: false, newer: site.id };
  try {
    if (site) {
      await storeAll(site, loaded);
      await serve(build);
      await dropOthers(build);
    }
    return { kept: (await find(build, pageAddress(page))) !== undefined };
  } catch (cause) {
    return { kept: false, problem: cause instanceof Error ? cause.name : String(cause) };
  }
}

worker.addEventListener('install', () => worker.skipWaiting());
worker.addEventListener('activate', () => {
  // Not waited for: Firefox settles it only when a page whose threads compute is gone, and lets no
  // page be opened until then.
  worker.clients.claim().catch(() => {});
});
worker.addEventListener('fetch', (event) => {
  const { request } = event;
  if (request.method !== 'GET' || !request.url.startsWith(scope)) return;
  event.respondWith(request.mode === 'navigate' ? openPage(request) : openFile(request));
});
worker.addEventListener('message', (event) => {
  const answer = async () => event.ports[0].postMessage(await keep(event.data));
  event.waitUntil(answer());
});
