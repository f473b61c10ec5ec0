// @ts-check
/**
 * The ladder of backends: WebGPU, wasm with threads, wasm. Decided in one function, which says
 * what it chose and why; both the worker and the sprites module climb down the same ladder.
 */

/** @typedef {import('../worker/protocol.js').Backend} Backend */

/**
 * @typedef {object} Choice
 * @property {Backend} backend
 * @property {string} reason   one sentence for the page
 * @property {string | null} adapter   the graphics processor's name where one computes
 * @property {'wasm' | 'webgpu' | 'jspi'} build  which build of onnxruntime-web serves it
 * @property {number} threads
 */

const MOST_THREADS = 4;

/** A module whose one function makes a vector of 128 bits: header, type, function, code. */
// biome-ignore format: a section a line
const SIMD_MODULE = Uint8Array.of(
  0, 97, 115, 109, 1, 0, 0, 0,
  1, 5, 1, 96, 0, 1, 123,
  3, 2, 1, 0,
  10, 8, 1, 6, 0, 65, 0, 253, 15, 11,
);

/** Throws an Error that names what is missing, where networks and Python cannot be run here. */
export function needWebAssembly() {
  if (!('WebAssembly' in globalThis)) {
    throw new Error(
      'This browser has no WebAssembly, or has it switched off, as some do for more security: what computes here needs it.',
    );
  }
  if (!WebAssembly.validate(SIMD_MODULE)) {
    throw new Error(
      'This browser’s WebAssembly has no SIMD, which networks need: use a newer one.',
    );
  }
  try {
    new WebAssembly.Module(SIMD_MODULE);
  } catch (cause) {
    const policy =
      'The Content-Security-Policy that the host of this page sends forbids WebAssembly';
    throw new Error(`${policy}: its script-src must allow 'wasm-unsafe-eval'.`, { cause });
  }
}

/** @param {GPUAdapterInfo | undefined} info @returns {string} as much as the browser tells */
function adapterName(info) {
  if (info?.description) return info.description;
  return [info?.vendor, info?.architecture].filter(Boolean).join(' ') || 'without a name';
}

/**
 * @returns {Promise<{obstacle: string | null, adapter: string | null}>} why WebGPU can't be used,
 *   or null if it can, and on what it would run
 */
async function lookAtWebgpu() {
  const without = (/** @type {string} */ obstacle) => ({ obstacle, adapter: null });
  if (!('gpu' in navigator)) return without('this browser has no WebGPU');
  try {
    const found = await navigator.gpu.requestAdapter();
    if (!found) return without('WebGPU found no graphics processor');
    const adapter = adapterName(found.info);
    const software = found.info?.isFallbackAdapter;
    return { adapter, obstacle: software ? 'WebGPU has only a software adapter here' : null };
  } catch (error) {
    return without(`WebGPU failed (${error instanceof Error ? error.message : error})`);
  }
}

/** @returns {string | null} why wasm threads can't be used, or null if they can */
function threadsObstacle() {
  if ('document' in globalThis) return 'no worker starts here';
  if (!globalThis.crossOriginIsolated) return 'this page is not cross-origin isolated';
  if ((navigator.hardwareConcurrency ?? 1) < 2) return 'this machine has one core';
  return null;
}

/**
 * Suspending WebAssembly (JSPI) needs no rewritten code: smaller and faster than asyncify.
 * @returns {'jspi' | 'webgpu'}
 */
function webgpuBuild() {
  return 'Suspending' in WebAssembly ? 'jspi' : 'webgpu';
}

/** @returns {number} */
function threads() {
  return Math.min(MOST_THREADS, navigator.hardwareConcurrency ?? 1);
}

/** @param {string} reason @param {number} count   threads @returns {Choice} */
function onWasm(reason, count) {
  const backend = count > 1 ? 'wasm-threads' : 'wasm';
  return { backend, reason, adapter: null, build: 'wasm', threads: count };
}

/** @param {string} reason @param {string | null} adapter @returns {Choice} */
function onWebgpu(reason, adapter) {
  return { backend: 'webgpu', reason, adapter, build: webgpuBuild(), threads: 1 };
}

/**
 * The best rung there is, or the one that is asked for.
 * @param {Backend | 'auto'} wanted
 * @param {string | null} [gpuTrouble]   why WebGPU is not to be used, even if asked for
 * @returns {Promise<Choice>} rejects with an Error that names the obstacle when the rung that is
 *   asked for is missing
 */
export async function chooseBackend(wanted, gpuTrouble = null) {
  needWebAssembly();
  const asked = 'asked for in the address';
  if (wanted === 'wasm') return onWasm(asked, 1);
  const noThreads = threadsObstacle();
  if (wanted === 'wasm-threads') {
    if (noThreads) throw new Error(`Threads were asked for, but ${noThreads}; try ?backend=wasm.`);
    return onWasm(asked, threads());
  }
  const { obstacle, adapter } = gpuTrouble
    ? { obstacle: gpuTrouble, adapter: null }
    : await lookAtWebgpu();
  if (wanted === 'webgpu' && !gpuTrouble) {
    // A software adapter is slow but right: who asks for it by name gets it.
    if (!adapter) throw new Error(`WebGPU was asked for, but ${obstacle}; try ?backend=wasm.`);
    return onWebgpu(asked, adapter);
  }
  if (!obstacle) return onWebgpu('this browser offers the graphics processor', adapter);
  if (!noThreads) return onWasm(obstacle, threads());
  return onWasm(`${obstacle}, and ${noThreads}`, 1);
}
