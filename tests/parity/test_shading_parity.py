"""Shading and breeding: the same pixels in torch, in Python and in the page, not one off."""

import numpy as np
import pytest
import torch
from aipixel.sprites.files.origin import Light
from aipixel.sprites.model import SpriteModel
from aipixel.sprites.shading import usual_light
from pixelllm.breeding import given_of
from pixelllm.shading import Shading
from pixelllm.synthetic import draw_batch
from pixelllm.vocabulary import MASK

from tests.conftest import ROOT
from tests.coroutines import run

MODEL = ROOT / "web" / "models" / "pixelllm"
LIGHTS = [
    usual_light(125),
    Light(0, 1, 0, 0, 0),
    Light(45, 0.77, 1, 1, 1),
    Light(200.5, 1, 0.31, 0.62, 0.93),
    Light(270, 0, 0.5, 0.5, 0.5),
]
COUNT = 108
SEEDS = (np.arange(COUNT) * 39_768_215 + 7).tolist()
SHARE = 0.4

OPEN = """async () => {
  const games = new URL('sprites/onnxruntime.js', location.href).href;
  const { ort, modelFolder } = await import(games);
  ort.env.wasm.numThreads = 1;
  ort.env.logLevel = 'error';
  const { SpriteModel } = await import(new URL('sprites/sprite-model.js', location.href).href);
  globalThis.ort = ort;
  globalThis.model = await SpriteModel.open(ort, modelFolder, { executionProviders: ['wasm'] });
}"""
SHADE = """async ([pixels, light]) => [
  ...(await globalThis.model.shade(Uint8Array.from(pixels), light)),
]"""
# What the drawing starts from, as the module hands it to `draw`.
GIVEN = """async ([firsts, seconds, seeds, share]) => {
  const given = [];
  const draw = globalThis.model.draw;
  globalThis.model.draw = async (wish) => given.push([...wish.given]);
  for (const [at, seed] of seeds.entries()) {
    const parents = [firsts[at], seconds[at]].map((pixels) => Uint8Array.from(pixels));
    await globalThis.model.breed({ parents, zone: null, category: null, seeds: [seed], share });
  }
  globalThis.model.draw = draw;
  return given;
}"""
BREED = """async ([first, second, zone, category, seeds]) => {
  const parents = [Uint8Array.from(first), Uint8Array.from(second)];
  const { sprites } = await globalThis.model.breed({ parents, zone, category, seeds });
  return sprites.map((sprite) => [...sprite]);
}"""


@pytest.fixture
def page(open_page):
    page, _ = open_page("")
    page.evaluate(OPEN)
    return page


@pytest.fixture(scope="module")
def native():
    return run(SpriteModel.open(str(MODEL)))


@pytest.fixture(scope="module")
def sprites():
    return draw_batch(range(500, 500 + COUNT))[0]


@pytest.mark.parametrize("light", LIGHTS)
def test_shading_is_the_same_everywhere(page, native, sprites, light):
    settings = [torch.tensor([value], dtype=torch.float32) for value in vars(light).values()]
    with torch.no_grad():
        by_torch = Shading()(torch.from_numpy(sprites).float(), *settings).numpy()
    found = run(native.shade(sprites, light))
    assert (found != sprites).mean() > 0.02
    assert np.array_equal(found, by_torch)
    in_page = np.array(page.evaluate(SHADE, [sprites.ravel().tolist(), vars(light)]), np.uint8)
    assert np.array_equal(in_page.reshape(found.shape), found)


def test_what_a_child_starts_from_is_the_same_everywhere(page, native, sprites, monkeypatch):
    started = []

    async def draw(*arguments):
        started.append(arguments[3])

    monkeypatch.setattr(native, "draw", draw)
    parents = np.stack([sprites, sprites[::-1]])
    run(native.breed((parents[0], parents[1]), {}, SEEDS, SHARE))
    by_torch = given_of(torch.from_numpy(parents), np.array(SEEDS), SHARE).numpy()
    assert 0.1 < (by_torch == MASK).mean() < 0.5
    assert np.array_equal(started[0].reshape(COUNT, -1), by_torch)
    in_page = page.evaluate(GIVEN, [*parents.reshape(2, COUNT, -1).tolist(), SEEDS, SHARE])
    assert np.array_equal(np.array(in_page).reshape(COUNT, -1), by_torch)


def test_a_child_is_the_same_in_python_and_javascript(page, native, sprites):
    first, second, seeds = sprites[2], sprites[36], SEEDS[:6]
    pair = np.stack([first] * 6), np.stack([second] * 6)
    differing = 0
    for zone, category in (("Reef", "Coral"), (None, "Coral")):
        found = run(native.breed(pair, {"zone": zone, "category": category}, seeds)).sprites
        wish = [first.ravel().tolist(), second.ravel().tolist(), zone, category, seeds]
        in_page = np.array(page.evaluate(BREED, wish), np.uint8).reshape(found.shape)
        differing += int((in_page != found).any((1, 2)).sum())
        assert (found != first).any((1, 2)).all()
    assert differing <= 1  # a choice that is a tie to the last digits may fall either way


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ("shade(new Uint8Array(5), light)", "A sprite is 32 x 32 palette indices, 0 to 63"),
        ("shade(dot.map(() => 64), light)", "A sprite is 32 x 32 palette indices, 0 to 63"),
        ("shade(dot, {...light, angle: NaN})", "angle must be a number of degrees, not NaN"),
        ("shade(dot, {...light, glow: 2})", "glow must be 0 to 1, not 2"),
        ("breed({...wish, share: 0})", "The share must be above 0 and at most 1, not 0"),
        ("breed({...wish, parents: [dot, new Uint8Array(1024)]})", "A parent is one sprite"),
        ("breed({...wish, parents: [dot, new Uint8Array(2048).fill(5)]})", "A parent is one"),
        ("breed({...wish, parents: undefined})", "The parents of these children are not known"),
        ("breed({...wish, seeds: [-1]})", "A seed is a whole number"),
    ],
)
def test_the_page_refuses_in_one_sentence(page, change, told):
    with pytest.raises(Exception, match=told):
        page.evaluate(
            f"""async () => {{
              const dot = new Uint8Array(1024).fill(5);
              const light = {{ angle: 0, strength: 1, occlusion: 0, edge: 0, glow: 0 }};
              const parents = [dot, dot];
              const wish = {{ parents, zone: 'Reef', category: 'Coral', seeds: [1] }};
              await globalThis.model.{change};
            }}"""
        )
