// @ts-check
/** The names of the inputs and of the two classes, to be changed. */

import { byId, make } from '../lib/elements.js';

/** @typedef {import('../worker/protocol.js').Features} Features */

const LONGEST = 200; // characters, as a model's file takes them

export class Names {
  #host = byId('names');
  /** @type {Features | undefined} */ #features;

  /** @param {(features: Features) => void} onChange */
  constructor(onChange) {
    this.#host.addEventListener('change', () => {
      const features = this.#features;
      if (!features) return;
      const [names, classes] = ['input', 'class'].map((kind) => this.#values(kind));
      onChange({ ...features, names, class_names: classes });
    });
  }

  /** @param {Features} features */
  show(features) {
    this.#features = features;
    const { names, class_names } = features;
    this.#host.replaceChildren(
      ...names.map((name, index) => this.#field('input', `Input ${index + 1}`, name)),
      ...class_names.map((name, index) => this.#field('class', `Class ${index + 1}`, name)),
    );
  }

  /** @param {string} kind @param {string} label @param {string} value */
  #field(kind, label, value) {
    const id = `name-of-${label.toLowerCase().replace(' ', '-')}`;
    const input = make('input', {
      type: 'text',
      id,
      value,
      maxLength: LONGEST,
      autocomplete: 'off',
    });
    input.dataset.kind = kind;
    return make('div', { className: 'field' }, make('label', { htmlFor: id }, label), input);
  }

  /** An empty field keeps the name that was there. @param {string} kind */
  #values(kind) {
    const fields = this.#host.querySelectorAll(`[data-kind=${kind}]`);
    return /** @type {HTMLInputElement[]} */ ([...fields]).map(
      (field) => field.value.trim() || field.defaultValue,
    );
  }
}
