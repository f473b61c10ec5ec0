// @ts-check
/** Files that come into the page, dropped, pasted or imported: which of them is for whom. */

import { filesIn } from '../lib/dropped-files.js';
import { byId } from '../lib/elements.js';
import { messageOf } from '../lib/notices.js';
import { listenToDrops, listenToPicker } from '../lib/picked-files.js';

const NETWORK = /\.(zip|onnx|npz)$/i;
const PICTURE = /\.(png|jpe?g|gif|webp|avif|bmp)$/i;

/**
 * @template {{name: string, type: string}} F
 * @param {F[]} files
 * @returns {{network: F[], pictures: F[], others: F[]}}
 */
export function sortFiles(files) {
  const isNetwork = (/** @type {F} */ { name }) => NETWORK.test(name);
  const isPicture = (/** @type {F} */ { name, type }) =>
    PICTURE.test(name) || type.startsWith('image/');
  const network = files.filter(isNetwork);
  const rest = files.filter((file) => !isNetwork(file));
  return {
    network,
    pictures: rest.filter(isPicture),
    others: rest.filter((file) => !isPicture(file)),
  };
}

/** @param {{name: string}[]} others @returns {string} */
function refusal([first, ...more]) {
  const what = 'a network’s (.zip, .onnx, .npz) or a picture';
  if (more.length === 0) return `${first.name} is none of the files this page reads: ${what}.`;
  return `${first.name} and ${more.length} more are none of the files this page reads: ${what}.`;
}

/**
 * A file, with the path that it has in what was dropped, or its name alone.
 * @typedef {{name: string, type: string, file: File}} Given
 */

/** @param {File} file @param {string} [name] @returns {Given} */
const given = (file, name = file.name) => ({ name, type: file.type, file });

/**
 * Files that lie in a folder beside those that the page reads are nobody's mistake.
 * @param {Given[]} files
 */
function withoutNeighbours(files) {
  const { others } = sortFiles(files);
  const read = files.filter((file) => !others.includes(file) || !file.name.includes('/'));
  return read.length > 0 ? read : files;
}

/**
 * @param {object} takers
 * @param {(files: {name: string, file: File}[]) => void} takers.network
 * @param {(files: File[]) => void} takers.pictures
 * @param {(sentence: string) => void} takers.refuse
 */
export function routeFiles({ network, pictures, refuse }) {
  const route = (/** @type {Given[]} */ files) => {
    const sorted = sortFiles(withoutNeighbours(files));
    if (sorted.network.length > 0 && sorted.pictures.length > 0) {
      refuse('A network and pictures can’t be opened together: choose the one or the other.');
    } else if (sorted.others.length > 0) refuse(refusal(sorted.others));
    else if (sorted.network.length > 0) network(sorted.network);
    else pictures(sorted.pictures.map(({ file }) => file));
  };
  listenToPicker('import', 'import-files', (files) => route(files.map((file) => given(file))));
  listenToDrops(byId('drop'), (dropped) => {
    const found = filesIn(dropped);
    found.then(
      (files) => route(files.map(({ path, file }) => given(file, path))),
      (cause) => refuse(messageOf(cause)),
    );
  });
  document.addEventListener('paste', ({ clipboardData }) => {
    const files = [...(clipboardData?.files ?? [])];
    if (files.length > 0) route(files.map((file) => given(file)));
  });
}
