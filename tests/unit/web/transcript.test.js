import assert from 'node:assert/strict';
import { test } from 'node:test';
import { KEPT, Transcript } from '../../../web/lib/python-panel/transcript.js';

/** @param {...string} texts */
function printed(...texts) {
  return { type: 'printed', parts: texts.map((text) => ({ stream: 'output', text })), cut: false };
}

function picture() {
  return { type: 'picture', png: new Uint8Array(1), description: 'A dot' };
}

/** @param {Transcript} transcript */
function textOf(transcript) {
  return transcript.entries.map((entry) => entry.text).join('');
}

test('what is little is kept as it came', () => {
  const transcript = new Transcript();
  transcript.add(printed('a\n', 'b\n'));
  transcript.add({ type: 'printed', parts: [{ stream: 'errors', text: 'c\n' }], cut: false });
  transcript.add(picture());
  transcript.add(printed('d'));
  assert.deepEqual(
    transcript.entries.map((entry) => entry.text ?? entry.description),
    ['a\nb\n', 'c\n', 'A dot', 'd'],
  );
  assert.equal(transcript.cut, false);
});

test('of many lines the last are kept, in one event or in many', () => {
  const lines = Array.from({ length: 10 * KEPT.lines }, (_, index) => `${index}\n`);
  const once = new Transcript();
  once.add(printed(lines.join('')));
  const often = new Transcript();
  for (const line of lines) often.add(printed(line));
  for (const transcript of [once, often]) {
    const kept = textOf(transcript);
    assert.ok(lines.join('').endsWith(kept));
    const count = kept.split('\n').length - 1;
    assert.ok(count >= KEPT.lines && count < 2 * KEPT.lines, `${count} lines`);
    assert.equal(transcript.cut, true);
  }
});

test('after much, a little more does not take the rest away', () => {
  const transcript = new Transcript();
  transcript.add(printed('x\n'.repeat(KEPT.lines)));
  transcript.add({ type: 'printed', parts: [{ stream: 'errors', text: 'y\n' }], cut: false });
  assert.equal(textOf(transcript).length, 2 * KEPT.lines + 2);
});

test('text without an end of line is bounded too, and so is the number of entries', () => {
  const transcript = new Transcript();
  for (let i = 0; i < 3 * KEPT.characters; i += 1) transcript.add(printed('.'));
  assert.ok(textOf(transcript).length < 2 * KEPT.characters);
  assert.ok(transcript.entries.length < 200);
});

test('both streams in turn stay bounded', () => {
  const transcript = new Transcript();
  const parts = ['output', 'errors'].map((stream) => ({ stream, text: 'x\n' }));
  for (let i = 0; i < 5000; i += 1) transcript.add({ type: 'printed', parts, cut: false });
  assert.ok(transcript.entries.length <= 2 * KEPT.lines);
});

test('of many pictures the last are kept', () => {
  const transcript = new Transcript();
  for (let i = 0; i < 3 * KEPT.pictures; i += 1) transcript.add(picture());
  assert.equal(transcript.entries.length, KEPT.pictures);
});

test('a clean page is clean', () => {
  const transcript = new Transcript();
  transcript.add({ ...printed('a'), cut: true });
  transcript.clear();
  assert.deepEqual([transcript.entries, transcript.cut], [[], false]);
});
