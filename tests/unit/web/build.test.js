import assert from 'node:assert/strict';
import test from 'node:test';
import { Build } from '../../../web/worker/build.js';

const ROOT = 'http://localhost:8000/a/site/';
const BUILD = {
  id: 'b1',
  folders: { 'vendor/python': 'vendor/python-0a1b', models: 'models-2c3d' },
  files: {
    'vendor/python-0a1b/python.js': 10,
    'vendor/python-0a1b/python.wasm': 20,
    'models-2c3d/tiny/manifest.json': 30,
    'models/night.zip': 40,
  },
};

/** @param {number} status @param {object} body */
function answering(status, body) {
  /** @type {any[]} */ const asked = [];
  globalThis.fetch = async (...given) => {
    asked.push(given);
    return new Response(JSON.stringify(body), { status });
  };
  return asked;
}

test('a folder is found by its name without the hash', () => {
  const build = new Build(ROOT, BUILD);
  assert.equal(build.folder('vendor/python').href, `${ROOT}vendor/python-0a1b/`);
  assert.deepEqual(build.names('models'), ['tiny/manifest.json']);
});

test('files are chosen by their names within their folders', () => {
  const build = new Build(ROOT, BUILD);
  const files = build.files([
    ['vendor/python', /\.wasm$/],
    ['models', /^tiny\//],
  ]);
  assert.deepEqual(files, [
    { url: `${ROOT}vendor/python-0a1b/python.wasm`, bytes: 20 },
    { url: `${ROOT}models-2c3d/tiny/manifest.json`, bytes: 30 },
  ]);
});

globalThis.BUILD_ID = 'b1';

test('the newest build.json is asked for, and must be of the same build as the page', async () => {
  const asked = answering(200, BUILD);
  const build = await Build.read({ siteRoot: ROOT, buildId: 'b1' });
  assert.deepEqual(build.names('models'), ['tiny/manifest.json']);
  assert.equal(String(asked[0][0]), `${ROOT}build.json`);
  assert.equal(asked[0][1].cache, 'no-cache');
  answering(200, { ...BUILD, id: 'b2' });
  const newer = Build.read({ siteRoot: ROOT, buildId: 'b1' });
  await assert.rejects(newer, /This page is build b1, the site is now b2: reload the page\./);
});

test('a page and a worker of two builds are told apart', async () => {
  answering(200, BUILD);
  const older = Build.read({ siteRoot: ROOT, buildId: 'b0' });
  await assert.rejects(older, /This page is build b0, its worker is b1: reload the page\./);
});

test('a site without build.json is named', async () => {
  answering(404, {});
  const missing = Build.read({ siteRoot: ROOT, buildId: 'b1' });
  await assert.rejects(missing, /build\.json could not be read: HTTP status 404/);
});

test('a file in parts is one download', () => {
  const files = { 'models-2c3d/a.wasm.part1': 5, 'models-2c3d/a.wasm.part2': 2 };
  const build = new Build(ROOT, { ...BUILD, files });
  const url = `${ROOT}models-2c3d/a.wasm`;
  assert.deepEqual(build.files([['models', /^a\.wasm$/]]), [
    { url, bytes: 7, parts: [`${url}.part1`, `${url}.part2`] },
  ]);
});
