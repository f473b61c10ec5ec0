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

/** @param {Choice} choice @returns {import('./build.js').Wanted} its big file */
export function onnxruntimeFile({ build }) {
  return [FOLDER, new RegExp(`^${BUILDS[build].wasm.replaceAll('.', '\\.')}$`)];
}

/**
 * @param {import('./build.js').Build} build   of the site
 * @param {Choice} choice
 * @returns {Promise<Ort>}
 */
export async function startOnnxruntime(build, choice) {
  const vendor = build.folder(FOLDER);
  /** @type {Ort} */
  const ort = await importModule(new URL(BUILDS[choice.build].module, vendor));
  ort.env.wasm.wasmPaths = vendor.href;
  ort.env.wasm.numThreads = choice.threads;
  ort.env.logLevel = 'error';
  return ort;
}

/**
 * The JavaScript side of `aipixel.runtime.browser`.
 * @param {Ort} ort
 * @param {Choice} choice
 */
export function pythonHost(ort, choice) {
  const onGpu = choice.backend === 'webgpu';
  /** @type {import('onnxruntime-web').InferenceSession.SessionOptions} */
  const options = onGpu
    ? { executionProviders: [{ name: 'webgpu' }], preferredOutputLocation: 'gpu-buffer' }
    : { executionProviders: ['wasm'] };
  return {
    backend: choice.backend,
    /** @param {Uint8Array} graph */
    openSession: (graph) => ort.InferenceSession.create(graph, options),
    /** @param {Uint8Array} graph */
    openCapturedSession: async (graph) => (onGpu ? CapturedSession.create(ort, graph) : undefined),
    heapBytes: wasmHeapBytes,
    newFeeds: () => ({}),
    /** @param {Float32Array} data @param {number[]} dims */
    newTensor: (data, dims) => new ort.Tensor('float32', data, dims),
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
