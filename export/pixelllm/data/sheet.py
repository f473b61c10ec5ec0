"""A user's own art: folders of images and sprite sheets, cut and brought to the palette."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from pixelllm.contact_sheet import labelled_sheet
from pixelllm.data.collection import Collection
from pixelllm.data.grids import Layout
from pixelllm.data.labels import Labelled, Names, by_folders, labelled, plain_name, read_table
from pixelllm.data.manifest import PreparedFolder, is_own_picture
from pixelllm.data.pictures import SUFFIXES, cut, keyed, open_picture
from pixelllm.data.progress import Progress
from pixelllm.data.quantize import Pixels, to_sprite
from pixelllm.dataset import Sprites
from pixelllm.palette import Palette
from pixelllm.vocabulary import Vocabulary

HIDDEN = (".", "__MACOSX")


@dataclass(frozen=True)
class Found:
    """An image file, the folder it was found under, and what its labels say."""

    path: Path
    root: Path
    names: Names

    @property
    def name(self) -> str:
        """The path below the folder it was found under."""
        return self.path.relative_to(self.root).as_posix()


def sheet(
    out: Path,
    paths: Sequence[Path],
    *,
    layout: Layout | None,
    table: Path | None,
    palette: Palette,
    licence: str,
    progress: Progress,
    overwrite: bool,
) -> str:
    """Cut and quantise every image under the paths into `out`, and tell of it.

    A path is an image or a folder of images. Without a layout, grids are looked for and told.
    Raises ValueError, before anything is written, for images or labels that won't do, and OSError.
    """
    found, vocabulary = _labelled(list(_files(paths)), table, progress)
    collection = Collection(vocabulary)
    for done, image in enumerate(found, start=1):
        picture = keyed(open_picture(image.path))
        cells = _cells(image, picture, layout, progress)
        origin = {
            "file": image.name,
            "source": image.root.name,
            "sha256": hashlib.sha256(image.path.read_bytes()).hexdigest(),
            "licence": licence,
        }
        sprites = [to_sprite(cell, palette) for cell in cells]
        collection.add_image(sprites, image.names, origin)
        progress.step(done, len(found))
    if not len(collection):
        raise ValueError(f"{len(found)} images, and not one with a sprite in it")
    return _write(out, collection, palette, overwrite)


def _cells(
    image: Found, picture: Pixels, layout: Layout | None, progress: Progress
) -> list[Pixels]:
    try:
        grid, cells = cut(picture, layout)
    except ValueError as error:
        raise ValueError(f"{image.path}: {error}") from None
    if grid and not layout:
        progress.note(f"{image.name}: found {grid} (--grid tells others)")
    return cells


def _write(out: Path, collection: Collection, palette: Palette, overwrite: bool) -> str:
    batch, vocabulary = collection.batch(), collection.vocabulary
    with PreparedFolder(out, "sheet", vocabulary, palette, overwrite=overwrite) as folder:
        folder.add(batch)
        total = folder.commit(
            {"images": collection.images}, labelled_sheet(*batch, vocabulary, palette)
        )
    return (
        f"cut {len(collection)} sprites from {len(collection.images)} images "
        f"({collection.duplicates} duplicates and {collection.empty} empty cells left out); "
        f"{out} holds {total}, shown in sheet.png; {_counts(batch, vocabulary)}"
    )


def _counts(batch: Sprites, vocabulary: Vocabulary) -> str:
    """How many sprites there are of each name, by axis."""
    told = []
    for axis, numbers in zip(vocabulary.axes, batch.labels.T, strict=True):
        counts = [int((numbers == number).sum()) for number in range(len(axis.names))]
        pairs = zip(axis.names, counts, strict=True)
        told.append(f"{axis.name}: {', '.join(f'{n} {c}' for n, c in pairs if c)}")
    return "; ".join(told)


def _files(paths: Sequence[Path]) -> Iterator[tuple[Path, Path]]:
    """(image, the folder it was found under). Raises ValueError where there is none.

    Hidden files are left out, as the `._fish.png` that macOS puts beside fish.png, and so are the
    pictures that these commands draw.
    """
    for path in paths:
        if path.is_file():
            yield path, path.parent
            continue
        if not path.is_dir():
            raise ValueError(f"{path}: no such file or folder")
        images = sorted(p for p in path.rglob("*") if _is_image(p, path))
        if not images:
            raise ValueError(f"{path}: no images in this folder ({', '.join(SUFFIXES)})")
        yield from ((image, path) for image in images)


def _is_image(path: Path, root: Path) -> bool:
    hidden = any(part.startswith(HIDDEN) for part in path.relative_to(root).parts)
    image = path.suffix.lower() in SUFFIXES and not hidden and path.is_file()
    return image and not is_own_picture(path)


def _labelled(
    files: list[tuple[Path, Path]], table: Path | None, progress: Progress
) -> tuple[list[Found], Vocabulary]:
    told = by_folders(files) if table is None else _by_table(files, table, progress)
    images = zip(files, told.names, strict=True)
    return [Found(path, root, names) for (path, root), names in images], told.vocabulary


def _by_table(files: list[tuple[Path, Path]], table: Path, progress: Progress) -> Labelled:
    """Labels of those that the table names; the others are taken out of `files`."""
    axes, labels = read_table(table)
    found = []
    for path, root in files:
        below = plain_name(path.relative_to(root).as_posix())
        names = labels.get(below) or labels.get(below.rpartition("/")[2])
        if names:
            found.append(((path, root), names))
    if not found:
        raise ValueError(
            f"{table}: none of its {len(labels)} files is among the {len(files)} images"
        )
    if len(found) < len(files):
        progress.note(f"{len(files) - len(found)} images are not in {table} and were left out")
    files[:] = [file for file, _ in found]
    return labelled(axes, [names for _, names in found])
