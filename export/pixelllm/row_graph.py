"""The row decoder as one ONNX graph: torch exports a pass, a Loop around it repeats it.

torch's own loops can't change the shapes that they carry, and a row's keys and values grow with
its final pixels; so the three parts are exported one by one and joined here, by the names of
their inputs and outputs.
"""

from __future__ import annotations

import logging
import warnings
from collections.abc import Iterable, Sequence
from typing import Any

import numpy as np
import onnx
import torch
from onnx import TensorProto, ValueInfoProto, helper, numpy_helper
from torch import Tensor, nn

from pixelllm.model import SpriteTransformer
from pixelllm.row_decoder import Beginning, KeysValues, Row, RowPass, RowStart, row_end
from pixelllm.sampling import GraphChoice
from pixelllm.vocabulary import MASK, PIXELS, SIZE

OPSET = 18
CHOICE = GraphChoice._fields
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
    return program.model_proto


def begin_graph(model: SpriteTransformer) -> onnx.ModelProto:
    """`Beginning` as a graph: `seeds`, `labels`, `given` -> `context`, `uniform`."""
    g, b = 2, 3
    example = (torch.zeros(b, 2), torch.zeros(g, b, 2), torch.full((b, PIXELS), float(MASK)))
    shapes = ({0: DYNAMIC}, {0: DYNAMIC, 1: DYNAMIC}, {0: DYNAMIC})
    inputs, outputs = ["seeds", "labels", "given"], ["context", "uniform"]
    return export_part(Beginning(model), example, shapes, inputs, outputs)


def row_graph(model: SpriteTransformer, reach: int) -> onnx.ModelProto:
    """Draws a row, up to `reach` pixels a pass, 1 to 32.

    Inputs: those of `RowStart`, `uniform`, and those of `GraphChoice`. Outputs: `row` (B, 32),
    `row_new` and `column_new` as `row_end` gives them, `final` (passes,): how many pixels became
    final in each.
    """
    start, one_pass, end = (_prefixed(*part) for part in _parts(model).items())
    heads, size = model.config.heads, model.config.width // model.config.heads
    constants = {
        "reach": np.int64(reach),
        "size": np.int64(SIZE),
        "zero": np.int64(0),
        "one": np.int64(1),
        "first": np.array([0]),
        "sizes": np.array([SIZE]),
        "along_row": np.array([1]),
        "along_own": np.array([2]),
        "own_tail": np.array([heads, 0, size]),
        "true": np.True_,
    }
    own = _own(model)
    node = helper.make_node
    body = [
        node("Add", ["start", "reach"], ["reached"]),
        node("Min", ["reached", "size"], ["end"]),
        node("Range", ["start", "end", "one"], ["places"]),
        *one_pass.graph.node,
        node("Add", ["start", "final"], ["start.next"]),
        node("Less", ["start.next", "size"], ["unfinished"]),
        node("Unsqueeze", ["start", "first"], ["start.1"]),
        node("Unsqueeze", ["end", "first"], ["end.1"]),
        node("Unsqueeze", ["start.next", "first"], ["start.next.1"]),
        node("Slice", ["draft", "first", "start.1", "along_row"], ["draft.left"]),
        node("Slice", ["draft", "end.1", "sizes", "along_row"], ["draft.right"]),
        node("Concat", ["draft.left", "pixels", "draft.right"], ["draft.next"], axis=1),
        *(
            node("Slice", [f"grown.{name}", "first", "start.next.1", "along_own"], [f"{name}.next"])
            for name in own
        ),
    ]
    carried = ["start", "draft", *own]
    loop = helper.make_graph(
        body,
        "pass",
        [_value("pass", TensorProto.INT64, []), _value("again", TensorProto.BOOL, [])]
        + [_carried(name) for name in carried],
        [_value("unfinished", TensorProto.BOOL, [])]
        + [_carried(name, ".next") for name in carried]
        + [_value("final", TensorProto.INT64, [])],
    )
    nodes = [
        *start.graph.node,
        node("Shape", ["context"], ["groups"], start=0, end=2),
        node("ReduceProd", ["groups"], ["network_batch"], keepdims=1),
        node("Concat", ["network_batch", "own_tail"], ["own_shape"], axis=0),
        node("ConstantOfShape", ["own_shape"], ["own_none"]),
        node(
            "Loop",
            ["size", "true", "zero", "first_draft", *("own_none" for _ in own)],
            ["ended", "drawn", *(f"end.{name}" for name in own), "finals"],
            body=loop,
        ),
        node("Cast", ["drawn"], ["row"], to=TensorProto.FLOAT),
        node("Cast", ["finals"], ["final_pixels"], to=TensorProto.FLOAT),
        *end.graph.node,
    ]
    inputs = [*start.graph.input, *one_pass.graph.input]
    wanted = ["context", "above", "given", "row_past", "column_past", "uniform", *CHOICE]
    by_name = {value.name: value for value in inputs}
    graph = helper.make_graph(
        nodes,
        "row",
        [by_name[name] for name in wanted],
        [
            _value(name, TensorProto.FLOAT, [None] * rank)
            for name, rank in (("row", 2), ("row_new", 6), ("column_new", 6), ("final_pixels", 1))
        ],
        [numpy_helper.from_array(np.asarray(value), name) for name, value in constants.items()]
        + [tensor for part in (start, one_pass, end) for tensor in part.graph.initializer],
    )
    made = helper.make_model(graph, opset_imports=[helper.make_opsetid("", OPSET)], ir_version=10)
    onnx.checker.check_model(made)
    return made


class _End(nn.Module):
    def forward(self, own: list[KeysValues]) -> tuple[Tensor, Tensor]:
        return row_end(own)


def _own(model: SpriteTransformer) -> list[str]:
    """Names of the row's own keys and values."""
    layers = range(model.config.layers)
    return [f"{layer}.{part}" for layer in layers for part in KeysValues._fields]


def _row_names(model: SpriteTransformer) -> list[str]:
    """Names of what `RowStart` gives and `RowPass` takes: the fields of a `Row`."""
    return ["before", "given_tokens", "row_context", *(f"past.{name}" for name in _own(model))]


def _parts(model: SpriteTransformer) -> dict[str, onnx.ModelProto]:
    """The three parts: what comes before the passes, one of them, what comes after."""
    config = model.config
    g, b, half = 2, 3, config.layers // 2
    before = (
        torch.zeros(g, b, SIZE, config.width),
        torch.zeros(3, b, SIZE),
        torch.full((b, SIZE), float(MASK)),
        torch.zeros(3, half, 2, g * b, SIZE, config.width),
        torch.zeros(4, half, 2, g * b, SIZE, config.width),
    )
    past = {0: DYNAMIC, 3: DYNAMIC}
    start = RowStart(model)
    started = export_part(
        start,
        before,
        ({0: DYNAMIC, 1: DYNAMIC}, {1: DYNAMIC}, {0: DYNAMIC}, past, past),
        ["context", "above", "given", "row_past", "column_past"],
        ["first_draft", *_row_names(model)],
    )
    with torch.no_grad():
        draft, row = start(*before)
    end_shapes = ([_like(KeysValues, {0: DYNAMIC}, {0: DYNAMIC})] * config.layers,)
    end_names = [f"end.{name}" for name in _own(model)]
    whole = _held(model, g * b, SIZE)
    ended = export_part(_End(), (whole,), end_shapes, end_names, ["row_new", "column_new"])
    return {"start": started, "pass": _exported_pass(model, draft, row), "end": ended}


def _exported_pass(model: SpriteTransformer, draft: Tensor, row: Row) -> onnx.ModelProto:
    """`RowPass` in the middle of a row, any number of pixels at once."""
    final, pixels = 5, 7
    own = _held(model, row.past[0].keys.shape[0], final)
    example = (
        torch.arange(final, final + pixels),
        draft,
        own,
        row,
        torch.zeros(len(draft), SIZE),
        GraphChoice(*(torch.ones(1) for _ in CHOICE)),
    )
    batch, along_row, up_column = {0: DYNAMIC}, {0: DYNAMIC, 2: DYNAMIC}, {0: DYNAMIC, 3: DYNAMIC}
    pasts = [_like(KeysValues, dims, dims) for dims in (along_row, up_column) * (len(own) // 2)]
    shapes = (
        batch,
        batch,
        [_like(KeysValues, along_row, along_row)] * len(own),
        _like(Row, batch, batch, {0: DYNAMIC, 1: DYNAMIC}, pasts),
        batch,
        _like(GraphChoice, *(None for _ in CHOICE)),
    )
    return export_part(
        RowPass(model),
        example,
        shapes,
        ["places", "draft", *_own(model), *_row_names(model), "uniform", *CHOICE],
        ["pixels", "final", *(f"grown.{name}" for name in _own(model))],
    )


def _held(model: SpriteTransformer, batch: int, pixels: int) -> list[KeysValues]:
    """Keys and values of so many of a row's pixels, in every layer."""
    shape = (batch, model.config.heads, pixels, model.config.width // model.config.heads)
    return [KeysValues(torch.zeros(shape), torch.zeros(shape)) for _ in model.blocks]


def _like(kind: Any, *dimensions: Any) -> Any:
    """What torch.export wants to know of a named tuple: one of the same, of shapes."""
    return kind(*dimensions)


def _prefixed(prefix: str, model: onnx.ModelProto) -> onnx.ModelProto:
    """The same graph, all names but those of its inputs and outputs marked with the prefix."""
    graph = model.graph
    kept = {value.name for value in (*graph.input, *graph.output)} | {""}

    def marked(names: Iterable[str]) -> list[str]:
        return [name if name in kept else f"{prefix}/{name}" for name in names]

    for tensor in graph.initializer:
        [tensor.name] = marked([tensor.name])
    for node in graph.node:
        node.name = f"{prefix}/{node.name}"
        node.input[:], node.output[:] = marked(node.input), marked(node.output)
    return model


def _value(name: str, kind: int, shape: Sequence[int | None] | None = None) -> ValueInfoProto:
    return helper.make_tensor_value_info(name, kind, shape)


def _carried(name: str, mark: str = "") -> ValueInfoProto:
    """One of the values that go from pass to pass."""
    if name == "start":
        return _value(name + mark, TensorProto.INT64, [])
    if name == "draft":
        return _value(name + mark, TensorProto.INT64, [None] * 2)
    return _value(name + mark, TensorProto.FLOAT, [None] * 4)
