import assert from 'node:assert/strict';
import test from 'node:test';
import { idOf, inWords, kindOf, nameOf } from '../../../web/sprites/names.js';
import { planOf } from '../../../web/sprites/plan.js';

const NAMES = { zones: ['Reef', 'Vent'], categories: ['ReefFish', 'Coral', 'Grazer'] };
const WISH = /** @type {const} */ ({
  view: 'kind',
  zone: 'Vent',
  category: 'Coral',
  seed: 5,
  count: 9,
  temperature: 0.8,
});

test('one kind: a seed more for each sprite', () => {
  const { columns, rows } = planOf(WISH, NAMES);
  assert.deepEqual(columns, []);
  assert.deepEqual(
    rows[0].recipes.map(({ seed }) => seed),
    [5, 6, 7, 8, 9, 10, 11, 12, 13],
  );
});

test('seeds begin again after the last', () => {
  const { rows } = planOf({ ...WISH, seed: 2 ** 32 - 1, count: 2 }, NAMES);
  assert.deepEqual(
    rows[0].recipes.map(({ seed }) => seed),
    [2 ** 32 - 1, 0],
  );
});

test('all kinds: a row for each zone, a column for each category, one seed', () => {
  const { columns, rows } = planOf({ ...WISH, view: 'all' }, NAMES);
  assert.deepEqual(columns, ['Reef fish', 'Coral', 'Grazer']);
  assert.deepEqual(
    rows.map(({ head }) => head),
    ['Reef', 'Vent'],
  );
  assert.deepEqual(
    rows[1].recipes.map(({ zone, category, seed }) => [zone, category, seed]),
    [
      ['Vent', 'ReefFish', 5],
      ['Vent', 'Coral', 5],
      ['Vent', 'Grazer', 5],
    ],
  );
});

test('cool to hot: the same seeds at rising temperatures', () => {
  const { rows } = planOf({ ...WISH, view: 'temperatures' }, NAMES);
  const degrees = rows.map(({ recipes }) => recipes[0].temperature);
  assert.deepEqual(
    degrees,
    [...degrees].sort((a, b) => a - b),
  );
  for (const { recipes } of rows) {
    assert.equal(new Set(recipes.map(({ temperature }) => temperature)).size, 1);
    assert.deepEqual(
      recipes.map(({ seed }) => seed),
      rows[0].recipes.map(({ seed }) => seed),
    );
  }
});

test('sprites have names for people and for files, crosses too', () => {
  const recipe = { zone: 'Reef', category: 'ReefFish', seed: 7, temperature: 0.8 };
  assert.equal(inWords('ReefFish'), 'Reef fish');
  assert.equal(nameOf(recipe), 'Reef, reef fish, seed 7');
  assert.equal(idOf(recipe), 'Reef-ReefFish-7');
  const cross = { ...recipe, zone: null };
  assert.equal(kindOf(cross), 'Reef fish');
  assert.equal(kindOf({ ...cross, category: null }), 'A cross');
  assert.equal(idOf({ ...cross, category: null }), 'free-7');
});
