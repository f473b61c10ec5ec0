// @ts-check
/** The settings that a snapshot says it was taken with. */

import { parseSettings } from '../lib/settings.js';

/** @typedef {import('../lib/settings.js').Settings} Settings */

/**
 * @param {Settings} settings
 * @returns {Record<string, string>} what a snapshot says beside seed, step, config and depth
 */
export function factsOf({ refresh, scale, depth }) {
  return {
    refresh: String(refresh),
    'depth-grows': depth === null ? 'yes' : 'no',
    ...(scale !== null && { scale: String(scale) }),
  };
}

/**
 * @param {Record<string, string>} facts   what a picture says; what is wrong becomes the default
 * @param {Settings} now    where the backend is from, which is no matter of the picture's
 * @returns {Settings}
 */
export function settingsOf(facts, now) {
  const query = new URLSearchParams(facts);
  if (facts['depth-grows'] !== 'no') query.delete('depth');
  query.set('backend', now.backend);
  return parseSettings(`?${query}`).settings;
}
