"""The gallery's service: exports sorted, hung, drawn anew, walked between and written as PNGs."""

import io
import json
from pathlib import Path

import numpy as np
import pytest
from aipixel.archives import write_zip
from aipixel.vaegan.dreams.walks import slerp
from aipixel.vaegan.files.exports import Export, sort_exports
from aipixel.vaegan.files.model_files import NAMES, save_model
from aipixel.vaegan.gallery.service import GalleryService
from aipixel.vaegan.model import Model
from aipixel.vaegan.nine import Nine
from aipixel.vaegan.pictures import features
from aipixel.vaegan.training.trainer import Trainer
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from tests.coroutines import run

MODELS = Path(__file__).parents[2] / "web" / "models" / "vaegan"
SEED = 5


async def saved(seed=SEED, nine=None, config="tiny"):
    trainer = Trainer(await Model.open(str(MODELS / config)), seed, nine)
    await trainer.step()
    await trainer.losses()
    files = await save_model(trainer)
    trainer.close()
    return files


@pytest.fixture(scope="module")
def export():
    return run(saved())


@pytest.fixture(scope="module")
def own_export():
    grey = np.full((32, 32, 3), 77, np.uint8)
    return run(saved(nine=Nine.of_seed(SEED).replaced([("a grey day", grey)])))


class Visitor:
    """Calls the service as the page does."""

    def __init__(self):
        self.service = GalleryService()
        run(self.service.open(str(MODELS), ["default", "tiny"]))

    def __call__(self, method, files=None, **arguments):
        text, data = run(self.service.call(method, json.dumps(arguments), files))
        return json.loads(text), data

    def hang(self, files, name="dream.zip"):
        return self("hang", files, name=name)

    def shown(self, files, count=24, depth=None):
        """The number of a new wall with its tiles drawn, and those, (count, 32, 32, 4)."""
        wall, _ = self.hang(files)
        answer, data = self("show", wall=wall["id"], count=count, depth=depth)
        return wall["id"], pixels(answer, data)


def pixels(answer, data):
    size = answer["size"]
    return np.frombuffer(data, np.uint8).reshape(answer["count"], size, size, 4)


@pytest.fixture(scope="module")
def visitor():
    return Visitor()


def test_a_wall_tells_what_is_known_of_it(visitor, export):
    wall, nine = visitor.hang({"dream.zip": write_zip(export)})
    assert (wall["title"], wall["seed"], wall["step"]) == ("dream", SEED, 1)
    assert wall["config"] == "tiny"
    assert wall["traits"] == features(SEED)
    assert wall["remark"] == ""
    assert wall["nineNames"] == list(Nine.of_seed(SEED).names)
    shown = np.frombuffer(nine, np.uint8).reshape(9, 32, 32, 4)
    assert np.array_equal(shown[..., :3], Nine.of_seed(SEED).rgb)
    seen = np.unique(Nine.of_seed(SEED).rgb.reshape(-1, 3), axis=0)
    assert wall["colours"] == seen.tolist()


def test_training_alone_is_enough(visitor, export):
    wall, nine = visitor.hang({"training.npz": export["training.npz"]}, name="")
    assert wall["title"] == f"Seed {SEED}"
    assert nine is not None


def test_two_onnx_files_are_enough_and_their_palette_tells_the_traits(visitor, export):
    files = {name: export[name] for name in ("encoder.onnx", "decoder.onnx")}
    wall, nine = visitor.hang(files, name="two")
    assert nine is None
    assert wall["nineNames"] == []
    assert wall["traits"] == features(SEED)
    assert wall["encodes"]


def test_a_decoder_alone_dreams_without_depth(visitor, export):
    wall, _ = visitor.hang({"decoder.onnx": export["decoder.onnx"]})
    assert not wall["encodes"]
    answer, _ = visitor("show", wall=wall["id"], count=4, depth=8)
    assert answer["depth"] == 0
    assert answer["nearest"] == []


def test_no_traits_are_invented_for_pictures_of_ones_own(visitor, own_export):
    wall, _ = visitor.hang(own_export)
    assert wall["traits"] is None
    assert wall["remark"] == "1 of the nine pictures are its maker’s own."
    wall, _ = visitor.hang({"decoder.onnx": own_export["decoder.onnx"]})
    assert wall["traits"] is None
    assert wall["remark"] == "It learned pictures of its maker’s own."


def test_all_three_ways_to_give_a_network_dream_alike(visitor, export):
    onnx = {name: export[name] for name in ("encoder.onnx", "decoder.onnx")}
    training = {"training.npz": export["training.npz"]}
    walls = [visitor.shown(files, depth=2)[1] for files in (export, onnx, training)]
    assert np.array_equal(walls[0], walls[1])
    assert np.array_equal(walls[0], walls[2])


def test_a_few_tiles_change_and_those_kept_do_not(visitor, export):
    number, before = visitor.shown(export)
    for _ in range(20):
        answer, data = visitor("refresh", wall=number, kept=[0, 7])
        assert len(answer["indices"]) == answer["count"] == len(answer["nearest"]) == 2
        assert not {0, 7} & set(answer["indices"])
        after = before.copy()
        after[answer["indices"]] = pixels(answer, data)
        before = after
    again = read_png(visitor("png", wall=number, columns=6, scale=1)[1])
    assert np.array_equal(again, sheet(before, 6))


def read_png(data):
    return np.array(Image.open(io.BytesIO(data)).convert("RGB"))


def sheet(tiles, columns):
    rows = [np.concatenate(tiles[at : at + columns], 1) for at in range(0, len(tiles), columns)]
    return np.concatenate(rows)[..., :3]


def test_where_every_tile_is_kept_none_changes(visitor, export):
    number, _ = visitor.shown(export, count=2)
    answer, data = visitor("refresh", wall=number, kept=[0, 1])
    assert (answer["count"], answer["indices"], data) == (0, [], b"")


def test_a_png_says_what_it_is_of(visitor, export):
    number, _ = visitor.shown(export, count=6, depth=2)
    answer, data = visitor("png", wall=number, columns=3, scale=4)
    assert answer["name"] == "aipixel-wall-seed-5-step-1.png"
    png = Image.open(io.BytesIO(data))
    assert png.size == (3 * 32 * 4, 2 * 32 * 4)
    assert png.text["aipixel-seed"] == str(SEED)
    assert png.text["aipixel-step"] == "1"
    assert png.text["aipixel-depth"] == "2"
    assert png.text["aipixel-backend"] == "native"
    assert png.text["aipixel-version"]
    with pytest.raises(ValueError, match="make no PNG"):
        visitor("png", wall=number, columns=3, scale=1000)


def test_a_walk_goes_from_one_tile_to_the_other(visitor, export):
    number, tiles = visitor.shown(export)
    frames = pixels(*visitor("walk", wall=number, start=3, end=9, frames=33))
    assert np.array_equal(frames[0], tiles[3])
    assert np.array_equal(frames[-1], tiles[9])
    _, data = visitor("walk_png", wall=number, stride=4, scale=2)
    assert np.array_equal(read_png(data)[::2, ::2], sheet(frames[::4], 9))


def test_what_can_not_be_walked_is_refused(visitor, export):
    number, _ = visitor.shown(export, count=4)
    for start, end, frames in ((0, 0, 9), (0, 4, 9), (-1, 2, 9), (0, 1, 1), (0, 1, 1000)):
        with pytest.raises(ValueError, match="a walk"):
            visitor("walk", wall=number, start=start, end=end, frames=frames)
    with pytest.raises(ValueError, match="no walk yet"):
        visitor("walk_png", wall=number, stride=4, scale=2)


def test_counts_and_depths_have_bounds(visitor, export):
    wall, _ = visitor.hang(export)
    for count, depth in ((0, 0), (401, 0), (4, -1), (4, 17)):
        with pytest.raises(ValueError, match=r"tiles were asked for|a depth is"):
            visitor("show", wall=wall["id"], count=count, depth=depth)


def test_a_wall_taken_down_is_gone(visitor, export):
    number, _ = visitor.shown(export, count=1)
    visitor("remove", wall=number)
    visitor("remove", wall=number)
    with pytest.raises(ValueError, match="taken down"):
        visitor("refresh", wall=number, kept=[])


def test_bad_files_are_refused_by_name(visitor, export):
    whole = write_zip(export)
    cut = {**export, "decoder.onnx": export["decoder.onnx"][:-8]}
    cases = [
        ("torn.zip", {"torn.zip": whole[: len(whole) // 2]}, "torn.zip is cut short or damaged"),
        ("empty.zip", {"empty.zip": write_zip({"a.txt": b""})}, "empty.zip: there is none of"),
        ("mixed.zip", {"mixed.zip": write_zip(cut)}, "mixed.zip: decoder.onnx is not the one"),
        ("half", {"half/encoder.onnx": export["encoder.onnx"]}, "half: decoder.onnx is missing"),
        ("", {"decoder.onnx": b"no network"}, "decoder.onnx can't be read"),
    ]
    for name, files, sentence in cases:
        with pytest.raises(ValueError, match=sentence.replace(".", r"\.")):
            visitor.hang(files, name=name)


def test_exports_are_sorted_by_name():
    paths = [
        "a.zip", "notes.txt", "dreams/README.md", "dreams/b.ZIP", "dreams/one/decoder.onnx",
        "dreams/one/encoder.onnx", "dreams/two/training.npz", *NAMES, "photos/cat.png",
        "photos/dog.png",
    ]  # fmt: skip
    exports, problems = sort_exports(paths)
    assert exports == [
        Export("a.zip", ("a.zip",)),
        Export("b.ZIP", ("dreams/b.ZIP",)),
        Export("one", ("dreams/one/decoder.onnx", "dreams/one/encoder.onnx")),
        Export("two", ("dreams/two/training.npz",)),
        Export("", NAMES),
    ]
    assert [problem.split(" is none")[0].split(" holds")[0] for problem in problems] == [
        "notes.txt",
        "The folder photos",
    ]


def test_second_downloads_are_told_apart():
    first, second = list(NAMES), [name.replace(".", " (1).") for name in NAMES]
    exports, problems = sort_exports([*first, *second])
    assert [list(export.paths) for export in exports] == [first, second]
    assert not problems
    assert len(sort_exports(["decoder (1).onnx", "encoder (2).onnx"])[0]) == 1


@given(st.lists(st.text(st.sampled_from("ab/.()1 zipdecoder.onnx"), max_size=20), unique=True))
def test_every_path_is_sorted_once_or_left(paths):
    exports, _ = sort_exports(paths)
    sorted_paths = [path for export in exports for path in export.paths]
    assert len(sorted_paths) == len(set(sorted_paths))
    assert set(sorted_paths) <= set(paths)


floats = st.floats(-4, 4, width=32)


@given(st.lists(floats, min_size=4, max_size=4), st.lists(floats, min_size=4, max_size=4))
def test_slerp_ends_where_it_should_and_keeps_between_the_lengths(start, end):
    a, b = np.array(start, np.float32), np.array(end, np.float32)
    walk = slerp(a, b, 9)
    assert walk.dtype == np.float32
    assert np.allclose(walk[0], a, atol=1e-4)
    assert np.allclose(walk[-1], b, atol=1e-4)
    lengths = np.linalg.norm(walk, axis=1)
    assert lengths.max() <= max(np.linalg.norm(a), np.linalg.norm(b)) + 1e-3


def test_slerp_turns_evenly():
    walk = slerp(np.array([2, 0], np.float32), np.array([0, 2], np.float32), 3)
    assert np.allclose(walk[1], [2**0.5, 2**0.5])
    with pytest.raises(ValueError, match="at least 2"):
        slerp(walk[0], walk[1], 1)
