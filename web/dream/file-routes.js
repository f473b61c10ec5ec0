// @ts-check
/** Files that come into the page, dropped, pasted or imported: which of them is for whom. */

import { byId } from '../lib/elements.js';
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
 * @param {object} takers
 * @param {(files: File[]) => void} takers.network
 * @param {(files: File[]) => void} takers.pictures
 * @param {(sentence: string) => void} takers.refuse
 */
export function routeFiles({ network, pictures, refuse }) {
  const route = (/** @type {File[]} */ files) => {
    const sorted = sortFiles(files);
    if (sorted.network.length > 0 && sorted.pictures.length > 0) {
      refuse('A network and pictures can’t be opened together: choose the one or the other.');
    } else if (sorted.others.length > 0) refuse(refusal(sorted.others));
    else if (sorted.network.length > 0) network(sorted.network);
    else pictures(sorted.pictures);
  };
  listenToPicker('import', 'import-files', route);
  listenToDrops(byId('drop'), ({ files }) => route([...files]));
  document.addEventListener('paste', ({ clipboardData }) => {
    const files = [...(clipboardData?.files ?? [])];
    if (files.length > 0) route(files);
  });
}
