import assert from 'node:assert/strict';
import test from 'node:test';
import { sortFiles } from '../../../web/dream/file-routes.js';
import { readHandedOver } from '../../../web/dream/handed-over.js';
import { factsOf, settingsOf } from '../../../web/dream/snapshot-settings.js';

const NOW = {
  seed: 1,
  backend: 'wasm',
  config: 'tiny',
  scale: null,
  refresh: 2,
  depth: null,
};

test('files part ways by name, and by type where the name says nothing', () => {
  const file = (name, type = '') => ({ name, type });
  const sorted = sortFiles([
    file('a.ZIP'),
    file('training.npz', 'image/png'),
    file('a.JPEG'),
    file('pasted', 'image/png'),
    file('notes.txt', 'text/plain'),
    file('zip'),
  ]);
  const names = Object.values(sorted).map((files) => files.map(({ name }) => name));
  assert.deepEqual(names, [
    ['a.ZIP', 'training.npz'],
    ['a.JPEG', 'pasted'],
    ['notes.txt', 'zip'],
  ]);
});

test('settings go into a snapshot and come back', () => {
  for (const changed of [{}, { scale: 3, refresh: 0.5 }, { depth: 2 }]) {
    const settings = { ...NOW, ...changed };
    const facts = { ...factsOf(settings), seed: '7', step: '9', depth: '2', config: 'tiny' };
    const back = settingsOf({ ...facts, backend: 'webgpu', tiles: '84' }, NOW);
    assert.deepEqual(back, { ...settings, seed: 7 });
  }
});

test('what a picture says wrongly becomes the default', () => {
  const facts = {
    seed: '7',
    step: '1',
    refresh: '-1',
    scale: 'x',
    'depth-grows': 'no',
    depth: '99',
  };
  assert.deepEqual(settingsOf(facts, NOW), { ...NOW, seed: 7, config: 'default' });
});

test('pictures are handed over as they were written', () => {
  const text = JSON.stringify([{ name: 'a fish', png: `data:image/png;base64,${btoa('fish')}` }]);
  const [file] = readHandedOver(text);
  assert.equal(file.name, 'a fish');
  assert.equal(new TextDecoder().decode(file.bytes), 'fish');
  assert.deepEqual(readHandedOver(null), []);
});

test('what was not handed over so is refused as a whole', () => {
  const png = `data:image/png;base64,${btoa('fish')}`;
  const good = { name: 'a', png };
  const wrong = [
    '{',
    '7',
    '{}',
    'null',
    JSON.stringify(Array(10).fill(good)),
    JSON.stringify([good, null]),
    JSON.stringify([{ name: 1, png }]),
    JSON.stringify([{ name: 'a', png: 'data:image/svg+xml;base64,AAAA' }]),
    JSON.stringify([{ name: 'a', png: 'data:image/png;base64,A' }]),
    JSON.stringify([{ name: 'a', png: `data:image/png;base64,${'A'.repeat(1 << 21)}` }]),
  ];
  for (const text of wrong) assert.equal(readHandedOver(text), undefined, text.slice(0, 60));
});
