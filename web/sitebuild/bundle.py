"""esbuild's bundles of the scripts and styles that pages load."""

from collections.abc import Sequence
from pathlib import Path

from sitebuild.processes import run_quietly
from sitebuild.project import Project
from sitebuild.report import BuildError

FILE_TYPES = (".woff2", ".woff", ".png")


def bundle(project: Project, entries: Sequence[Path], target: Path, build_id: str) -> None:
    """Bundle the entry points into the target folder, under their own relative names."""
    if not entries:
        return
    run_quietly(
        [
            _esbuild(project),
            *entries,
            "--bundle",
            "--splitting",
            "--minify",
            "--format=esm",
            "--target=es2022",
            "--log-level=warning",
            f"--outbase={project.web}",
            f"--outdir={target}",
            "--chunk-names=chunks/[name]-[hash]",
            "--asset-names=fonts/[name]-[hash]",
            *(f"--loader:{suffix}=file" for suffix in FILE_TYPES),
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
