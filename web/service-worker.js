// @ts-check
/**
 * Keeps rooms for when the network is off. Each build of the site has a cache of its own, and what
 * a page asks for comes from the cache of the build that the page is of, or from the network; which
 * build that is, is decided when a page is opened. Pages tell what they have loaded, and of which
 * build they are; it is kept then, once the site itself has said that it is still that build. So
 * one visit is enough, and nothing of two builds ever lies in one cache.
 */

/** @typedef {{build: string, page: string, addresses: string[]}} Loaded   what a page tells */
/** @typedef {{kept: boolean, newer?: string, problem?: string}} Answer   `newer`: the site's build now */
/** @typedef {{id: string, files: Record<string, number>}} Build   as `build.json` says it */

const worker = /** @type {ServiceWorkerGlobalScope} */ (/** @type {unknown} */ (self));
const { scope } = worker.registration;
/** One origin may have several sites. */
const STATE = `aipixel-state ${new URL(scope).pathname}`;
const PREFIX = `aipixel-build ${new URL(scope).pathname} `;
const MANIFEST = new URL('build.json', scope).href;
const SERVED = new URL('served-build', scope).href; // no file: where the build's name is noted
/** Who hosts the site changes this file without another build. */
const OF_THE_HOST = 'gallery.json';
/** A network that takes longer to say which build there is counts as none. */
const PATIENCE_MS = 3000;
/** They tell of the way the bytes took, and what is kept has been unpacked. */
const OF_THE_WAY = ['content-encoding', 'content-length', 'vary'];

/** The build that open pages are of; empty before any is kept. @type {string | undefined} */
let served;

/** It is noted too: browsers end this worker whenever nobody asks. @returns {Promise<string>} */
async function servedBuild() {
  served ??= (await (await caches.match(SERVED, { cacheName: STATE }))?.text()) ?? '';
  return served;
}

/** @param {string} build */
async function serve(build) {
  if ((await servedBuild()) === build) return;
  served = build;
  await (await caches.open(STATE)).put(SERVED, new Response(build));
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

/** @param {string} address   of a page, with whatever follows it @returns {string} that of its file */
function pageAddress(address) {
  const { origin, pathname } = new URL(address);
  return origin + pathname.replace(/\/index\.html$/, '/');
}

/**
 * The network says which build there is, so that a page is never old; it need not say more.
 * @param {Request} request   of a page
 */
async function openPage(request) {
  const address = pageAddress(request.url);
  const site = await siteNow();
  for (const build of site ? [site.id] : await keptBuilds()) {
    const kept = await find(build, address);
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
  return (await findCompiled(url)) ?? (await find(build, url)) ?? fetch(request);
}

/** @param {Cache} cache @param {string} address */
async function store(cache, address) {
  // What the browser still holds is what the page has loaded; it is not downloaded again.
  const response = await fetch(address, { cache: 'force-cache' });
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
    return name in files && name !== OF_THE_HOST;
  });
}

/** @param {Build} site @param {Loaded} loaded */
async function storeAll(site, { page, addresses }) {
  const cache = await caches.open(PREFIX + site.id);
  // The page comes last: where it is kept, all that it needs is.
  for (const address of [...filesAmong(site, addresses), pageAddress(page)]) {
    if (!(await cache.match(address))) await store(cache, address);
  }
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
