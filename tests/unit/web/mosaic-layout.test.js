import assert from 'node:assert/strict';
import test from 'node:test';
import {
  leftover,
  MOST_TILES,
  mosaicLayout,
  nextScale,
  scaleLadder,
  USUAL_TILES,
  usualScale,
  wholeMultiple,
} from '../../../web/lib/mosaic-layout.js';

const BOXES = [
  { width: 920, height: 800 },
  { width: 780, height: 780 },
  { width: 1170, height: 1170 },
  { width: 360, height: 288 },
  { width: 3480, height: 2160 },
  { width: 200, height: 1600 },
];
const PICTURE = 32;

test('many tiles cover the box edge to edge, cut alike on both sides', () => {
  for (const box of BOXES) {
    for (const wish of [1, 2, 3]) {
      const { columns, rows, scale, offsetX, offsetY } = mosaicLayout(box, PICTURE, wish);
      const tile = PICTURE * scale;
      if (Math.floor(Math.min(box.width, box.height) / tile) < 3) continue;
      assert.ok(offsetX <= 0 && offsetX > -tile, `offsetX ${offsetX}`);
      assert.ok(offsetY <= 0 && offsetY > -tile, `offsetY ${offsetY}`);
      const right = box.width - (offsetX + columns * tile);
      const bottom = box.height - (offsetY + rows * tile);
      assert.ok(Math.abs(offsetX - right) <= 1, 'left and right alike');
      assert.ok(Math.abs(offsetY - bottom) <= 1, 'top and bottom alike');
    }
  }
});

test('one tile is shown whole, in the middle', () => {
  const layout = mosaicLayout({ width: 920, height: 800 }, PICTURE, 1000);
  assert.deepEqual(layout, { columns: 1, rows: 1, scale: 25, offsetX: 60, offsetY: 0 });
});

test('a box made of whole tiles is tiled exactly', () => {
  const layout = mosaicLayout({ width: 960, height: 480 }, PICTURE, 3);
  assert.deepEqual(layout, { columns: 10, rows: 5, scale: 3, offsetX: 0, offsetY: 0 });
});

test('the scale is whole and there are never more tiles than the worker dreams', () => {
  for (const box of BOXES) {
    for (const wish of [0.2, 1, 1.6, 7, 300]) {
      const { columns, rows, scale } = mosaicLayout(box, PICTURE, wish);
      assert.ok(Number.isInteger(scale) && scale >= 1);
      assert.ok(columns * rows >= 1 && columns * rows <= MOST_TILES);
    }
  }
});

test('a box smaller than a picture still holds one tile', () => {
  const { columns, rows, scale } = mosaicLayout({ width: 20, height: 10 }, PICTURE, 3);
  assert.deepEqual([columns, rows, scale], [1, 1, 1]);
});

test('the ladder falls from one tile across, and each rung has another number of tiles', () => {
  for (const box of BOXES) {
    const ladder = scaleLadder(box, PICTURE);
    const across = ladder.map((scale) => {
      const { columns, rows } = mosaicLayout(box, PICTURE, scale);
      return Math.min(columns, rows);
    });
    assert.equal(across[0], 1);
    for (let rung = 1; rung < ladder.length; rung++) {
      assert.ok(ladder[rung] < ladder[rung - 1]);
      assert.ok(across[rung] > across[rung - 1]);
    }
  }
});

test('a rung leaves no more over than its neighbours with as many tiles', () => {
  const box = { width: 1840, height: 1600 };
  for (const scale of scaleLadder(box, PICTURE)) {
    const rung = mosaicLayout(box, PICTURE, scale);
    for (const near of [scale - 1, scale + 1]) {
      const layout = mosaicLayout(box, PICTURE, near);
      const sameAcross =
        Math.min(layout.columns, layout.rows) === Math.min(rung.columns, rung.rows);
      if (sameAcross) {
        assert.ok(leftover(box, PICTURE, rung) <= leftover(box, PICTURE, layout));
      }
    }
  }
});

test('fewer and more step along the ladder and stop at its ends', () => {
  const ladder = [25, 12, 8, 3];
  assert.equal(nextScale(ladder, 8, 1), 3);
  assert.equal(nextScale(ladder, 8, -1), 12);
  assert.equal(nextScale(ladder, 9, 1), 8);
  assert.equal(nextScale(ladder, 3, 1), undefined);
  assert.equal(nextScale(ladder, 25, -1), undefined);
});

test('a desktop and a phone start with about the usual number of tiles', () => {
  for (const box of BOXES.slice(0, 3)) {
    const { columns, rows } = mosaicLayout(box, PICTURE, usualScale(box, PICTURE));
    const ratio = (columns * rows) / USUAL_TILES;
    assert.ok(ratio > 0.5 && ratio < 2, `${columns} x ${rows}`);
  }
});

test('a small picture gets the largest whole multiple of device pixels that fits', () => {
  assert.equal(wholeMultiple(33, 1, 32), 32);
  assert.equal(wholeMultiple(33, 2, 32), 32);
  assert.equal(wholeMultiple(43, 1.5, 32), 128 / 3);
  assert.equal(wholeMultiple(10, 1, 32), 32);
});
