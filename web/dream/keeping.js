// @ts-check
/** The trainings that this browser keeps: offered when the room opens, and listed. */

import { byId, make, setText } from '../lib/elements.js';
import { agoText, inThousands } from '../lib/numbers.js';

/** @typedef {import('../worker/protocol.js').DreamEvent} DreamEvent */
/** @typedef {import('../worker/protocol.js').KeptRun} KeptRun */
/** @typedef {DreamEvent & {type: 'kept'}} Kept */

const RENEW_MS = 10_000;

/** @param {number} savedAt   milliseconds since 1970 */
const ago = (savedAt) => agoText((Date.now() - savedAt) / 1000);

export class Keeping {
  #offer = byId('offer');
  #offerText = byId('offer-text');
  #goOn = byId('go-on', HTMLButtonElement);
  #anew = byId('begin-anew', HTMLButtonElement);
  #now = byId('kept-now');
  #problem = byId('kept-problem');
  #list = byId('kept-runs');
  #handlers;
  /** @type {KeptRun | null} */
  #offered = null;
  /** The seed that was opened, where another one's training is offered. @type {number | null} */
  #instead = null;
  /** The last save, be it in memory alone. @type {Kept | null} */
  #last = null;
  /** The last save that outlives the page. @type {Kept | null} */
  #stored = null;

  /**
   * @param {object} handlers
   * @param {(run: KeptRun) => void} handlers.goOn
   * @param {(run: KeptRun) => void} handlers.forget
   */
  constructor(handlers) {
    this.#handlers = handlers;
    this.#goOn.addEventListener('click', () => this.#offered && handlers.goOn(this.#offered));
    this.#anew.addEventListener('click', () => {
      this.closeOffer();
      byId('run').focus();
    });
    setInterval(() => this.#tellTimes(), RENEW_MS);
  }

  /** The last save of the training that goes on here, null before the first. */
  get last() {
    return this.#last;
  }

  /** @param {Kept} event */
  kept(event) {
    this.#last = event;
    if (event.problem === null) this.#stored = event;
    document.documentElement.dataset.kept = String(event.step);
    setText(this.#problem, event.problem ?? '');
    this.#problem.hidden = event.problem === null;
    this.#tellTimes();
  }

  /** Another training has taken the place of the one that was here. */
  begin() {
    this.#last = null;
    this.#stored = null;
    delete document.documentElement.dataset.kept;
    this.#tellTimes();
  }

  /**
   * @param {KeptRun[]} runs   newest first
   * @param {number} seed      that the room has opened
   */
  offer(runs, seed) {
    const run = runs.find((one) => one.seed === seed) ?? runs[0];
    if (!run) return;
    this.#offered = run;
    this.#instead = run.seed === seed ? null : seed;
    const other = this.#instead !== null;
    this.#offerText.ariaLive = 'polite';
    this.#tellOffer(run);
    setText(
      this.#goOn,
      `Go on from step ${inThousands(run.step)}${other ? ` of seed ${run.seed}` : ''}`,
    );
    setText(this.#anew, other ? `Stay with seed ${seed}` : 'Begin anew');
    this.#offer.hidden = false;
  }

  /** @param {KeptRun} run */
  #tellOffer({ seed, step, savedAt, damaged }) {
    const damage = damaged ? ' Another save of it is damaged and can’t be read.' : '';
    const opened = this.#instead === null ? '' : ` This page has opened seed ${this.#instead}.`;
    setText(
      this.#offerText,
      `Step ${inThousands(step)} of seed ${seed} is kept in this browser, saved ${ago(savedAt)}.${damage}${opened}`,
    );
  }

  closeOffer() {
    this.#offer.hidden = true;
    this.#offered = null;
  }

  /** @param {KeptRun[]} runs   newest first, without the one that goes on here */
  list(runs) {
    const lines = runs.map((run) => {
      const name = `Seed ${run.seed}, step ${inThousands(run.step)}`;
      const goOn = make('button', { className: 'plain', type: 'button' }, 'Go on');
      goOn.setAttribute('aria-label', `Go on: ${name}`);
      goOn.addEventListener('click', () => this.#handlers.goOn(run));
      const forget = make('button', { className: 'plain', type: 'button' }, 'Remove');
      forget.setAttribute('aria-label', `Remove: ${name}`);
      forget.addEventListener('click', () => this.#handlers.forget(run));
      const when = make('span', { className: 'quiet' }, ago(run.savedAt));
      when.dataset.savedAt = String(run.savedAt);
      const text = make('span', {}, name);
      return make(
        'li',
        {},
        make('p', {}, text, when),
        make('p', { className: 'kept-tools' }, goOn, forget),
      );
    });
    this.#list.replaceChildren(...lines);
    this.#list.hidden = lines.length === 0;
  }

  /** @returns {string} what of this training outlives the page */
  #savedText() {
    const stored = this.#stored;
    const saved = stored && `step ${inThousands(stored.step)}, ${ago(stored.savedAt)}`;
    if (this.#last?.problem) {
      return saved
        ? `The last save of this training in this browser: ${saved}.`
        : 'Nothing of this training is kept in this browser.';
    }
    return saved
      ? `This training is saved as it goes: ${saved}.`
      : 'A training is saved as it goes, twice a minute and whenever it pauses.';
  }

  #tellTimes() {
    setText(this.#now, this.#savedText());
    this.#offerText.ariaLive = 'off'; // it has been told; only its age changes
    if (this.#offered) this.#tellOffer(this.#offered);
    for (const when of this.#list.querySelectorAll('[data-saved-at]')) {
      if (when instanceof HTMLElement) setText(when, ago(Number(when.dataset.savedAt)));
    }
  }
}
