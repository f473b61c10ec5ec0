"""esbuild's bundles of the scripts and styles that pages load."""

import json
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from sitebuild.processes import run_quietly
from sitebuild.project import Project
from sitebuild.report import BuildError

FILE_TYPES = (".woff2", ".woff", ".png")


def bundle(
    project: Project, entries: Sequence[Path], target: Path, build_id: str, *, alone: bool = False
) -> dict[str, list[str]]:
    """Bundle the entry points into the target folder, under their own relative names.

    alone: each needs no other file, its fonts and pictures are in it.
    Return, by the name of each script, the other scripts that it cannot start without.
    """
    if not entries:
        return {}
    with tempfile.TemporaryDirectory(prefix="aipixel-") as folder:
        listed = Path(folder) / "outputs.json"
        split = [] if alone else ["--splitting", "--chunk-names=chunks/[name]-[hash]"]
        loader = "dataurl" if alone else "file"
        loaders = [f"--loader:{suffix}={loader}" for suffix in FILE_TYPES]
        inputs: list[str | Path] = [*entries, *split, *loaders, f"--metafile={listed}"]
        _run(project, inputs, target, build_id)
        return _imports(json.loads(listed.read_bytes())["outputs"], project, target)


def _imports(outputs: Mapping[str, Any], project: Project, target: Path) -> dict[str, list[str]]:
    def name(path: str) -> str:
        return (project.root / path).resolve().relative_to(target.resolve()).as_posix()

    direct = {
        name(path): [
            name(one["path"]) for one in output["imports"] if one["kind"] == "import-statement"
        ]
        for path, output in outputs.items()
    }
    return {script: _reached(script, direct) for script in direct}


def _reached(name: str, direct: Mapping[str, Sequence[str]]) -> list[str]:
    found: set[str] = set()
    waiting = [*direct[name]]
    while waiting:
        other = waiting.pop()
        if other not in found:
            found.add(other)
            waiting += direct[other]
    return sorted(found)


def _run(project: Project, inputs: Sequence[str | Path], target: Path, build_id: str) -> None:
    run_quietly(
        [
            _esbuild(project),
            *inputs,
            "--bundle",
            "--minify",
            "--format=esm",
            "--target=es2022",
            "--log-level=warning",
            f"--outbase={project.web}",
            f"--outdir={target}",
            "--asset-names=fonts/[name]-[hash]",
            f'--define:BUILD_ID="{build_id}"',
        ],
        project.root,
        "esbuild",
    )


def _esbuild(project: Project) -> Path:
    # The program itself: the script that npm puts before it buries errors in a stack trace.
    found = [
        *project.node_modules.glob("@esbuild/*/bin/esbuild"),
        *project.node_modules.glob("@esbuild/*/esbuild.exe"),
    ]
    if not found:
        raise BuildError("web/node_modules has no esbuild; delete that folder and run this again")
    return found[0]
