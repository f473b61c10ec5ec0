import assert from 'node:assert/strict';
import test from 'node:test';
import {
  Boards,
  withMoved,
  withoutPoint,
  withoutPoints,
  withPoint,
} from '../../../web/neuron/board.js';

const EMPTY = /** @type {any} */ ({ source: '', about: '', features: {}, points: [], classes: [] });

test('points come, move and go, each with its class', () => {
  let board = withPoint(withPoint(EMPTY, [0.1, 0.2], 0), [0.3, 0.4], 1);
  assert.deepEqual(board.classes, [0, 1]);
  board = withMoved(board, 1, [0.5, 0.6]);
  board = withoutPoint(board, 0);
  assert.deepEqual([board.points, board.classes], [[[0.5, 0.6]], [1]]);
  assert.deepEqual(withoutPoints(board).points, []);
  assert.deepEqual(EMPTY.points, []);
});

test('steps are undone and done again, and a new step ends what was undone', () => {
  const boards = new Boards(EMPTY);
  const [one, two] = [withPoint(EMPTY, [0, 0], 0), withPoint(EMPTY, [1, 1], 1)];
  boards.set(one);
  boards.undo();
  assert.equal(boards.now, EMPTY);
  assert.ok(boards.canRedo && !boards.canUndo);
  boards.redo();
  assert.equal(boards.now, one);
  boards.undo();
  boards.set(two);
  assert.ok(!boards.canRedo);
  boards.redo();
  assert.equal(boards.now, two);
});

test('a drag is one step however many places it goes through', () => {
  const boards = new Boards(withPoint(EMPTY, [0, 0], 0));
  const before = boards.now;
  boards.set(withMoved(before, 0, [0.1, 0]));
  for (let x = 2; x < 9; x++) boards.replace(withMoved(boards.now, 0, [x / 10, 0]));
  boards.undo();
  assert.equal(boards.now, before);
});

test('only so many steps are kept', () => {
  const boards = new Boards(EMPTY);
  for (let step = 0; step < 1000; step++) boards.set(withPoint(EMPTY, [step, 0], 0));
  let steps = 0;
  for (; boards.canUndo; steps++) boards.undo();
  assert.ok(steps >= 100 && steps < 1000);
});
