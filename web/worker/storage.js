// @ts-check
/** Files that the browser keeps for this site: its private file system, or a database. */

/** A room must open also where the storage hangs. */
const LONGEST_WAIT_MS = 5000;

/**
 * @typedef {object} Disk
 * @property {() => Promise<string[]>} names
 * @property {(name: string) => Promise<Blob>} read
 * @property {(name: string, bytes: Uint8Array<ArrayBuffer>) => Promise<void>} write
 *   Rejects where the file is not written whole; what was there under its name may be lost then.
 * @property {(name: string) => Promise<void>} remove
 */

/** @param {string} folder @returns {Promise<Disk>} */
async function openFileSystem(folder) {
  const root = await navigator.storage.getDirectory();
  const directory = await root.getDirectoryHandle(folder, { create: true });
  if (!('createSyncAccessHandle' in FileSystemFileHandle.prototype)) {
    throw new Error('this browser cannot write to its file system from a worker');
  }
  return {
    async names() {
      const names = [];
      for await (const name of directory.keys()) names.push(name);
      return names;
    },
    read: async (name) => (await directory.getFileHandle(name)).getFile(),
    async write(name, bytes) {
      const handle = await directory.getFileHandle(name, { create: true });
      const file = await handle.createSyncAccessHandle();
      try {
        file.truncate(0);
        if (file.write(bytes, { at: 0 }) < bytes.length) {
          throw new DOMException('only a part could be written', 'QuotaExceededError');
        }
        file.flush();
      } finally {
        file.close();
      }
    },
    remove: (name) => directory.removeEntry(name),
  };
}

/**
 * @template T
 * @param {IDBRequest<T>} request
 * @returns {Promise<T>}
 */
function answered(request) {
  return new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
}

/** @param {string} name @returns {Promise<Disk>} */
async function openDatabase(name) {
  const opening = indexedDB.open(name, 1);
  opening.onupgradeneeded = () => opening.result.createObjectStore('files');
  const database = await answered(opening);
  /** @param {(files: IDBObjectStore) => IDBRequest} change @returns {Promise<void>} */
  const changed = (change) =>
    new Promise((resolve, reject) => {
      const transaction = database.transaction('files', 'readwrite');
      transaction.oncomplete = () => resolve();
      transaction.onabort = () => reject(transaction.error);
      change(transaction.objectStore('files'));
    });
  const files = () => database.transaction('files').objectStore('files');
  return {
    names: async () => (await answered(files().getAllKeys())).map(String),
    read: async (file) => new Blob([await answered(files().get(file))]),
    write: (file, bytes) => changed((store) => store.put(bytes, file)),
    remove: (file) => changed((store) => store.delete(file)),
  };
}

/** @template T @param {Promise<T>} answer @returns {Promise<T>} */
function soon(answer) {
  return new Promise((resolve, reject) => {
    setTimeout(() => reject(new Error('this browser’s storage does not answer')), LONGEST_WAIT_MS);
    answer.then(resolve, reject);
  });
}

/** @param {string} name @returns {Promise<Disk | null>} null where nothing can be kept */
async function openDisk(name) {
  for (const open of [openFileSystem, openDatabase]) {
    try {
      const disk = await soon(open(name));
      await soon(disk.names()); // some browsers refuse only here
      return disk;
    } catch {
      // the next one
    }
  }
  return null;
}

/** @param {unknown} cause @returns {string} a sentence */
function problemOf(cause) {
  const full = cause instanceof DOMException && cause.name === 'QuotaExceededError';
  const why = full ? 'its storage is full' : cause instanceof Error ? cause.message : String(cause);
  return `This browser could not keep the training (${why}): it is tried again, but export the network before you leave.`;
}

/** Files on the disk; what it refuses stays in memory, and is tried again at the next write. */
export class Storage {
  #disk;
  /** @type {Map<string, Uint8Array<ArrayBuffer>>} */
  #waiting = new Map();

  /** @param {Disk | null} disk */
  constructor(disk) {
    this.#disk = disk;
  }

  /** @param {string} name   of the folder */
  static async open(name) {
    return new Storage(await openDisk(name));
  }

  /** @returns {Promise<string[]>} */
  async names() {
    const kept = (await this.#disk?.names()) ?? [];
    return [...new Set([...kept, ...this.#waiting.keys()])];
  }

  /** @param {string} name @returns {Promise<Blob>} */
  async read(name) {
    const waiting = this.#waiting.get(name);
    if (waiting) return new Blob([waiting]);
    if (!this.#disk) throw new Error(`${name} is not kept`);
    return this.#disk.read(name);
  }

  /**
   * @param {string} name
   * @param {Uint8Array<ArrayBuffer>} bytes
   * @returns {Promise<string | null>} a sentence where they are only in memory
   */
  async write(name, bytes) {
    this.#waiting.set(name, bytes);
    if (!this.#disk) {
      return 'This browser keeps nothing for this page: export the network before you leave.';
    }
    try {
      for (const [waiting, content] of this.#waiting) {
        await this.#disk.write(waiting, content);
        this.#waiting.delete(waiting);
      }
      return null;
    } catch (cause) {
      return problemOf(cause);
    }
  }

  /** @param {string} name */
  async remove(name) {
    this.#waiting.delete(name);
    if ((await this.#disk?.names())?.includes(name)) await this.#disk?.remove(name);
  }
}
