"""What is done with sprites beside drawing them, as ONNX graphs: shading, and breeding."""

from __future__ import annotations

import onnx
import torch

from pixelllm.breeding import Crossing
from pixelllm.graph_export import DYNAMIC, export_part
from pixelllm.shading import Shading
from pixelllm.vocabulary import SIZE


def shade_graph() -> onnx.ModelProto:
    """`Shading` as a graph: `sprites`, `angle`, ..., `glow` -> `shaded`."""
    settings = ["angle", "strength", "occlusion", "edge", "glow"]
    example = (torch.ones(3, SIZE, SIZE), *(torch.ones(1) for _ in settings))
    shapes = ({0: DYNAMIC}, *(None for _ in settings))
    return _bare(export_part(Shading(), example, shapes, ["sprites", *settings], ["shaded"]))


def breed_graph() -> onnx.ModelProto:
    """`Crossing` as a graph: `parents`, `seeds`, `share` -> `given`."""
    example = (torch.ones(2, 3, SIZE, SIZE), torch.zeros(3, 2), torch.ones(1))
    shapes = ({1: DYNAMIC}, {0: DYNAMIC}, None)
    inputs = ["parents", "seeds", "share"]
    return _bare(export_part(Crossing(), example, shapes, inputs, ["given"]))


def _bare(model: onnx.ModelProto) -> onnx.ModelProto:
    """The same without what only tells where it comes from, and with short names."""
    model = onnx.ModelProto.FromString(model.SerializeToString())
    graph = model.graph
    del graph.value_info[:], graph.metadata_props[:], model.metadata_props[:]
    names = {value.name: value.name for value in (*graph.input, *graph.output)}
    for value in (*graph.input, *graph.output):
        del value.metadata_props[:]
    for number, tensor in enumerate(graph.initializer):
        tensor.name = names.setdefault(tensor.name, f"c{number}")
        del tensor.metadata_props[:]
    for node in graph.node:
        node.ClearField("name")
        node.ClearField("doc_string")
        del node.metadata_props[:]
        node.input[:] = [names[name] if name else "" for name in node.input]
        for place, name in enumerate(node.output):
            node.output[place] = names.setdefault(name, f"v{len(names)}") if name else ""
    onnx.checker.check_model(model)
    return model
