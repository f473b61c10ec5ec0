// @ts-check
/** The addresses of all that this page and its workers have fetched. */

/** @type {Set<string>} */
const addresses = new Set();
let onMore = () => {};

/** @param {string[]} more */
export function noteLoaded(more) {
  const before = addresses.size;
  for (const address of more) addresses.add(address);
  if (addresses.size > before) onMore();
}

/** @returns {string[]} */
export function loadedFiles() {
  return [...addresses];
}

/**
 * What this thread fetches, and has fetched.
 * @param {(addresses: string[]) => void} tell
 */
export function watchLoading(tell) {
  const observer = new PerformanceObserver((list) =>
    tell(list.getEntries().map(({ name }) => name)),
  );
  observer.observe({ type: 'resource', buffered: true });
}

/** @param {() => void} listener   told when there are more */
export function whenMoreIsLoaded(listener) {
  onMore = listener;
}
