// @ts-check
/** What the page says of its files: what was done, or why it was not. */

import { byId, setText } from '../lib/elements.js';

export class FileNotes {
  #note = byId('files-note');
  #problem = byId('files-problem');

  /** @param {string} sentence */
  say(sentence) {
    this.#problem.hidden = true;
    setText(this.#note, sentence);
  }

  /** @param {string} sentence */
  refuse(sentence) {
    this.say('');
    setText(this.#problem, sentence);
    this.#problem.hidden = false;
    this.#problem.scrollIntoView({ block: 'nearest' });
  }

  /** @param {() => Promise<string>} act   the sentence it ends with, or throws, is shown */
  async telling(act) {
    this.say('');
    try {
      this.say(await act());
    } catch (cause) {
      this.refuse(cause instanceof Error ? cause.message : String(cause));
    }
  }
}
