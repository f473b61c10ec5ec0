// @ts-check
/**
 * The files that a page in one file carries: `fetch` serves them, and modules are imported from
 * them. `siteFiles` holds each as base64 of its gzip, by its name in the site; other pages have none.
 */

/** @type {Record<string, string> | undefined} */
const carried = Reflect.get(globalThis, 'siteFiles');

/** @param {string} text   base64 of a gzip @returns {ReadableStream<Uint8Array<ArrayBuffer>>} */
function unpacked(text) {
  const bytes = Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0));
  return new Blob([bytes]).stream().pipeThrough(new DecompressionStream('gzip'));
}

/** @param {string} name */
function typeOf(name) {
  return name.endsWith('.wasm') ? 'application/wasm' : 'application/octet-stream';
}

/**
 * From now on what is asked for below the site's root comes out of the page, if it carries it.
 * @param {string} siteRoot
 */
export function serveCarriedFiles(siteRoot) {
  if (!carried) return;
  /** @param {string} url */
  const find = (url) =>
    url.startsWith(siteRoot) ? carried[url.slice(siteRoot.length)] : undefined;
  const original = globalThis.fetch.bind(globalThis);
  globalThis.fetch = async (input, init) => {
    const url = String(input instanceof Request ? input.url : input);
    const file = find(url);
    if (file === undefined) return original(input, init);
    return new Response(unpacked(file), { headers: { 'content-type': typeOf(url) } });
  };
  /** What a carried module imports may be carried too. @param {string} url */
  const importCarried = async (url) => {
    const file = find(url);
    if (file === undefined) return import(url);
    const text = await new Response(unpacked(file)).text();
    const code = text.replace(/\bimport\(/g, 'globalThis.importCarried(');
    return import(URL.createObjectURL(new Blob([code], { type: 'text/javascript' })));
  };
  Object.assign(globalThis, { importCarried });
}

/** @param {URL} url   of a module of the site */
export function importModule(url) {
  const importCarried = Reflect.get(globalThis, 'importCarried');
  return importCarried ? importCarried(url.href) : import(/* @vite-ignore */ url.href);
}
