// @ts-check
/** Errors as a person can read them. */

/**
 * The last line of a Python traceback, without the name of an exception that we raise ourselves
 * for a person to read; other messages as they are.
 * @param {unknown} error
 * @returns {string}
 */
export function messageOf(error) {
  const text = error instanceof Error ? error.message : String(error);
  const lines = text.trim().split('\n');
  if (lines.length === 1) return lines[0];
  return lines[lines.length - 1].replace(
    /^([\w.]*Diverged|[\w.]*PngError|OSError|RuntimeError|ValueError): /,
    '',
  );
}

/**
 * The same promise, rejecting with an Error whose message is one sentence for the page.
 * @template T
 * @param {Promise<T>} promise
 * @returns {Promise<T>}
 */
export function readableError(promise) {
  return promise.catch((error) => {
    throw new Error(messageOf(error), { cause: error });
  });
}
