import assert from 'node:assert/strict';
import test from 'node:test';
import { Session } from '../../../web/sprites/sessions.js';
import { SpriteModel } from '../../../web/sprites/sprite-model.js';
import { checkedWish, DEFAULTS, folderAddress } from '../../../web/sprites/wishes.js';

const MANIFEST = { size: 2, tokens: { mask: 70 }, palette: new Array(63) };
const WISH = { zone: null, category: null, seeds: [1] };

test('what is undefined has its default', () => {
  const wish = { ...WISH, temperature: undefined, topK: undefined, guidance: 2 };
  assert.deepEqual(checkedWish(wish, MANIFEST), { ...DEFAULTS, ...WISH, guidance: 2 });
});

test('seeds may be any list of numbers', () => {
  const { seeds } = checkedWish({ ...WISH, seeds: Uint32Array.of(1, 2 ** 32 - 1) }, MANIFEST);
  assert.deepEqual(seeds, [1, 2 ** 32 - 1]);
});

const REFUSED = [
  { temperature: 0 },
  { temperature: '0.8' },
  { temperature: null },
  { temperature: Number.NaN },
  { temperature: Number.POSITIVE_INFINITY },
  { topK: 0 },
  { topK: 64 },
  { topK: 1.5 },
  { minP: 2 },
  { minP: -0.1 },
  { guidance: -5 },
  { edgeTemperature: 0 },
  { seeds: [] },
  { seeds: undefined },
  { seeds: 7 },
  { seeds: [-1] },
  { seeds: [2 ** 32] },
  { seeds: [0.5] },
  { seeds: ['1'] },
  { given: new Float32Array(3) },
  { given: Float32Array.of(1, 2, 3, 64) },
  { given: Float32Array.of(1, 2, 3, 0.5) },
];

for (const wrong of REFUSED) {
  const [name] = Object.keys(wrong);
  test(`refused in a sentence: ${JSON.stringify(wrong)}`, () => {
    assert.throws(() => checkedWish({ ...WISH, ...wrong }, MANIFEST), (error) => {
      assert(error instanceof RangeError);
      assert.match(error.message, name === 'seeds' ? /^(seeds|A seed) .*\.$/ : /\.$/);
      return name === 'seeds' || error.message.startsWith(`${name} must `);
    });
  });
}

test('a folder is found by any address that links may have', () => {
  const base = 'https://game.example/play/index.html';
  const found = (folder) => folderAddress(folder, base).href;
  assert.equal(found('models/sea'), 'https://game.example/play/models/sea/');
  assert.equal(found('./models/sea/'), 'https://game.example/play/models/sea/');
  assert.equal(found('../models'), 'https://game.example/models/');
  assert.equal(found('/models/sea'), 'https://game.example/models/sea/');
  assert.equal(found('//other.example/sea'), 'https://other.example/sea/');
  assert.equal(found('https://other.example'), 'https://other.example/');
  assert.equal(found('sea?version=2'), 'https://game.example/play/sea/?version=2');
  assert.equal(found(new URL('https://other.example/sea')), 'https://other.example/sea/');
});

test('where there is nothing to begin from, it says so', () => {
  for (const base of [undefined, 'blob:https://game.example/123']) {
    assert.throws(() => folderAddress('models', base), /models is no whole address.* pass a URL\./);
  }
});

/** Graphs that notice when two run at once, or one after its release. */
function watchedOrt() {
  const told = { running: 0, most: 0, released: 0, runs: 0, afterRelease: 0 };
  class Tensor {
    constructor(_type, data, dims) {
      Object.assign(this, { data, dims });
    }
  }
  const size = 2;
  const session = () => {
    let released = false;
    return {
      async run({ seeds }) {
        told.running += 1;
        told.runs += 1;
        told.most = Math.max(told.most, told.running);
        if (released) told.afterRelease += 1;
        await new Promise((resolve) => setTimeout(resolve, 1));
        told.running -= 1;
        if (seeds) {
          const count = seeds.dims[0];
          const of = (length) => ({ data: new Float32Array(count * length) });
          return { context: of(size * size), uniform: of(size * size) };
        }
        const row = { data: new Float32Array(size).fill(1) };
        const kept = { data: new Float32Array(2) };
        return { row, row_new: kept, column_new: kept, final_pixels: { dims: [1] } };
      },
      async release() {
        released = true;
        told.released += 1;
      },
    };
  };
  return { told, ort: { Tensor }, session: () => new Session(session()) };
}

function openModel() {
  const { told, ort, session } = watchedOrt();
  const manifest = { ...MANIFEST, width: 1, half: 1, block: 1, zones: [], categories: [] };
  const model = new SpriteModel(ort, manifest, session(), session(), async () => session());
  return { told, model };
}

test('of two draws at once none disturbs the other', async () => {
  const { told, model } = openModel();
  const other = openModel();
  const drawn = await Promise.all([
    model.draw(WISH),
    model.draw({ ...WISH, seeds: [1, 2] }),
    other.model.draw(WISH),
  ]);
  assert.deepEqual(
    drawn.map(({ sprites }) => sprites.length),
    [1, 2, 1],
  );
  assert.equal(told.most, 1);
});

test('a model that is closed in mid-draw lets the run end, and says that it was closed', async () => {
  const { told, model } = openModel();
  let closing;
  const onRow = () => {
    closing ??= model.close();
  };
  await assert.rejects(model.draw({ ...WISH, onRow }), /The model was closed\./);
  await closing;
  await model.close();
  await assert.rejects(model.draw(WISH), /The model was closed\./);
  assert.deepEqual(
    [told.released, told.afterRelease],
    [2, 0],
  );
});

test('a folder without a model is told', async (t) => {
  const answers = { 'manifest.json': '<!doctype html>' };
  t.mock.method(globalThis, 'fetch', async (url) => new Response(answers[url.pathname.slice(1)]));
  const opening = SpriteModel.open(/** @type {any} */ ({}), 'https://game.example');
  await assert.rejects(opening, /There is no model in https:\/\/game\.example\/: its manifest/);
});
