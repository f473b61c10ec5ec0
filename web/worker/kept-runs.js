// @ts-check
/**
 * Trainings kept in this browser. A run, from its begin to the next reset or import, has two
 * files, written in turns, so that one is whole whatever happens to the other. A file is a line of
 * JSON, and training.npz. Each tab writes to runs of its own: where there are locks, a run that a
 * tab holds is not shown to others; where there are none, going on begins another run.
 */

/** @typedef {import('./protocol.js').KeptRun} KeptRun */
/** @typedef {import('./protocol.js').View} View */
/** @typedef {import('./storage.js').Storage} Storage */
/** @typedef {{header: Header, blob: Blob, file: string}} Generation   `blob` is training.npz */

/**
 * @typedef {object} Header
 * @property {number} format
 * @property {number} seed
 * @property {number} step
 * @property {number} savedAt   milliseconds since 1970
 * @property {number} bytes     of training.npz
 * @property {View} view
 */

const FORMAT = 1;
const LONGEST_HEADER = 4096; // bytes
const MOST_RUNS = 5;
const HELD = 'This training goes on in another tab, so it stays.';
const GONE_ON =
  'This training has gone on in another tab since it was listed, so it stays: it is listed anew.';
const WORTH_STEPS = 100; // a run of fewer steps never drives out one of more

/** @param {any} found @returns {found is Header} */
function isHeader(found) {
  return (
    found?.format === FORMAT &&
    [found.seed, found.step, found.savedAt, found.bytes].every(
      (number) => Number.isSafeInteger(number) && number >= 0,
    )
  );
}

/** @param {Blob} file @returns {Promise<{header: Header, blob: Blob} | null>} null: not whole */
async function readFile(file) {
  const start = new Uint8Array(await file.slice(0, LONGEST_HEADER).arrayBuffer());
  const length = start.indexOf(10) + 1;
  try {
    const header = JSON.parse(new TextDecoder().decode(start.subarray(0, length)));
    const whole = isHeader(header) && file.size === length + header.bytes;
    return whole ? { header, blob: file.slice(length) } : null;
  } catch {
    return null;
  }
}

/** @param {string} id */
const lockOf = (id) => `aipixel-run-${id}`;

/** @returns {Promise<Set<string> | null>} names of the locks held; null where there are no locks */
async function heldLocks() {
  try {
    const { held } = await navigator.locks.query();
    return new Set(held?.map(({ name }) => name ?? ''));
  } catch {
    return null;
  }
}

/**
 * Does something with a run that no tab goes on with meanwhile, as far as the browser has locks.
 * @param {string} id
 * @param {() => Promise<void>} act
 * @returns {Promise<void>} rejects with a sentence where a tab holds it
 */
async function unlessHeld(id, act) {
  if (!navigator.locks) return act();
  await navigator.locks.request(lockOf(id), { ifAvailable: true }, (lock) => {
    if (!lock) throw new Error(HELD);
    return act();
  });
}

export class KeptRuns {
  #storage;
  #id = '';
  /** @type {string | null} */
  #newest = null;
  #release = () => {};

  /** @param {Storage} storage */
  constructor(storage) {
    this.#storage = storage;
  }

  /** Of the run that is written. */
  get id() {
    return this.#id;
  }

  /**
   * @param {string | null} [id]   a run to go on with; another one begins where it is null or taken
   * @param {string | null} [good]  of its two files the one to spare at the next save; else the newer
   * @returns {Promise<number | null>} the step that this run is saved at
   */
  async begin(id = null, good = null) {
    this.#release();
    const found = id !== null && (await this.#hold(id));
    this.#id = found ? id : `${Date.now().toString(36)}-${Math.random().toString(36).slice(2)}`;
    if (!found) await this.#hold(this.#id);
    const saved = await this.generations(this.#id);
    const newest = saved.find(({ file }) => file === good) ?? saved[0];
    this.#newest = newest?.file ?? null;
    return newest?.header.step ?? null;
  }

  /** @param {string} id @returns {Promise<boolean>} */
  #hold(id) {
    return new Promise((resolve) => {
      const holding = () =>
        navigator.locks.request(lockOf(id), { ifAvailable: true }, (lock) => {
          resolve(lock !== null);
          if (!lock) return undefined;
          return new Promise((release) => {
            this.#release = () => release(undefined);
          });
        });
      Promise.resolve()
        .then(holding)
        .catch(() => resolve(false));
    });
  }

  /**
   * @param {{seed: number, step: number, training: Uint8Array<ArrayBuffer>, view: View}} state
   * @returns {Promise<{savedAt: number, problem: string | null}>} a sentence where it is kept only
   *   as long as this worker lives
   */
  async save({ seed, step, training, view }) {
    const savedAt = Date.now();
    const header = { format: FORMAT, seed, step, savedAt, bytes: training.length, view };
    const line = new TextEncoder().encode(`${JSON.stringify(header)}\n`);
    const bytes = new Uint8Array(line.length + training.length);
    bytes.set(line);
    bytes.set(training, line.length);
    const file = this.#newest === `${this.#id}.a` ? `${this.#id}.b` : `${this.#id}.a`;
    const problem = await this.#storage.write(file, bytes);
    const first = this.#newest === null;
    this.#newest = file;
    if (first) await this.#makeRoom();
    return { savedAt, problem };
  }

  /** @param {string} id @returns {Promise<Generation[]>} the whole ones, newest first */
  async generations(id) {
    const names = await this.#storage.names();
    const found = names
      .filter((name) => name === `${id}.a` || name === `${id}.b`)
      .map(async (file) => {
        const content = await this.#storage.read(file).then(readFile, () => null);
        return content && { ...content, file };
      });
    const whole = (await Promise.all(found)).filter((generation) => generation !== null);
    return whole.sort((one, other) => other.header.savedAt - one.header.savedAt);
  }

  /** @returns {Promise<KeptRun[]>} newest first, without this tab's and what other tabs hold */
  async list() {
    const held = await heldLocks();
    const names = await this.#storage.names();
    const ids = new Set(names.map((name) => name.replace(/\.[ab]$/, '')));
    const runs = [...ids]
      .filter((id) => id !== this.#id && !held?.has(lockOf(id)))
      .map(async (id) => {
        const [newest, ...older] = await this.generations(id);
        if (!newest) return null;
        const { seed, step, savedAt, view } = newest.header;
        const files = names.filter((name) => name.startsWith(`${id}.`)).length;
        return { id, seed, step, savedAt, view, damaged: files > older.length + 1 };
      });
    const readable = (await Promise.all(runs)).filter((run) => run !== null);
    return readable.sort((one, other) => other.savedAt - one.savedAt);
  }

  /**
   * Removes a run as it was listed.
   * @param {Pick<KeptRun, 'id' | 'savedAt'>} run
   * @returns {Promise<void>} rejects with a sentence where a tab goes on with it, or has since then
   */
  async remove({ id, savedAt }) {
    await unlessHeld(id, async () => {
      const [newest] = await this.generations(id);
      if (newest && newest.header.savedAt !== savedAt) throw new Error(GONE_ON);
      await this.#storage.remove(`${id}.a`);
      await this.#storage.remove(`${id}.b`);
    });
  }

  /** The oldest go, those of a few steps before others. */
  async #makeRoom() {
    const worth = (/** @type {KeptRun} */ run) => (run.step >= WORTH_STEPS ? 1 : 0);
    const runs = (await this.list()).sort((one, other) => worth(other) - worth(one));
    for (const run of runs.slice(MOST_RUNS - 1)) await this.remove(run).catch(() => {});
  }
}
