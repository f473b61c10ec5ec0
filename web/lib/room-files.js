// @ts-check
/** Which files of the site rooms need, as the folders of `build.json` hold them. */

/** @typedef {import('../worker/build.js').Wanted} Wanted */

/** What Python, NumPy and aipixel are. @type {Wanted[]} */
export const PYTHON_FILES = [
  ['vendor/pyodide', /^(pyodide\.asm\.wasm|python_stdlib\.zip|pyodide-lock\.json|numpy-.*\.tar)$/],
  ['py', /^aipixel\.tar$/],
];

/** What comes only when a room's visitor asks for it: it is kept as well. @type {Record<string, Wanted[]>} */
export const LATER = {
  neuron: [['chunks', /./]], // the editor
  dream: [
    ['chunks', /./],
    ['models/vaegan', /./],
    ['vendor/pyodide', /^pillow-/],
  ],
  sprites: [
    ['chunks', /^chunk-/],
    ['models/pixelllm', /./],
    ['vendor/pyodide', /^pyodide(\.asm)?\.js$/],
    ['worker', /^sprite-files-worker\.js$/],
    ...PYTHON_FILES,
  ],
};
