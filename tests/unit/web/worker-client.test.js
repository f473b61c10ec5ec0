import assert from 'node:assert/strict';
import { afterEach, test } from 'node:test';
import { connectWorker } from '../../../web/lib/worker-client.js';

const ROOT = new URL('https://example.org/some/folder/');

/** A worker that never answers, and breaks when told. */
class SilentWorker extends EventTarget {
  /** @type {SilentWorker | undefined} */
  static last;
  terminated = false;

  /** @param {URL} address @param {object} options */
  constructor(address, options) {
    super();
    this.address = String(address);
    this.options = options;
    SilentWorker.last = this;
  }

  postMessage() {}

  terminate() {
    this.terminated = true;
  }

  /** @param {string} message */
  breakDown(message) {
    this.dispatchEvent(Object.assign(new Event('error'), { message }));
  }
}

function lastWorker() {
  assert.ok(SilentWorker.last);
  return SilentWorker.last;
}

/** @param {unknown} kind */
function setWorker(kind) {
  Object.defineProperty(globalThis, 'Worker', { value: kind, configurable: true });
}

afterEach(() => setWorker(undefined));

test('the worker is a module below the site’s root', () => {
  setWorker(SilentWorker);
  connectWorker(ROOT, 'dream-worker.js');
  assert.equal(lastWorker().address, 'https://example.org/some/folder/worker/dream-worker.js');
  assert.deepEqual(lastWorker().options, { type: 'module', name: 'aipixel' });
});

test('without workers every call says so', async () => {
  const { calls } = connectWorker(ROOT, 'dream-worker.js');
  await assert.rejects(calls.start(), /could not be started: This browser has no web workers\./);
});

test('a worker that the browser refuses is told', async () => {
  setWorker(
    class {
      constructor() {
        throw new Error('opaque origin');
      }
    },
  );
  await assert.rejects(
    connectWorker(ROOT, 'dream-worker.js').calls.start(),
    /could not be started: opaque origin/,
  );
});

test('a broken worker rejects what is pending and what comes later, and tells once', async () => {
  setWorker(SilentWorker);
  /** @type {string[]} */
  const told = [];
  const { calls } = connectWorker(ROOT, 'dream-worker.js', {
    onBroken: (error) => told.push(error.message),
  });
  const pending = [calls.start(), calls.pause()];
  lastWorker().breakDown('out of memory');
  lastWorker().breakDown('again');
  for (const call of [...pending, calls.reset(1)]) await assert.rejects(call, /: out of memory\./);
  assert.equal(told.length, 1);
  assert.ok(lastWorker().terminated);
});

test('a message that cannot be read rejects too', async () => {
  setWorker(SilentWorker);
  const { calls } = connectWorker(ROOT, 'dream-worker.js');
  const pending = calls.start();
  lastWorker().dispatchEvent(new Event('messageerror'));
  await assert.rejects(pending, /could not be read/);
});

test('closing ends the worker and rejects with the reason given', async () => {
  setWorker(SilentWorker);
  const { calls, close } = connectWorker(ROOT, 'dream-worker.js');
  const pending = calls.start();
  close('The room was left.');
  await assert.rejects(pending, /The room was left\./);
  assert.ok(lastWorker().terminated);
});

test('the calls can be awaited without calling the worker', async () => {
  setWorker(SilentWorker);
  const { calls } = connectWorker(ROOT, 'dream-worker.js');
  assert.equal(await calls, calls);
});
