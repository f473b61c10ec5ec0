// @ts-check
/** The model that is shown: its pixels, its run, what it says of the square and of typed inputs. */

import { setAccent } from '../lib/accent.js';
import { byId, setText } from '../lib/elements.js';
import { latestOnly } from '../lib/latest.js';
import { tellLater } from '../lib/notices.js';
import { showCost } from './cost.js';
import { PixelLabel } from './pixel-label.js';
import { Player } from './player.js';
import { answerText, Predictor } from './predictor.js';
import { RunView } from './run-view.js';

/** @typedef {import('../worker/protocol.js').Model} Model */

/** After a change the square is drawn coarsely, and after this long finely */
const REST_MS = 120;

/**
 * @typedef {object} Handlers
 * @property {() => void} scrubbed   by hand, to where the player stands
 * @property {() => void} played     to the end
 */

export class ModelView {
  #connection;
  #field;
  /** @type {Model | undefined} */ #model;
  #knows = false;
  /** Which model that is; answers about one before it are late. */
  #version = 0;
  /** What a third input is held at */
  #third = 0.5;
  /** @type {ReturnType<typeof setTimeout> | undefined} */ #resting;
  #label = new PixelLabel();
  #predictor = new Predictor(() => this.#predictTyped(null));
  #run;
  /** Plays the run, or stands somewhere in it */
  player;

  /**
   * @param {import('./connection.js').Connection} connection
   * @param {import('./field.js').Field} field
   * @param {Handlers} handlers
   */
  constructor(connection, field, { scrubbed, played }) {
    this.#connection = connection;
    this.#field = field;
    this.player = new Player({ onFrame: (index) => this.#showFrame(index), onEnd: played });
    this.#run = new RunView((index) => {
      this.player.pause();
      this.player.seek(index);
      scrubbed();
    });
    byId('third').addEventListener('input', () => {
      this.#third = byId('third', HTMLInputElement).valueAsNumber;
      if (this.#model) this.#showThird(this.#model);
      this.askForShade(true);
    });
  }

  get model() {
    return this.#model;
  }

  /** Whether it was trained or opened, not only begun. */
  get knows() {
    return this.#knows;
  }

  get version() {
    return this.#version;
  }

  /**
   * @param {Model} model
   * @param {{knows: boolean, at?: number}} options   which frame to show, the last if not told
   */
  show(model, { knows, at }) {
    this.#model = model;
    this.#knows = knows;
    this.#version += 1;
    this.#label.show(model);
    this.#run.show(model.frames);
    showCost(model.cost);
    this.#predictor.show(model.features);
    this.#showThird(model);
    for (const section of document.querySelectorAll('[data-when-open]'))
      section.removeAttribute('hidden');
    this.player.load(model.frames.length);
    this.player.seek(at ?? model.frames.length - 1);
    this.#showLegend();
  }

  /** The page's accent is the colour of the model. */
  wearColour() {
    const pixels = this.#model?.frames.at(-1)?.pixels ?? [];
    const colours = pixels.flatMap(([red, green, blue]) => [red, green, blue, 255]);
    setAccent(document.documentElement, Uint8ClampedArray.from(colours));
  }

  /** @param {boolean} [moving]   coarse now, fine when nothing has moved for a while */
  askForShade(moving = false) {
    clearTimeout(this.#resting);
    this.#requestShade(moving);
    if (moving) this.#resting = setTimeout(() => this.#requestShade(false), REST_MS);
  }

  /** @param {number[] | null} point   of the square; null: none @param {boolean} byKeyboard */
  pointAt(point, byKeyboard) {
    this.#predictAt({ point, answer: byKeyboard ? tellLater() : () => {} });
  }

  /** @param {number} index */
  #showFrame(index) {
    if (!this.#model) return;
    this.#label.showFrame(this.#model.frames[index]);
    this.#run.showFrame(index);
    this.#predictTyped(null);
    this.askForShade(true);
  }

  /** @param {Model} model */
  #showThird({ inputs, features }) {
    byId('third-input').hidden = inputs < 3;
    if (inputs < 3) return;
    setText(byId('third-name'), features.names[2]);
    const value = features.low[2] + this.#third * (features.high[2] - features.low[2]);
    setText(byId('third-text'), String(Number(value.toPrecision(3))));
  }

  /** What the lines on the square are, where nothing else is said of it. */
  #showLegend() {
    const hidden = this.#model?.hidden ?? 0;
    let legend = 'Nothing is learned yet.';
    if (this.#knows && hidden === 0) legend = 'On the line the model cannot decide.';
    else if (this.#knows) legend = `Dashed: hidden ${neurons(hidden)} at 0.`;
    setText(byId('readout'), legend);
  }

  #requestShade = latestOnly(async (/** @type {boolean} */ coarse) => {
    const shade = await this.#connection.ask(async (calls) => {
      if (!this.#model) return undefined;
      const [mine, third] = [this.#version, this.#third];
      const of = { hidden: this.#model.hidden > 0, third };
      const wish = { frame: this.player.index, third, ...this.#field.size(coarse) };
      return { mine, of, ...(await calls.shade(wish)) };
    });
    if (shade?.mine === this.#version) this.#field.showShade(shade, shade.of);
  });

  #predictAt = latestOnly(
    async (
      /** @type {{point: number[] | null, answer: (sentence: string) => void}} */
      { point, answer },
    ) => {
      const prediction = await this.#connection.ask(async (calls) =>
        point?.length === this.#model?.inputs && point
          ? calls.predict(point, this.player.index, false)
          : undefined,
      );
      if (!prediction) {
        this.#showLegend();
        return;
      }
      const sentence = `${prediction.told.join(', ')}: ${answerText(prediction)}`;
      setText(byId('readout'), sentence);
      answer(sentence);
    },
  );

  #predictTyped = latestOnly(async () => {
    await this.#connection.ask(async (calls) => {
      const { inputs } = this.#predictor;
      if (!this.#model) return;
      if (inputs?.length !== this.#model.inputs) this.#predictor.tell(null);
      else this.#predictor.tell(await calls.predict(inputs, this.player.index, true));
    });
  });
}

/** @param {number} count @returns {string} "neurons 1 and 2 are" */
function neurons(count) {
  if (count === 1) return 'neuron 1 is';
  return `neurons 1 ${count === 2 ? 'and' : 'to'} ${count} are`;
}
