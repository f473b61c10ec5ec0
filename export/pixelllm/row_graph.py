"""The row decoder as one ONNX graph: a Loop around one pass, between a start and an end."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import numpy as np
import onnx
from onnx import GraphProto, NodeProto, TensorProto, ValueInfoProto, helper, numpy_helper

from pixelllm.graph_export import OPSET
from pixelllm.model import Config
from pixelllm.row_parts import CHOICE, Parts, own_names
from pixelllm.vocabulary import SIZE

INPUTS = ("context", "above", "given", "row_past", "column_past", "uniform", *CHOICE)
RANKS = {"row": 1, "row_new": 5, "column_new": 5, "final_pixels": 1}  # of the outputs
node = helper.make_node


def row_graph(parts: Parts, reach: int) -> onnx.ModelProto:
    """Draws a row, up to `reach` pixels a pass, 1 to 32.

    Inputs: those of `RowStart`, `uniform`, and those of `GraphChoice`. Outputs: `row` (32,),
    `row_new` and `column_new` as `row_end` gives them, `final_pixels` (passes,): how many pixels
    became final in each.
    """
    start, one_pass, end = (
        _prefixed(prefix, part.graph)
        for prefix, part in (("start", parts.start), ("pass", parts.one_pass), ("end", parts.end))
    )
    own = own_names(parts.config)
    nodes = [
        *start.node,
        node("Shape", ["context"], ["groups"], start=1, end=2),
        node("Concat", ["first", "groups", "own_tail"], ["own_shape"], axis=0),
        node("ConstantOfShape", ["own_shape"], ["own_none"]),
        node(
            "Loop",
            ["size", "true", "zero", "first_draft", *("own_none" for _ in own)],
            ["ended", "drawn", *(f"end.{name}" for name in own), "finals"],
            body=_loop(one_pass.node, own),
        ),
        node("Cast", ["drawn"], ["row"], to=TensorProto.FLOAT),
        node("Cast", ["finals"], ["final_pixels"], to=TensorProto.FLOAT),
        *end.node,
    ]
    inputs = {value.name: value for value in (*start.input, *one_pass.input)}
    graph = helper.make_graph(
        nodes,
        "row",
        [inputs[name] for name in INPUTS],
        [_value(name, TensorProto.FLOAT, [None] * rank) for name, rank in RANKS.items()],
        [
            *_constants(parts.config, reach),
            *(tensor for part in (start, one_pass, end) for tensor in part.initializer),
        ],
    )
    _share_equal_tensors(graph)
    made = helper.make_model(graph, opset_imports=[helper.make_opsetid("", OPSET)], ir_version=10)
    onnx.checker.check_model(made)
    return made


def _constants(config: Config, reach: int) -> list[TensorProto]:
    """Those that the nodes which join the parts ask for."""
    constants = {
        "reach": np.int64(reach),
        "size": np.int64(SIZE),
        "zero": np.int64(0),
        "one": np.int64(1),
        "first": np.array([0]),
        "sizes": np.array([SIZE]),
        "own_tail": np.array([config.heads, config.width // config.heads]),
        "true": np.True_,
    }
    return [numpy_helper.from_array(np.asarray(value), name) for name, value in constants.items()]


def _loop(one_pass: Iterable[NodeProto], own: Sequence[str]) -> GraphProto:
    """Passes until the row is done. From one to the next go where it starts, the draft, `own`."""
    body = [
        node("Add", ["start", "reach"], ["reached"]),
        node("Min", ["reached", "size"], ["end"]),
        node("Range", ["start", "end", "one"], ["places"]),
        *one_pass,
        node("Add", ["start", "final"], ["start.next"]),
        node("Less", ["start.next", "size"], ["unfinished"]),
        node("Unsqueeze", ["start", "first"], ["start.1"]),
        node("Unsqueeze", ["end", "first"], ["end.1"]),
        node("Unsqueeze", ["start.next", "first"], ["start.next.1"]),
        node("Slice", ["draft", "first", "start.1"], ["draft.left"]),
        node("Slice", ["draft", "end.1", "sizes"], ["draft.right"]),
        node("Concat", ["draft.left", "pixels", "draft.right"], ["draft.next"], axis=0),
        *(
            node("Slice", [f"grown.{name}", "first", "start.next.1"], [f"{name}.next"])
            for name in own
        ),
    ]
    carried = ["start", "draft", *own]
    return helper.make_graph(
        body,
        "pass",
        [_value("pass", TensorProto.INT64, []), _value("again", TensorProto.BOOL, [])]
        + [_carried(name) for name in carried],
        [_value("unfinished", TensorProto.BOOL, [])]
        + [_carried(name, ".next") for name in carried]
        + [_value("final", TensorProto.INT64, [])],
    )


def _prefixed(prefix: str, graph: GraphProto) -> GraphProto:
    """The same, all names but those of its inputs and outputs marked with the prefix."""
    marked = GraphProto()
    marked.CopyFrom(graph)
    kept = {value.name for value in (*graph.input, *graph.output)} | {""}
    names = {tensor.name for tensor in graph.initializer}
    names |= {name for each in graph.node for name in each.output}
    _rename(marked, {name: f"{prefix}/{name}" for name in names - kept})
    return marked


def _share_equal_tensors(graph: GraphProto) -> None:
    """Keep one of the initialisers that are equal: two parts may hold the same table."""
    first: dict[object, str] = {}
    same = {}
    for tensor in list(graph.initializer):
        content = (tensor.data_type, *tensor.dims, numpy_helper.to_array(tensor).tobytes())
        if first.setdefault(content, tensor.name) != tensor.name:
            same[tensor.name] = first[content]
            graph.initializer.remove(tensor)
    _rename(graph, same)


def _rename(graph: GraphProto, names: dict[str, str]) -> None:
    """Give tensors other names, in the loop's body too."""
    for tensor in graph.initializer:
        tensor.name = names.get(tensor.name, tensor.name)
    for each in graph.node:
        each.input[:] = [names.get(name, name) for name in each.input]
        each.output[:] = [names.get(name, name) for name in each.output]
        for attribute in each.attribute:
            if attribute.HasField("g"):
                _rename(attribute.g, names)


def _value(name: str, kind: int, shape: Sequence[int | None] | None = None) -> ValueInfoProto:
    return helper.make_tensor_value_info(name, kind, shape)


def _carried(name: str, mark: str = "") -> ValueInfoProto:
    """One of the values that go from pass to pass."""
    if name == "start":
        return _value(name + mark, TensorProto.INT64, [])
    if name == "draft":
        return _value(name + mark, TensorProto.INT64, [None])
    return _value(name + mark, TensorProto.FLOAT, [None] * 4)
