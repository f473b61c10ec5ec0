// @ts-check
/**
 * How much memory WebAssembly holds in this worker. A wasm heap never shrinks, and neither
 * Pyodide nor onnxruntime tells its size, so every instance's memory is noted as it is made.
 */

/** @type {Set<WebAssembly.Memory>} */
const memories = new Set();

/** @param {WebAssembly.Instance} instance @param {WebAssembly.Imports | undefined} imports */
function note(instance, imports) {
  /** @type {unknown[]} */
  const values = [...Object.values(instance.exports)];
  for (const module of Object.values(imports ?? {})) values.push(...Object.values(module));
  for (const value of values) if (value instanceof WebAssembly.Memory) memories.add(value);
}

/** Begin noting; call before anything is instantiated. */
export function watchWasmMemory() {
  if (!('WebAssembly' in globalThis)) return; // told when something is to be opened
  const { instantiate, instantiateStreaming } = WebAssembly;
  /** @type {any} */ (WebAssembly).instantiate = async (
    /** @type {any} */ source,
    /** @type {WebAssembly.Imports | undefined} */ imports,
  ) => {
    const result = await instantiate(source, imports);
    // A module gives an Instance, bytes give both.
    note(/** @type {any} */ (result).instance ?? result, imports);
    return result;
  };
  WebAssembly.instantiateStreaming = async (source, imports) => {
    const result = await instantiateStreaming(source, imports);
    note(result.instance, imports);
    return result;
  };
}

/** @returns {number} bytes held by every wasm heap of this worker */
export function wasmHeapBytes() {
  let bytes = 0;
  for (const memory of memories) bytes += memory.buffer.byteLength;
  return bytes;
}
