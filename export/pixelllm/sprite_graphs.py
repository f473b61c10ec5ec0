"""What is done with sprites beside drawing them, as ONNX graphs: shading, and breeding."""

from __future__ import annotations

import onnx
import torch

from pixelllm.breeding import Crossing
from pixelllm.graph_export import DYNAMIC, export_part
from pixelllm.palette import Palette
from pixelllm.shading import Shading
from pixelllm.vocabulary import SIZE


def shade_graph(palette: Palette) -> onnx.ModelProto:
    """`Shading` of a palette as a graph: `sprites`, `angle`, ..., `glow` -> `shaded`."""
    settings = ["angle", "strength", "occlusion", "edge", "glow"]
    example = (torch.ones(3, SIZE, SIZE), *(torch.ones(1) for _ in settings))
    shapes = ({0: DYNAMIC}, *(None for _ in settings))
    return export_part(Shading(palette), example, shapes, ["sprites", *settings], ["shaded"])


def breed_graph() -> onnx.ModelProto:
    """`Crossing` as a graph: `parents`, `seeds`, `share` -> `given`."""
    example = (torch.ones(2, 3, SIZE, SIZE), torch.zeros(3, 2), torch.ones(1))
    shapes = ({1: DYNAMIC}, {0: DYNAMIC}, None)
    inputs = ["parents", "seeds", "share"]
    return export_part(Crossing(), example, shapes, inputs, ["given"])
