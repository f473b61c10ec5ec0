"""Export a sprite network: `python -m pixelllm.export --out ../web/models/pixelllm --force`.

Writes `shape.onnx`, which draws silhouettes, `begin.onnx` and `paint.onnx`, which paint them,
`shade.onnx` and `breed.onnx`, which hold no network, and `manifest.json`, which says what the
model draws and how the graphs are run. Page, module and command open such a folder. The same
sources and versions give the same bytes.
"""

from __future__ import annotations

import hashlib
import json
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from types import MappingProxyType

from aipixel.commands import Parser, a_path, add_force, run
from aipixel.files import check_free, write_together
from onnx import ModelProto

from pixelllm.draw_graphs import begin_graph, paint_graph, shape_graph
from pixelllm.options import SHIPPED, load_drawing_model
from pixelllm.quantization import with_small_weights
from pixelllm.sprite_graphs import breed_graph, shade_graph
from pixelllm.sprite_network import SpriteNetwork
from pixelllm.vocabulary import BOS, MASK, PAD, SIZE

FORMAT = 2
MANIFEST = "manifest.json"


def drawing_graphs(model: SpriteNetwork) -> dict[str, ModelProto]:
    """The graphs that draw, by their names, with all weights in float32."""
    axes = len(model.vocabulary.axes)
    return {
        "shape": shape_graph(model.shape, axes),
        "begin": begin_graph(model.paint, axes),
        "paint": paint_graph(model.paint),
    }


def export(
    model: SpriteNetwork,
    graphs: Mapping[str, ModelProto],
    folder: Path,
    beside: Mapping[str, bytes] = MappingProxyType({}),
    overwrite: bool = True,
) -> None:
    """Write the graphs that draw, others beside them, and the manifest, which comes last."""
    files = {name: graph.SerializeToString() for name, graph in graphs.items()}
    everything = {**files, **beside}
    decoder = model.paint.decoder
    digest = hashlib.sha256(b"".join(files.values())).hexdigest()
    manifest = {
        "format": FORMAT,
        "model": digest[:16],
        "files": {name: f"{name}.onnx" for name in everything},
        "sha256": {name: hashlib.sha256(data).hexdigest() for name, data in everything.items()},
        "axes": model.vocabulary.as_data(),
        "tokens": {
            "pad": PAD,
            "bos": BOS,
            "mask": MASK,
            "labels": list(model.vocabulary.first_tokens),
        },
        "size": SIZE,
        "layers": len(decoder.layers),
        "heads": decoder.heads,
        "head": decoder.width // decoder.heads,
        "palette": [list(colour) for colour in model.palette.colours],
        "ramps": [list(ramp) for ramp in model.palette.ramps],
    }
    text = json.dumps(manifest, indent=1) + "\n"
    written = {folder / f"{name}.onnx": content for name, content in everything.items()}
    folder.mkdir(parents=True, exist_ok=True)
    write_together({folder / MANIFEST: text.encode(), **written}, overwrite=overwrite)


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command; returns its exit status."""
    return run("pixelllm.export", _run, arguments)


def _run(arguments: Sequence[str]) -> int:
    parser = Parser(prog="python -m pixelllm.export", description=__doc__)
    parser.add_argument("checkpoint", nargs="?", type=a_path, default=SHIPPED)
    parser.add_argument("--out", type=a_path, required=True, help="folder to write into")
    add_force(parser)
    options = parser.parse_args(arguments)
    check_free(options.out / MANIFEST, force=options.force)
    model = load_drawing_model(options.checkpoint)
    beside = {"shade": shade_graph(model.palette), "breed": breed_graph()}
    contents = {name: graph.SerializeToString() for name, graph in beside.items()}
    graphs = {name: with_small_weights(g) for name, g in drawing_graphs(model).items()}
    export(model, graphs, options.out, contents, overwrite=options.force)
    return 0


if __name__ == "__main__":
    sys.exit(main())
