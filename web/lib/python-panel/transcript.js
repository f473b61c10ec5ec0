// @ts-check
/** What is kept of a script's output: the last of it, however much there is. */

/** @typedef {import('../../worker/protocol.js').PrintedText} PrintedText */
/** @typedef {import('../../worker/protocol.js').ScriptEvent} ScriptEvent */
/** @typedef {{png: Uint8Array<ArrayBuffer>, description: string}} Picture */
/** @typedef {PrintedText | Picture} Entry */
/** @typedef {{lines: number, characters: number, pictures: number}} Size */

/** At least this much of each is kept, and less than twice as much. @type {Readonly<Size>} */
export const KEPT = { lines: 500, characters: 100_000, pictures: 20 };

/** Text goes into the entry before it, until that has so many characters. */
const LONG_ENTRY = 2000;

/** @param {Entry} entry @returns {Size} */
function sizeOf(entry) {
  if ('png' in entry) return { lines: 0, characters: 0, pictures: 1 };
  const lines = entry.text.split('\n').length - 1;
  return { lines, characters: entry.text.length, pictures: 0 };
}

/** @param {string} text */
function lastLines(text) {
  return text
    .split('\n')
    .slice(-KEPT.lines - 1)
    .join('\n');
}

export class Transcript {
  /** Oldest first; only the last one's text still grows. @type {Entry[]} */
  entries = [];
  /** Whether something is missing at the beginning. */
  cut = false;
  /** @type {Size} */ #total = { lines: 0, characters: 0, pictures: 0 };

  clear() {
    this.entries = [];
    this.cut = false;
    this.#total = { lines: 0, characters: 0, pictures: 0 };
  }

  /** @param {ScriptEvent} event */
  add(event) {
    if (event.type === 'picture') {
      this.#push({ png: event.png, description: event.description });
    } else {
      this.cut ||= event.cut;
      for (const { stream, text } of event.parts) this.#addText(stream, text);
    }
    while (this.#isEnoughWithoutTheFirst()) {
      this.#count(sizeOf(/** @type {Entry} */ (this.entries.shift())), -1);
      this.cut = true;
    }
  }

  /** @param {PrintedText['stream']} stream @param {string} text */
  #addText(stream, text) {
    const kept = lastLines(text);
    if (kept !== text) this.cut = true;
    const last = this.entries.at(-1);
    if (last && 'text' in last && last.stream === stream && last.text.length < LONG_ENTRY) {
      last.text += kept;
      this.#count(sizeOf({ stream, text: kept }), 1);
    } else {
      this.#push({ stream, text: kept });
    }
  }

  /** @param {Entry} entry */
  #push(entry) {
    this.entries.push(entry);
    this.#count(sizeOf(entry), 1);
  }

  #isEnoughWithoutTheFirst() {
    if (this.entries.length < 2) return false;
    const first = sizeOf(this.entries[0]);
    const names = /** @type {(keyof Size)[]} */ (Object.keys(KEPT));
    return names.some((name) => this.#total[name] - first[name] >= KEPT[name]);
  }

  /** @param {Size} size @param {1 | -1} sign */
  #count(size, sign) {
    this.#total.lines += sign * size.lines;
    this.#total.characters += sign * size.characters;
    this.#total.pictures += sign * size.pictures;
  }
}
