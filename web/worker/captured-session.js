// @ts-check
/**
 * A WebGPU session whose commands are recorded once and replayed. What a run costs beside the
 * graphics processor's own work falls to a fraction; in exchange every tensor stays where it was
 * when the commands were recorded: inputs in buffers of ours, outputs where onnxruntime put them.
 * (Outputs in buffers of ours would be lost by onnxruntime-web 1.30 from the second run on.)
 */

/** @typedef {typeof import('onnxruntime-web')} Ort */
/** @typedef {import('onnxruntime-web').InferenceSession} InferenceSession */
/** @typedef {import('onnxruntime-web').Tensor} Tensor */
/** @typedef {{buffer: GPUBuffer, bytes: number, tensor: Tensor}} Place */

const FLOAT_BYTES = 4;
const ALIGNMENT = 16;

/** Has what `aipixel.runtime.browser` needs of a session; float32 tensors only. */
export class CapturedSession {
  #ort;
  #session;
  /** @type {GPUDevice} */ #device;
  /** Of every input. @type {Record<string, Place>} */ #places;
  /** @type {Record<string, Tensor>} */ #tensors;
  /** What was fed to each input in the last run. @type {Map<string, Tensor>} */
  #fed = new Map();

  /**
   * @param {Ort} ort
   * @param {Uint8Array} graph   all of whose shapes are fixed
   * @returns {Promise<CapturedSession>} rejects where a node would run beside the graphics processor
   */
  static async create(ort, graph) {
    const session = await ort.InferenceSession.create(graph, {
      executionProviders: [{ name: 'webgpu' }],
      preferredOutputLocation: 'gpu-buffer',
      enableGraphCapture: true,
    });
    return new CapturedSession(ort, session, await ort.env.webgpu.device);
  }

  /** @param {Ort} ort @param {InferenceSession} session @param {GPUDevice} device */
  constructor(ort, session, device) {
    this.#ort = ort;
    this.#session = session;
    this.#device = device;
    this.#places = Object.fromEntries(
      session.inputMetadata.map((value) => [value.name, this.#place(value)]),
    );
    this.#tensors = Object.fromEntries(
      Object.entries(this.#places).map(([name, { tensor }]) => [name, tensor]),
    );
  }

  get inputNames() {
    return this.#session.inputNames;
  }

  get outputNames() {
    return this.#session.outputNames;
  }

  /**
   * @param {import('onnxruntime-web').InferenceSession.ValueMetadata} value
   * @returns {Place}
   */
  #place(value) {
    if (!value.isTensor) throw new Error(`${value.name} is no tensor.`);
    const dims = value.shape.map(Number);
    const bytes = FLOAT_BYTES * dims.reduce((product, side) => product * side, 1);
    const buffer = this.#device.createBuffer({
      size: Math.ceil(bytes / ALIGNMENT) * ALIGNMENT,
      usage: GPUBufferUsage.STORAGE | GPUBufferUsage.COPY_SRC | GPUBufferUsage.COPY_DST,
    });
    const tensor = this.#ort.Tensor.fromGpuBuffer(buffer, { dataType: 'float32', dims });
    return { buffer, bytes, tensor };
  }

  /**
   * The outputs are good until the next run.
   * @param {Record<string, Tensor>} feeds
   * @returns {Promise<Record<string, Tensor>>}
   */
  async run(feeds) {
    this.#fill(feeds);
    return /** @type {Record<string, Tensor>} */ (await this.#session.run(this.#tensors));
  }

  /** @param {Record<string, Tensor>} feeds */
  #fill(feeds) {
    const encoder = this.#device.createCommandEncoder();
    for (const [name, { buffer, bytes }] of Object.entries(this.#places)) {
      const tensor = feeds[name];
      if (tensor.location !== 'gpu-buffer') {
        const data = /** @type {Float32Array<ArrayBuffer>} */ (tensor.data);
        this.#device.queue.writeBuffer(buffer, 0, data);
      } else if (this.#fed.get(name) !== tensor) {
        encoder.copyBufferToBuffer(
          /** @type {GPUBuffer} */ (tensor.gpuBuffer),
          0,
          buffer,
          0,
          bytes,
        );
      }
      this.#fed.set(name, tensor);
    }
    this.#device.queue.submit([encoder.finish()]);
  }

  async release() {
    await this.#session.release();
    for (const { buffer } of Object.values(this.#places)) buffer.destroy();
  }
}
