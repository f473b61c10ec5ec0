"""Zips whose bytes depend on nothing but what is in them."""

import zipfile
from collections.abc import Iterable
from pathlib import Path

Files = Iterable[tuple[str, bytes]]  # by name
DATE = (1980, 1, 1, 0, 0, 0)
READABLE = 0o644


def write_zip(entries: Files, target: Path) -> None:
    """Zip contents under their names, in the order given; makes the target's folder."""
    target.parent.mkdir(parents=True, exist_ok=True)
    with zipfile.ZipFile(target, "w") as archive:
        for name, content in entries:
            entry = zipfile.ZipInfo(name, DATE)
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.create_system = 3
            entry.external_attr = READABLE << 16
            archive.writestr(entry, content, compresslevel=9)


def read_zip(source: Path) -> list[tuple[str, bytes]]:
    """Return the files of a zip, without its folders, in their order."""
    with zipfile.ZipFile(source) as archive:
        return [(one.filename, archive.read(one)) for one in archive.infolist() if not one.is_dir()]
