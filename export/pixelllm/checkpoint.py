"""Files: weights to ship (float16, under 6 MB) and the state of a training (under 20 MB).

python -m pixelllm.checkpoint STATE WEIGHTS makes the first of the second.

Both are read with `weights_only=True`: a file can't run code. What doesn't fit raises ValueError
with the file's name and the reason. A file appears whole or not at all.
"""

from __future__ import annotations

import io
import sys
import warnings
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, NamedTuple

import torch
from aipixel.archives import unpacked_size
from aipixel.commands import Parser, a_path, add_force, run
from aipixel.documents import fitting, whole
from aipixel.files import read_file, try_out, write_atomically
from aipixel.stopping import uninterrupted
from torch import Tensor

from pixelllm.palette import Palette
from pixelllm.sprite_network import Sizes, SpriteNetwork
from pixelllm.vocabulary import Vocabulary

LARGEST_FILE = 1 << 29  # bytes, also unpacked: a state of the usual size takes 20 MB
FORMAT = "aipixel sprite network 2"
FIRST_FORMAT = "aipixel sprite transformer 1"


class History(NamedTuple):
    """What a training had seen: so many sprites, of the data in the order of this seed."""

    sprites: int
    seed: int


def export_weights(
    model: SpriteNetwork, path: Path, history: History | None = None, *, overwrite: bool = True
) -> None:
    """Write what drawing needs, what it draws, the weights in float16, and the history if known."""
    save(path, weights_of(model, history), overwrite=overwrite)


def weights_of(model: SpriteNetwork, history: History | None) -> dict[str, Any]:
    """The content of a file of weights."""
    weights = {name: tensor.half() for name, tensor in model.state_dict().items()}
    content = {"kind": "weights", **describe(model), "weights": weights}
    return content | ({"history": history._asdict()} if history else {})


def describe(model: SpriteNetwork) -> dict[str, Any]:
    """All of a network but its weights: sizes, labels and palette."""
    return {
        "sizes": model.sizes.as_data(),
        "axes": model.vocabulary.as_data(),
        "palette": model.palette.as_data(),
    }


def load_model(path: Path) -> SpriteNetwork:
    """The network of a file of weights, or the averaged one of a training's state, in float32."""
    content = read(path)
    with _of(path), fitting("the weights do not fit the network, so they are of another version"):
        model = SpriteNetwork(
            Sizes.from_data(content["sizes"]),
            Vocabulary.from_data(content["axes"]),
            Palette.from_data(content["palette"]),
        )
        expected = model.state_dict()
        weights = checked(content["weights"], expected)
        if content["kind"] != "weights":
            weights = average_of(content)
        if not all(torch.isfinite(weight).all() for weight in weights.values()):
            raise ValueError("the weights are no longer finite numbers, so nothing can be drawn")
        model.load_state_dict({name: weight.float() for name, weight in weights.items()})
    return model.eval()


def checked(weights: dict[str, Tensor], expected: dict[str, Tensor]) -> dict[str, Tensor]:
    """The weights, once they are sure to be those of the network: TypeError where they are not."""
    if weights.keys() != expected.keys():
        raise TypeError("other weights")
    for name, weight in weights.items():
        # Before anything is done with one: a small file can hold a tensor of any size.
        fits = weight.shape == expected[name].shape and weight.layout == torch.strided
        if not fits or not weight.dtype.is_floating_point:
            raise TypeError(f"other weights of {name}")
    return weights


def load_history(path: Path) -> History | None:
    """What the file tells of its training. Of several processes' state, one process's share."""
    content = read(path)
    with _of(path), fitting("the history is not one, so the file is damaged"):
        if content["kind"] == "weights":
            return History(**content["history"]) if "history" in content else None
        recipe = content["recipe"]
        sprites = content["step"] * recipe["batch_size"] * recipe["grad_accum"]
        return History(whole(sprites, 1 << 60), whole(recipe["seed"], 1 << 60))


def average_of(state: dict[str, Any]) -> dict[str, Tensor]:
    """The averaged weights of a training's state, stored as small offsets from the current ones."""
    weights, offsets = state["weights"], state["average_offset"]
    checked({name: offsets[name]["rows"] for name in weights}, weights)
    return {name: tensor + unpack(offsets[name]) for name, tensor in weights.items()}


@contextmanager
def _of(path: Path) -> Iterator[None]:
    try:
        yield
    except ValueError as error:
        raise ValueError(f"{path}: {error}") from error


def save(path: Path, content: dict[str, Any], *, overwrite: bool = True) -> None:
    """Write a file of this format, replacing an older one only when the new one is complete."""
    path.parent.mkdir(parents=True, exist_ok=True)
    write_atomically(path, packed(content), overwrite=overwrite)


def packed(content: dict[str, Any]) -> bytes:
    """The bytes of a file of this format."""
    file = io.BytesIO()
    torch.save({"format": FORMAT} | content, file)
    return file.getvalue()


def read(path: Path) -> dict[str, Any]:
    """The content of a file of this format. OSError, or ValueError for another."""
    try:
        data = read_file(path, LARGEST_FILE)
    except IsADirectoryError as error:
        raise ValueError(f"{path}: not a checkpoint but a folder") from error
    with _of(path):
        try:
            if len(data) > LARGEST_FILE or unpacked_size(data) > LARGEST_FILE:
                raise ValueError("too large")
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")  # of the unpickler, about what it refuses
                content = torch.load(io.BytesIO(data), map_location="cpu", weights_only=True)
        except Exception as error:  # bytes that are no pickle fail in any way in the unpickler
            raise ValueError("not a checkpoint, or cut short or damaged") from error
    found = content.get("format") if isinstance(content, dict) else None
    if found == FIRST_FORMAT:
        raise ValueError(
            f"{path}: a checkpoint of the first generation, which drew without a shape: "
            "train again, or begin from the weights that are shipped"
        )
    if found != FORMAT:
        raise ValueError(f"{path}: not a checkpoint of the format '{FORMAT}'")
    return content


def pack(tensor: Tensor) -> dict[str, Tensor]:
    """A tensor in 8-bit floats (e4m3), each row scaled to their range: about 3% off."""
    rows = tensor.detach().float().cpu().reshape(len(tensor), -1)
    scale = rows.abs().amax(1, keepdim=True).clamp_min(1e-30) / 448  # e4m3's largest number
    return {"rows": (rows / scale).to(torch.float8_e4m3fn).view_as(tensor), "scale": scale}


def unpack(packed: dict[str, Tensor]) -> Tensor:
    """What `pack` kept of a tensor."""
    rows = packed["rows"].float()
    return (rows.reshape(len(rows), -1) * packed["scale"]).view_as(rows)


def main(arguments: Sequence[str] | None = None) -> int:
    """Make a file of weights of a training's state; returns the exit status."""
    return run("error", _run, arguments)


def _run(arguments: Sequence[str]) -> int:
    parser = Parser(prog="python -m pixelllm.checkpoint", description=main.__doc__)
    parser.add_argument("state", type=a_path, help="state.pt of a training")
    parser.add_argument("weights", type=a_path, help="the file to write")
    add_force(parser)
    options = parser.parse_args(arguments)
    try_out({options.weights: b""}, overwrite=options.force)
    model, history = load_model(options.state), load_history(options.state)
    with uninterrupted():
        export_weights(model, options.weights, history, overwrite=options.force)
    return 0


if __name__ == "__main__":
    sys.exit(main())
