"""A user's own art: folders of images and sprite sheets, cut and brought to the palette."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from pixelllm.contact_sheet import by_label, contact_sheet
from pixelllm.data.collection import Collection
from pixelllm.data.labels import VALID, Label, folder_label, read_table
from pixelllm.data.manifest import PreparedFolder
from pixelllm.data.pictures import SUFFIXES, cut, keyed, open_picture
from pixelllm.data.progress import Progress
from pixelllm.data.quantize import to_sprite


@dataclass(frozen=True)
class Found:
    """An image file, the folder it was found under, and its label."""

    path: Path
    root: Path
    label: Label

    @property
    def name(self) -> str:
        """The path below the folder it was found under."""
        return self.path.relative_to(self.root).as_posix()


def sheet(
    out: Path,
    paths: Sequence[Path],
    *,
    grid: tuple[int, int] | None,
    table: Path | None,
    licence: str,
    progress: Progress,
) -> str:
    """Cut and quantise every image under the paths into `out`, and tell of it.

    A path is an image or a folder of images; grid is (width, height) of a cell. Raises ValueError,
    before anything is written, for images or labels that won't do, and OSError.
    """
    found = _labelled(list(_files(paths)), table, progress)
    collection = Collection()
    for done, image in enumerate(found, start=1):
        picture = keyed(open_picture(image.path))
        origin = {
            "file": image.name,
            "source": image.root.name,
            "sha256": hashlib.sha256(image.path.read_bytes()).hexdigest(),
            "licence": licence,
        }
        collection.add_image([to_sprite(cell) for cell in cut(picture, grid)], image.label, origin)
        progress.step(done, len(found))
    if not len(collection):
        raise ValueError(f"{len(found)} images, and not one with a sprite in it")
    return _write(out, collection)


def _write(out: Path, collection: Collection) -> str:
    batch = collection.batch()
    with PreparedFolder(out, "sheet") as folder:
        folder.add(batch)
        total = folder.commit(
            {"images": collection.images}, contact_sheet(by_label(batch.sprites, batch.labels))
        )
    return (
        f"cut {len(collection)} sprites from {len(collection.images)} images "
        f"({collection.duplicates} duplicates and {collection.empty} empty cells left out); "
        f"{out} holds {total}, shown in sheet.png"
    )


def _files(paths: Sequence[Path]) -> Iterator[tuple[Path, Path]]:
    """(image, the folder it was found under). Raises ValueError where there is none."""
    for path in paths:
        if path.is_file():
            yield path, path.parent
            continue
        if not path.is_dir():
            raise ValueError(f"{path}: no such file or folder")
        images = sorted(p for p in path.rglob("*") if p.suffix.lower() in SUFFIXES and p.is_file())
        if not images:
            raise ValueError(f"{path}: no images in this folder ({', '.join(SUFFIXES)})")
        yield from ((image, path) for image in images)


def _labelled(
    files: list[tuple[Path, Path]], table: Path | None, progress: Progress
) -> list[Found]:
    if table is None:
        return [Found(path, root, _by_folder(path)) for path, root in files]
    labels = read_table(table)
    found = []
    for path, root in files:
        label = labels.get(path.relative_to(root).as_posix()) or labels.get(path.name)
        if label:
            found.append(Found(path, root, label))
    if not found:
        raise ValueError(
            f"{table}: none of its {len(labels)} files is among the {len(files)} images"
        )
    if len(found) < len(files):
        progress.note(f"{len(files) - len(found)} images are not in {table} and were left out")
    return found


def _by_folder(path: Path) -> Label:
    label = folder_label(path.absolute())
    if label is None:
        raise ValueError(
            f"{path}: none of its folders names a category: {VALID} "
            "(sort images in Zone/Category or Category folders, or give --labels)"
        )
    return label
