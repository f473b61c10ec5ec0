// @ts-check
/** onnxruntime-web in this worker, and what Python's runtime needs of it. */

import { CapturedSession } from './captured-session.js';
import { importModule } from './single-file.js';
import { wasmHeapBytes } from './wasm-memory.js';

/** @typedef {import('../lib/backend.js').Choice} Choice */
/** @typedef {typeof import('onnxruntime-web')} Ort */

/** @type {Record<Choice['build'], {module: string, wasm: string}>} */
const BUILDS = {
  wasm: { module: 'ort.wasm.min.js', wasm: 'ort-wasm-simd-threaded.wasm' },
  webgpu: { module: 'ort.webgpu.min.js', wasm: 'ort-wasm-simd-threaded.asyncify.wasm' },
  jspi: { module: 'ort.jspi.min.js', wasm: 'ort-wasm-simd-threaded.jspi.wasm' },
};

const FOLDER = 'vendor/onnxruntime';
const THREADS_START_SECONDS = 20; // a slow phone takes a few; some browsers never do

/** @param {Choice} choice @returns {import('./build.js').Wanted} its big file */
export function onnxruntimeFile({ build }) {
  return [FOLDER, new RegExp(`^${BUILDS[build].wasm.replaceAll('.', '\\.')}$`)];
}

/**
 * @param {import('./build.js').Build} build   of the site
 * @param {Choice} choice
 * @param {string} [copy]   a name of its own for each onnxruntime of one worker
 * @returns {Promise<Ort>}
 */
export async function startOnnxruntime(build, choice, copy = '') {
  const vendor = build.folder(FOLDER);
  /** @type {Ort} */
  const ort = await importModule(new URL(BUILDS[choice.build].module + copy, vendor));
  ort.env.wasm.wasmPaths = vendor.href;
  ort.env.wasm.numThreads = choice.threads;
  if (choice.threads > 1) ort.env.wasm.initTimeout = THREADS_START_SECONDS * 1000;
  ort.env.logLevel = 'error';
  return ort;
}

/**
 * Another onnxruntime, on one thread, where the threads of the first do not start: its rung is
 * `choice` from then on.
 *
 * @param {import('./build.js').Build} build
 * @param {Choice} choice   becomes that of one thread
 */
function startWithoutThreads(build, choice) {
  const reason = `this browser did not start threads within ${THREADS_START_SECONDS} seconds`;
  Object.assign(choice, { backend: 'wasm', threads: 1, reason });
  return startOnnxruntime(build, choice, '#one-thread');
}

/**
 * The JavaScript side of `aipixel.runtime.browser`.
 * @param {Ort} ort
 * @param {import('./build.js').Build} build   of the site
 * @param {Choice} choice   tells, once a session is open, the rung that it is on
 */
export function pythonHost(ort, build, choice) {
  const onGpu = choice.backend === 'webgpu';
  /** @type {import('onnxruntime-web').InferenceSession.SessionOptions} */
  const options = onGpu
    ? { executionProviders: [{ name: 'webgpu' }], preferredOutputLocation: 'gpu-buffer' }
    : { executionProviders: ['wasm'] };
  let inUse = ort;
  /** @param {Uint8Array} graph */
  const openSession = async (graph) => {
    try {
      return await inUse.InferenceSession.create(graph, options);
    } catch (error) {
      if (choice.threads === 1 || !/due to timeout/.test(String(error))) throw error;
      inUse = await startWithoutThreads(build, choice);
      return inUse.InferenceSession.create(graph, options);
    }
  };
  return {
    get backend() {
      return choice.backend;
    },
    openSession,
    /** @param {Uint8Array} graph */
    openCapturedSession: async (graph) => (onGpu ? CapturedSession.create(ort, graph) : undefined),
    heapBytes: wasmHeapBytes,
    newFeeds: () => ({}),
    /** @param {Float32Array} data @param {number[]} dims */
    newTensor: (data, dims) => new inUse.Tensor('float32', data, dims),
  };
}

/**
 * @param {Ort} ort   with a session on the graphics processor
 * @returns {Promise<string>} a clause, when the graphics processor is lost
 */
export async function gpuLoss(ort) {
  const device = await ort.env.webgpu.device;
  const { message } = await /** @type {GPUDevice} */ (device).lost;
  return `the graphics processor was lost${message ? ` (${message.trim().replace(/\.$/, '')})` : ''}`;
}
