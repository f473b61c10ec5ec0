// @ts-check
/** What the built site is made of, and that the page and the site are of one build. */

/**
 * A folder of the site, and which of its files; its name is the one before the hash.
 * @typedef {[folder: string, names: RegExp]} Wanted
 */

/**
 * A file to be downloaded. Some hosts take none that is large: `parts` are the addresses of its
 * parts then, and at `url` there is nothing.
 * @typedef {{url: string, bytes: number, parts?: string[]}} Download
 */

const PART = /\.part\d$/;

/** As `build.json` tells it. Folders of big files have a hash of what they hold in their names. */
export class Build {
  #siteRoot;
  #sizes;
  #folders;

  /**
   * @param {string} siteRoot
   * @param {{files: Record<string, number>, folders: Record<string, string>}} build   the bytes of
   *   every file by relative address, and the names of folders with their hash
   */
  constructor(siteRoot, { files, folders }) {
    this.#siteRoot = siteRoot;
    this.#sizes = files;
    this.#folders = folders;
  }

  /**
   * @param {{siteRoot: string, buildId: string}} options   of the page
   * @returns {Promise<Build>}
   */
  static async read({ siteRoot, buildId }) {
    if (buildId !== BUILD_ID)
      throw new Error(`This page is build ${buildId}, its worker is ${BUILD_ID}: reload the page.`);
    // A host may let browsers keep it for a while; of all files this one must be the newest.
    const response = await fetch(new URL('build.json', siteRoot), { cache: 'no-cache' });
    if (!response.ok) {
      throw new Error(`build.json could not be read: HTTP status ${response.status}`);
    }
    const build = await response.json().catch(() => {
      throw new Error('build.json could not be read: what the host answers is something else.');
    });
    if (build.id !== buildId)
      throw new Error(
        `This page is build ${buildId}, the site is now ${build.id}: reload the page.`,
      );
    return new Build(siteRoot, build);
  }

  /** @param {string} name   without its hash @returns {URL} ends in a slash */
  folder(name) {
    return new URL(`${this.#folders[name]}/`, this.#siteRoot);
  }

  /** @param {string} folder @returns {string[]} of all files in it, relative to it */
  names(folder) {
    const start = `${this.#folders[folder]}/`;
    const inside = Object.keys(this.#sizes).filter((name) => name.startsWith(start));
    return inside.map((name) => name.slice(start.length));
  }

  /** @param {Wanted[]} wanted @returns {Download[]} */
  files(wanted) {
    return wanted.flatMap(([folder, pattern]) => {
      /** @type {Map<string, Download>} */
      const found = new Map();
      for (const name of this.names(folder)) {
        const whole = name.replace(PART, '');
        if (!pattern.test(whole)) continue;
        const url = new URL(whole, this.folder(folder)).href;
        const bytes = this.#sizes[`${this.#folders[folder]}/${name}`];
        const before = found.get(whole) ?? { bytes: 0, parts: [] };
        const part = new URL(name, this.folder(folder)).href;
        const parts = [...(before.parts ?? []), part];
        const file = { url, bytes: bytes + before.bytes };
        found.set(whole, name === whole ? file : { ...file, parts });
      }
      return [...found.values()];
    });
  }
}
