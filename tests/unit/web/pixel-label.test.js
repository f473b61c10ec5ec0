import assert from 'node:assert/strict';
import test from 'node:test';
import { cssBackground } from '../../../web/neuron/pixel-label.js';

test('a pixel of three numbers is its colour', () => {
  assert.equal(cssBackground([142, 87, 201]), 'rgb(142 87 201)');
});

test('a pixel whose alpha is 0 shows its colour all the same, and how clear it is', () => {
  assert.equal(
    cssBackground([142, 87, 201, 0]),
    'linear-gradient(to bottom right, rgb(142 87 201) 50%, rgb(142 87 201 / 0) 50%)',
  );
  assert.match(cssBackground([1, 2, 3, 255]), /rgb\(1 2 3 \/ 1\)/);
});
