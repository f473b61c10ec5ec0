import assert from 'node:assert/strict';
import test from 'node:test';
import { Rescue } from '../../../web/dream/rescue.js';

test('a breakdown now and then is healed, many in a short time are not', () => {
  const rescue = new Rescue();
  for (const now of [0, 400, 800, 1200]) assert.equal(rescue.allows(false, now), true);
  assert.equal(rescue.allows(false, 1201), true);
  assert.equal(rescue.allows(false, 1202), true);
  assert.equal(rescue.allows(false, 1203), false);
  assert.equal(rescue.allows(false, 1600), true);
});

test('a graphics processor that was lost twice is left', () => {
  const rescue = new Rescue();
  rescue.allows(true, 0);
  rescue.allows(false, 400);
  assert.equal(rescue.gpuTrouble, null);
  rescue.allows(true, 5000);
  assert.match(rescue.gpuTrouble ?? '', /lost twice/);
});
