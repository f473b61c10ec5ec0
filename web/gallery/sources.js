// @ts-check
/** Where networks come from: chosen or dropped files and folders, and addresses on this origin. */

import { filesIn, withoutLitter } from '../lib/dropped-files.js';
import { byId } from '../lib/elements.js';
import { isPage } from '../lib/pages.js';
import { LARGEST_FILE, listenToDrops } from '../lib/picked-files.js';

/** @typedef {import('../lib/dropped-files.js').Found} Found */

/** Which of a folder's files are fetched: the first list that is there whole is enough */
const ENOUGH = [['training.npz'], ['decoder.onnx', 'encoder.onnx']];

/** @param {(files: Found[]) => void} onFiles @param {(cause: unknown) => void} onTrouble */
export function listenForFiles(onFiles, onTrouble) {
  for (const [buttonId, inputId] of [
    ['choose', 'files'],
    ['choose-folder', 'folder'],
  ]) {
    const input = byId(inputId, HTMLInputElement);
    byId(buttonId).addEventListener('click', () => input.click());
    input.addEventListener('change', () => {
      const files = [...(input.files ?? [])];
      input.value = ''; // so that the same files can be chosen again
      const path = (/** @type {File} */ file) => file.webkitRelativePath || file.name;
      onFiles(withoutLitter(files.map((file) => ({ path: path(file), file }))));
    });
  }
  listenToDrops(byId('drop'), (dropped) => filesIn(dropped).then(onFiles, onTrouble));
}

/**
 * @param {string} address   as it was written, on this site
 * @param {URL} root   the site's
 * @returns {URL} throws a sentence for one on another origin
 */
function addressOf(address, root) {
  const url = URL.canParse(address, root) ? new URL(address, root) : undefined;
  if (!url) throw new Error(`“${address}” is no address.`);
  if (url.origin !== root.origin || !/^https?:$/.test(url.protocol))
    throw new Error(
      `“${address}” is on another origin, and this page opens networks of its own only.`,
    );
  return url;
}

/** @param {URL} url @returns {Promise<Response>} rejects with a sentence */
async function ask(url) {
  try {
    return await fetch(url, { mode: 'same-origin' });
  } catch (cause) {
    throw new Error(`${url.pathname} could not be fetched: check the connection.`, { cause });
  }
}

/** @param {URL} url @returns {Promise<File | undefined>} undefined where it is not there */
async function fetchFile(url) {
  const response = await ask(url);
  if (response.status === 404) return undefined;
  if (!response.ok)
    throw new Error(`${url.pathname} could not be fetched: HTTP status ${response.status}.`);
  if (Number(response.headers.get('content-length')) > LARGEST_FILE)
    throw new Error(`${url.pathname} is larger than any file this page reads.`);
  const name = decodeURIComponent(url.pathname.split('/').pop() ?? '');
  const content = await response.blob();
  return (await isPage(content)) ? undefined : new File([content], name);
}

/**
 * The files of the network at an address: a zip, one of the four files, or a folder with them.
 * @param {string} address
 * @param {URL} root   the site's
 * @returns {Promise<Found[]>} rejects with a sentence
 */
export async function filesAt(address, root) {
  const url = addressOf(address, root);
  if (/\.(zip|onnx|npz)$/i.test(url.pathname)) {
    const file = await fetchFile(url);
    if (file) return [{ path: file.name, file }];
    throw new Error(`There is nothing at ${url.pathname}.`);
  }
  const folder = new URL(`${url.pathname.replace(/\/$/, '')}/`, url);
  const name = decodeURIComponent(folder.pathname.split('/').at(-2) ?? '');
  for (const names of ENOUGH) {
    const files = await Promise.all(names.map((each) => fetchFile(new URL(each, folder))));
    if (files.every((file) => file !== undefined))
      return files.map((file) => ({ path: `${name}/${file.name}`, file }));
  }
  throw new Error(`${url.pathname} holds neither training.npz nor decoder.onnx with encoder.onnx.`);
}

/** @typedef {{title: string, by: string, address: string}} Listed */

/** @param {unknown} value @returns {string} */
const text = (value) => (typeof value === 'string' ? value.slice(0, 200) : '');

/**
 * The models that `gallery.json` beside the site lists.
 * @param {URL} root   the site's
 * @returns {Promise<Listed[]>} none where there is no such file; rejects with a sentence where it
 *   can't be read
 */
export async function listedModels(root) {
  const response = await ask(new URL('gallery.json', root)).catch(() => undefined);
  const content = response?.ok && (await response.blob());
  if (!content || (await isPage(content))) return [];
  const list = await new Response(content).json().catch(() => undefined);
  if (!Array.isArray(list?.models))
    throw new Error(
      'gallery.json is no list of models: it must be {"models": [{"title", "by", "address"}]}.',
    );
  return list.models
    .map((/** @type {any} */ model) => ({
      title: text(model?.title),
      by: text(model?.by),
      address: text(model?.address),
    }))
    .filter((/** @type {Listed} */ { address }) => address !== '');
}
