// @ts-check
/** Requests of which only the latest matters. */

/**
 * Runs one request at a time. One that comes meanwhile waits, in the place of any that waited.
 *
 * @template T
 * @param {(request: T) => Promise<unknown>} run   told of its own errors; must not reject
 * @returns {(request: T) => void}
 */
export function latestOnly(run) {
  /** @type {{request: T} | undefined} */
  let waiting;
  let busy = false;
  return async (request) => {
    waiting = { request };
    if (busy) return;
    busy = true;
    while (waiting) {
      const next = waiting.request;
      waiting = undefined;
      await run(next);
    }
    busy = false;
  };
}
