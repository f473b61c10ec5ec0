// @ts-check
/** The board through a reload, where the browser keeps anything at all. */

/** @typedef {import('./board.js').Board} Board */

const KEY = 'aipixel.neuron';

/** @param {string} link   of the model beside it, empty without @param {Board} board */
export function keepBoard(link, board) {
  try {
    sessionStorage.setItem(KEY, JSON.stringify({ link, board }));
  } catch {
    // No storage here: the board lasts as long as the page.
  }
}

/** @param {string} link   the model that is being opened @returns {Board | null} its board */
export function keptBoard(link) {
  try {
    const kept = JSON.parse(sessionStorage.getItem(KEY) ?? 'null');
    return kept?.link === link ? kept.board : null;
  } catch {
    return null;
  }
}
