"""The sprites' files in the engines of docs/sprites.md, by the snippets that stand there."""

import contextlib
import io
import re
import shutil
import subprocess
import tempfile
from pathlib import Path

import numpy as np
import pytest
from aipixel.archives import read_zip
from aipixel.sprites.files.archive import animated, pack_sprites
from aipixel.sprites.files.aseprite import unique_names
from aipixel.sprites.files.origin import Origin, Sprite
from aipixel.sprites.manifest import Manifest
from PIL import Image
from pixelllm.synthetic import draw_sprite
from pixelllm.vocabulary import CATEGORIES
from sitebuild.server import running_server

from tests.conftest import ROOT, new_context

ENGINES = ROOT / "tests" / "e2e" / "engines"
DOCUMENT = (ROOT / "docs" / "sprites.md").read_text(encoding="utf-8")
MODEL = Manifest.parse((ROOT / "web" / "models" / "pixelllm" / "manifest.json").read_bytes())
SPRITES = [
    Sprite(
        draw_sprite(0, number, 7), Origin(MODEL.model, 7, {"zone": "Reef", "category": category})
    )
    for number, category in enumerate(CATEGORIES)
]
NAMES = unique_names(SPRITES)
NEAREST = 1  # Phaser.ScaleModes.NEAREST

# Reads the pixels of every frame that an atlas has, as the engine cut them.
FRAMES_OF_ATLAS = """(key) => {
  const found = {};
  const texture = game.textures.get(key);
  for (const name of texture.getFrameNames()) {
    const frame = texture.get(name);
    const canvas = new OffscreenCanvas(frame.width, frame.height);
    const pen = canvas.getContext('2d');
    const { cutX, cutY, cutWidth, cutHeight, source } = frame;
    pen.drawImage(source.image, cutX, cutY, cutWidth, cutHeight, 0, 0, cutWidth, cutHeight);
    found[name] = [...pen.getImageData(0, 0, cutWidth, cutHeight).data];
  }
  return { found, filter: texture.source[0].scaleMode };
}"""
LOOPS = "() => game.anims.toJSON().anims"
PLAYED = "() => game.scene.scenes[0].children.list.at(-1).anims.currentFrame.index"


def snippet(name):
    (code,) = re.findall(rf"^```\w+ {name}\n(.*?)^```$", DOCUMENT, re.MULTILINE | re.DOTALL)
    return code


def expected():
    """The colours of every frame of the sheet and of the animation, by name."""
    stills = dict(zip(NAMES, (MODEL.palette[sprite.pixels] for sprite in SPRITES), strict=True))
    loops = {
        f"{name}-{step}": MODEL.palette[frame]
        for name, frames in zip(NAMES, animated(SPRITES, MODEL.palette), strict=True)
        for step, frame in enumerate(frames)
    }
    return stills, loops


@pytest.fixture(scope="module")
def files(tmp_path_factory):
    """A folder with the archive's files, as a game would have them."""
    folder = tmp_path_factory.mktemp("game")
    for name, content in read_zip(pack_sprites(SPRITES, MODEL.palette), 10_000_000).items():
        (folder / name).parent.mkdir(exist_ok=True)
        (folder / name).write_bytes(content)
    return folder


@pytest.fixture(scope="module")
def engines():
    """The engines by name, in the versions of the lock file; npm gets them the first time."""
    modules = ENGINES / "node_modules"
    lock = "package-lock.json"
    held = modules / lock  # of another version, or none
    if not held.exists() or held.read_bytes() != (ENGINES / lock).read_bytes():
        with tempfile.TemporaryDirectory(prefix=".npm-", dir=ENGINES) as folder:
            install_node_modules(Path(folder), modules)
    return {
        "phaser": modules / "phaser" / "dist" / "phaser.min.js",
        "pixi": modules / "pixi.js" / "dist" / "pixi.min.js",
    }


def install_node_modules(draft, modules):
    """Through a folder of its own, as another worker may be about it too."""
    for name in ("package.json", "package-lock.json"):
        shutil.copy(ENGINES / name, draft)
    quiet = ["--ignore-scripts", "--no-audit", "--no-fund", "--silent"]
    subprocess.run(["npm", "ci", *quiet], cwd=draft, check=True)
    shutil.copy(draft / "package-lock.json", draft / "node_modules")
    if modules.exists():
        modules.rename(draft / "before")
    with contextlib.suppress(OSError):  # the other worker's is there now, which is as good
        (draft / "node_modules").rename(modules)


@pytest.fixture
def open_snippet(browser, files, engines):
    """Opens a page that runs a snippet beside the files; fails the test for any error in it."""
    shutil.copy(ENGINES / "index.html", files / "index.html")
    errors = []
    with running_server(files) as server:
        context = new_context(browser)
        page = context.new_page()
        page.on("pageerror", lambda error: errors.append(str(error)))
        page.on("console", lambda said: said.type == "error" and errors.append(said.text))

        def open_one(code, engine="phaser"):
            shutil.copy(engines[engine], files / "engine.js")
            (files / "snippet.js").write_text(code)
            page.goto(server.address)
            return page

        yield open_one
        context.close()
    assert errors == []


def same_pixels(found, expected):
    assert found.keys() == expected.keys()
    for name, colours in expected.items():
        assert np.array_equal(np.array(found[name], np.uint8).reshape(32, 32, 4), colours), name


@pytest.mark.parametrize("form", ["sheet.json", "sheet-hash.json"])
def test_phaser_cuts_plays_and_does_not_smooth(open_snippet, form):
    page = open_snippet(snippet("phaser").replace("sheet.json", form))
    page.wait_for_function(
        "typeof game !== 'undefined' && game.anims.exists('idle-Reef-ReefFish-7')"
    )
    for key, colours in zip(("sprites", "idle"), expected(), strict=True):
        atlas = page.evaluate(FRAMES_OF_ATLAS, key)
        same_pixels(atlas["found"], colours)
        assert atlas["filter"] == NEAREST
    loops = page.evaluate(LOOPS)
    assert [loop["key"] for loop in loops] == [f"idle-{name}" for name in NAMES]
    for name, loop in zip(NAMES, loops, strict=True):
        assert [frame["frame"] for frame in loop["frames"]] == [f"{name}-{n}" for n in range(4)]
        assert loop["frameRate"] == 5
    for index in (2, 4, 1):
        page.wait_for_function(f"({PLAYED})() === {index}")


def frames_on_screen(page, wanted):
    """Which frames of each sprite the screen showed, until it showed as many as wanted."""
    loops = MODEL.palette[animated(SPRITES, MODEL.palette)]
    expected = loops[..., :3] * (loops[..., 3:] > 0)  # on black
    seen = [set() for _ in SPRITES]
    for _ in range(300):
        with Image.open(io.BytesIO(page.locator("canvas").last.screenshot())) as image:
            shown = np.array(image.convert("RGB"))[2::5, 2::5]  # a pixel is five wide
        for number, frames in enumerate(expected):
            here = shown[:32, 32 * number : 32 * number + 32]
            seen[number] |= {frame.tobytes() for frame in frames if np.array_equal(here, frame)}
        if [len(looks) for looks in seen] == wanted:
            break
    return [len(looks) for looks in seen]


PHASERS_OWN = """
const game = new Phaser.Game({
  width: 960, height: 160, pixelArt: true, backgroundColor: '#000000', parent: document.body,
  scene: {
    preload() { this.load.aseprite('idle', 'idle.png', 'idle-hash.json'); },
    create() {
      const loops = this.anims.createFromAseprite('idle');
      loops.forEach(({ key }, number) => {
        this.add.sprite(160 * number, 0, 'idle').setOrigin(0).setScale(5).play({ key, repeat: -1 });
      });
      globalThis.loops = loops.map(({ key, frames }) => [key, frames.length]);
    },
  },
});
"""

PIXIS_OWN = """
(async () => {
  const { Application, Assets, AnimatedSprite, TextureSource } = PIXI;
  TextureSource.defaultOptions.scaleMode = 'nearest';
  const app = new Application();
  await app.init({ width: 960, height: 160, background: '#000000', preference: 'webgl' });
  document.body.append(app.canvas);
  const { animations, textures } = await Assets.load('FILE');
  Object.values(animations).forEach((frames, number) => {
    const sprite = new AnimatedSprite(frames);
    sprite.position.set(160 * number, 0);
    sprite.scale.set(5);
    sprite.animationSpeed = 5 / 60;
    sprite.play();
    app.stage.addChild(sprite);
  });
  globalThis.loops = Object.entries(animations).map(([key, frames]) => [key, frames.length]);
})();
"""


@pytest.mark.parametrize(
    ("engine", "code"),
    [
        ("phaser", PHASERS_OWN),
        ("pixi", PIXIS_OWN.replace("FILE", "idle-hash.json")),
        ("pixi", PIXIS_OWN.replace("FILE", "idle.json")),
    ],
)
def test_what_an_engine_has_for_aseprite_plays_every_loop(open_snippet, engine, code):
    page = open_snippet(code, engine)
    page.set_viewport_size({"width": 1000, "height": 400})
    page.wait_for_function("globalThis.loops !== undefined")
    assert page.evaluate("loops") == [[f"idle-{name}", 4] for name in NAMES]
    different = [len(np.unique(frames, axis=0)) for frames in animated(SPRITES, MODEL.palette)]
    assert min(different) > 1
    assert frames_on_screen(page, different) == different


def test_a_canvas_draws_every_pixel_four_wide(open_snippet):
    page = open_snippet(f"globalThis.drawn = (async () => {{ {snippet('canvas')} }})()")
    drawn = page.evaluate(
        "async () => { await drawn; const pen = document.querySelector('canvas').getContext('2d');"
        "return [...pen.getImageData(16, 16, 128, 128).data]; }"
    )
    colours = expected()[0]["Reef-ReefFish-7"].repeat(4, 0).repeat(4, 1)
    assert np.array_equal(np.array(drawn, np.uint8).reshape(128, 128, 4), colours)


def rgba_of(pygame, surface):
    rgb = pygame.surfarray.array3d(surface).swapaxes(0, 1)
    alpha = pygame.surfarray.array_alpha(surface).swapaxes(0, 1)
    return np.where(alpha[..., None] > 0, np.dstack([rgb, alpha]), 0)


def test_pygame_cuts_and_shows(files, monkeypatch):
    monkeypatch.setenv("SDL_VIDEODRIVER", "dummy")
    monkeypatch.setenv("PYGAME_HIDE_SUPPORT_PROMPT", "1")
    monkeypatch.chdir(files)
    import pygame

    names = {}
    try:
        exec(compile(snippet("pygame"), "docs/sprites.md", "exec"), names)
        for found, colours in zip((names["sprites"], names["frames"]), expected(), strict=True):
            same_pixels({name: rgba_of(pygame, one) for name, one in found.items()}, colours)
        assert names["loops"] == {
            f"idle-{name}": [f"{name}-{step}" for step in range(4)] for name in NAMES
        }
        shown = pygame.surfarray.array3d(names["screen"]).swapaxes(0, 1)
        assert {tuple(c) for c in shown.reshape(-1, 3).tolist()} <= {
            tuple(c) for c in MODEL.palette[:, :3].tolist()
        }
        assert shown[:16, :16].any()
        assert shown[16:].any()
    finally:
        pygame.quit()
