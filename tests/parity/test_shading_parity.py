"""Shading and breeding: the same pixels in torch, in Python and in the page, not one off."""

import numpy as np
import pytest
import torch
from aipixel.sprites.model import SpriteModel
from aipixel.sprites.shading import Light
from pixelllm.breeding import given_of
from pixelllm.export import SPRITE_GRAPHS
from pixelllm.shading import Shading
from pixelllm.synthetic import draw_batch
from pixelllm.vocabulary import MASK

from tests.conftest import ROOT
from tests.coroutines import run

MODEL = ROOT / "web" / "models" / "pixelllm"
MODULE = ROOT / "web" / "sprites" / "sprite-model.js"
LIGHTS = [
    Light(),
    Light(0, 1, 0, 0, 0),
    Light(45, 0.77, 1, 1, 1),
    Light(-200.5, 1, 0.31, 0.62, 0.93),
    Light(270, 0, 0.5, 0.5, 0.5),
]
COUNT = 108
SEEDS = (np.arange(COUNT) * 39_768_215 + 7).tolist()
SHARE = 0.4

OPEN = """async () => {
  const vendor = new URL('vendor/onnxruntime/', location.href);
  const ort = await import(new URL('ort.wasm.min.mjs', vendor).href);
  ort.env.wasm.wasmPaths = vendor.href;
  ort.env.wasm.numThreads = 1;
  ort.env.logLevel = 'error';
  const { SpriteModel } = await import(new URL('sprites/sprite-model.js', location.href).href);
  const folder = new URL('models/pixelllm/', location.href).href;
  globalThis.ort = ort;
  globalThis.model = await SpriteModel.open(ort, folder, { executionProviders: ['wasm'] });
}"""
SHADE = """async ([sprites, light]) => {
  const shaded = await globalThis.model.shade(sprites.map((s) => Uint8Array.from(s)), light);
  return shaded.map((sprite) => [...sprite]);
}"""
# What the drawing starts from, as the module hands it to `draw`.
GIVEN = """async ([parents, seeds, share]) => {
  let given;
  const draw = globalThis.model.draw;
  globalThis.model.draw = async (wish) => { given = [...wish.given]; };
  parents = parents.map((each) => each.map((sprite) => Uint8Array.from(sprite)));
  await globalThis.model.breed({ parents, zone: null, category: null, seeds, share });
  globalThis.model.draw = draw;
  return given;
}"""
BREED = """async ([parents, zone, category, seeds]) => {
  parents = parents.map((each) => each.map((sprite) => Uint8Array.from(sprite)));
  const { sprites } = await globalThis.model.breed({ parents, zone, category, seeds });
  return sprites.map((sprite) => [...sprite]);
}"""


@pytest.fixture
def page(open_page):
    page, _ = open_page("")
    module = MODULE.read_text()
    page.route(
        "**/sprites/sprite-model.js",
        lambda route: route.fulfill(body=module, content_type="text/javascript"),
    )
    page.evaluate(OPEN)
    return page


@pytest.fixture(scope="module")
def native():
    return run(SpriteModel.open(str(MODEL)))


@pytest.fixture(scope="module")
def sprites():
    return draw_batch(range(500, 500 + COUNT))[0]


def flat(sprites):
    return sprites.reshape(*sprites.shape[:-2], -1).tolist()


@pytest.mark.parametrize("light", LIGHTS)
def test_shading_is_the_same_everywhere(page, native, sprites, light):
    settings = [torch.tensor([value], dtype=torch.float32) for value in vars(light).values()]
    with torch.no_grad():
        by_torch = Shading()(torch.from_numpy(sprites).float(), *settings).numpy()
    found = run(native.shade(sprites, light))
    assert (found != sprites).mean() > 0.02
    assert np.array_equal(found, by_torch)
    in_page = np.array(page.evaluate(SHADE, [flat(sprites), vars(light)]), np.uint8)
    assert np.array_equal(in_page.reshape(found.shape), found)


def test_the_usual_light_is_the_same_in_both_languages(page, native, sprites):
    in_page = np.array(page.evaluate(SHADE, [flat(sprites), {}]), np.uint8)
    assert np.array_equal(in_page.reshape(sprites.shape), run(native.shade(sprites, Light())))


def test_what_a_child_starts_from_is_the_same_everywhere(page, native, sprites, monkeypatch):
    started = []

    async def draw(*arguments):
        started.append(arguments[4])

    monkeypatch.setattr(native, "draw", draw)
    parents = np.stack([sprites, sprites[::-1]])
    run(native.breed((parents[0], parents[1]), None, None, SEEDS, SHARE))
    by_torch = given_of(torch.from_numpy(parents), np.array(SEEDS), SHARE).numpy()
    assert 0.1 < (by_torch == MASK).mean() < 0.5
    assert np.array_equal(started[0].reshape(COUNT, -1), by_torch)
    in_page = page.evaluate(GIVEN, [flat(parents), SEEDS, SHARE])
    assert np.array_equal(np.array(in_page).reshape(COUNT, -1), by_torch)


def test_a_child_is_the_same_in_python_and_javascript(page, native, sprites):
    first, second, seeds = sprites[:6], sprites[36:42], SEEDS[:6]
    differing = 0
    for zone, category in (("Reef", "Coral"), (None, None)):
        found = run(native.breed((first, second), zone, category, seeds)).sprites
        wish = [flat(np.stack([first, second])), zone, category, seeds]
        in_page = np.array(page.evaluate(BREED, wish), np.uint8).reshape(found.shape)
        differing += int((in_page != found).any((1, 2)).sum())
        assert (found != first).any((1, 2)).all()
    assert differing <= 1  # a choice that is a tie to the last digits may fall either way


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ("shade([new Uint8Array(5)])", "A sprite is 1024 palette indices, 0 to 63: number 0"),
        ("shade([dot.map(() => 64)])", "A sprite is 1024 palette indices"),
        ("shade([dot], {angle: NaN})", "angle must be a number of degrees, not NaN"),
        ("shade([dot], {glow: 2})", "glow must be 0 to 1, not 2"),
        ("breed({...wish, share: 0})", "The share must be above 0 and at most 1, not 0"),
        ("breed({...wish, seeds: [1, 2]})", "2 seeds need as many parents, not 1"),
        ("breed({...wish, parents: [[dot], [new Uint8Array(1024)]]})", "A parent is empty"),
        ("breed({...wish, zone: null})", "both the zone and the category, or neither"),
        ("breed({...wish, seeds: [-1]})", "A seed is a whole number"),
    ],
)
def test_the_page_refuses_in_one_sentence(page, change, told):
    with pytest.raises(Exception, match=told):
        page.evaluate(
            f"""async () => {{
              const dot = new Uint8Array(1024).fill(5);
              const parents = [[dot], [dot]];
              const wish = {{ parents, zone: 'Reef', category: 'Coral', seeds: [1] }};
              await globalThis.model.{change};
            }}"""
        )


@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize("name", SPRITE_GRAPHS)
def test_exporting_again_gives_the_committed_graph(name):
    content = SPRITE_GRAPHS[name]().SerializeToString()
    committed = (MODEL / f"{name}.onnx").read_bytes()
    assert len(content) == len(committed) < 100_000
    assert content == committed, f"{name}.onnx: run export_sprite_graphs and commit"
