import assert from 'node:assert/strict';
import test from 'node:test';
import { Session } from '../../../web/sprites/sessions.js';
import { SpriteModel } from '../../../web/sprites/sprite-model.js';
import { checkedWish, DEFAULTS, folderAddress, labelTokens } from '../../../web/sprites/wishes.js';

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

const AXES = {
  axes: [
    { name: 'class', names: ['Weapon', 'Épée longue'] },
    { name: 'kind', names: ['Sword'] },
  ],
  tokens: { pad: 64, labels: [68, 70] },
};

test('labels are tokens, one for each axis, whatever their capitals', () => {
  const told = (wish) => labelTokens(wish, AXES).told;
  assert.deepEqual(told({ labels: { class: 'épée LONGUE', kind: 'Sword' } }), [69, 70]);
  assert.deepEqual(told({ labels: { kind: 'sword' } }), [64, 70]);
  assert.deepEqual(told({ labels: { class: null } }), [64, 64]);
  assert.deepEqual(told({ zone: null }), [64, 64]);
  assert.deepEqual(labelTokens({ labels: { kind: 'Sword' } }, AXES).none, [64, 64]);
});

test('labels that the model does not know are refused with those that it knows', () => {
  assert.throws(
    () => labelTokens({ zone: 'Reef' }, AXES),
    /^RangeError: This model knows no zone: it knows class, kind\.$/,
  );
  assert.throws(
    () => labelTokens({ labels: { class: 'Coral' } }, AXES),
    /^RangeError: There is no class Coral: Weapon, Épée longue\.$/,
  );
});

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

const SIZE = 10; // blocks of more than one run

/** Graphs that notice when two run at once, or one after its release. */
function watchedOrt() {
  const told = { running: 0, most: 0, released: 0, runs: 0, afterRelease: 0 };
  class Tensor {
    constructor(_type, data, dims) {
      Object.assign(this, { data, dims });
    }
  }
  const session = () => {
    let released = false;
    return {
      async run({ seeds, edge_temperature, places }) {
        told.running += 1;
        told.runs += 1;
        told.most = Math.max(told.most, told.running);
        if (released) told.afterRelease += 1;
        await new Promise((resolve) => setTimeout(resolve, 1));
        told.running -= 1;
        const count = places ? places.dims[1] : seeds.dims[0];
        const ones = { data: new Float32Array(count * SIZE * SIZE).fill(1) };
        if (edge_temperature) return { silhouettes: ones };
        if (!places) return { context: ones, uniform: ones };
        const kept = { data: new Float32Array(2) };
        return { 'canvas.out': ones, 'before.out': kept, 'past.0.keys.out': kept };
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
  const axes = [{ name: 'kind', names: ['Sword', 'Épée'] }];
  const tokens = { pad: 64, bos: 65, mask: 70, labels: [71] };
  const manifest = { ...MANIFEST, axes, tokens, size: SIZE, layers: 1, heads: 1, head: 1 };
  const drawing = { shape: session(), begin: session(), paint: session() };
  return { told, model: new SpriteModel(ort, manifest, drawing, async () => session()) };
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
    [3, 0],
  );
});

test('a folder without a model is told', async (t) => {
  const answers = { 'manifest.json': '<!doctype html>' };
  t.mock.method(globalThis, 'fetch', async (url) => new Response(answers[url.pathname.slice(1)]));
  const opening = SpriteModel.open(/** @type {any} */ ({}), 'https://game.example');
  await assert.rejects(opening, /There is no model in https:\/\/game\.example\/: its manifest/);
});
