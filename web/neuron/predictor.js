// @ts-check
/** Inputs typed in their own units, and what the model says of them. */

import { byId, make, setText } from '../lib/elements.js';
import { numberIn } from '../lib/numbers.js';
import { percent } from './cost.js';

/** @typedef {import('../worker/protocol.js').Features} Features */
/** @typedef {import('../worker/protocol.js').Prediction} Prediction */

/** @param {Prediction} prediction @returns {string} "Bring umbrella (98.2%)" */
export function answerText({ name, certainty }) {
  return `${name} (${percent(certainty)})`;
}

/** @param {string} text */
const isNumber = (text) => Number.isFinite(numberIn(text));

export class Predictor {
  #form = byId('predict', HTMLFormElement);
  #answer = byId('prediction');
  /** @type {HTMLInputElement[]} */ #inputs = [];
  #onInput;

  /** @param {() => void} onInput   something was typed */
  constructor(onInput) {
    this.#onInput = onInput;
    this.#form.addEventListener('input', onInput);
    this.#form.addEventListener('submit', (event) => event.preventDefault());
  }

  /** @returns {number[] | null} null where a field holds no number */
  get inputs() {
    const values = this.#inputs.map(({ value }) => numberIn(value));
    return values.every(Number.isFinite) ? values : null;
  }

  /** One field for each input; what was typed stays where the ranges do. @param {Features} features */
  show({ names, low, high }) {
    const before = this.#inputs;
    const rows = names.map((name, index) => {
      const id = `input-${index + 1}`;
      const input = make('input', { type: 'text', inputMode: 'decimal', id, autocomplete: 'off' });
      const [min, max] = [String(low[index]), String(high[index])];
      const kept = before[index]?.dataset.range === `${min} ${max}` ? before[index].value : '';
      input.dataset.range = `${min} ${max}`;
      input.value = kept || String(Number(((low[index] + high[index]) / 2).toPrecision(3)));
      const label = make('label', { htmlFor: id }, name);
      const range = make('span', { className: 'quiet' }, `${min} to ${max}`);
      return { input, row: make('div', { className: 'field' }, label, input, range) };
    });
    this.#inputs = rows.map(({ input }) => input);
    this.#form.replaceChildren(...rows.map(({ row }) => row));
    this.#onInput();
  }

  /** @param {Prediction | null} prediction   null: the fields hold no numbers */
  tell(prediction) {
    const sentences = prediction
      ? [answerText(prediction), ...prediction.outside]
      : [this.#problem()];
    setText(this.#answer, sentences.join(' – '));
    this.#answer.dataset.class = prediction ? String(prediction.class) : '';
  }

  /** @returns {string} what to do about the first field that holds no number, or maybe two */
  #problem() {
    const wrong = this.#inputs.map(({ value }) => value.trim()).find((text) => !isNumber(text));
    if (!wrong) return 'Type a number in every field.';
    const [whole, decimal] = ['', '.'].map((mark) => wrong.replace(',', mark));
    return isNumber(whole) && isNumber(decimal)
      ? `“${wrong}” may be ${whole} or ${decimal}: type that.`
      : `“${wrong}” is no number.`;
  }
}
