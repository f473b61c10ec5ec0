"""Weights in few bits: the same network in a third of the bytes to download.

Only what is stored is smaller. What is computed stays float32: with inputs rounded to 8 bits too,
a product is twice as quick in a browser, but a difference in the last digit between two machines
becomes a whole step, and hardly a seed gives the same sprite on both.
"""

from __future__ import annotations

import numpy as np
import onnx
from onnx import NodeProto, TensorProto, helper, numpy_helper

LEVELS = 127  # on either side of zero
LARGE = 1_000  # weights of a tensor from which on fewer bytes are worth two nodes


def with_small_weights(model: onnx.ModelProto) -> onnx.ModelProto:
    """The same with the larger matrices (in, out) in 8 bits, a scale for each output.

    Other large tensors, convolutions and embeddings, are kept in float16. Both are made float32
    once, when the graph is loaded.
    """
    small_model = onnx.ModelProto()
    small_model.CopyFrom(model)
    graph = small_model.graph
    matrices = _weights_of_products(model)
    nodes: list[NodeProto] = []
    for tensor in list(graph.initializer):
        weights = numpy_helper.to_array(tensor)
        if weights.dtype != np.float32 or weights.size < LARGE:
            continue
        graph.initializer.remove(tensor)
        name, small = tensor.name, f"{tensor.name}/small"
        if name in matrices:
            steps = np.abs(weights).max(0) / LEVELS
            whole = np.rint(weights / steps).astype(np.int8)
            graph.initializer.append(numpy_helper.from_array(whole, small))
            graph.initializer.append(numpy_helper.from_array(steps, f"{name}/steps"))
            nodes += [
                helper.make_node("Cast", [small], [f"{name}/whole"], to=TensorProto.FLOAT),
                helper.make_node("Mul", [f"{name}/whole", f"{name}/steps"], [name]),
            ]
        else:
            half = numpy_helper.from_array(weights.astype(np.float16), small)
            graph.initializer.append(half)
            nodes.append(helper.make_node("Cast", [small], [name], to=TensorProto.FLOAT))
    nodes += graph.node
    del graph.node[:]
    graph.node.extend(nodes)
    return small_model


def all_nodes(model: onnx.ModelProto) -> list[NodeProto]:
    """Those of the graph, and those of its loops."""
    loops = [a.g.node for node in model.graph.node for a in node.attribute if a.HasField("g")]
    return [*model.graph.node, *(node for nodes in loops for node in nodes)]


def _weights_of_products(model: onnx.ModelProto) -> set[str]:
    return {node.input[1] for node in all_nodes(model) if node.op_type == "MatMul"}
