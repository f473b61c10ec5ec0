import assert from 'node:assert/strict';
import { afterEach, mock, test } from 'node:test';
import { ScriptRunner } from '../../../web/lib/python-panel/script-runner.js';

const DONE = { status: 'done', error: null, result: null };

/** A room whose script ends when the test says so. */
class Room {
  restarts = 0;
  /** @type {any[]} */ heard = [];
  /** @type {Uint8Array | null | undefined} */ interrupt;
  /** @type {(outcome: any) => void} */ end = () => {};
  /** @type {(reason: Error) => void} */ fail = () => {};

  runner = new ScriptRunner({
    calls: () => ({
      runScript: (_, interrupt) => {
        this.interrupt = interrupt;
        return new Promise((resolve, reject) => {
          this.end = resolve;
          this.fail = reject;
        });
      },
    }),
    restart: async () => {
      this.restarts += 1;
    },
  });

  run() {
    return this.runner.run('x = 1', (event) => this.heard.push(event));
  }
}

/** @param {boolean} isolated */
function setIsolated(isolated) {
  Object.defineProperty(globalThis, 'crossOriginIsolated', { value: isolated, configurable: true });
}

afterEach(() => {
  setIsolated(false);
  mock.timers.reset();
});

test('an outcome and the events before it reach the page', async () => {
  const room = new Room();
  const run = room.run();
  room.runner.hear({ type: 'printed', parts: [], cut: false });
  room.end(DONE);
  assert.deepEqual(await run, { ...DONE, restarted: false });
  room.runner.hear({ type: 'printed', parts: [], cut: true });
  assert.equal(room.heard.length, 1);
  assert.equal(room.restarts, 0);
});

test('with shared memory an interruption is written until the script ends', async () => {
  setIsolated(true);
  mock.timers.enable({ apis: ['setTimeout'] });
  const room = new Room();
  const run = room.run();
  assert.equal(room.interrupt?.[0], 0);
  room.runner.stop();
  assert.equal(room.interrupt?.[0], 2);
  room.interrupt?.fill(0); // lost
  mock.timers.tick(300);
  assert.equal(room.interrupt?.[0], 2);
  room.end({ ...DONE, status: 'stopped' });
  assert.deepEqual(await run, { ...DONE, status: 'stopped', restarted: false });
  room.run();
  assert.equal(room.interrupt?.[0], 0);
  mock.timers.tick(5000);
  assert.equal(room.interrupt?.[0], 0);
});

test('without shared memory the worker is ended at once', async () => {
  const room = new Room();
  const run = room.run();
  assert.equal(room.interrupt, null);
  room.runner.stop();
  const outcome = await run;
  assert.deepEqual([outcome.status, outcome.restarted, room.restarts], ['stopped', true, 1]);
  assert.deepEqual(room.heard, [{ type: 'restart' }]);
});

test('a script that ignores the interruption is ended after two seconds', async () => {
  setIsolated(true);
  const room = new Room();
  const run = room.run();
  const began = performance.now();
  room.runner.stop();
  assert.equal((await run).restarted, true);
  const waited = performance.now() - began;
  assert.ok(waited > 1900 && waited < 4000, `${waited} ms`);
});

test('Python that broke down is started again', async () => {
  const room = new Room();
  const run = room.run();
  const error = { line: null, column: null, message: 'Python itself broke down' };
  room.end({ status: 'error', error, result: null, lost: true });
  assert.equal((await run).restarted, true);
  assert.equal(room.restarts, 1);
});

test('a worker that fails rejects the run, and the next may begin', async () => {
  const room = new Room();
  const run = room.run();
  room.fail(new Error('The worker failed.'));
  await assert.rejects(run, /The worker failed/);
  const next = room.run();
  await assert.rejects(room.run(), /running already/);
  room.end(DONE);
  await next;
});

test('nothing is stopped where nothing runs', () => {
  const room = new Room();
  room.runner.stop();
  assert.equal(room.restarts, 0);
});

test('an answer that comes is waited for, and Python goes on', async () => {
  setIsolated(true);
  const room = new Room();
  assert.equal(await room.runner.insist(Promise.resolve()), true);
  await assert.rejects(room.runner.insist(Promise.reject(new Error('No.'))), /No/);
  assert.equal(room.restarts, 0);
});

test('functions that are stuck are interrupted after a while, and ended at last', async () => {
  setIsolated(true);
  mock.timers.enable({ apis: ['setTimeout'] });
  const room = new Room();
  const run = room.run();
  room.end(DONE);
  await run;
  const insisted = room.runner.insist(new Promise(() => {}));
  mock.timers.tick(1900);
  assert.equal(room.interrupt?.[0], 0);
  mock.timers.tick(200);
  assert.equal(room.interrupt?.[0], 2);
  const { now } = performance;
  mock.method(performance, 'now', () => now.call(performance) + 60_000);
  mock.timers.tick(300);
  assert.equal(await insisted, false);
  assert.equal(room.restarts, 1);
  mock.restoreAll();
});

test('a script that runs is not interrupted for an answer that waits for it', async () => {
  setIsolated(true);
  mock.timers.enable({ apis: ['setTimeout'] });
  const room = new Room();
  const run = room.run();
  /** @type {(value?: unknown) => void} */ let answer = () => {};
  const insisted = room.runner.insist(
    new Promise((resolve) => {
      answer = resolve;
    }),
  );
  mock.timers.tick(60_000);
  assert.equal(room.interrupt?.[0], 0);
  room.end(DONE);
  await run;
  answer();
  assert.equal(await insisted, true);
});
