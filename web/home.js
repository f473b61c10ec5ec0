// @ts-check
/** The hall. Screens differ; the picture stays at a whole multiple of their pixels. */

import { wholeMultiple } from './lib/mosaic-layout.js';
import { keepForOffline } from './lib/offline.js';

/** CSS pixels per picture pixel, about */
const ENLARGED = 2;

/** @param {HTMLImageElement} picture */
function fit(picture) {
  const across = picture.naturalWidth;
  const width = wholeMultiple(across * ENLARGED, devicePixelRatio, across);
  picture.style.width = `${width}px`;
  picture.style.height = `${(width * picture.naturalHeight) / across}px`;
}

/** @param {HTMLImageElement} picture */
async function keepFitted(picture) {
  await picture.decode();
  fit(picture);
  addEventListener('resize', () => fit(picture));
}

for (const picture of document.querySelectorAll('img')) keepFitted(picture);
keepForOffline();
