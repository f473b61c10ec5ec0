import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import test from 'node:test';
import {
  contrast,
  GROUNDS,
  hexToRgb,
  LEAST_CONTRAST,
  oklchToRgb,
  readableOn,
  rgbToHex,
  rgbToOklch,
  vividColour,
} from '../../../web/lib/accent.js';

const tokens = readFileSync(new URL('../../../web/lib/tokens.css', import.meta.url), 'utf8');
const [night, paper] = tokens.split('@media (prefers-color-scheme: light)');

/** @param {string} css @param {string} name */
function token(css, name) {
  const value = css.match(new RegExp(`--${name}: (#[0-9a-f]{6});`))?.[1];
  assert.ok(value, `tokens.css has --${name}`);
  return value;
}

/** Every 51st byte in each channel: the 216 colours of the old web. */
function* cube() {
  for (let r = 0; r < 256; r += 51) {
    for (let g = 0; g < 256; g += 51) {
      for (let b = 0; b < 256; b += 51) yield/** @type {[number, number, number]} */ ([r, g, b]);
    }
  }
}

test('the grounds are those of the tokens', () => {
  assert.equal(token(night, 'ground'), GROUNDS.night);
  assert.equal(token(paper, 'ground'), GROUNDS.paper);
});

test('every colour of text can be read on the ground in both schemes', () => {
  const names = ['ink', 'ink-quiet', 'alarm', 'series-2', 'series-3', 'series-4', 'series-5'];
  for (const css of [night, paper]) {
    for (const ground of ['ground', 'ground-raised']) {
      for (const name of names) {
        const ratio = contrast(hexToRgb(token(css, name)), hexToRgb(token(css, ground)));
        assert.ok(ratio >= LEAST_CONTRAST, `${name} on ${ground}: ${ratio.toFixed(2)}`);
      }
    }
    const edge = contrast(hexToRgb(token(css, 'edge')), hexToRgb(token(css, 'ground')));
    assert.ok(edge >= 3, `the edges of controls: ${edge.toFixed(2)}`);
  }
});

test('the first accents can be read', () => {
  for (const [scheme, ground] of Object.entries(GROUNDS)) {
    const accent = token(night, `accent-on-${scheme}`);
    assert.ok(contrast(hexToRgb(accent), hexToRgb(ground)) >= LEAST_CONTRAST, scheme);
  }
});

test('whatever the model draws, its accent can be read in both schemes', () => {
  for (const rgb of cube()) {
    for (const ground of Object.values(GROUNDS)) {
      const accent = readableOn(rgbToOklch(rgb), ground);
      const ratio = contrast(hexToRgb(accent), hexToRgb(ground));
      assert.ok(ratio >= LEAST_CONTRAST, `${rgb} became ${accent} on ${ground}: ${ratio}`);
    }
  }
});

test('a colour that can be read already is not changed', () => {
  assert.equal(readableOn(rgbToOklch([230, 190, 40]), GROUNDS.night), '#e6be28');
});

test('colours survive the way to OKLCH and back', () => {
  for (const rgb of cube()) assert.deepEqual(oklchToRgb(rgbToOklch(rgb)), rgb);
});

test('contrast is that of WCAG', () => {
  assert.equal(contrast([0, 0, 0], [255, 255, 255]), 21);
  assert.equal(contrast([9, 9, 9], [9, 9, 9]), 1);
  assert.equal(contrast([119, 119, 119], [255, 255, 255]).toFixed(2), '4.48');
});

test('a little of a vivid colour outweighs much grey', () => {
  const rgba = new Uint8ClampedArray(4 * 100).fill(128);
  for (let at = 3; at < rgba.length; at += 4) rgba[at] = 255;
  rgba.set([220, 30, 40, 255], 0);
  const colour = vividColour(rgba);
  assert.ok(colour);
  assert.equal(rgbToHex(oklchToRgb(colour)), '#dc1e28');
});

test('grey pictures and clear pixels have no accent', () => {
  assert.equal(vividColour(new Uint8ClampedArray(40).fill(200)), undefined);
  assert.equal(vividColour(new Uint8ClampedArray([255, 0, 0, 0])), undefined);
});
