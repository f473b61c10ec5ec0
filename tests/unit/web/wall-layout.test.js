import assert from 'node:assert/strict';
import { test } from 'node:test';

import { PICTURE, wallLayout } from '../../../web/gallery/layout.js';

const wish = { least: 5, most: 8, rows: (columns) => Math.round((columns * 2) / 3) };

test('tiles are whole multiples of device pixels and never wider than their place', () => {
  for (const ratio of [1, 1.25, 1.5, 2, 2.625, 3])
    for (let width = 200; width <= 800; width += 7) {
      const { columns, rows, tile } = wallLayout(width, { ...wish, ratio });
      const multiple = (tile * ratio) / PICTURE;
      assert.ok(Math.abs(multiple - Math.round(multiple)) < 1e-9, `${width} at ${ratio}`);
      assert.ok(columns * tile <= width + 1e-9, `${width} at ${ratio}`);
      assert.ok(columns >= wish.least && columns <= wish.most);
      assert.equal(rows, wish.rows(columns));
    }
});

test('the width is filled as well as can be, with the largest tiles of those', () => {
  assert.deepEqual(wallLayout(389, { ...wish, ratio: 1 }), { columns: 6, rows: 4, tile: 64 });
  assert.deepEqual(wallLayout(342, { ...wish, ratio: 1 }), { columns: 5, rows: 3, tile: 64 });
});

test('there is a row at least', () => {
  assert.equal(wallLayout(300, { ...wish, ratio: 1, rows: () => 0 }).rows, 1);
});
