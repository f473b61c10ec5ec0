// @ts-check
/** A user's script, run in the Python of this worker. */

import { messageOf } from './errors.js';

/** @typedef {import('./protocol.js').ScriptEvent} ScriptEvent */
/** @typedef {import('./protocol.js').ScriptOutcome} ScriptOutcome */

/**
 * Python's messages as events; a picture's bytes are copied out of its memory.
 * @param {(event: ScriptEvent) => void} listener
 */
function emitter(listener) {
  return (/** @type {string} */ text, /** @type {any} */ png) => {
    const event = JSON.parse(text);
    if (png) {
      const view = png.getBuffer('u8');
      event.png = new Uint8Array(view.data);
      view.release();
    }
    listener(event);
  };
}

/** @param {unknown} failure @returns {ScriptOutcome} */
function brokenDown(failure) {
  const cause = messageOf(failure);
  // As Chromium and WebKit, and as Firefox say it; Python cannot catch every such case here.
  const message = /call stack|recursion/i.test(cause)
    ? 'The script calls or nests too deeply: Python broke down.'
    : `Python broke down at this script: ${cause}`;
  const error = { line: null, column: null, message };
  return { status: 'error', error, result: null, lost: true };
}

/**
 * Runs a script. This worker answers nothing else until it ends, but its events go out at once.
 *
 * @param {import('./python.js').Pyodide} python   with the aipixel package
 * @param {string} source
 * @param {object} options
 * @param {Uint8Array<SharedArrayBuffer> | null} options.interrupt   0 until the page stops the script
 * @param {(event: ScriptEvent) => unknown} options.listener   one that the page has heard from
 *   before; as a proxy of comlink's it gives a promise of having been heard
 * @param {any} [options.collect]   a Python function from the script's names to what the page
 *   wants to know, as JSON can hold it
 * @param {(source: string, emit: any) => string | Promise<string>} [options.answer]   runs the
 *   script and gives its outcome as JSON; `aipixel.scripting.answer` where none is given
 * @returns {Promise<ScriptOutcome>} settles when the page has heard every event
 */
export async function runUserScript(
  python,
  source,
  { interrupt, listener, collect = null, answer },
) {
  /** @type {unknown} */
  let heard;
  const emit = emitter((event) => {
    heard = listener(event);
  });
  const run =
    answer ?? ((...given) => python.pyimport('aipixel.scripting').answer(...given, collect));
  const outcome = await runToTheEnd(python, interrupt, () => run(source, emit));
  // Events and answers take different ways to the page: the answer must not overtake them.
  await heard;
  return outcome;
}

/**
 * @param {import('./python.js').Pyodide} python
 * @param {Uint8Array<SharedArrayBuffer> | null} interrupt
 * @param {() => string | Promise<string>} run   gives the outcome as JSON
 * @returns {Promise<ScriptOutcome>}
 */
async function runToTheEnd(python, interrupt, run) {
  // Undefined turns interruptions off, though the types don't say so.
  const listenTo = (/** @type {any} */ buffer) => python.setInterruptBuffer(buffer);
  try {
    listenTo(interrupt ?? undefined);
    const outcome = JSON.parse(await run());
    listenTo(undefined);
    return outcome;
  } catch (failure) {
    const interrupted = /** @type {any} */ (failure)?.type === 'KeyboardInterrupt';
    if (!interrupted) return brokenDown(failure);
    // It came just as the script ended.
    listenTo(undefined);
    return { status: 'stopped', error: null, result: null };
  }
}
