"""Files: weights to ship (float16, under 6 MB) and the state of a training (under 20 MB).

Both are read with `weights_only=True`: a file can't run code. What doesn't fit raises ValueError
with the file's name and the reason. A file appears whole or not at all.
"""

from __future__ import annotations

import os
import pickle
from dataclasses import asdict
from pathlib import Path
from typing import Any

import torch
from torch import Tensor

from pixelllm.model import Config, SpriteTransformer

FORMAT = "aipixel sprite transformer 1"


def export_weights(model: SpriteTransformer, path: Path) -> None:
    """Write what drawing needs: the sizes and the weights in float16."""
    weights = {name: tensor.half() for name, tensor in model.state_dict().items()}
    save(path, {"kind": "weights", "config": asdict(model.config), "weights": weights})


def load_model(path: Path) -> SpriteTransformer:
    """The network of a file of weights, or the averaged one of a training's state, in float32."""
    content = read(path)
    try:
        model = SpriteTransformer(Config(**content["config"]))
        if content["kind"] == "weights":
            weights = {name: tensor.float() for name, tensor in content["weights"].items()}
        else:
            weights = average_of(content)
        model.load_state_dict(weights)
    except (AttributeError, KeyError, RuntimeError, TypeError) as error:
        raise ValueError(f"{path}: the weights do not fit the network ({_line(error)})") from error
    return model.eval()


def average_of(state: dict[str, Any]) -> dict[str, Tensor]:
    """The averaged weights of a training's state, stored as small offsets from the current ones."""
    offsets = state["average_offset"]
    return {name: tensor + unpack(offsets[name]) for name, tensor in state["weights"].items()}


def save(path: Path, content: dict[str, Any]) -> None:
    """Write a file of this format, replacing an older one only when the new one is complete."""
    path.parent.mkdir(parents=True, exist_ok=True)
    unfinished = path.with_name(path.name + ".part")
    with unfinished.open("wb") as file:
        torch.save({"format": FORMAT} | content, file)
        file.flush()
        os.fsync(file.fileno())
    unfinished.replace(path)


def read(path: Path) -> dict[str, Any]:
    """The content of a file of this format. FileNotFoundError, or ValueError for another."""
    try:
        content = torch.load(path, map_location="cpu", weights_only=True)
    except FileNotFoundError:
        raise
    except (pickle.UnpicklingError, RuntimeError, EOFError, OSError) as error:
        raise ValueError(f"{path}: not a checkpoint ({_line(error)})") from error
    if not isinstance(content, dict) or content.get("format") != FORMAT:
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


def _line(error: Exception) -> str:
    return " ".join(str(error).split())[:200]
