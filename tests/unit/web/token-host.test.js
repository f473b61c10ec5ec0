import assert from 'node:assert/strict';
import { afterEach, test } from 'node:test';
import vm from 'node:vm';
import {
  freshSeed,
  LARGEST_SEED,
  parseSettings,
  settingsToQuery,
} from '../../../web/lib/settings.js';
import { isCapture, tellFeatures, tellPreview, tokenHash } from '../../../web/lib/token-host.js';

/** A page made for a hash. */
const PAGE = { querySelector: () => ({ getAttribute: () => 'ofPage' }) };

afterEach(() => {
  for (const name of ['$fx', 'tokenData', 'document']) delete globalThis[name];
});

test('the hash is the host’s, then the address’s, then the page’s', () => {
  assert.equal(tokenHash(''), null);
  globalThis.document = PAGE;
  assert.equal(tokenHash('?backend=wasm'), 'ofPage');
  assert.equal(tokenHash('?seed=7'), null);
  assert.equal(tokenHash('?seed=7&fxhash=ooQuery'), 'ooQuery');
  globalThis.tokenData = { hash: '0xArtBlocks' };
  assert.equal(tokenHash('?seed=7&fxhash=ooQuery'), '0xArtBlocks');
  globalThis.$fx = { hash: 'ooFx' };
  assert.equal(tokenHash('?seed=7&fxhash=ooQuery'), 'ooFx');
});

test('tokenData is found where it is a let, as on Art Blocks', () => {
  vm.runInThisContext("let tokenData = { hash: '0xLet' };");
  assert.equal('tokenData' in globalThis, false);
  assert.equal(tokenHash(''), '0xLet');
});

test('an empty hash is none', () => {
  globalThis.$fx = { hash: '' };
  assert.equal(tokenHash('?fxhash='), tokenHash(''));
});

test('a host’s own chance is the only one where there is one', () => {
  const drawn = [0, 0.5, 1 - 2 ** -32];
  globalThis.$fx = { rand: () => drawn.shift() };
  const { getRandomValues } = crypto;
  crypto.getRandomValues = () => assert.fail('other chance was taken');
  try {
    assert.deepEqual([freshSeed(), freshSeed(), freshSeed()], [0, 2 ** 31, LARGEST_SEED]);
  } finally {
    crypto.getRandomValues = getRandomValues;
  }
});

test('a host without parts of the SDK, or without it, is no trouble', () => {
  tellFeatures({ towns: '2' });
  tellPreview();
  globalThis.$fx = {};
  tellFeatures({ towns: '2' });
  tellPreview();
  assert.equal(isCapture(''), false);
});

test('a capture is told by the SDK or by the address', () => {
  assert.equal(isCapture('?preview=1'), true);
  globalThis.$fx = { isPreview: true };
  assert.equal(isCapture(''), true);
});

test('a seed that the address has no say in is neither read nor drawn nor written', () => {
  globalThis.$fx = { rand: () => assert.fail('a seed was drawn') };
  const { settings } = parseSettings('?seed=3&depth=2', { seed: 0 });
  assert.deepEqual([settings.seed, settings.depth], [0, 2]);
  assert.equal(settingsToQuery({ ...settings, seed: null }, '?fxhash=oo'), '?fxhash=oo&depth=2');
});
