"""Files written whole or not at all."""

from pathlib import Path


def write_atomically(path: str | Path, data: bytes, *, overwrite: bool) -> None:
    """Write the file; FileExistsError where it exists and may not be overwritten."""
    if not overwrite and Path(path).exists():
        raise FileExistsError(f"{path} exists")
    Path(path).write_bytes(data)
