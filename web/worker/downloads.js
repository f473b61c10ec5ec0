// @ts-check
/**
 * Downloads that are counted. Everything a room needs is asked for at once, in parallel, and
 * `fetch` hands it over when Pyodide or onnxruntime gets that far.
 *
 * It also gives every file the type its name says: Pyodide waits for ever on a `.wasm` that a
 * host serves as something else.
 */

import { isPage } from '../lib/pages.js';

/** @type {Record<string, string>} */
const TYPES = {
  wasm: 'application/wasm',
  json: 'application/json',
  zip: 'application/zip',
};

/** @param {string} url */
function typeOf(url) {
  const extension = new URL(url).pathname.split('.').pop() ?? '';
  return TYPES[extension] ?? 'application/octet-stream';
}

/** @param {string} url @param {unknown} cause */
function downloadError(url, cause) {
  const name = new URL(url).pathname.split('/').pop();
  return new Error(`${name} could not be downloaded: ${cause}. Check the connection and reload.`);
}

/** @param {string} url @param {string} what   the host says */
function missingError(url, what) {
  const name = new URL(url).pathname.split('/').pop();
  return new Error(
    `${name} could not be downloaded: its host does not hand it out (${what}). Reload to try again; if it stays so, the site was not copied there whole.`,
  );
}

/**
 * @callback OnBytes
 * @param {number} loaded   never falls
 * @param {number} total    never changes
 * @returns {void}
 */

/**
 * Start downloading files, and let `fetch` serve each once from what is under way.
 * @param {import('./build.js').Download[]} files
 * @param {OnBytes} onBytes   told at most every 50 ms, and once at the end
 * @returns {Promise<void>} settles when all are down; rejects naming the first that fails
 */
export function downloadAll(files, onBytes) {
  const total = files.reduce((sum, file) => sum + file.bytes, 0);
  let loaded = 0;
  let told = 0;
  /** @param {number} bytes */
  const count = (bytes) => {
    loaded = Math.min(total, loaded + bytes);
    const now = performance.now();
    if (now - told < 50 && loaded < total) return;
    told = now;
    onBytes(loaded, total);
  };
  const original = globalThis.fetch.bind(globalThis);
  /** @type {Map<string, Promise<Response>>} */
  const underWay = new Map(files.map((file) => [file.url, download(original, file, count)]));
  globalThis.fetch = (input, init) => {
    const url = new URL(input instanceof Request ? input.url : input, globalThis.location.href)
      .href;
    const response = underWay.get(url);
    underWay.delete(url);
    return response ?? original(input, init);
  };
  return Promise.all(underWay.values()).then(() => onBytes(total, total));
}

/**
 * @param {typeof fetch} get
 * @param {import('./build.js').Download} file
 * @param {(bytes: number) => void} count
 * @returns {Promise<Response>}
 */
async function download(get, { url, parts = [url] }, count) {
  const type = typeOf(url);
  const answers = await Promise.all(parts.map((part) => downloadPart(get, part, count)));
  const whole = answers.length === 1 && (await fromBrowser(get, answers[0].response, type));
  const chunks = answers.flatMap((answer) => answer.chunks);
  return whole || new Response(new Blob(chunks), { headers: { 'content-type': type } });
}

/** @param {typeof fetch} get @param {string} url @param {(bytes: number) => void} count */
async function downloadPart(get, url, count) {
  let response;
  try {
    response = await get(url);
  } catch (error) {
    throw downloadError(url, error);
  }
  if (!response.ok || !response.body) throw missingError(url, `HTTP status ${response.status}`);
  const chunks = [];
  try {
    for (const reader = response.body.getReader(); ; ) {
      const { done, value } = await reader.read();
      if (done) break;
      chunks.push(value);
      count(value.length);
    }
  } catch (error) {
    throw downloadError(url, error);
  }
  if (await isPage(new Blob(chunks))) throw missingError(url, 'it answers with a page instead');
  return { response, chunks };
}

/**
 * The same file out of the browser's own cache: it keeps beside a file what it has compiled of it,
 * and finds that only by an answer from there, of the right type.
 *
 * @param {typeof fetch} get
 * @param {Response} response
 * @param {string} type
 */
async function fromBrowser(get, { url, headers }, type) {
  const isKept = url && !headers.get('cache-control')?.includes('no-store');
  if (type !== TYPES.wasm || headers.get('content-type') !== type || !isKept) return null;
  try {
    const again = await get(url, { mode: 'same-origin', cache: 'only-if-cached' });
    return again.ok ? again : null;
  } catch {
    return null; // it keeps none so large, or knows no such wish
  }
}
