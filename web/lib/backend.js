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
 * @property {'wasm' | 'webgpu' | 'jspi'} build  which build of onnxruntime-web serves it
 * @property {number} threads
 */

const MOST_THREADS = 4;

/** @returns {Promise<string | null>} why WebGPU can't be used, or null if it can */
async function webgpuObstacle() {
  if (!('gpu' in navigator)) return 'this browser has no WebGPU';
  try {
    const adapter = await navigator.gpu.requestAdapter();
    if (!adapter) return 'WebGPU found no graphics processor';
    if (adapter.info?.isFallbackAdapter) return 'WebGPU has only a software adapter here';
    return null;
  } catch (error) {
    return `WebGPU failed (${error instanceof Error ? error.message : error})`;
  }
}

/** @returns {string | null} why wasm threads can't be used, or null if they can */
function threadsObstacle() {
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

/**
 * The best rung there is, or the one that is asked for.
 * @param {Backend | 'auto'} wanted
 * @returns {Promise<Choice>} rejects with an Error that names the obstacle when the rung that is
 *   asked for is missing
 */
export async function chooseBackend(wanted) {
  if (wanted === 'wasm')
    return { backend: 'wasm', reason: 'asked for in the address', build: 'wasm', threads: 1 };
  const noThreads = threadsObstacle();
  if (wanted === 'wasm-threads') {
    if (noThreads) throw new Error(`Threads were asked for, but ${noThreads}; try ?backend=wasm.`);
    const reason = 'asked for in the address';
    return { backend: 'wasm-threads', reason, build: 'wasm', threads: threads() };
  }
  const noWebgpu = await webgpuObstacle();
  if (wanted === 'webgpu') {
    // A software adapter is slow but right: who asks for it by name gets it.
    if (noWebgpu && !noWebgpu.includes('software'))
      throw new Error(`WebGPU was asked for, but ${noWebgpu}; try ?backend=wasm.`);
    const reason = 'asked for in the address';
    return { backend: 'webgpu', reason, build: webgpuBuild(), threads: 1 };
  }
  if (!noWebgpu) {
    const reason = 'this browser offers the graphics processor';
    return { backend: 'webgpu', reason, build: webgpuBuild(), threads: 1 };
  }
  if (!noThreads)
    return { backend: 'wasm-threads', reason: noWebgpu, build: 'wasm', threads: threads() };
  return { backend: 'wasm', reason: `${noWebgpu}, and ${noThreads}`, build: 'wasm', threads: 1 };
}
