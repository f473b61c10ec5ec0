// @ts-check
/**
 * A page that is a whole site in one file: its worker and what the worker loads are in elements of
 * it. See web/sitebuild/tokens/single.py.
 */

/** @param {string} id @returns {string} the element's text; empty where there is none */
const textOf = (id) => document.getElementById(id)?.textContent ?? '';

/** @returns {boolean} */
export function carriesWorker() {
  return typeof document !== 'undefined' && textOf('site-worker') !== '';
}

/**
 * A page without an origin, as one from a file, may start no module but a classic worker, which
 * imports one that it has made itself; to Pyodide it says that it is none.
 *
 * @returns {Worker} of the script that the page carries, with its files
 */
export function startCarriedWorker() {
  const script = JSON.stringify(textOf('site-worker'));
  const parts = [
    'self.importScripts = undefined;\n',
    `globalThis.siteFiles = ${textOf('site-files')};\n`,
    `const script = new Blob([${script}], { type: 'text/javascript' });\n`,
    'import(URL.createObjectURL(script)).catch((cause) => setTimeout(() => { throw cause; }));',
  ];
  const blob = URL.createObjectURL(new Blob(parts, { type: 'text/javascript' }));
  return new Worker(blob, { name: 'aipixel' });
}
