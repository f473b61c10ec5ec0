"""The parts that graphs are made of, each a torch module exported once.

torch's own loops can't change the shapes that they carry, and a row's keys and values grow with
its final pixels; so what comes before the passes over a row, one pass and what comes after are
exported one by one, and `row_graph` joins them by the names of their inputs and outputs.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import onnx
import torch
from torch import Tensor, nn

from pixelllm.graph_export import DYNAMIC, export_part
from pixelllm.model import Config, SpriteTransformer
from pixelllm.row_decoder import Beginning, KeysValues, Row, RowPass, RowStart, row_end
from pixelllm.sampling import GraphChoice
from pixelllm.vocabulary import MASK, PIXELS, SIZE

CHOICE = GraphChoice._fields


class Parts(NamedTuple):
    """Graphs of the network's parts, float32 throughout; names as in `row_decoder`."""

    config: Config
    begin: onnx.ModelProto
    start: onnx.ModelProto
    one_pass: onnx.ModelProto
    end: onnx.ModelProto


def export_parts(model: SpriteTransformer) -> Parts:
    """All of them. The same network and versions give the same bytes."""
    groups, half = 2, model.config.layers // 2
    example = (
        torch.zeros(SIZE, groups, model.config.width),
        torch.zeros(3, SIZE),
        torch.full((SIZE,), float(MASK)),
        torch.zeros(3, half, 2, SIZE, groups, model.config.width),
        torch.zeros(4, half, 2, SIZE, groups, model.config.width),
    )
    with torch.no_grad():
        draft, row = RowStart(model)(*example)
    return Parts(
        model.config,
        _begin(model),
        _start(model, example),
        _one_pass(model, draft, row),
        _end(model, groups),
    )


def own_names(config: Config) -> list[str]:
    """Names of the row's own keys and values."""
    return [f"{layer}.{part}" for layer in range(config.layers) for part in KeysValues._fields]


def _begin(model: SpriteTransformer) -> onnx.ModelProto:
    """`Beginning`: `seeds`, `labels`, `given` -> `context`, `uniform`."""
    g, b = 2, 3
    example = (torch.zeros(b, 2), torch.zeros(g, b, 2), torch.full((b, PIXELS), float(MASK)))
    shapes = ({0: DYNAMIC}, {0: DYNAMIC, 1: DYNAMIC}, {0: DYNAMIC})
    inputs, outputs = ["seeds", "labels", "given"], ["context", "uniform"]
    return export_part(Beginning(model), example, shapes, inputs, outputs)


def _start(model: SpriteTransformer, example: tuple[Tensor, ...]) -> onnx.ModelProto:
    past = {0: DYNAMIC, 4: DYNAMIC}
    return export_part(
        RowStart(model),
        example,
        ({1: DYNAMIC}, None, None, past, past),
        ["context", "above", "given", "row_past", "column_past"],
        ["first_draft", *_row_names(model.config)],
    )


def _one_pass(model: SpriteTransformer, draft: Tensor, row: Row) -> onnx.ModelProto:
    """`RowPass` in the middle of a row, any number of pixels at once."""
    final, pixels = 5, 7
    own = _held(model, final, row.context.shape[1])
    example = (
        torch.arange(final, final + pixels),
        draft,
        own,
        row,
        torch.zeros(SIZE),
        GraphChoice(*(torch.ones(1) for _ in CHOICE)),
    )
    held, along_row, up_column = (
        {0: DYNAMIC, 1: DYNAMIC},
        {0: DYNAMIC, 2: DYNAMIC},
        {1: DYNAMIC, 3: DYNAMIC},
    )
    pasts = [_like(KeysValues, dims, dims) for dims in (along_row, up_column) * (len(own) // 2)]
    shapes = (
        {0: DYNAMIC},
        None,
        [_like(KeysValues, held, held)] * len(own),
        _like(Row, None, None, {1: DYNAMIC}, pasts),
        None,
        _like(GraphChoice, *(None for _ in CHOICE)),
    )
    names = own_names(model.config)
    return export_part(
        RowPass(model),
        example,
        shapes,
        ["places", "draft", *names, *_row_names(model.config), "uniform", *CHOICE],
        ["pixels", "final", *(f"grown.{name}" for name in names)],
    )


class _End(nn.Module):
    def forward(self, own: list[KeysValues]) -> tuple[Tensor, Tensor]:
        return row_end(own)


def _end(model: SpriteTransformer, groups: int) -> onnx.ModelProto:
    shapes = ([_like(KeysValues, {1: DYNAMIC}, {1: DYNAMIC})] * model.config.layers,)
    names = [f"end.{name}" for name in own_names(model.config)]
    whole = _held(model, SIZE, groups)
    return export_part(_End(), (whole,), shapes, names, ["row_new", "column_new"])


def _row_names(config: Config) -> list[str]:
    """Names of what `RowStart` gives and `RowPass` takes: the fields of a `Row`."""
    return [
        "before",
        "given_tokens",
        "row_context",
        *(f"past.{name}" for name in own_names(config)),
    ]


def _held(model: SpriteTransformer, pixels: int, groups: int) -> list[KeysValues]:
    """Keys and values of so many of a row's pixels, in every layer."""
    config = model.config
    shape = (pixels, groups, config.heads, config.width // config.heads)
    return [KeysValues(torch.zeros(shape), torch.zeros(shape)) for _ in model.blocks]


def _like(kind: Any, *dimensions: Any) -> Any:
    """What torch.export wants to know of a named tuple: one of the same, of shapes."""
    return kind(*dimensions)
