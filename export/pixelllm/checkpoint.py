"""Files: weights to ship (float16, under 6 MB) and the state of a training (under 20 MB).

python -m pixelllm.checkpoint STATE WEIGHTS makes the first of the second.

Both are read with `weights_only=True`: a file can't run code. What doesn't fit raises ValueError
with the file's name and the reason. A file appears whole or not at all.
"""

from __future__ import annotations

import argparse
import io
import sys
from pathlib import Path
from typing import Any, NamedTuple

import torch
from aipixel.files import write_atomically
from torch import Tensor

from pixelllm.errors import one_line
from pixelllm.palette import Palette
from pixelllm.sprite_network import Sizes, SpriteNetwork
from pixelllm.vocabulary import Vocabulary

FORMAT = "aipixel sprite network 2"
FIRST_FORMAT = "aipixel sprite transformer 1"


class History(NamedTuple):
    """What a training had seen: so many sprites, of the data in the order of this seed."""

    sprites: int
    seed: int


def export_weights(model: SpriteNetwork, path: Path, history: History | None = None) -> None:
    """Write what drawing needs, what it draws, the weights in float16, and the history if known."""
    weights = {name: tensor.half() for name, tensor in model.state_dict().items()}
    content = {"kind": "weights", **describe(model), "weights": weights}
    save(path, content | ({"history": history._asdict()} if history else {}))


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
    try:
        model = SpriteNetwork(
            Sizes.from_data(content["sizes"]),
            Vocabulary.from_data(content["axes"]),
            Palette.from_data(content["palette"]),
        )
        if content["kind"] == "weights":
            weights = {name: tensor.float() for name, tensor in content["weights"].items()}
        else:
            weights = average_of(content)
        model.load_state_dict(weights)
    except (AttributeError, KeyError, RuntimeError, TypeError, ValueError) as error:
        reason = one_line(error)[:200]
        raise ValueError(f"{path}: the weights do not fit the network ({reason})") from error
    return model.eval()


def load_history(path: Path) -> History | None:
    """What the file tells of its training. Of several processes' state, one process's share."""
    content = read(path)
    try:
        if content["kind"] == "weights":
            return History(**content["history"]) if "history" in content else None
        recipe = content["recipe"]
        sprites = content["step"] * recipe["batch_size"] * recipe["grad_accum"]
        return History(sprites, recipe["seed"])
    except (KeyError, TypeError) as error:
        raise ValueError(f"{path}: the history is not one ({one_line(error)})") from error


def average_of(state: dict[str, Any]) -> dict[str, Tensor]:
    """The averaged weights of a training's state, stored as small offsets from the current ones."""
    offsets = state["average_offset"]
    return {name: tensor + unpack(offsets[name]) for name, tensor in state["weights"].items()}


def save(path: Path, content: dict[str, Any]) -> None:
    """Write a file of this format, replacing an older one only when the new one is complete."""
    packed = io.BytesIO()
    torch.save({"format": FORMAT} | content, packed)
    path.parent.mkdir(parents=True, exist_ok=True)
    write_atomically(path, packed.getvalue(), overwrite=True)


def read(path: Path) -> dict[str, Any]:
    """The content of a file of this format. FileNotFoundError, or ValueError for another."""
    try:
        content = torch.load(path, map_location="cpu", weights_only=True)
    except FileNotFoundError:
        raise
    except Exception as error:  # bytes that are no pickle fail in any way in the unpickler
        raise ValueError(f"{path}: not a checkpoint ({one_line(error)[:200]})") from error
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


def main(arguments: list[str] | None = None) -> int:
    """Make a file of weights of a training's state; returns the exit status."""
    parser = argparse.ArgumentParser(prog="python -m pixelllm.checkpoint", description=main.__doc__)
    parser.add_argument("state", type=Path, help="state.pt of a training")
    parser.add_argument("weights", type=Path, help="the file to write")
    options = parser.parse_args(arguments)
    try:
        export_weights(load_model(options.state), options.weights, load_history(options.state))
    except (OSError, ValueError) as error:
        print(f"error: {one_line(error)}", file=sys.stderr)
        return 2
    return 0


if __name__ == "__main__":
    sys.exit(main())
