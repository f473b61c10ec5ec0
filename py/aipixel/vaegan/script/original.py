"""The script that the dream trains by, made of the very modules that are in use."""

from __future__ import annotations

import ast
import inspect
from collections import defaultdict
from collections.abc import Iterator

from aipixel.vaegan.training import schedule, step

MODULES = (schedule, step)
FUNCTIONS = ("learning_rates", "loss_weights", "dream_depth", "train", "show_progress")

HEAD = """\
# This is how the dream learns: the code in use. Change it and run it, and training
# goes on by your functions from the next step on. A script may leave out what it
# does not change. At hand are also trainer, nine, np and show_pictures.
"""


def original_script() -> str:
    """Imports, constants and functions of the schedule and of a step, as they are in use."""
    sources = [inspect.getsource(module) for module in MODULES]
    imports = dict.fromkeys(text for source in sources for text in _imports(source))
    bodies = [_body(source) for source in sources]
    return "\n".join([HEAD, *sorted(imports, key=_kind), "", "\n\n\n".join(bodies), ""])


def changed_functions(source: str) -> list[str]:
    """Which of the functions a script defines otherwise: themselves, or anything they use."""
    mine, original = _definitions(source), _definitions(original_script())
    return [n for n in FUNCTIONS if n in mine and _text_of(n, mine) != _text_of(n, original)]


def _is_for_types(statement: ast.stmt) -> bool:
    return isinstance(statement, ast.If) and ast.unparse(statement.test) == "TYPE_CHECKING"


def _is_import(statement: ast.stmt) -> bool:
    return isinstance(statement, (ast.Import, ast.ImportFrom)) or _is_for_types(statement)


def _imports(source: str) -> Iterator[str]:
    for statement in filter(_is_import, ast.parse(source).body):
        for line in statement.body if isinstance(statement, ast.If) else [statement]:
            if not (isinstance(line, ast.ImportFrom) and line.module in ("__future__", "typing")):
                yield ast.unparse(line)


def _kind(line: str) -> tuple[bool, str]:
    return line.startswith("from"), line


def _body(source: str) -> str:
    imports = [s.end_lineno or 0 for s in ast.parse(source).body if _is_import(s)]
    return "\n".join(source.splitlines()[max(imports) :]).strip()


def _definitions(source: str) -> dict[str, list[ast.stmt]]:
    """The statements at the top of a script that define each name."""
    found = defaultdict(list)
    for statement in ast.parse(source).body:
        for name in _names(statement):
            found[name].append(statement)
    return dict(found)


def _names(statement: ast.stmt) -> set[str]:
    if isinstance(statement, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)):
        return {statement.name}
    names = set()
    for node in ast.walk(statement):
        if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
            names.add(node.id)
        elif isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)):
            names.add(node.name)
        elif isinstance(node, ast.alias):
            names.add(node.asname or node.name.split(".")[0])
    return names


def _text_of(name: str, definitions: dict[str, list[ast.stmt]]) -> list[str]:
    """All statements that a name depends on, as text without comments and places."""
    wanted, seen, texts = [name], {name}, []
    while wanted:
        for statement in definitions.get(wanted.pop(), []):
            texts.append(ast.dump(statement))
            used = {node.id for node in ast.walk(statement) if isinstance(node, ast.Name)}
            wanted += used - seen
            seen |= used
    return sorted(texts)
