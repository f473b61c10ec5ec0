"""Sprites: the same for the same seed in Python and in the JavaScript module."""

from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest
from aipixel.sprites import command
from aipixel.sprites.choice import Choice
from aipixel.sprites.files.pictures import read_sprites
from aipixel.sprites.model import SpriteModel

from tests.conftest import ROOT
from tests.coroutines import run
from tests.tiny_sprites import own_model

MODEL = ROOT / "web" / "models" / "pixelllm"
CELLS = [("Reef", "ReefFish"), ("Kelp", "Crustacean"), ("Abyssal", "Jellyfish"), ("Vent", "Coral")]
SEEDS = [7, 8, 4_000_000_000]

DRAW = """async ([labels, seeds, temperature, guidance, shapes, folder]) => {
  const games = new URL('sprites/onnxruntime.js', location.href).href;
  const { ort, modelFolder } = await import(games);
  ort.env.wasm.numThreads = 1;
  ort.env.logLevel = 'error';
  const { SpriteModel } = await import(new URL('sprites/sprite-model.js', location.href).href);
  const options = { executionProviders: ['wasm'] };
  globalThis.model ??= await SpriteModel.open(ort, folder ?? modelFolder, options);
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


OWN = "models/own/"


def test_a_model_of_ones_own_draws_the_same_in_python_javascript_and_command(page, tmp_path):
    """Two axes of any names and five colours, in a folder as it is exported."""
    folder = own_model(tmp_path / "own")
    served = lambda route: route.fulfill(path=folder / route.request.url.rpartition("/")[2])  # noqa: E731
    page.route(f"**/{OWN}*", served)
    labels = {"class": "Trank 100%", "kind": "剣"}
    model = run(SpriteModel.open(str(folder)))
    drawn = run(model.draw(labels, SEEDS[:2]))
    sprites, blocks = page.evaluate(DRAW, [labels, SEEDS[:2], 0.8, 1, None, OWN])
    found = np.array(sprites, np.uint8).reshape(-1, 32, 32)
    assert (found != drawn.sprites).any((1, 2)).sum() <= 1
    assert abs(blocks - drawn.blocks) < 16
    assert 2 < len(np.unique(found)) <= 6
    sheet = tmp_path / "sheet.png"
    asked = ["--class", labels["class"], "--kind", labels["kind"], "--seed", str(SEEDS[0])]
    arguments = ["--model", str(folder), *asked, "--count", "2", "--out", str(sheet)]
    with ThreadPoolExecutor(1) as thread:
        assert thread.submit(command.main, arguments).result() == 0
    cut = read_sprites(sheet.read_bytes(), model.manifest.palette)
    assert np.array_equal(np.stack([each.pixels for each in cut]), drawn.sprites)
    with pytest.raises(Exception, match="There is no kind Reef: Épée longue, 剣, NPC"):
        page.evaluate(DRAW, [{"kind": "Reef"}, [1], 0.8, 1, None, OWN])


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
