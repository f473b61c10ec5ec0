import assert from 'node:assert/strict';
import test from 'node:test';
import { idOf, inWords, kindOf, nameOf } from '../../../web/sprites/names.js';
import { planOf } from '../../../web/sprites/plan.js';

const ZONES = { name: 'zone', names: ['Reef', 'Vent', 'Kelp'] };
const CATEGORIES = { name: 'category', names: ['ReefFish', 'Coral', 'Grazer'] };
const NAMES = { axes: [ZONES, CATEGORIES], model: '0123456789abcdef' };
const WISH = /** @type {const} */ ({
  view: 'kind',
  labels: { zone: 'Vent', category: 'Coral' },
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

test('every recipe says which model is to draw it', () => {
  for (const view of /** @type {const} */ (['kind', 'all', 'temperatures'])) {
    const recipes = planOf({ ...WISH, view }, NAMES).rows.flatMap((row) => row.recipes);
    assert.deepEqual([...new Set(recipes.map(({ model }) => model))], [NAMES.model]);
  }
});

test('all kinds of one axis: each after the other, in a row that wraps', () => {
  const axes = [{ name: 'kind', names: ['sword', 'Épée longue'] }];
  const { columns, rows } = planOf({ ...WISH, view: 'all' }, { ...NAMES, axes });
  assert.deepEqual(columns, []);
  assert.deepEqual(
    rows.map(({ recipes }) => recipes.map(({ labels }) => labels)),
    [[{ kind: 'sword' }, { kind: 'Épée longue' }]],
  );
});

test('all kinds: the axis with more names is the one down the side', () => {
  const axes = [{ name: 'class', names: ['weapon'] }, CATEGORIES];
  const { columns, rows } = planOf({ ...WISH, view: 'all' }, { ...NAMES, axes });
  assert.deepEqual(columns, ['Weapon']);
  assert.deepEqual(
    rows.map(({ head, recipes }) => [head, Object.values(recipes[0].labels)]),
    [
      ['Reef fish', ['weapon', 'ReefFish']],
      ['Coral', ['weapon', 'Coral']],
      ['Grazer', ['weapon', 'Grazer']],
    ],
  );
});

test('what is not told is any kind', () => {
  assert.equal(planOf({ ...WISH, labels: {} }, NAMES).caption, 'Any kind');
  assert.equal(planOf({ ...WISH, labels: { zone: 'Vent' } }, NAMES).caption, 'Vent');
});

test('all kinds: a row for each zone, a column for each category, one seed', () => {
  const { columns, rows } = planOf({ ...WISH, view: 'all' }, NAMES);
  assert.deepEqual(columns, ['Reef fish', 'Coral', 'Grazer']);
  assert.deepEqual(
    rows.map(({ head }) => head),
    ['Reef', 'Vent', 'Kelp'],
  );
  assert.deepEqual(
    rows[1].recipes.map(({ labels, seed }) => [labels.zone, labels.category, seed]),
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
  const labels = { zone: 'Reef', category: 'ReefFish' };
  const recipe = { model: NAMES.model, labels, seed: 7, temperature: 0.8 };
  assert.equal(inWords('ReefFish'), 'Reef fish');
  assert.equal(nameOf(recipe), 'Reef, reef fish, seed 7');
  assert.equal(idOf(recipe), 'Reef-ReefFish-7');
  const cross = { ...recipe, labels: { category: 'ReefFish' } };
  assert.equal(kindOf(cross), 'Reef fish');
  assert.equal(idOf({ ...cross, labels: {} }), 'free-7');
  const lineage = { names: /** @type {[string, string]} */ (['1', '2']), share: 0.4 };
  assert.equal(kindOf({ labels: {}, lineage }), 'A cross');
});

test('names in any letters are words for people, and safe in files', () => {
  const seed = 7;
  const recipe = { model: NAMES.model, seed, temperature: 0.8 };
  for (const [name, words, id] of [
    ['Épée longue', 'Épée longue', 'Epee-longue-7'],
    ['NPC', 'NPC', 'NPC-7'],
    ['item-kind', 'Item kind', 'item-kind-7'],
    ['../../etc', '../../etc', 'etc-7'],
    ['剣', '剣', '5263-7'],
    ['x'.repeat(40), `X${'x'.repeat(39)}`, `${'x'.repeat(24)}-7`],
  ]) {
    assert.equal(inWords(name), words);
    assert.equal(idOf({ ...recipe, labels: { kind: name } }), id);
  }
  assert.equal(kindOf({ labels: { class: 'monster', kind: 'NPC' } }), 'Monster, NPC');
});
