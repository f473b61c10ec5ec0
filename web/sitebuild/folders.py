"""Folders of big files, with a hash of what they hold in their names.

A new version has other addresses, so browsers and hosts may keep each for ever, and no version
is mixed with another. `build.json` tells what each folder is called.
"""

import hashlib
import re
from pathlib import Path

HASHED = ("models/pixelllm", "models/vaegan", "py", "vendor/onnxruntime", "vendor/pyodide")
HASH_LENGTH = 12
# Those, and what the bundler names after its content.
IMMUTABLE = re.compile(
    rf"/(({'|'.join(HASHED)})-[0-9a-f]{{{HASH_LENGTH}}}/|(chunks|fonts)/[^/]+-[A-Z0-9]{{8}}\.)"
)
GAMES_MODULE = """\
// For pages and games of your own: onnxruntime-web, which knows here where its files are, and
// the folder of the model that draws sprites.
import * as ort from '../{onnxruntime}/ort.wasm.min.js';

ort.env.wasm.wasmPaths = new URL('../{onnxruntime}/', import.meta.url).href;
export {{ ort }};
export const modelFolder = new URL('../{model}/', import.meta.url).href;
"""


def hash_folders(site: Path) -> dict[str, str]:
    """Rename the folders of big files; return their names with the hash, by those without."""
    names = {}
    for name in HASHED:
        if (site / name).is_dir():
            names[name] = f"{name}-{_hash_of(site / name)}"
            (site / name).rename(site / names[name])
    return names


def write_games_module(site: Path, folders: dict[str, str]) -> None:
    """Write `sprites/onnxruntime.js`, which has one name whatever the folders are called."""
    text = GAMES_MODULE.format(
        onnxruntime=folders["vendor/onnxruntime"], model=folders["models/pixelllm"]
    )
    (site / "sprites").mkdir(exist_ok=True)
    (site / "sprites" / "onnxruntime.js").write_text(text, encoding="utf-8", newline="\n")


def is_immutable(address: str) -> bool:
    """Return whether a path of the site always brings the same bytes."""
    return IMMUTABLE.search(address) is not None


def _hash_of(folder: Path) -> str:
    digest = hashlib.sha256()
    for path in sorted(path for path in folder.rglob("*") if path.is_file()):
        digest.update(path.relative_to(folder).as_posix().encode() + b"\0")
        digest.update(hashlib.sha256(path.read_bytes()).digest())
    return digest.hexdigest()[:HASH_LENGTH]
