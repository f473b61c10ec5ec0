"""A torch module as an ONNX graph."""

from __future__ import annotations

import logging
import warnings
from collections.abc import Sequence
from typing import Any

import onnx
import torch
from torch import nn

OPSET = 18
DYNAMIC = torch.export.Dim.DYNAMIC


def export_part(
    module: nn.Module,
    example: tuple[Any, ...],
    shapes: tuple[Any, ...],
    inputs: Sequence[str],
    outputs: Sequence[str],
) -> onnx.ModelProto:
    """A module as a graph. `shapes` says which dimensions may change, as torch.export wants it."""
    logging.getLogger("torch.onnx").setLevel(logging.ERROR)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        program = torch.onnx.export(
            module.eval(),
            example,
            dynamo=True,
            dynamic_shapes=shapes,
            opset_version=OPSET,
            input_names=inputs,
            output_names=outputs,
            verbose=False,
        )
    assert program is not None
    return _bare(program.model_proto)


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
