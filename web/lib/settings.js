// @ts-check
/**
 * The settings a user can put in a page's address, declared once.
 * From this table come the parsing, the error messages, the address and the controls' limits.
 */

import { numberIn, wholeNumberIn } from './numbers.js';
import { chance } from './token-host.js';

/** @typedef {import('../worker/protocol.js').Backend | 'auto'} BackendWish */
/** @typedef {import('../worker/protocol.js').NetworkConfig} NetworkConfig */

/**
 * @typedef {object} NumberSetting
 * @property {'integer' | 'number'} type
 * @property {number | null | (() => number)} default   null: the page decides
 * @property {number} min
 * @property {number} max
 * @property {string} help
 */

/**
 * @typedef {object} ChoiceSetting
 * @property {'choice'} type
 * @property {string} default
 * @property {readonly string[]} choices
 * @property {string} help
 */

/** @typedef {NumberSetting | ChoiceSetting} Setting */

/**
 * @typedef {object} Settings
 * @property {number} seed
 * @property {BackendWish} backend
 * @property {NetworkConfig} config
 * @property {number | null} scale      device pixels per picture pixel; null: chosen to fit
 * @property {number} refresh           seconds
 * @property {number | null} depth      of the dream; null: grows by itself
 */

export const LARGEST_SEED = 2 ** 32 - 1;

/** @returns {number} a seed nobody has chosen */
export function freshSeed() {
  return Math.floor(chance() * (LARGEST_SEED + 1));
}

/** @satisfies {Record<keyof Settings, Setting>} */
export const SETTINGS = {
  seed: {
    type: 'integer',
    default: freshSeed,
    min: 0,
    max: LARGEST_SEED,
    help: 'The same seed gives the same nine pictures and the same first weights.',
  },
  backend: {
    type: 'choice',
    default: 'auto',
    choices: ['auto', 'webgpu', 'wasm-threads', 'wasm'],
    help: 'What computes.',
  },
  config: {
    type: 'choice',
    default: 'default',
    choices: ['default', 'tiny'],
    help: 'The size of the network.',
  },
  scale: {
    type: 'integer',
    default: null,
    min: 1,
    max: 256,
    help: 'Screen pixels per side of one tile pixel.',
  },
  refresh: {
    type: 'number',
    default: 2,
    min: 0.05,
    max: 2,
    help: 'Seconds between new tiles.',
  },
  depth: {
    type: 'integer',
    default: null,
    min: 0,
    max: 8,
    help: 'How deeply it dreams: 0 raw, 2 scenes, 8 memories.',
  },
};

/**
 * @param {NumberSetting} setting
 * @returns {string} "a whole number from 0 to 9"
 */
function rangeInWords({ type, min, max }) {
  return `a ${type === 'integer' ? 'whole number' : 'number'} from ${min} to ${max}`;
}

/**
 * @param {string} text
 * @param {NumberSetting} setting
 * @returns {number | undefined} undefined when the text is no such number
 */
function parseNumber(text, setting) {
  const value = setting.type === 'integer' ? wholeNumberIn(text) : numberIn(text);
  return value >= setting.min && value <= setting.max ? value : undefined;
}

/**
 * @param {string} name
 * @param {string} text
 * @param {Setting} setting
 * @returns {{value: number | string} | {problem: string}}
 */
function parseSetting(name, text, setting) {
  if (setting.type === 'choice') {
    if (setting.choices.includes(text)) return { value: text };
    return { problem: `${name} must be one of ${setting.choices.join(', ')}, not “${text}”` };
  }
  const value = parseNumber(text, setting);
  if (value !== undefined) return { value };
  return { problem: `${name} must be ${rangeInWords(setting)}, not “${text}”` };
}

/** @param {Setting} setting */
function defaultOf(setting) {
  return typeof setting.default === 'function' ? setting.default() : setting.default;
}

/** @param {string} name @param {number | string | null} value */
function fallbackInWords(name, value) {
  return value === null ? `the page chooses the ${name}` : `${value} is used instead`;
}

/**
 * One setting of an address. A bad value falls back to the default and is told.
 *
 * @param {URLSearchParams} query
 * @param {string} name
 * @param {Setting} setting
 * @returns {{value: number | string | null, problem: string | null}}  `problem`: a sentence
 */
export function readSetting(query, name, setting) {
  const text = query.get(name);
  const parsed = text === null ? undefined : parseSetting(name, text, setting);
  if (parsed && 'value' in parsed) return { value: parsed.value, problem: null };
  const value = defaultOf(setting);
  const problem = parsed && `In the address, ${parsed.problem}; ${fallbackInWords(name, value)}.`;
  return { value, problem: problem ?? null };
}

/**
 * Reads the settings from an address's query.
 *
 * @param {string} query   `?seed=7&backend=wasm`
 * @param {Partial<Settings>} [fixed]   what the query has no say in
 * @returns {{settings: Settings, problems: string[]}}  each problem is one sentence
 */
export function parseSettings(query, fixed = {}) {
  const params = new URLSearchParams(query);
  /** @type {Record<string, number | string | null>} */
  const settings = { ...fixed };
  const problems = [];
  for (const [name, setting] of Object.entries(SETTINGS)) {
    if (name in fixed) continue;
    const { value, problem } = readSetting(params, name, setting);
    settings[name] = value;
    if (problem) problems.push(problem);
  }
  return { settings: /** @type {Settings} */ (/** @type {unknown} */ (settings)), problems };
}

/**
 * @param {string} text   what was typed into the seed field
 * @returns {{value: number} | {problem: string}}
 */
export function parseSeed(text) {
  const value = parseNumber(text, SETTINGS.seed);
  if (value !== undefined) return { value };
  return { problem: `A seed is ${rangeInWords(SETTINGS.seed)}.` };
}

/**
 * The query that brings these settings back. Defaults and what is null are left out, so that a
 * seed never is, unless it is not the query's to say; parameters that are no settings stay.
 *
 * @param {Omit<Settings, 'seed'> & {seed: number | null}} settings
 * @param {string} [query]   the query to start from
 * @returns {string} `?seed=7`
 */
export function settingsToQuery(settings, query = '') {
  const params = new URLSearchParams(query);
  for (const [name, setting] of Object.entries(SETTINGS)) {
    const value = settings[/** @type {keyof Settings} */ (name)];
    if (value === null || value === setting.default) params.delete(name);
    else params.set(name, String(value));
  }
  return `?${params}`;
}
