"""Export the VAE-GAN: `python -m vaegan.export --out web/models/vaegan --force`.

Writes, for each configuration, `training_step.onnx`, `encoder.onnx`, `decoder.onnx`,
`settle.onnx`, `discriminator.onnx` and `manifest.json`, which says what every tensor is.
Parameters are inputs of every graph, as flat vectors, so that training and drawing share them
without a copy.
Beside them stand the templates of the files that a trained network is saved as, which hold their
own parameters (see `vaegan.templates`). The same sources and versions give the same bytes.
"""

from __future__ import annotations

import hashlib
import json
import logging
import warnings
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import onnx
import torch
from aipixel.commands import Parser, a_path, add_force, run
from aipixel.files import check_free, write_together
from torch import Tensor
from torch._decomp import core_aten_decompositions
from torch.fx.experimental.proxy_tensor import make_fx

from vaegan.network import (
    CONFIGS,
    PICTURES,
    SIZE,
    Config,
    Parameter,
    autoencoder_parameters,
    decode,
    depth_to_space,
    discriminate,
    discriminator_parameters,
    encode,
    likeliest,
    paint,
    settle,
    space_to_depth,
    unpack,
)
from vaegan.operators import convolution_backward
from vaegan.templates import PARTS, make_template
from vaegan.training_step import LOSS_NAMES, Adam, targets, training_step

FORMAT = 4
OPSET = 18
STATE = (
    "autoencoder",
    "autoencoder_m",
    "autoencoder_v",
    "discriminator",
    "discriminator_m",
    "discriminator_v",
)


def _sizes(config: Config) -> tuple[int, int]:
    return (
        sum(p.size for p in autoencoder_parameters(config)),
        sum(p.size for p in discriminator_parameters(config)),
    )


def example_inputs(config: Config) -> dict[str, Tensor]:
    """Inputs of the training step, by name, with the shapes it will always have."""
    a, d = _sizes(config)
    generator = torch.Generator().manual_seed(0)

    def normal(*shape: int) -> Tensor:
        return torch.randn(*shape, generator=generator)

    vectors = (normal(a) * 0.1, *(torch.zeros(a),) * 2, normal(d) * 0.1, *(torch.zeros(d),) * 2)
    return {
        **{name: vector.clone() for name, vector in zip(STATE, vectors, strict=True)},
        "step": torch.tensor(1.0),
        "learning_rates": torch.tensor([1e-3, 1e-3]),
        "loss_weights": torch.tensor([1.0, 4.0, 0.2, 0.5]),
        **_example_targets(config, vectors[0], generator),
        "noise": normal(PICTURES, config.latent),
        "prior": normal(PICTURES, config.latent),
        "between": torch.rand(PICTURES, PICTURES, generator=generator) / PICTURES,
    }


def _example_targets(
    config: Config, autoencoder: Tensor, generator: torch.Generator
) -> dict[str, Tensor]:
    p = unpack(autoencoder, autoencoder_parameters(config))
    pictures = torch.rand(PICTURES, 3, SIZE, SIZE, generator=generator)
    return dict(zip(("cells", "targets"), targets(p, pictures), strict=True))


def _decompositions() -> dict[Any, Callable[..., Any]]:
    """Core ATen, with resizing and pooling left whole and our convolution backward."""
    table = dict(core_aten_decompositions())
    for operator in list(table):
        if "upsample_nearest2d" in str(operator) or "avg_pool2d" in str(operator):
            del table[operator]
    table[torch.ops.aten.convolution_backward.default] = convolution_backward
    return table


def trace_training_step(config: Config) -> torch.fx.GraphModule:
    """The training step, its backward passes included, as one graph of plain operators."""

    def step(*inputs: Tensor) -> tuple[Tensor, ...]:
        return training_step(config, inputs[:6], *inputs[6:])

    graph = make_fx(step, decomposition_table=_decompositions())(*example_inputs(config).values())
    graph.graph.eliminate_dead_code()
    graph.recompile()
    return graph


class _Forward(torch.nn.Module):
    """A function as a module: what the exporter takes."""

    def __init__(self, function: Callable[..., tuple[Tensor, ...] | Tensor]) -> None:
        super().__init__()
        self.function = function

    def forward(self, parameters: Tensor, batch: Tensor) -> tuple[Tensor, ...] | Tensor:
        return self.function(parameters, batch)


def _canonical(model: onnx.ModelProto) -> onnx.ModelProto:
    """The same graph without what differs from run to run or names a machine.

    Drops doc strings, stack traces and intermediate shapes; renames inner values by position.
    """
    model = onnx.ModelProto.FromString(model.SerializeToString())
    graph = model.graph
    kept = {v.name for v in (*graph.input, *graph.output)}
    names: dict[str, str] = {}
    for constant in graph.initializer:
        names.setdefault(constant.name, f"c{len(names)}")
    for node in graph.node:
        for value in node.output:
            if value and value not in kept:
                names.setdefault(value, f"v{len(names)}")
    for constant in graph.initializer:
        constant.name = names[constant.name]
        constant.ClearField("doc_string")
        del constant.metadata_props[:]
    for number, node in enumerate(graph.node):
        node.name = f"n{number}"
        node.ClearField("doc_string")
        del node.metadata_props[:]
        for field in (node.input, node.output):
            field[:] = [names.get(value, value) for value in field]
    del graph.value_info[:], graph.metadata_props[:], model.metadata_props[:]
    for value in (*graph.input, *graph.output):
        value.ClearField("doc_string")
        del value.metadata_props[:]
    graph.ClearField("doc_string")
    graph.name = "aipixel"
    model.ClearField("doc_string")
    return model


def _onnx(
    module: torch.nn.Module,
    inputs: tuple[Tensor, ...],
    names: list[str],
    outputs: list[str],
    dynamic_shapes: tuple[Any, ...] | None = None,
) -> bytes:
    program = torch.onnx.export(
        module,
        inputs,
        dynamo=True,
        input_names=names,
        output_names=outputs,
        opset_version=OPSET,
        dynamic_shapes=dynamic_shapes,
        optimize=True,
        verbose=False,
    )
    assert program is not None  # the dynamo exporter always gives one
    return _canonical(program.model_proto).SerializeToString(deterministic=True)


def _export_training_step(config: Config) -> bytes:
    inputs = example_inputs(config)
    outputs = [f"next_{name}" for name in STATE] + ["losses"]
    return _onnx(trace_training_step(config), tuple(inputs.values()), list(inputs), outputs)


@dataclass(frozen=True)
class _Inference:
    """A graph that draws or judges: a player's parameters and a batch in, tensors out."""

    player: str
    function: Callable[[dict[str, Tensor], Tensor], tuple[Tensor, ...] | Tensor]
    batch: str
    example: Tensor
    outputs: tuple[str, ...]

    def export(self, parameters: list[Parameter], names: list[str]) -> bytes:
        """The graph for any number of rows; names: of the parameter vector and of the batch."""

        def function(vector: Tensor, batch: Tensor) -> tuple[Tensor, ...] | Tensor:
            return self.function(unpack(vector, parameters), batch)

        size = sum(parameter.size for parameter in parameters)
        rows = torch.export.Dim("batch", min=1, max=4096)
        return _onnx(
            _Forward(function),
            (torch.randn(size), self.example),
            names,
            list(self.outputs),
            dynamic_shapes=(None, {0: rows}),
        )


def _inference(config: Config) -> dict[str, _Inference]:
    pictures, latent = torch.rand(4, 3, SIZE, SIZE), torch.randn(4, config.latent)
    return {
        "encoder": _Inference(
            "autoencoder",
            lambda p, batch: encode(p, space_to_depth(batch)),
            "pictures",
            pictures,
            ("mean", "log_variance"),
        ),
        "decoder": _Inference(
            "autoencoder",
            lambda p, batch: depth_to_space(paint(p, likeliest(decode(config, p, batch)))),
            "latent",
            latent,
            ("pictures",),
        ),
        "targets": _Inference(
            "autoencoder",
            targets,
            "pictures",
            pictures,
            ("cells", "targets"),
        ),
        "settle": _Inference(
            "autoencoder",
            lambda p, batch: settle(config, p, batch),
            "latent",
            latent,
            ("settled",),
        ),
        "discriminator": _Inference(
            "discriminator",
            lambda p, batch: discriminate(p, space_to_depth(batch))[0],
            "pictures",
            pictures,
            ("logits",),
        ),
    }


def _players(config: Config) -> dict[str, list[Parameter]]:
    return {
        "autoencoder": autoencoder_parameters(config),
        "discriminator": discriminator_parameters(config),
    }


def _export_inference(config: Config) -> dict[str, bytes]:
    """The graphs of `_inference`, each for its player's whole parameter vector."""
    players = _players(config)
    return {
        name: graph.export(players[graph.player], [graph.player, graph.batch])
        for name, graph in _inference(config).items()
    }


def _export_templates(name: str, config: Config) -> tuple[dict[str, bytes], dict[str, object]]:
    """The templates by file name, and what the manifest says of them by ONNX file name."""
    files: dict[str, bytes] = {}
    entries: dict[str, object] = {}
    graphs = _inference(config)
    for part in PARTS:
        graph = graphs[part]
        everything = _players(config)[graph.player]
        own = [p for p in everything if p.name.startswith(f"{part}.")]
        first = everything.index(own[0])
        assert everything[first : first + len(own)] == own  # one slice of the flat vector
        batch = "latents" if graph.batch == "latent" else graph.batch
        plain = graph.export(own, ["parameters", batch])
        template, slots = make_template(plain, part, name)
        signature = _signature(plain)
        files[f"{part}.template"] = template
        entries[f"{part}.onnx"] = {
            "template": f"{part}.template",
            "sha256": hashlib.sha256(template).hexdigest(),
            "player": graph.player,
            "offset": sum(p.size for p in everything[:first]),
            "count": sum(p.size for p in own),
            "slots": slots,
            "inputs": {batch: signature["inputs"][batch]},
            "outputs": signature["outputs"],
        }
    return files, entries


def _parameter_table(parameters: list[Parameter]) -> list[dict[str, object]]:
    rows, offset = [], 0
    for p in parameters:
        row = {"name": p.name, "shape": list(p.shape), "offset": offset}
        rows.append({**row, "initial_std": round(p.initial_std, 9)})
        offset += p.size
    return rows


def _signature(graph: bytes) -> dict[str, Any]:
    """File size, sha256, and the tensors of a graph: {name: shape}, "batch" where it is free."""
    model = onnx.load_from_string(graph)

    def shapes(values: list[onnx.ValueInfoProto]) -> dict[str, list[int | str]]:
        return {
            v.name: [d.dim_param or d.dim_value for d in v.type.tensor_type.shape.dim]
            for v in values
        }

    return {
        "bytes": len(graph),
        "sha256": hashlib.sha256(graph).hexdigest(),
        "inputs": shapes(list(model.graph.input)),
        "outputs": shapes(list(model.graph.output)),
    }


def export_config(name: str) -> dict[str, bytes]:
    """Every file of the configuration of that name, by name, manifest included."""
    config = CONFIGS[name]
    graphs = {"training_step": _export_training_step(config), **_export_inference(config)}
    templates, entries = _export_templates(name, config)
    manifest = {
        "format": FORMAT,
        "torch": torch.__version__.split("+")[0],
        "opset": OPSET,
        "name": name,
        "config": asdict(config),
        "loss_names": list(LOSS_NAMES),
        "adam": asdict(Adam()),
        "state": list(STATE),
        "parameters": {
            player: _parameter_table(parameters) for player, parameters in _players(config).items()
        },
        "graphs": {f"{name}.onnx": _signature(graph) for name, graph in graphs.items()},
        "files": entries,
    }
    files = {f"{name}.onnx": graph for name, graph in graphs.items()}
    files.update(templates)
    files["manifest.json"] = (json.dumps(manifest, indent=1) + "\n").encode()
    return files


def write_files(folder: Path, files: dict[str, bytes], *, overwrite: bool = True) -> None:
    """Write every file through a temporary one, so that a failure leaves the old in place."""
    folder.mkdir(parents=True, exist_ok=True)
    write_together(
        {folder / name: content for name, content in reversed(files.items())}, overwrite=overwrite
    )


def main(arguments: Sequence[str] | None = None) -> int:
    """Export every configuration; exit code 2 if a file cannot be written."""
    return run("vaegan.export", _run, arguments)


def _run(arguments: Sequence[str]) -> int:
    parser = Parser(prog="vaegan.export", description=__doc__)
    parser.add_argument("--out", type=a_path, required=True, help="folder for the configurations")
    add_force(parser)
    options = parser.parse_args(arguments)
    for name in CONFIGS:
        check_free(options.out / name / "manifest.json", force=options.force)
    warnings.filterwarnings("ignore")
    logging.disable(logging.WARNING)
    for name in CONFIGS:
        files = export_config(name)
        write_files(options.out / name, files, overwrite=options.force)
        sizes = ", ".join(f"{file} {len(content) / 1024:.0f} KB" for file, content in files.items())
        print(f"{name}: {sizes}", flush=True)
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
