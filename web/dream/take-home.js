// @ts-check
/** Pictures to take home: a snapshot of the tiles, and a time-lapse of how they learned. */

import { byId, setText } from '../lib/elements.js';
import { offer } from '../lib/file-links.js';

/** @typedef {import('../worker/protocol.js').NamedFile} NamedFile */

const DOWNLOADED = 'If no download has begun, the link fetches it.';

export class TakeHome {
  #button = byId('time-lapse', HTMLButtonElement);
  #label = byId('time-lapse-label');
  #progress = byId('time-lapse-progress', HTMLProgressElement);
  #making = false;

  /**
   * @param {import('./file-notes.js').FileNotes} notes
   * @param {object} handlers
   * @param {() => Promise<NamedFile>} handlers.snapshot
   * @param {() => Promise<NamedFile | null>} handlers.timeLapse   null once stopped
   * @param {() => void} handlers.stop   the time-lapse
   */
  constructor(notes, { snapshot, timeLapse, stop }) {
    byId('snapshot').addEventListener('click', () =>
      notes.telling(async () => {
        offer([await snapshot()]);
        return `${DOWNLOADED} Dropped on the page, a snapshot brings its seed and settings back.`;
      }),
    );
    this.#button.addEventListener('click', () => {
      if (this.#making) stop();
      else notes.telling(() => this.#make(timeLapse));
    });
  }

  /** @param {{done: number, total: number}} progress   in frames */
  show({ done, total }) {
    this.#progress.max = total;
    this.#progress.value = done;
  }

  /** @param {() => Promise<NamedFile | null>} timeLapse @returns {Promise<string>} */
  async #make(timeLapse) {
    this.#setMaking(true);
    try {
      const file = await timeLapse();
      if (!file) return 'The time-lapse was stopped.';
      offer([file]);
      return DOWNLOADED;
    } finally {
      this.#setMaking(false);
    }
  }

  /** @param {boolean} making */
  #setMaking(making) {
    this.#making = making;
    this.#progress.hidden = !making;
    this.#progress.removeAttribute('value');
    setText(this.#label, making ? 'Stop the time-lapse' : 'Time-lapse');
  }
}
