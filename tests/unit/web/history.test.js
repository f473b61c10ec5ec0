import assert from 'node:assert/strict';
import test from 'node:test';
import { History } from '../../../web/lib/history.js';

test('hours of moments fit, from the first to near the last', () => {
  const history = new History(2, 100);
  for (let step = 0; step < 100_000; step++) history.add(step, [step, null]);
  assert.ok(history.x.length < 100 && history.x.length >= 50);
  assert.equal(history.x[0], 0);
  assert.ok((history.x.at(-1) ?? 0) > 97_000);
  assert.deepEqual(history.ys[0], history.x);
  assert.equal(history.ys[1].length, history.x.length);
});

test('moments are evenly spaced after thinning', () => {
  const history = new History(1, 10);
  for (let step = 0; step < 1000; step++) history.add(step, [1]);
  const gaps = new Set(history.x.slice(1).map((x, index) => x - history.x[index]));
  assert.equal(gaps.size, 1);
});

test('a moment that was told already is not told twice', () => {
  const history = new History(1);
  history.add(5, [1]);
  history.add(5, [2]);
  assert.deepEqual(history.ys, [[1]]);
});

test('cleared, it begins again', () => {
  const history = new History(1, 10);
  for (let step = 0; step < 50; step++) history.add(step, [1]);
  history.clear();
  history.add(0, [3]);
  history.add(1, [4]);
  assert.deepEqual([history.x, history.ys], [[0, 1], [[3, 4]]]);
});
