"""The three graphs that draw: `shape`, `begin` and `paint`."""

from __future__ import annotations

import numpy as np
from onnx import ModelProto, NodeProto, TensorProto, ValueInfoProto, helper

from pixelllm.graph_parts import (
    PAINT_CHOICE,
    SHAPE_CHOICE,
    paint_begin,
    paint_one_step,
    past_names,
    shape_begin,
    shape_end,
    shape_one_step,
)
from pixelllm.grid import BLOCKS
from pixelllm.loop_graph import joined, loop, node, prefixed_step
from pixelllm.paint_network import PaintNetwork
from pixelllm.shape_network import ShapeNetwork
from pixelllm.transformer import Decoder

_TRUE = {"true": np.array(True)}


def shape_graph(network: ShapeNetwork, axes: int) -> ModelProto:
    """All silhouettes at once: `seeds`, `labels`, `given`, and the choice -> `silhouettes`.

    `seeds` (B, 2) are the upper and lower 16 bits of each; `labels` (G, B, `axes`) tokens, PAD
    in the second of two; `given` (B, 1024) 0 transparent, 1 opaque, 2 free; `guidance` and
    `edge_temperature` (1,). `silhouettes` (B, 1024) are 0 or 1.
    """
    begin, step = shape_begin(network, axes), prefixed_step(shape_one_step(network))
    nodes = [
        *_nothing(network.decoder, "context"),
        loop(step, "count", [node("Unsqueeze", ["round", "first"], ["place"])]),
    ]
    constants = _TRUE | {
        "count": np.array(BLOCKS),
        "first": np.array([0]),
        "past.tail": _past_tail(network.decoder),
    }
    inputs = [*begin.graph.input, *(_value(name, 1) for name in SHAPE_CHOICE)]
    return joined("shape", [begin, shape_end()], step, nodes, inputs, {"silhouettes": 2}, constants)


def begin_graph(network: PaintNetwork, axes: int) -> ModelProto:
    """What is known before painting: `seeds`, `labels`, `given` -> `context`, `uniform`.

    As for `shape_graph`, but `given` (B, 1024) holds colours that stay, MASK where a pixel of the
    silhouette has none yet, 0 outside.
    """
    return paint_begin(network, axes)


def paint_graph(network: PaintNetwork) -> ModelProto:
    """Paints the next blocks of every sprite.

    `places` (R, B): the block of each sprite in each of R rounds, -1 where it has none any more;
    `canvas` (B, 1024) and `before` (B, 4): at first `given`, and BOS; `past.L.keys`, `.values`
    (G, B, H, T, S): at first with T = 0; `context`, `given`, `uniform`: as of `begin`; and the
    choice, (1,) each. Outputs: `canvas.last`, `before.last` and `past.*.last` for the next call.
    """
    step = prefixed_step(paint_one_step(network))
    _rename_given(step.graph)
    decoder = network.decoder
    types = {value.name: value for value in step.graph.graph.input}
    names = past_names(decoder)
    nodes: list[NodeProto] = [
        node("Cast", ["places"], ["places.whole"], to=TensorProto.INT64),
        node("Shape", ["places"], ["rounds.1"], start=0, end=1),
        node("Squeeze", ["rounds.1"], ["rounds"]),
        node("Cast", ["canvas"], ["canvas.first"], to=TensorProto.INT64),
        node("Cast", ["before"], ["before.first"], to=TensorProto.INT64),
        node("Cast", ["given"], ["given.whole"], to=TensorProto.INT64),
        *(node("Identity", [name], [f"{name}.first"]) for name in names),
        loop(step, "rounds", [node("Gather", ["places.whole", "round"], ["place"], axis=0)]),
        node("Cast", ["canvas.last"], ["canvas.out"], to=TensorProto.FLOAT),
        node("Cast", ["before.last"], ["before.out"], to=TensorProto.FLOAT),
    ]
    inputs = [
        _value("places", 2),
        _value("canvas", 2),
        _value("before", 2),
        *(types[name] for name in names),
        types["context"],
        _value("given", 2),
        types["uniform"],
        *(_value(name, 1) for name in PAINT_CHOICE),
    ]
    outputs = {"canvas.out": 2, "before.out": 2} | {f"{name}.last": 5 for name in names}
    return joined("paint", [], step, nodes, inputs, outputs, _TRUE)


def _rename_given(step: ModelProto) -> None:
    """The step takes whole numbers where the graph takes float32."""
    for each in step.graph.node:
        each.input[:] = ["given.whole" if name == "given" else name for name in each.input]


def _nothing(decoder: Decoder, context: str) -> list[NodeProto]:
    """The past before the first block: (G, B, H, 0, S) of zeros for every name."""
    return [
        node("Shape", [context], ["lanes"], start=0, end=2),
        node("Concat", ["lanes", "past.tail"], ["past.shape"], axis=0),
        *(
            node("ConstantOfShape", ["past.shape"], [f"{name}.first"])
            for name in past_names(decoder)
        ),
    ]


def _past_tail(decoder: Decoder) -> np.ndarray:
    return np.array([decoder.heads, 0, decoder.width // decoder.heads])


def _value(name: str, rank: int) -> ValueInfoProto:
    return helper.make_tensor_value_info(name, TensorProto.FLOAT, [None] * rank)
