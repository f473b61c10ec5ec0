// @ts-check
/** A lock that this worker holds as long as it lives: who waits for it learns of its end. */

/** @param {string} name @returns {Promise<void>} settles when it is held, or where there are no locks */
export function holdLifeline(name) {
  return new Promise((resolve) => {
    const hold = () =>
      navigator.locks.request(name, () => {
        resolve();
        return new Promise(() => {});
      });
    Promise.resolve()
      .then(hold)
      .catch(() => resolve());
  });
}
