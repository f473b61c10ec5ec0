import assert from 'node:assert/strict';
import test from 'node:test';
import {
  agoText,
  durationText,
  everyText,
  lossText,
  megabytes,
  numberIn,
  speedText,
  toThousandths,
  wholeNumberIn,
} from '../../../web/lib/numbers.js';

test('durations', () => {
  assert.deepEqual([0, 5.9, 754, 3723].map(durationText), ['0:00', '0:05', '12:34', '1:02:03']);
});

test('losses keep three figures that matter, and negative ones their sign', () => {
  assert.deepEqual([0, 0.01234, 1.5, 123.456, -2, 0.00001, 20000, Number.NaN].map(lossText), [
    '0.000',
    '0.012',
    '1.500',
    '123.5',
    '-2.000',
    '1.00e-5',
    '2.00e+4',
    'NaN',
  ]);
});

test('errors, speeds, bytes, refreshes', () => {
  assert.equal(toThousandths(0.07894), '0.079');
  assert.deepEqual([0.25, 9.96, 12.4].map(speedText), ['0.3', '10.0', '12']);
  assert.equal(megabytes(21_640_000), '21.6');
  assert.deepEqual([0.05, 2, 60].map(everyText), ['every 0.05 s', 'every 2 s', 'every 60 s']);
});

test('how long ago something was', () => {
  assert.deepEqual([-5, 0, 9, 10, 59, 60, 185, 3600, 90000, 200000].map(agoText), [
    'just now',
    'just now',
    'just now',
    '10 seconds ago',
    '59 seconds ago',
    '1 minute ago',
    '3 minutes ago',
    '1 hour ago',
    '1 day ago',
    '2 days ago',
  ]);
});

test('a number is typed with a point or a comma, and never becomes another', () => {
  for (const [text, value] of [
    ['0.8', 0.8],
    ['0,8', 0.8],
    [',5', 0.5],
    ['0,125', 0.125],
    ['3.750', 3.75],
    [' -1,5\u00a0', -1.5],
    ['\u22122', -2],
    ['１２,５', 12.5],
    ['1e-3', 0.001],
    ['12,3456', 12.3456],
  ])
    assert.equal(numberIn(String(text)), value, String(text));
  for (const text of ['', ' ', '0,8 0,6', '1,250', '1.250,5', '1,250.5', '1,2,3', '1e400', '0x10'])
    assert.ok(Number.isNaN(numberIn(text)), text);
});

test('a whole number is digits alone', () => {
  assert.equal(wholeNumberIn(' 2000 '), 2000);
  for (const text of ['2,5', '2.000', '2,000', '2 000', '-1', '1e3', '', '9'.repeat(20)])
    assert.ok(Number.isNaN(wholeNumberIn(text)), text);
});
