"""A training at rest, and `training.npz`, the file that holds all of it.

An uncompressed npz of plain arrays, for `numpy.load(..., allow_pickle=False)`:

    format           ()  int64     1
    version          ()  text      of the aipixel that wrote it
    config           ()  text      the network's configuration, "default" or "tiny"
    seed, step       ()  int64     noise and learning rates follow from these two
    pictures         (9, 32, 32, 3) uint8, sRGB
    picture_names    (9,) text
    autoencoder, autoencoder_m, autoencoder_v,
    discriminator, discriminator_m, discriminator_v
                     (P,) float32  parameters and Adam's moments; manifest.json has the layout
    loss_names       (L,) text
    history_steps    (H,) int64
    history_losses   (H, L) float32
    onnx_sha256      (3,) text     of encoder.onnx, decoder.onnx, discriminator.onnx, in
                                   hexadecimal: the files saved with it
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from aipixel import __version__
from aipixel.archives import read_npz, write_npz
from aipixel.vaegan.model import PLAYERS, Manifest
from aipixel.vaegan.nine import LONGEST_NAME, SHAPE, Nine
from aipixel.vaegan.onnx_files import are_weights
from aipixel.vaegan.pictures import COUNT, LARGEST_SEED
from aipixel.vaegan.training.history import MOST_MOMENTS, Moment

Arrays = Mapping[str, NDArray[Any]]

FORMAT = 1
FILE = "training.npz"
LARGEST_FILE = 16 << 20  # bytes; the default network's takes 2 MB
LARGEST_STEP = 1 << 24  # the graph counts in float32, exact as far as here


@dataclass(frozen=True, eq=False)
class Checkpoint:
    """Everything that going on needs.

    config: the configuration's name. step: steps done. nine: the pictures learned. state: the
    manifest's six state vectors by name. history: losses of earlier steps.
    """

    config: str
    seed: int
    step: int
    nine: Nine
    state: dict[str, NDArray[np.float32]]
    history: tuple[Moment, ...]


def write_training(
    checkpoint: Checkpoint, loss_names: Sequence[str], onnx_sha256: Sequence[str]
) -> bytes:
    """The bytes of training.npz; the same checkpoint gives the same."""
    losses = [moment.losses for moment in checkpoint.history]
    arrays = {
        "format": np.array(FORMAT, np.int64),
        "version": np.array(__version__),
        "config": np.array(checkpoint.config),
        "seed": np.array(checkpoint.seed, np.int64),
        "step": np.array(checkpoint.step, np.int64),
        "pictures": checkpoint.nine.rgb,
        "picture_names": np.array(checkpoint.nine.names),
        **checkpoint.state,
        "loss_names": np.array(loss_names),
        "history_steps": np.array([moment.step for moment in checkpoint.history], np.int64),
        "history_losses": np.array(losses, np.float32).reshape(-1, len(loss_names)),
        "onnx_sha256": np.array(onnx_sha256),
    }
    return write_npz(arrays)


def peek_config(data: bytes) -> str:
    """The name of the configuration that a training.npz is of; raises as `read_training`."""
    return _text(_read(data), "config")


def read_training(data: bytes, manifest: Manifest) -> tuple[Checkpoint, tuple[str, ...]]:
    """The checkpoint in a training.npz, and the sha256 of the three ONNX files saved with it.

    Raises ValueError naming the file for anything but a whole training.npz of this format and
    of the manifest's configuration.
    """
    arrays = _read(data)
    config = _text(arrays, "config")
    if config != manifest.name:
        raise ValueError(
            f"{FILE} is of the configuration {config!r}, and the network here of "
            f"{manifest.name!r}; open that configuration and load it there"
        )
    losses = len(manifest.loss_names)
    lengths = {name: manifest.parameter_count(name.split("_")[0]) for name in manifest.state}
    state = {name: _floats(arrays, name, (size,)) for name, size in lengths.items()}
    if any((state[name] < 0).any() for name in state if name.endswith("_v")):
        raise _damaged("has a mean of squares below zero")
    if not all(are_weights(state[player]) for player in PLAYERS):
        raise _damaged("has weights that no network has")
    checkpoint = Checkpoint(
        config,
        _count(arrays, "seed", LARGEST_SEED),
        _count(arrays, "step", LARGEST_STEP),
        Nine(_array(arrays, "pictures", np.uint8, SHAPE), _texts(arrays, "picture_names", COUNT)),
        state,
        _history(arrays, losses),
    )
    if _texts(arrays, "loss_names", losses) != manifest.loss_names:
        raise _damaged("has losses of other names")
    sha256 = _texts(arrays, "onnx_sha256", len(manifest.files))
    expected = {*lengths, *_NAMES}
    if set(arrays) != expected:
        raise _damaged(f"holds {', '.join(sorted(set(arrays) - expected))}, which is unknown")
    return checkpoint, sha256


_NAMES = (
    "format", "version", "config", "seed", "step", "pictures", "picture_names", "loss_names",
    "history_steps", "history_losses", "onnx_sha256",
)  # fmt: skip


def _read(data: bytes) -> Arrays:
    """The arrays, once it is sure that this version wrote them."""
    try:
        arrays = read_npz(data, LARGEST_FILE)
    except ValueError as error:
        raise _damaged(str(error)) from error
    if "format" not in arrays or "onnx_sha256" not in arrays:
        raise ValueError(f"{FILE} is no training that aipixel saved; choose another file")
    found = arrays["format"]
    if found.shape or found != FORMAT:
        raise ValueError(
            f"{FILE} has format {found}, this version reads {FORMAT}; "
            "open it with the version of aipixel that saved it"
        )
    return arrays


def _damaged(what: str) -> ValueError:
    return ValueError(f"{FILE} {what}; fetch or export it again")


def _array(arrays: Arrays, name: str, dtype: type, shape: tuple[int, ...]) -> NDArray[Any]:
    array = arrays.get(name)
    if array is None:
        raise _damaged(f"lacks {name}")
    if array.dtype != dtype or array.shape != shape:
        raise _damaged(f"has {name} as {array.dtype} {array.shape}, not {np.dtype(dtype)} {shape}")
    return array


def _floats(arrays: Arrays, name: str, shape: tuple[int, ...]) -> NDArray[np.float32]:
    array = _array(arrays, name, np.float32, shape)
    if not np.isfinite(array).all():
        raise _damaged(f"has numbers in {name} that are not finite")
    return array


def _count(arrays: Arrays, name: str, largest: int) -> int:
    value = int(_array(arrays, name, np.int64, ()))
    if not 0 <= value <= largest:
        raise _damaged(f"has the {name} {value}, which is not from 0 to {largest}")
    return value


def _texts(arrays: Arrays, name: str, count: int) -> tuple[str, ...]:
    array = arrays.get(name)
    if array is None or array.dtype.kind != "U" or array.shape != (count,):
        raise _damaged(f"lacks the {count} texts of {name}")
    return tuple(_printable(str(text), name) for text in array)


def _text(arrays: Arrays, name: str) -> str:
    array = arrays.get(name)
    if array is None or array.dtype.kind != "U" or array.shape:
        raise _damaged(f"lacks the text {name}")
    return _printable(str(array), name)


def _printable(text: str, name: str) -> str:
    if len(text) > LONGEST_NAME or not text.isprintable():
        raise _damaged(f"has a text in {name} that can't be shown")
    return text


def _history(arrays: Arrays, losses: int) -> tuple[Moment, ...]:
    steps = arrays.get("history_steps")
    count = 0 if steps is None else min(steps.size, MOST_MOMENTS)
    steps = _array(arrays, "history_steps", np.int64, (count,))
    values = _floats(arrays, "history_losses", (count, losses))
    last = _count(arrays, "step", LARGEST_STEP)
    if (np.diff(steps) <= 0).any() or (steps < 1).any() or (steps > last).any():
        raise _damaged("has a history whose steps are out of order")
    rows = zip(steps.tolist(), values.tolist(), strict=True)
    return tuple(Moment(step, tuple(row)) for step, row in rows)
