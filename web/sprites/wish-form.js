// @ts-check
/** The form that says what to draw, and its part of the page's address. */

import { byId, make, setText } from '../lib/elements.js';
import { wholeNumberIn } from '../lib/numbers.js';
import { freshSeed, LARGEST_SEED, parseSeed, readSetting } from '../lib/settings.js';
import { inWords } from './names.js';

/** @typedef {import('../worker/sprites-protocol.js').Labels} Labels */
/** @typedef {import('./plan.js').SpriteWish} SpriteWish */
/** @typedef {import('./sprite-model.js').Axis} Axis */

const VIEWS = /** @type {const} */ (['kind', 'all', 'temperatures']);
const field = (/** @type {string} */ id) => byId(id, HTMLInputElement);
const list = (/** @type {string} */ id) => byId(id, HTMLSelectElement);

const MOST = 64;

/** What an address may say besides the seed; the fields hold what it does not. */
const NUMBERS = /** @type {const} */ ({
  count: { type: 'integer', min: 1, max: MOST },
  temperature: { type: 'number', min: 0.3, max: 1.3 },
});

const ANY = ''; // the network is not told

/** Axes whose fields and parts of addresses are called as they are; others could be any word. */
const SEA = ['zone', 'category'];

/** @param {Axis} axis @returns {string} the id of its field, and its name in an address */
const fieldOf = ({ name }) => (SEA.includes(name) ? name : `label-${name}`);

export class WishForm {
  #axes;
  #onLabels;
  /** What is wrong in the address, a sentence each. @type {string[]} */
  problems = [];

  /**
   * @param {{axes: Axis[]}} opened
   * @param {number} seed
   * @param {{onLabels: (labels: Labels) => void}} listener   told of those chosen
   */
  constructor({ axes }, seed, { onLabels }) {
    this.#axes = axes;
    this.#onLabels = onLabels;
    byId('labels').replaceChildren(...axes.map(labelField));
    const kinds = axes.reduce((product, { names }) => product * names.length, 1);
    setText(byId('all-kinds'), `All ${kinds} kinds`);
    field('seed').value = String(seed);
    this.#readAddress();
    this.#showView();
    list('view').addEventListener('change', () => this.#showView());
    byId('labels').addEventListener('change', () => onLabels(this.#labels));
    field('temperature').addEventListener('input', () => this.#showTemperature());
    byId('new-seed').addEventListener('click', () => {
      field('seed').value = String(freshSeed());
      field('seed').removeAttribute('aria-invalid');
    });
    onLabels(this.#labels);
  }

  /** Those chosen. @returns {Labels} */
  get #labels() {
    const chosen = this.#axes.map((axis) => [axis.name, list(fieldOf(axis)).value]);
    return Object.fromEntries(chosen.filter(([, name]) => name !== ANY));
  }

  /** @returns {{wish: SpriteWish} | {problem: string}} */
  read() {
    const parsed = parseSeed(field('seed').value);
    const count = wholeNumberIn(field('count').value);
    const view = VIEWS.find((name) => name === list('view').value) ?? 'kind';
    const goodCount = view !== 'kind' || (count >= 1 && count <= MOST);
    field('seed').setAttribute('aria-invalid', String('problem' in parsed));
    field('count').setAttribute('aria-invalid', String(!goodCount));
    if ('problem' in parsed)
      return { problem: `Seed must be a whole number from 0 to ${LARGEST_SEED}.` };
    if (!goodCount) return { problem: `How many must be a whole number from 1 to ${MOST}.` };
    const { value: seed } = parsed;
    const temperature = field('temperature').valueAsNumber;
    return { wish: { view, labels: this.#labels, seed, count, temperature } };
  }

  /** @param {Partial<SpriteWish>} wish   the fields that change */
  fill({ view, labels, seed, temperature }) {
    if (view) list('view').value = view;
    for (const axis of labels ? this.#axes : []) {
      const name = labels?.[axis.name] ?? ANY;
      list(fieldOf(axis)).value = axis.names.includes(name) ? name : ANY;
    }
    if (seed !== undefined) field('seed').value = String(seed);
    if (temperature !== undefined) field('temperature').value = String(temperature);
    this.#showView();
    this.#onLabels(this.#labels);
  }

  /** Another seed than the one that stands there. */
  renewSeed() {
    byId('new-seed').click();
  }

  /** @param {SpriteWish} wish @returns {string} a query that brings the same sheet back */
  query({ view, labels, seed, count, temperature }) {
    const query = new URLSearchParams(location.search);
    const told = this.#axes.map((axis) => [fieldOf(axis), labels[axis.name] ?? ANY]);
    const given = { view, ...Object.fromEntries(told), seed, count, temperature };
    for (const [name, value] of Object.entries(given)) {
      if (!Number.isNaN(value)) query.set(name, String(value));
    }
    return `?${query}`;
  }

  /** What the address names; the seed is read with the settings. */
  #readAddress() {
    const query = new URLSearchParams(location.search);
    const read = (
      /** @type {string} */ id,
      /** @type {import('../lib/settings.js').Setting} */ setting,
    ) => {
      const { value, problem } = readSetting(query, id, setting);
      if (problem) this.problems.push(problem);
      return String(value);
    };
    for (const id of ['view', ...this.#axes.map(fieldOf)]) {
      const choices = [...list(id).options].map(({ value }) => value).filter((one) => one !== ANY);
      const choice = { choices, default: list(id).value, help: '' };
      const any = id !== 'view' && query.get(id) === ANY;
      list(id).value = any ? ANY : read(id, { type: 'choice', ...choice });
    }
    for (const [id, limits] of Object.entries(NUMBERS)) {
      const input = field(id);
      input.value = read(id, { ...limits, default: Number(input.value), help: '' });
    }
  }

  #showView() {
    const view = list('view').value;
    for (const part of document.querySelectorAll('[data-for]')) {
      if (part instanceof HTMLElement) part.hidden = !part.dataset.for?.split(' ').includes(view);
    }
    this.#showTemperature();
  }

  #showTemperature() {
    const degree = field('temperature').valueAsNumber;
    const how = degree < 0.6 ? 'calm' : degree > 1 ? 'wild' : 'lively';
    setText(byId('temperature-text'), `${degree} ${how}`);
  }
}

/** @param {Axis} axis @returns {HTMLElement} a list of its names, and any of them */
function labelField(axis) {
  const id = fieldOf(axis);
  const options = axis.names.map((name) => make('option', { value: name }, inWords(name)));
  const any = make('option', { value: ANY }, 'Any');
  const part = make(
    'div',
    { className: 'field' },
    make('label', { htmlFor: id }, inWords(axis.name)),
    make('select', { id }, ...options, any),
  );
  part.dataset.for = 'kind temperatures';
  return part;
}
