"""What the graphs that draw are made of: torch modules, each exported once.

torch's own loops can't change the shapes that they carry, and keys and values grow with every
block; so what comes before a loop, one step of it and what comes after are exported one by one,
and `loop_graph` joins them by the names of their inputs and outputs.

All inputs and outputs of whole graphs are float32, tokens and seeds included. Shapes as in the
networks, and: G = 1, or 2 where a sprite is asked for without its labels too, for guidance.
"""

from __future__ import annotations

from typing import NamedTuple

import onnx
import torch
from torch import Tensor, nn

from pixelllm.graph_export import DYNAMIC, export_part
from pixelllm.grid import BLOCKS, INSIDE
from pixelllm.paint_network import PaintNetwork
from pixelllm.sampling import (
    SHAPE_NUMBERS,
    GraphChoice,
    PaintStep,
    ShapeStep,
    paint_step,
    shape_step,
    uniforms,
)
from pixelllm.shape_network import MASKS, ShapeNetwork, opaque_of
from pixelllm.transformer import Decoder, KeysValues
from pixelllm.vocabulary import MASK, PIXELS

SHAPE_CHOICE = ("guidance", "edge_temperature")
PAINT_CHOICE = ("temperature", "top_k", "min_p", "guidance")
_ONE = torch.ones(1)


class Part(NamedTuple):
    """A graph of one module, and the names of the values that steps carry."""

    graph: onnx.ModelProto
    carried: list[str]


class _ShapeBegin(nn.Module):
    def __init__(self, network: ShapeNetwork) -> None:
        super().__init__()
        self.network = network

    def forward(self, seeds: Tensor, labels: Tensor, given: Tensor) -> tuple[Tensor, ...]:
        given = given.long()
        context = self.network.hint(given) + self.network.place
        told = self.network.label(labels.long()).sum(2)[:, :, None]  # (G, B, 1, D)
        masks = torch.zeros_like(given[:, :BLOCKS])
        numbers = uniforms(_whole(seeds), SHAPE_NUMBERS, BLOCKS)
        return context + told, self.network.possible(given), numbers, masks


class _ShapeStep(nn.Module):
    def __init__(self, network: ShapeNetwork) -> None:
        super().__init__()
        self.network = network

    def forward(
        self,
        place: Tensor,
        masks: Tensor,
        past: list[KeysValues],
        context: Tensor,
        possible: Tensor,
        uniform: Tensor,
        guidance: Tensor,
        edge_temperature: Tensor,
    ) -> ShapeStep:
        choice = GraphChoice(_ONE, _ONE, _ONE, guidance, edge_temperature)
        drawn = ShapeStep(masks, past)
        return shape_step(self.network, place, drawn, context, possible, uniform, choice)


class _ShapeEnd(nn.Module):
    def forward(self, masks: Tensor) -> Tensor:
        return opaque_of(masks).float()


class _PaintBegin(nn.Module):
    def __init__(self, network: PaintNetwork) -> None:
        super().__init__()
        self.network = network

    def forward(self, seeds: Tensor, labels: Tensor, given: Tensor) -> tuple[Tensor, Tensor]:
        scale = self.network.token.embedding_dim**0.5
        context = self.network.hint(given.long()) + self.network.place
        told = self.network.token(labels.long()).sum(2)[:, :, None] * scale
        return context + told, uniforms(_whole(seeds))


class _PaintStep(nn.Module):
    def __init__(self, network: PaintNetwork) -> None:
        super().__init__()
        self.network = network

    def forward(
        self,
        place: Tensor,
        canvas: Tensor,
        before: Tensor,
        past: list[KeysValues],
        context: Tensor,
        given: Tensor,
        uniform: Tensor,
        temperature: Tensor,
        top_k: Tensor,
        min_p: Tensor,
        guidance: Tensor,
    ) -> PaintStep:
        choice = GraphChoice(temperature, top_k, min_p, guidance, _ONE)
        painted = PaintStep(canvas, before, past)
        return paint_step(self.network, place, painted, context, given, uniform, choice)


def _whole(halves: Tensor) -> Tensor:
    """Seeds of their upper and lower 16 bits: (B, 2) -> int64 (B,)."""
    high, low = halves.long().unbind(1)
    return high * 2**16 + low


def past_names(decoder: Decoder) -> list[str]:
    """Of the keys and values of every layer."""
    layers = range(len(decoder.layers))
    return [f"past.{layer}.{part}" for layer in layers for part in KeysValues._fields]


def shape_begin(network: ShapeNetwork, axes: int) -> onnx.ModelProto:
    """`seeds` (B, 2), `labels` (G, B, A), `given` (B, 1024) -> what the steps take."""
    example = (torch.zeros(3, 2), torch.zeros(2, 3, axes), torch.full((3, PIXELS), 2.0))
    shapes = ({0: DYNAMIC}, {0: DYNAMIC, 1: DYNAMIC}, {0: DYNAMIC})
    outputs = ["context", "possible", "uniform", "masks.first"]
    return export_part(_ShapeBegin(network), example, shapes, ["seeds", "labels", "given"], outputs)


def shape_one_step(network: ShapeNetwork) -> Part:
    """`shape_step` for the block at `place`, int64 (1,)."""
    width = network.place.shape[1]
    example = (
        torch.zeros(1, dtype=torch.long),
        torch.zeros(3, BLOCKS, dtype=torch.long),
        _past(network.decoder),
        torch.zeros(2, 3, BLOCKS, width),
        torch.ones(3, BLOCKS, MASKS, dtype=torch.bool),
        torch.zeros(3, BLOCKS),
        torch.ones(1),
        torch.ones(1),
    )
    lanes = {0: DYNAMIC}
    shapes = (None, lanes, _past_shapes(network.decoder), _GROUPED, lanes, lanes, None, None)
    carried = ["masks", *past_names(network.decoder)]
    inputs = ["place", *carried, "context", "possible", "uniform", *SHAPE_CHOICE]
    outputs = [f"{name}.next" for name in carried]
    return Part(export_part(_ShapeStep(network), example, shapes, inputs, outputs), carried)


def shape_end() -> onnx.ModelProto:
    """`masks.last` -> `silhouettes` (B, 1024), 0 or 1."""
    example = (torch.zeros(3, BLOCKS, dtype=torch.long),)
    return export_part(_ShapeEnd(), example, ({0: DYNAMIC},), ["masks.last"], ["silhouettes"])


def paint_begin(network: PaintNetwork, axes: int) -> onnx.ModelProto:
    """`seeds` (B, 2), `labels` (G, B, A), `given` (B, 1024) -> `context`, `uniform`."""
    example = (torch.zeros(3, 2), torch.zeros(2, 3, axes), torch.full((3, PIXELS), float(MASK)))
    shapes = ({0: DYNAMIC}, {0: DYNAMIC, 1: DYNAMIC}, {0: DYNAMIC})
    outputs = ["context", "uniform"]
    return export_part(_PaintBegin(network), example, shapes, ["seeds", "labels", "given"], outputs)


def paint_one_step(network: PaintNetwork) -> Part:
    """`paint_step` for the blocks at `place`, int64 (B,)."""
    width = network.place.shape[1]
    example = (
        torch.zeros(3, dtype=torch.long),
        torch.zeros(3, PIXELS, dtype=torch.long),
        torch.zeros(3, INSIDE, dtype=torch.long),
        _past(network.decoder),
        torch.zeros(2, 3, BLOCKS, width),
        torch.full((3, PIXELS), MASK),
        torch.zeros(3, PIXELS),
        *(torch.ones(1) for _ in PAINT_CHOICE),
    )
    lanes = {0: DYNAMIC}
    past = _past_shapes(network.decoder)
    nothing = [None for _ in PAINT_CHOICE]
    shapes = (lanes, lanes, lanes, past, _GROUPED, lanes, lanes, *nothing)
    carried = ["canvas", "before", *past_names(network.decoder)]
    inputs = ["place", *carried, "context", "given", "uniform", *PAINT_CHOICE]
    outputs = [f"{name}.next" for name in carried]
    return Part(export_part(_PaintStep(network), example, shapes, inputs, outputs), carried)


_GROUPED = {0: DYNAMIC, 1: DYNAMIC}


def _past(decoder: Decoder) -> list[KeysValues]:
    size = decoder.width // decoder.heads
    return [
        KeysValues(*(torch.zeros(2, 3, decoder.heads, 5, size) for _ in KeysValues._fields))
        for _ in decoder.layers
    ]


def _past_shapes(decoder: Decoder) -> list[KeysValues]:
    shape = {0: DYNAMIC, 1: DYNAMIC, 3: DYNAMIC}
    return [KeysValues(shape, shape) for _ in decoder.layers]  # type: ignore[arg-type]
