// @ts-check
/** Files and folders dropped on a page, without what systems put beside people's files. */

/** A file and where it lay, "folder/name". @typedef {{path: string, file: File}} Found */

/** Files of one drop: more than any gallery, fewer than a home folder */
const MOST_FILES = 2000;
/** Of macOS and Windows; hidden files are nobody's pictures or networks either. */
const LITTER = /(^|\/)(\.[^/]*|__MACOSX|Thumbs\.db|desktop\.ini)(\/|$)/i;

/** @param {Found[]} files @returns {Found[]} all of them where nothing else is there */
export function withoutLitter(files) {
  const kept = files.filter(({ path }) => !LITTER.test(path));
  return kept.length > 0 ? kept : files;
}

/**
 * @param {FileSystemDirectoryEntry} folder
 * @returns {Promise<FileSystemEntry[]>}
 */
async function entriesOf(folder) {
  const reader = folder.createReader();
  const all = [];
  for (;;) {
    // A reader gives some at a time, and none when it is done.
    const some = await new Promise((resolve, reject) => reader.readEntries(resolve, reject));
    if (some.length === 0 || all.length > MOST_FILES) return all;
    all.push(...some);
  }
}

/** @param {FileSystemEntry} entry @param {Found[]} found */
async function collect(entry, found) {
  if (found.length > MOST_FILES)
    throw new Error(`These folders hold more than ${MOST_FILES} files: drop smaller ones.`);
  if (entry.isDirectory) {
    const folder = /** @type {FileSystemDirectoryEntry} */ (entry);
    for (const inner of await entriesOf(folder)) await collect(inner, found);
    return;
  }
  /** @type {File} */
  const file = await new Promise((resolve, reject) =>
    /** @type {FileSystemFileEntry} */ (entry).file(resolve, reject),
  );
  found.push({ path: entry.fullPath.replace(/^\//, ''), file });
}

/**
 * Files that were dropped, and those in folders that were: some browsers unpack what they download.
 *
 * @param {DataTransfer} dropped   must be handed over before its event is over
 * @returns {Promise<Found[]>} rejects with a sentence where there are too many
 */
export async function filesIn({ items, files }) {
  // Both lists are emptied when the event is over.
  const entries = [...items].map((item) => item.webkitGetAsEntry?.());
  const plain = [...files].map((file) => ({ path: file.name, file }));
  // What a script drops, and an older browser gives, are files without entries.
  if (!entries.some((entry) => entry?.isDirectory)) return plain;
  /** @type {Found[]} */
  const found = [];
  for (const entry of entries) if (entry) await collect(entry, found);
  if (found.length === 0) throw new Error('There are no files in what was dropped.');
  return withoutLitter(found);
}
