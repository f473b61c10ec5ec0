"""Graphs that loop: what comes before, a Loop around one step, what comes after."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import onnx
from onnx import (
    GraphProto,
    ModelProto,
    NodeProto,
    TensorProto,
    ValueInfoProto,
    helper,
    numpy_helper,
)

from pixelllm.graph_export import OPSET
from pixelllm.graph_parts import Part

node = helper.make_node
FLOAT, INT64, BOOL = TensorProto.FLOAT, TensorProto.INT64, TensorProto.BOOL


def joined(
    name: str,
    parts: Sequence[ModelProto],
    step: Part,
    nodes: Sequence[NodeProto],
    inputs: Sequence[ValueInfoProto],
    outputs: dict[str, int],
    constants: dict[str, np.ndarray],
) -> ModelProto:
    """One graph of some parts, a step and nodes between them, in any order but the loop's.

    `nodes` hold the Loop, made by `loop`. Names that parts and step share join them. `outputs`
    tells the rank of each.
    """
    graphs = [_prefixed(f"{name}{number}", part.graph) for number, part in enumerate(parts)]
    initializers = [numpy_helper.from_array(value, key) for key, value in constants.items()]
    initializers += [tensor for graph in graphs for tensor in graph.initializer]
    initializers += step.graph.graph.initializer
    every = _in_order([*(n for graph in graphs for n in graph.node), *nodes], inputs, initializers)
    graph = helper.make_graph(
        every,
        name,
        list(inputs),
        [
            helper.make_tensor_value_info(output, FLOAT, [None] * rank)
            for output, rank in outputs.items()
        ],
        initializers,
    )
    _share_equal_tensors(graph)
    made = helper.make_model(graph, opset_imports=[helper.make_opsetid("", OPSET)], ir_version=10)
    onnx.checker.check_model(made)
    return made


def loop(step: Part, count: str, before: Sequence[NodeProto]) -> NodeProto:
    """A Loop of `count` rounds. `before` make the step's `place` of its number, `round`.

    A carried value x comes from `x.first` and is `x.last` afterwards.
    """
    types = {value.name: value.type.tensor_type for value in step.graph.graph.input}

    def value(name: str) -> ValueInfoProto:
        tensor = types[name.removesuffix(".next")]
        return helper.make_tensor_value_info(name, tensor.elem_type, [None] * len(tensor.shape.dim))

    body = helper.make_graph(
        [*before, *step.graph.graph.node, node("Identity", ["again"], ["again.next"])],
        "step",
        [
            helper.make_tensor_value_info("round", INT64, []),
            helper.make_tensor_value_info("again", BOOL, []),
            *(value(name) for name in step.carried),
        ],
        [
            helper.make_tensor_value_info("again.next", BOOL, []),
            *(value(f"{name}.next") for name in step.carried),
        ],
    )
    firsts = [f"{name}.first" for name in step.carried]
    lasts = [f"{name}.last" for name in step.carried]
    return node("Loop", [count, "true", *firsts], lasts, body=body)


def prefixed_step(step: Part) -> Part:
    """The step with names of its own, which parts can't share by chance."""
    graph = ModelProto()
    graph.CopyFrom(step.graph)
    graph.graph.CopyFrom(_prefixed("step", step.graph.graph))
    return Part(graph, step.carried)


def _prefixed(prefix: str, graph: GraphProto) -> GraphProto:
    """The same, all names but those of its inputs and outputs marked with the prefix."""
    marked = GraphProto()
    marked.CopyFrom(graph)
    kept = {value.name for value in (*graph.input, *graph.output)} | {""}
    names = {tensor.name for tensor in graph.initializer}
    names |= {name for each in graph.node for name in each.output}
    _rename(marked, {name: f"{prefix}/{name}" for name in names - kept})
    return marked


def _in_order(
    nodes: Sequence[NodeProto],
    inputs: Sequence[ValueInfoProto],
    initializers: Sequence[TensorProto],
) -> list[NodeProto]:
    """Each node behind those that it depends on, as ONNX wants it."""
    known = {value.name for value in inputs} | {tensor.name for tensor in initializers} | {""}
    left, ordered = list(nodes), []
    while left:
        ready = [each for each in left if _needs(each) <= known]
        if not ready:
            missing = sorted({name for each in left for name in _needs(each)} - known)
            raise ValueError(f"nothing makes {', '.join(missing[:5])}")
        ordered += ready
        known |= {name for each in ready for name in each.output}
        left = [each for each in left if not any(each is other for other in ready)]
    return ordered


def _needs(each: NodeProto) -> set[str]:
    """Names from outside that a node takes, its loop's body included."""
    names = set(each.input)
    for attribute in each.attribute:
        if attribute.HasField("g"):
            own = {value.name for value in attribute.g.input}
            own |= {name for inner in attribute.g.node for name in inner.output}
            names |= {name for inner in attribute.g.node for name in _needs(inner)} - own
    return names


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
