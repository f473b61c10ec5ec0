// @ts-check
/** The form that says what to draw, and its part of the page's address. */

import { byId, make, setText } from '../lib/elements.js';
import { wholeNumberIn } from '../lib/numbers.js';
import { freshSeed, LARGEST_SEED, parseSeed, readSetting } from '../lib/settings.js';
import { inWords } from './names.js';

/** @typedef {import('./plan.js').SpriteWish} SpriteWish */

const VIEWS = /** @type {const} */ (['kind', 'all', 'temperatures']);
const field = (/** @type {string} */ id) => byId(id, HTMLInputElement);
const list = (/** @type {string} */ id) => byId(id, HTMLSelectElement);

const MOST = 64;

/** What an address may say besides the seed; the fields hold what it does not. */
const NUMBERS = /** @type {const} */ ({
  count: { type: 'integer', min: 1, max: MOST },
  temperature: { type: 'number', min: 0.3, max: 1.3 },
});

export class WishForm {
  #onZone;
  /** What is wrong in the address, a sentence each. @type {string[]} */
  problems = [];

  /**
   * @param {{zones: string[], categories: string[]}} names
   * @param {number} seed
   * @param {{onZone: (zone: string) => void}} listener   told of the zone chosen
   */
  constructor({ zones, categories }, seed, { onZone }) {
    this.#onZone = onZone;
    const options = (/** @type {string[]} */ names) =>
      names.map((name) => make('option', { value: name }, inWords(name)));
    list('zone').replaceChildren(...options(zones));
    list('category').replaceChildren(...options(categories));
    field('seed').value = String(seed);
    this.#readAddress();
    this.#showView();
    list('view').addEventListener('change', () => this.#showView());
    list('zone').addEventListener('change', () => onZone(list('zone').value));
    field('temperature').addEventListener('input', () => this.#showTemperature());
    byId('new-seed').addEventListener('click', () => {
      field('seed').value = String(freshSeed());
      field('seed').removeAttribute('aria-invalid');
    });
    onZone(list('zone').value);
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
    const [zone, category] = [list('zone').value, list('category').value];
    const temperature = field('temperature').valueAsNumber;
    return { wish: { view, zone, category, seed, count, temperature } };
  }

  /** @param {Partial<SpriteWish>} wish   the fields that change */
  fill({ view, zone, category, seed, temperature }) {
    if (view) list('view').value = view;
    if (zone) list('zone').value = zone;
    if (category) list('category').value = category;
    if (seed !== undefined) field('seed').value = String(seed);
    if (temperature !== undefined) field('temperature').value = String(temperature);
    this.#showView();
    this.#onZone(list('zone').value);
  }

  /** Another seed than the one that stands there. */
  renewSeed() {
    byId('new-seed').click();
  }

  /** @param {SpriteWish} wish @returns {string} a query that brings the same sheet back */
  static query({ view, zone, category, seed, count, temperature }) {
    const query = new URLSearchParams(location.search);
    const given = { view, zone, category, seed, count, temperature };
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
    for (const id of ['view', 'zone', 'category']) {
      const choices = [...list(id).options].map(({ value }) => value);
      const choice = { choices, default: list(id).value, help: '' };
      list(id).value = read(id, { type: 'choice', ...choice });
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
