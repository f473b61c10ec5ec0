// @ts-check
/** Where the site is and which build this is. */

import { parseSettings, settingsToQuery } from './settings.js';

/** @type {string} */
export const buildId = BUILD_ID;

/**
 * The site may be served from any folder, so each page says how far up its root is.
 *
 * @returns {URL} the root's absolute address, ending in `/`
 */
export function siteRoot() {
  const meta = document.querySelector('meta[name="site-root"]');
  const content = meta?.getAttribute('content');
  if (!content) throw new Error('This page lacks <meta name="site-root">.');
  return new URL(content, document.baseURI);
}

/**
 * The settings in the page's address, and one sentence for each that is wrong.
 *
 * @param {Partial<import('./settings.js').Settings>} [fixed]   what the address has no say in
 */
export function readSettings(fixed) {
  return parseSettings(location.search, fixed);
}

/**
 * Writes the settings into the address, so that the view is a link.
 *
 * @param {Parameters<typeof settingsToQuery>[0]} settings
 */
export function writeSettings(settings) {
  replaceAddress(settingsToQuery(settings, location.search) + location.hash);
}

/**
 * Another query and hash for this page, without loading it again.
 *
 * @param {string} address   relative
 */
export function replaceAddress(address) {
  try {
    history.replaceState(null, '', address);
  } catch {
    // A page in an opaque origin (a sandboxed frame) may not touch its address.
  }
}
