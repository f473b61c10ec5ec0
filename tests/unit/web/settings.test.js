import assert from 'node:assert/strict';
import test from 'node:test';
import {
  freshSeed,
  LARGEST_SEED,
  parseSeed,
  parseSettings,
  settingsToQuery,
} from '../../../web/lib/settings.js';

test('an empty address gives the defaults, a fresh seed and no complaint', () => {
  const { settings, problems } = parseSettings('');
  const { seed, ...others } = settings;
  assert.deepEqual(others, {
    backend: 'auto',
    config: 'default',
    scale: null,
    refresh: 2,
    depth: null,
  });
  assert.ok(Number.isInteger(seed) && seed >= 0 && seed <= LARGEST_SEED);
  assert.deepEqual(problems, []);
});

test('every setting can be given', () => {
  const query = '?seed=4294967295&backend=wasm-threads&config=tiny&scale=4&refresh=0.5&depth=0';
  assert.deepEqual(parseSettings(query), {
    settings: {
      seed: 4294967295,
      backend: 'wasm-threads',
      config: 'tiny',
      scale: 4,
      refresh: 0.5,
      depth: 0,
    },
    problems: [],
  });
});

test('zero is a seed', () => {
  assert.equal(parseSettings('?seed=0').settings.seed, 0);
});

for (const text of ['abc', '', '-1', '1.5', '4294967296', '0x10', '1e3', 'NaN']) {
  test(`seed “${text}” is told, and the seed in use is named`, () => {
    const { settings, problems } = parseSettings(`?seed=${text}`);
    assert.deepEqual(problems, [
      `In the address, seed must be a whole number from 0 to 4294967295, not “${text}”; ` +
        `${settings.seed} is used instead.`,
    ]);
  });
}

test('a wrong choice is told with the valid ones', () => {
  const { settings, problems } = parseSettings('?backend=cuda');
  assert.equal(settings.backend, 'auto');
  assert.deepEqual(problems, [
    'In the address, backend must be one of auto, webgpu, wasm-threads, wasm, not “cuda”; ' +
      'auto is used instead.',
  ]);
});

test('one sentence for each wrong value', () => {
  const { problems } = parseSettings('?seed=x&scale=0&refresh=100&config=huge');
  assert.equal(problems.length, 4);
  assert.match(problems[2], /scale .* the page chooses the scale\.$/);
});

test('what is no setting is left alone', () => {
  assert.deepEqual(parseSettings('?fxhash=oo123&seed=1').problems, []);
});

test('settings go into the address and come back', () => {
  const settings = { seed: 7, backend: 'wasm', config: 'tiny', scale: 3, refresh: 2, depth: 0 };
  const query = settingsToQuery(settings);
  assert.deepEqual(parseSettings(query), { settings, problems: [] });
});

test('the address holds the seed and what differs from the defaults, and keeps the rest', () => {
  const [scale, depth] = [null, null];
  const settings = { seed: 0, backend: 'auto', config: 'default', scale, refresh: 2, depth };
  assert.equal(settingsToQuery(settings, '?scale=9&fxhash=oo'), '?fxhash=oo&seed=0');
});

test('a typed seed may have spaces around it', () => {
  assert.deepEqual(parseSeed(' 42 '), { value: 42 });
  assert.deepEqual(parseSeed('4 2'), { problem: 'A seed is a whole number from 0 to 4294967295.' });
});

test('a fresh seed is a seed', () => {
  for (let i = 0; i < 100; i++) assert.ok('value' in parseSeed(String(freshSeed())));
});
