// @ts-check
/** The form that says what to draw, and its part of the page's address. */

import { byId, make, setText } from '../lib/elements.js';
import { freshSeed, LARGEST_SEED } from '../lib/settings.js';
import { inWords } from './names.js';

/** @typedef {import('./plan.js').SpriteWish} SpriteWish */

const VIEWS = /** @type {const} */ (['kind', 'all', 'temperatures']);
const field = (/** @type {string} */ id) => byId(id, HTMLInputElement);
const list = (/** @type {string} */ id) => byId(id, HTMLSelectElement);

/** @param {string} text @returns {number | undefined} a seed */
function seedIn(text) {
  const seed = /^\d{1,10}$/.test(text.trim()) ? Number(text) : Number.NaN;
  return seed <= LARGEST_SEED ? seed : undefined;
}

export class WishForm {
  #onZone;

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
    const seed = seedIn(field('seed').value);
    const count = field('count').valueAsNumber;
    const view = VIEWS.find((name) => name === list('view').value) ?? 'kind';
    const goodCount =
      view !== 'kind' || (Number.isInteger(count) && field('count').checkValidity());
    field('seed').setAttribute('aria-invalid', String(seed === undefined));
    field('count').setAttribute('aria-invalid', String(!goodCount));
    if (seed === undefined)
      return { problem: `Seed must be a whole number from 0 to ${LARGEST_SEED}.` };
    if (!goodCount) {
      return { problem: `How many must be a whole number from 1 to ${field('count').max}.` };
    }
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
    for (const [name, value] of Object.entries(given)) query.set(name, String(value));
    return `?${query}`;
  }

  /** What the address names and the page knows; the seed is read with the settings. */
  #readAddress() {
    const query = new URLSearchParams(location.search);
    for (const id of ['view', 'zone', 'category']) {
      const value = query.get(id);
      if ([...list(id).options].some((option) => option.value === value))
        list(id).value = String(value);
    }
    for (const id of ['count', 'temperature']) {
      const value = Number(query.get(id) ?? Number.NaN);
      const { min, max } = field(id);
      if (value >= Number(min) && value <= Number(max)) field(id).value = String(value);
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
