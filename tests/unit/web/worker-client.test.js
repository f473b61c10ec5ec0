import assert from 'node:assert/strict';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, test } from 'node:test';
import { pathToFileURL } from 'node:url';
import { connectWorker, threadInUse } from '../../../web/lib/worker-client.js';

const ROOT = new URL('https://example.org/some/folder/');

/** A worker that says its first word and never answers, and breaks when told. */
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
    queueMicrotask(() => this.dispatchEvent(new MessageEvent('message', { data: { loaded: [] } })));
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

/** The worker has said its first word. */
const spoken = () => new Promise((resolve) => setTimeout(resolve));

afterEach(() => setWorker(undefined));

test('the worker is a module below the site’s root', () => {
  setWorker(SilentWorker);
  connectWorker(ROOT, 'dream-worker.js');
  assert.equal(lastWorker().address, 'https://example.org/some/folder/worker/dream-worker.js');
  assert.deepEqual(lastWorker().options, { type: 'module', name: 'aipixel' });
});

test('where neither a worker starts nor the page can run its code, every call says so', async () => {
  const { calls } = connectWorker(ROOT, 'dream-worker.js');
  await assert.rejects(
    calls.start(),
    /could not be started: this browser has no web workers, and the page cannot run it either: /,
  );
});

test('a worker that the browser refuses at its address starts from a blob that imports it', async () => {
  class OnlyFromBlobs extends SilentWorker {
    /** @param {URL} address @param {object} options */
    constructor(address, options) {
      if (new URL(address).protocol !== 'blob:') throw new Error('opaque origin');
      super(address, options);
    }
  }
  setWorker(OnlyFromBlobs);
  connectWorker(ROOT, 'dream-worker.js');
  await spoken();
  assert.match(lastWorker().address, /^blob:/);
});

test('so does one that fails before its first word', async () => {
  /** @type {string[]} */
  const tried = [];
  class Stillborn extends SilentWorker {
    /** @param {URL} address @param {object} options */
    constructor(address, options) {
      super(address, options);
      tried.push(new URL(address).protocol);
    }

    /** @param {Event} event */
    dispatchEvent(event) {
      return super.dispatchEvent(
        event.type === 'message' ? Object.assign(new Event('error'), { message: 'no' }) : event,
      );
    }
  }
  setWorker(Stillborn);
  const { calls } = connectWorker(ROOT, 'dream-worker.js');
  await assert.rejects(calls.start(), /could not be started: no, and the page/);
  assert.deepEqual(tried, ['https:', 'blob:']);
});

test('where no worker starts the page runs the code itself, and ends it when it is closed', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'aipixel-'));
  await mkdir(join(folder, 'worker'));
  const code = `export const createApi = () => ({
    greet: async (name) => 'Hello ' + name,
    end: async () => { globalThis.ended = true; },
  });`;
  await writeFile(join(folder, 'worker', 'room.mjs'), code);
  /** @type {import('../../../web/lib/worker-client.js').WorkerClient<any>} */
  const { calls, close } = connectWorker(pathToFileURL(`${folder}/`), 'room.mjs');
  assert.equal(await calls.greet('you'), 'Hello you');
  assert.equal(threadInUse(), 'page');
  close();
  assert.equal(/** @type {any} */ (globalThis).ended, true);
  await rm(folder, { recursive: true });
});

test('a broken worker rejects what is pending and what comes later, and tells once', async () => {
  setWorker(SilentWorker);
  /** @type {string[]} */
  const told = [];
  const { calls } = connectWorker(ROOT, 'dream-worker.js', {
    onBroken: (error) => told.push(error.message),
  });
  const pending = [calls.start(), calls.pause()];
  await spoken();
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
  await spoken();
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
