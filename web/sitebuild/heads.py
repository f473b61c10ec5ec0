"""What the build writes into the head of every page: its policy, and the modules it will import."""

import os
import re
from collections.abc import Mapping, Sequence
from pathlib import Path

from sitebuild.policy import POLICY
from sitebuild.project import Project
from sitebuild.report import BuildError

CHARSET = re.compile(r'^( *)<meta charset="utf-8">\n', re.MULTILINE)


def write_page(
    project: Project, page: Path, target: Path, imports: Mapping[str, Sequence[str]]
) -> None:
    """Write a page of the sources into a site's folder.

    `imports` are those of each script, as `bundle` gives them: a browser that is told of them asks
    for all at once. Raises BuildError where the page has no place for more.
    """
    name = page.relative_to(project.web)
    text = page.read_text(encoding="utf-8")
    place = CHARSET.search(text)
    if place is None:
        raise BuildError(f'{page} has no line <meta charset="utf-8">, after which the policy goes')
    scripts = [name.parent.joinpath(address).as_posix() for address in _modules(text)]
    chunks = sorted({chunk for script in scripts for chunk in imports.get(script, ())})
    tags = [_policy_tag(), *(_preload_tag(chunk, name.parent) for chunk in chunks)]
    added = "".join(f"{place[1]}{tag}\n" for tag in tags)
    path = target / name
    path.parent.mkdir(parents=True, exist_ok=True)
    text = text[: place.end()] + added + text[place.end() :]
    path.write_text(text, encoding="utf-8", newline="\n")


def _modules(text: str) -> list[str]:
    return re.findall(r'<script type="module" src="(?:\./)?([^"]*)"', text)


def _policy_tag() -> str:
    policy = "; ".join(f"{name} {sources}" for name, sources in POLICY.items())
    return f'<meta http-equiv="Content-Security-Policy" content="{policy}">'


def _preload_tag(chunk: str, folder: Path) -> str:
    address = os.path.relpath(chunk, folder).replace(os.sep, "/")
    return f'<link rel="modulepreload" href="{address}">'
