"""Export the sprite transformer: `python -m pixelllm.export --out ../web/models/pixelllm --force`.

Writes `begin.onnx`, run once for a sheet, `row.onnx`, run once for each of a sprite's 32 rows,
`shade.onnx` and `breed.onnx`, which hold no network, and `manifest.json`, which says what the
tokens are. The same sources and versions give the same bytes.
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

from pixelllm.model import BLOCK
from pixelllm.options import SHIPPED, load_drawing_model
from pixelllm.palette import RGBA
from pixelllm.quantization import with_small_weights
from pixelllm.row_graph import row_graph
from pixelllm.row_parts import Parts, export_parts
from pixelllm.sprite_graphs import breed_graph, shade_graph
from pixelllm.vocabulary import (
    CATEGORIES,
    FIRST_CATEGORY,
    FIRST_ZONE,
    MASK,
    PAD,
    SIZE,
    ZONES,
)

FORMAT = 1
MANIFEST = "manifest.json"
REACH = 8  # pixels a pass at most: with 4 to 12 a browser takes about the same, with 32 half again


def export(
    parts: Parts,
    folder: Path,
    reach: int = REACH,
    whole: bool = False,
    beside: Mapping[str, bytes] = MappingProxyType({}),
    overwrite: bool = True,
) -> None:
    """Write the network's graphs, others beside them, and the manifest, which comes last.

    reach: pixels a pass at most. whole: with all weights in float32, to compare with.
    """
    graphs = {"begin": parts.begin, "row": row_graph(parts, reach)}
    if not whole:
        graphs = {name: with_small_weights(graph) for name, graph in graphs.items()}
    files = {name: graph.SerializeToString() for name, graph in graphs.items()}
    everything = {**files, **beside}
    digest = hashlib.sha256(b"".join(files.values())).hexdigest()
    manifest = {
        "format": FORMAT,
        "model": digest[:16],
        "files": {name: f"{name}.onnx" for name in everything},
        "sha256": {name: hashlib.sha256(data).hexdigest() for name, data in everything.items()},
        "zones": ZONES,
        "categories": CATEGORIES,
        "tokens": {"pad": PAD, "mask": MASK, "zone": FIRST_ZONE, "category": FIRST_CATEGORY},
        "size": SIZE,
        "width": parts.config.width,
        "half": parts.config.layers // 2,
        "block": BLOCK // SIZE,
        "palette": RGBA[1:, :3].tolist(),
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
    parts = export_parts(load_drawing_model(options.checkpoint))
    beside = {"shade": shade_graph(), "breed": breed_graph()}
    contents = {name: graph.SerializeToString() for name, graph in beside.items()}
    export(parts, options.out, beside=contents, overwrite=options.force)
    return 0


if __name__ == "__main__":
    sys.exit(main())
