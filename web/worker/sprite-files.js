// @ts-check
/** Files of sprites: from what the page has to Python's `SpriteFiles`, and back. */

import { PYTHON_FILES } from '../lib/room-files.js';
import { idOf } from '../sprites/names.js';
import { DEFAULTS } from '../sprites/sprite-model.js';
import { Build } from './build.js';
import { downloadAll } from './downloads.js';
import { bytesFrom, loadAipixel, loadPackages, startPython } from './python.js';

/** @typedef {import('./sprites-protocol.js').Checked} Checked */
/** @typedef {import('./sprites-protocol.js').FileKind} FileKind */
/** @typedef {import('./sprites-protocol.js').NamedBytes} NamedBytes */
/** @typedef {import('./sprites-protocol.js').Recipe} Recipe */
/** @typedef {import('./sprites-protocol.js').SpriteRecord} SpriteRecord */

const MODEL = 'models/pixelllm';
const MANIFEST = 'manifest.json';
const PNG = 'image/png';
const JSON_TYPE = 'application/json';

/** As `Origin.from_json` takes it. @param {SpriteRecord} record */
function originOf({ recipe, light }) {
  const { model, labels, seed, temperature, lineage } = recipe;
  return {
    model,
    seed,
    labels,
    choice: {
      temperature,
      top_k: DEFAULTS.topK,
      min_p: DEFAULTS.minP,
      guidance: DEFAULTS.guidance,
      edge_temperature: DEFAULTS.edgeTemperature,
    },
    light,
    lineage: lineage ? { parents: lineage.names, share: lineage.share } : null,
  };
}

/** @param {any} origin   as `Origin.to_json` gives it @returns {Recipe} */
function recipeOf({ model, labels, seed, choice, lineage }) {
  const recipe = { model, labels, seed, temperature: choice.temperature };
  if (!lineage) return recipe;
  return { ...recipe, lineage: { names: lineage.parents, share: lineage.share } };
}

/** Python and its `SpriteFiles`. */
export class SpriteFilesRoom {
  /** @type {import('./python.js').Pyodide | null} */ #python = null;
  /** @type {any} */ #service = null;

  /**
   * @param {{siteRoot: string, buildId: string}} options
   * @param {(share: number) => void} onShare
   */
  async open(options, onShare) {
    const build = await Build.read(options);
    const needed = build.files([...PYTHON_FILES, [MODEL, /^manifest\.json$/]]);
    const downloads = downloadAll(needed, (loaded, total) => onShare(loaded / total));
    const loading = async () => {
      const python = await startPython(build);
      await loadPackages(python, ['numpy']);
      await loadAipixel(python, build);
      return python;
    };
    const [python] = await Promise.all([loading(), downloads]);
    const manifest = await (await fetch(new URL(MANIFEST, build.folder(MODEL)))).text();
    this.#python = python;
    this.#service = python.pyimport('aipixel.sprites.service').SpriteFiles(manifest);
  }

  /** @param {string} method @param {...unknown} given   what is no bytes goes as it is @returns {any} */
  #call(method, ...given) {
    if (!this.#python) throw new Error('Python is not loaded yet.');
    const python = this.#python;
    const proxies = given.map((one) => (one instanceof Uint8Array ? python.toPy(one) : one));
    try {
      return this.#service[method](...proxies);
    } finally {
      for (const proxy of proxies) if (typeof proxy === 'object') proxy.destroy();
    }
  }

  /**
   * @param {FileKind} kind
   * @param {SpriteRecord[]} sprites
   * @returns {Promise<NamedBytes[]>}
   */
  async files(kind, sprites) {
    const records = sprites.map(originOf);
    const pixels = new Uint8Array(sprites.reduce((sum, sprite) => sum + sprite.pixels.length, 0));
    let at = 0;
    for (const sprite of sprites) {
      pixels.set(sprite.pixels, at);
      at += sprite.pixels.length;
    }
    const all = JSON.stringify(records);
    /** @param {string} name @param {string} type @param {string} method @param {...unknown} given */
    const made = (name, type, method, ...given) => ({
      name,
      type,
      bytes: bytesFrom(this.#call(method, ...given)),
    });
    switch (kind) {
      case 'png':
        return [
          made(
            `${idOf(sprites[0].recipe)}.png`,
            PNG,
            'png',
            JSON.stringify(records[0]),
            pixels,
            true,
          ),
        ];
      case 'sheet':
        return [made('sheet.png', PNG, 'sheet', all, pixels)];
      case 'json':
        return [made('sheet.json', JSON_TYPE, 'sheet_json', all, pixels, 'sheet.png', 'array')];
      case 'idle':
        return [
          made('idle.png', PNG, 'animation', all, pixels),
          made('idle.json', JSON_TYPE, 'animation_json', all, pixels, 'idle.png', 'array'),
          made('idle-hash.json', JSON_TYPE, 'animation_json', all, pixels, 'idle.png', 'hash'),
        ];
      case 'zip':
        return [made('sprites.zip', 'application/zip', 'zip', all, pixels)];
      default:
        return [made(`aipixel.${kind}`, 'text/plain', 'palette', `.${kind}`)];
    }
  }

  /** @param {Uint8Array} png @returns {Promise<Checked>} */
  async check(png) {
    const report = JSON.parse(this.#call('check', png));
    const findings = report.checks.map((/** @type {any} */ { name, passed, says }) => ({
      name,
      passed,
      text: says,
    }));
    return { findings, sprites: this.#restored(png) };
  }

  /** @param {Uint8Array} png @returns {Checked['sprites']} none where it was not made here */
  #restored(png) {
    let answer;
    try {
      answer = this.#call('restore', png);
    } catch {
      return [];
    }
    const origins = JSON.parse(answer.get(0));
    const pixels = bytesFrom(answer.get(1));
    answer.destroy();
    const size = pixels.length / origins.length;
    return origins.map((/** @type {any} */ origin, /** @type {number} */ at) => ({
      recipe: recipeOf(origin),
      pixels: pixels.slice(at * size, (at + 1) * size),
    }));
  }
}
