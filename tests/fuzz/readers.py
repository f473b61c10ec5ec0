"""Every reader of files that people bring: what it reads, and real files of the kind."""

from __future__ import annotations

import asyncio
import io
import tempfile
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import cache, partial
from pathlib import Path

import numpy as np
from aipixel import PixelModel
from aipixel.archives import read_npz, write_zip
from aipixel.neuron import Features
from aipixel.neuron.link import from_link, to_link
from aipixel.neuron.table import read_inputs, read_table
from aipixel.pixels.palette_files import SUFFIXES, read_palette
from aipixel.pixels.png import decode, decode_indexed, decode_texts
from aipixel.sprites.files.archive import palette_file
from aipixel.sprites.files.checker import check
from aipixel.sprites.files.origin import Origin, Sprite
from aipixel.sprites.files.pictures import read_sprites, sheet_png, sprite_png
from aipixel.sprites.manifest import Manifest as SpriteManifest
from aipixel.vaegan.dreams.snapshots import read_facts, snapshot_png
from aipixel.vaegan.dreams.tiles import latent_code, read_latent_code
from aipixel.vaegan.files.model_files import (
    FILE,
    config_of,
    gather_files,
    load_autoencoder,
    pack_model,
)
from aipixel.vaegan.files.own_pictures import read_picture
from aipixel.vaegan.model import Manifest, Model
from aipixel.vaegan.training.checkpoint import read_training
from aipixel.vaegan.training.trainer import Trainer
from PIL import Image

ROOT = Path(__file__).parents[2]
DREAM = ROOT / "web" / "models" / "vaegan" / "tiny"
SPRITES = ROOT / "web" / "models" / "pixelllm"
DATA = ROOT / "tests" / "data"


@dataclass(frozen=True)
class Reader:
    """read: raises ValueError, one sentence for a person, for what it can't read, or OSError.

    files: real ones, of which damaged ones are made.
    """

    read: Callable[[bytes], object]
    files: Callable[[], list[bytes]]


@cache
def _model() -> Model:
    with ThreadPoolExecutor(1) as thread:  # a test may have an event loop in its own
        return thread.submit(asyncio.run, Model.open(str(DREAM))).result()


@cache
def _network() -> dict[str, bytes]:
    trainer = Trainer(_model(), seed=1)
    with ThreadPoolExecutor(1) as thread:
        checkpoint = thread.submit(asyncio.run, trainer.checkpoint()).result()
    return pack_model(checkpoint, _model())


@cache
def _sprite_manifest() -> SpriteManifest:
    return SpriteManifest.parse((SPRITES / "manifest.json").read_bytes())


@cache
def _sprites() -> list[Sprite]:
    rng = np.random.default_rng(1)
    manifest = _sprite_manifest()
    labels = ({"zone": "Reef", "category": "Coral"}, {"kind": "épée"}, {})
    return [
        Sprite(rng.integers(0, 64, (32, 32), np.uint8), Origin(manifest.model, seed, told))
        for seed, told in enumerate(labels)
    ]


def _pixels() -> list[bytes]:
    return [path.read_bytes() for path in sorted((DATA / "peer-pixels").glob("*.png"))]


def _neurons() -> list[bytes]:
    rng = np.random.default_rng(1)
    models = []
    for hidden in (0, 2):
        model = PixelModel(2, hidden)
        X = rng.random((30, 2)) * 90
        features = Features.of(X, names=("a", "größe"))
        model.train(X, X[:, 0] > X[:, 1], 20, features=features, fit_ranges=True)
        models.append(model.to_png())
    return [*_pixels(), *models]


def _tables() -> list[bytes]:
    own = [b"a,b,c\n1,2,x\n3,4,y\n5,6,x\n", b"a;b\n0,8;ja\n1,5;nein\n0,1;ja\n0,2;nein\n"]
    long = [path.read_bytes() for path in sorted((DATA / "tables").glob("*.csv"))]
    return own + [table[:3000] for table in long]


def _each(*reads: Callable[[bytes], object]) -> Callable[[bytes], None]:
    """Several readers of one kind of file, refused where all of them do."""

    def read(data: bytes) -> None:
        refused = []
        for one in reads:
            try:
                one(data)
            except ValueError as error:
                refused.append(str(error))
        if len(refused) == len(reads):
            raise ValueError(" / ".join(refused))

    return read


def _pictures() -> list[bytes]:
    rng = np.random.default_rng(1)
    image = Image.fromarray(rng.integers(0, 256, (40, 50, 3), np.uint8))
    written = []
    for form in ("PNG", "JPEG", "GIF", "WEBP", "BMP", "TGA"):
        file = io.BytesIO()
        image.save(file, form)
        written.append(file.getvalue())
    return written


def _gathered(data: bytes) -> object:
    files = gather_files({"dream.zip": data})
    config_of(files, {"tiny": _model().templates})
    return load_autoencoder(files, _model().manifest, _model().templates)


def _zips() -> list[bytes]:
    files = _network()
    folder = {f"dream/{name}": content for name, content in files.items()}
    return [
        write_zip(files),
        write_zip({"training copy.npz": files[FILE]}),
        write_zip({**folder, "__MACOSX/dream/._training.npz": b"?", "README.md": b"# mine"}),
        write_zip({"a.zip": write_zip(files)}),
    ]


def _onnx(data: bytes) -> object:
    return _model().templates["decoder.onnx"].read(data)


def _as_text(read: Callable[[str], object]) -> Callable[[bytes], object]:
    return lambda data: read(data.decode("latin-1"))


def _snapshots() -> list[bytes]:
    tiles = np.random.default_rng(1).choice(np.arange(0, 250, 60, np.uint8), (4, 32, 32, 3))
    facts = {"config": "tiny", "seed": "1", "step": "7", "depth": "0", "own": "0"}
    return [snapshot_png(tiles, 2, facts)]


def _in_file(read: Callable[[Path], object], name: str) -> Callable[[bytes], object]:
    """For a reader that takes a path."""
    folder = Path(tempfile.mkdtemp(prefix="aipixel-fuzz-"))

    def through(data: bytes) -> object:
        path = folder / name
        path.write_bytes(data)
        return read(path)

    return through


def _sheet(path: Path) -> object:
    from pixelllm.data.pictures import cut, keyed, open_picture

    return list(cut(keyed(open_picture(path)), None))


def _labels(path: Path) -> object:
    from pixelllm.data.labels import read_table as read_labels

    return read_labels(path)


def _prepared(path: Path) -> object:
    from pixelllm.dataset import read_folder

    return read_folder(path.parent)


def _prepared_files() -> list[bytes]:
    return [b'{"format": 1, "shards": [{"file": "manifest.json", "command": "x", "count": 1}]}']


def _shard(data: bytes) -> object:
    return read_npz(data, 1 << 22)


def _shards() -> list[bytes]:
    file = io.BytesIO()
    zones = np.zeros(9, np.uint8)
    np.savez_compressed(
        file, sprites=np.zeros((9, 32, 32), np.uint8), zones=zones, categories=zones
    )
    return [file.getvalue(), _network()[FILE]]


def _weights(path: Path) -> object:
    from pixelllm.checkpoint import load_history, load_model

    load_history(path)
    return load_model(path)


@cache
def _weight_files() -> list[bytes]:
    import torch
    from pixelllm.checkpoint import packed, weights_of
    from pixelllm.model import Config, SpriteTransformer

    torch.manual_seed(1)
    model = SpriteTransformer(Config(layers=2, width=8, heads=2, hint_width=4))
    return [packed(weights_of(model, None))]


READERS: dict[str, Reader] = {
    "png": Reader(
        _each(
            decode_texts,
            lambda data: decode(data, largest=(512, 512)),
            lambda data: decode_indexed(data, largest=(512, 512)),
        ),
        lambda: _neurons() + _snapshots() + [_pictures()[0]],
    ),
    "table": Reader(_each(read_table, lambda data: read_inputs(data, 2, None)), _tables),
    "neuron": Reader(PixelModel.from_png, _neurons),
    "link": Reader(
        _as_text(from_link), lambda: [to_link(PixelModel(2, n)).encode() for n in (0, 3)]
    ),
    "npz": Reader(_shard, _shards),
    "training": Reader(
        lambda data: read_training(data, _model().manifest), lambda: [_network()[FILE]]
    ),
    "zip": Reader(_gathered, _zips),
    "onnx": Reader(_onnx, lambda: [_network()["decoder.onnx"]]),
    "manifest": Reader(Manifest.parse, lambda: [(DREAM / "manifest.json").read_bytes()]),
    "sprite-manifest": Reader(
        SpriteManifest.parse, lambda: [(SPRITES / "manifest.json").read_bytes()]
    ),
    "sprites": Reader(
        _each(
            lambda data: read_sprites(data, _sprite_manifest().palette),
            lambda data: check(data, _sprite_manifest().palette),
        ),
        lambda: [
            sheet_png(_sprites(), _sprite_manifest().palette),
            sprite_png(_sprites()[0], _sprite_manifest().palette, indexed=True),
        ],
    ),
    "palette": Reader(
        _each(*(partial(read_palette, suffix) for suffix in SUFFIXES)),
        lambda: [palette_file(s, _sprite_manifest().palette) for s in SUFFIXES],
    ),
    "picture": Reader(lambda data: read_picture("mine.png", data), _pictures),
    "snapshot": Reader(read_facts, _snapshots),
    "latent": Reader(
        _as_text(lambda code: read_latent_code(code, 4)),
        lambda: [latent_code(np.arange(4, dtype=np.float32)).encode()],
    ),
    "sheet": Reader(_in_file(_sheet, "art.png"), _pictures),
    "labels": Reader(
        _in_file(_labels, "labels.csv"),
        lambda: [b"file,zone,category\na.png,Reef,Coral\nb.png,,Fish\n"],
    ),
    "prepared": Reader(_in_file(_prepared, "manifest.json"), _prepared_files),
    "weights": Reader(_in_file(_weights, "weights.pt"), _weight_files),
}
