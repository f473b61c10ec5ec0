// @ts-check
/**
 * Keys, by the character they type, so that they sit well on QWERTY and AZERTY alike. A key
 * presses a control of the page and can do nothing that the control can't.
 */

import { byId } from '../lib/elements.js';
import { recall, remember } from '../lib/memory.js';

/**
 * @typedef {object} Shortcut
 * @property {string[]} keys     as `KeyboardEvent.key` in lower case
 * @property {string} control    the id of the button it presses
 * @property {string} does       for the help
 */

/** @type {Shortcut[]} */
export const SHORTCUTS = [
  { keys: ['h'], control: 'help', does: 'this help, and back' },
  { keys: [' '], control: 'run', does: 'start or pause training' },
  { keys: ['q', 'a'], control: 'fewer', does: 'fewer tiles, one at least' },
  { keys: ['d'], control: 'more', does: 'more tiles' },
  { keys: ['s'], control: 'slower', does: 'tiles change more slowly' },
  { keys: ['w', 'z'], control: 'faster', does: 'tiles change faster' },
  { keys: ['i'], control: 'statistics-switch', does: 'statistics on or off' },
  { keys: ['m'], control: 'snapshot', does: 'a snapshot of the mosaic, as a PNG' },
  { keys: ['f'], control: 'fullscreen', does: 'the whole screen, and back' },
  {
    keys: ['c'],
    control: 'clean',
    does: 'nothing but the tiles; any key or a tap brings the rest back',
  },
];

const MEMORY = 'dream.keys';
const TYPED_INTO = 'textarea, select, [contenteditable]';
/** Elements that do something of their own with the space key */
const USES_SPACE = 'a, button, input, summary';

/** @param {string} key @returns {string} as it is printed on the key */
export const keyName = (key) => (key === ' ' ? 'Space' : key.toUpperCase());

/** @param {Element} element @returns {boolean} whether keys write text there */
function isTypedInto(element) {
  if (element instanceof HTMLInputElement) return !['checkbox', 'range'].includes(element.type);
  return element.closest(TYPED_INTO) !== null;
}

export class Keys {
  #on = recall(MEMORY) !== 'off';

  constructor() {
    for (const { keys, control } of SHORTCUTS) {
      byId(control).setAttribute('aria-keyshortcuts', keys.map(keyName).join(' '));
    }
    this.#show();
    document.addEventListener('keydown', (event) => this.#press(event));
  }

  get on() {
    return this.#on;
  }

  set on(on) {
    this.#on = on;
    remember(MEMORY, on ? 'on' : 'off');
    this.#show();
  }

  #show() {
    document.documentElement.dataset.keys = this.#on ? 'on' : 'off';
  }

  /** @param {KeyboardEvent} event */
  #press(event) {
    const { target, key } = event;
    if (!this.#on || event.defaultPrevented || event.repeat || !(target instanceof Element)) return;
    if (event.ctrlKey || event.altKey || event.metaKey || isTypedInto(target)) return;
    if (key === ' ' && target.closest(USES_SPACE)) return;
    const shortcut = SHORTCUTS.find(({ keys }) => keys.includes(key.toLowerCase()));
    if (!shortcut) return;
    // An open dialog lets only the key through that closes it.
    if (document.querySelector('dialog[open]') && shortcut.control !== 'help') return;
    event.preventDefault();
    byId(shortcut.control).click();
  }
}
