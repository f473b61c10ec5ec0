"""Sprites: the same for the same seed in Python and in the JavaScript module."""

import numpy as np
import pytest
from aipixel.sprites.choice import Choice
from aipixel.sprites.model import SpriteModel

from tests.conftest import ROOT
from tests.coroutines import run

MODEL = ROOT / "web" / "models" / "pixelllm"
CELLS = [("Reef", "ReefFish"), ("Kelp", "Crustacean"), ("Abyssal", "Jellyfish"), ("Vent", "Coral")]
SEEDS = [7, 8, 4_000_000_000]

DRAW = """async ([labels, seeds, temperature, guidance, shapes]) => {
  const games = new URL('sprites/onnxruntime.js', location.href).href;
  const { ort, modelFolder } = await import(games);
  ort.env.wasm.numThreads = 1;
  ort.env.logLevel = 'error';
  const { SpriteModel } = await import(new URL('sprites/sprite-model.js', location.href).href);
  const options = { executionProviders: ['wasm'] };
  globalThis.model ??= await SpriteModel.open(ort, modelFolder, options);
  const silhouettes = shapes && Uint8Array.from(shapes);
  const wish = { labels, seeds, temperature, guidance, silhouettes };
  const { sprites, blocks } = await globalThis.model.draw(wish);
  return [sprites.map((sprite) => [...sprite]), blocks];
}"""


@pytest.fixture
def page(open_page):
    page, _ = open_page("")
    return page


@pytest.fixture(scope="module")
def native():
    return run(SpriteModel.open(str(MODEL)))


def test_a_seed_is_the_same_sprite_in_python_and_javascript(page, native):
    differing = 0
    for number, (zone, category) in enumerate(CELLS):
        choice = Choice(temperature=0.8, guidance=1.0 if number else 1.5)
        labels = {"zone": zone, "category": category}
        drawn = run(native.draw(labels, SEEDS, choice))
        wish = [labels, SEEDS, choice.temperature, choice.guidance, None]
        sprites, blocks = page.evaluate(DRAW, wish)
        found = np.array(sprites, np.uint8).reshape(-1, 32, 32)
        differing += int((found != drawn.sprites).any((1, 2)).sum())
        assert blocks == drawn.blocks > 3 * 32
        assert all(len(np.unique(sprite)) >= 4 for sprite in found)
    assert differing <= 1  # a choice that is a tie to the last digits may fall either way


def test_a_silhouette_is_painted_the_same_in_python_and_javascript(page, native):
    y, x = np.mgrid[:32, :32]
    disc, heart = (x - 16) ** 2 + (y - 15) ** 2 < 120, (abs(x - 15.5) + abs(y - 14) < 13) & (y > 5)
    shapes = np.stack([disc, heart, disc | heart])
    for labels in ({"category": "ReefFish"}, {"zone": "Vent"}, {}):
        drawn = run(native.draw(labels, SEEDS, None, None, shapes)).sprites
        sprites, _ = page.evaluate(DRAW, [labels, SEEDS, 0.8, 1, shapes.ravel().tolist()])
        found = np.array(sprites, np.uint8).reshape(-1, 32, 32)
        assert np.array_equal(found > 0, shapes)
        assert (found != drawn).any((1, 2)).sum() <= 1


def test_names_and_seeds_that_are_none_are_refused(page):
    for wish, told in (
        ([{"zone": "Moon"}, [1], 1, 1], "There is no zone Moon: Reef, "),
        ([{"category": "Cat"}, [1], 1, 1], "There is no category Cat: ReefFish, "),
        ([{"class": "Cat"}, [1], 1, 1], "This model knows no class: it knows zone, category"),
        ([{}, [-1], 1, 1], "A seed is a whole number from 0 to 4294967295, not -1"),
        ([{}, [1], 1, 1, [1, 0]], "silhouettes must have 1024 numbers, 1024 for each seed"),
    ):
        with pytest.raises(Exception, match=told):
            page.evaluate(DRAW, wish)
