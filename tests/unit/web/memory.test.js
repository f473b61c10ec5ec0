import assert from 'node:assert/strict';
import test from 'node:test';
import { KeptList } from '../../../web/lib/memory.js';

const NUMBERS = (kept) => (Number.isInteger(kept) ? [kept] : []);

/** @param {number} room   letters that fit */
function storage(room = 1000) {
  const texts = new Map();
  globalThis.localStorage = {
    room,
    getItem: (name) => texts.get(name) ?? null,
    setItem(name, text) {
      if (text.length > this.room) throw new Error('full');
      texts.set(name, text);
    },
  };
}

test('what one tab adds to a list, no other takes away', () => {
  storage();
  const [one, other] = [new KeptList('list', NUMBERS), new KeptList('list', NUMBERS)];
  one.change((all) => [1, ...all]);
  other.change((all) => [2, ...all]);
  one.change((all) => all.filter((each) => each !== 1));
  assert.deepEqual(one.items, [2]);
  assert.deepEqual(new KeptList('list', NUMBERS).items, [2]);
});

test('what does not fit stays as long as the page, and is kept once there is room', () => {
  storage(3);
  const list = new KeptList('list', NUMBERS);
  assert.ok(list.change((all) => [...all, 1]));
  assert.ok(!list.change((all) => [...all, 2]));
  assert.deepEqual(list.items, [1, 2]);
  assert.ok(!list.change((all) => [...all, 3]));
  assert.deepEqual(list.items, [1, 2, 3]);
  globalThis.localStorage.room = 1000;
  assert.ok(list.change((all) => all));
  assert.deepEqual(new KeptList('list', NUMBERS).items, [1, 2, 3]);
});

test('what is damaged is left out', () => {
  storage();
  globalThis.localStorage.setItem('aipixel.list', '[1, "x", null, 4]');
  assert.deepEqual(new KeptList('list', NUMBERS).items, [1, 4]);
  globalThis.localStorage.setItem('aipixel.list', '{"no": "list"}');
  assert.deepEqual(new KeptList('list', NUMBERS).items, []);
});
