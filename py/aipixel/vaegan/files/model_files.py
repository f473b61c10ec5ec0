"""The four files of a network: encoder.onnx, decoder.onnx, discriminator.onnx, training.npz.

The ONNX files run anywhere by themselves; training.npz alone is enough to go on training.
"""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from aipixel import __version__
from aipixel.archives import read_zip
from aipixel.texts import printable
from aipixel.vaegan.model import Manifest, Model
from aipixel.vaegan.nine import Nine
from aipixel.vaegan.onnx_files import Template
from aipixel.vaegan.training.checkpoint import (
    FILE,
    LARGEST_FILE,
    Checkpoint,
    peek_config,
    read_training,
    write_training,
)
from aipixel.vaegan.training.trainer import Trainer

ONNX = ("encoder.onnx", "decoder.onnx", "discriminator.onnx")
NAMES = (*ONNX, FILE)
LARGEST_GIVEN = len(NAMES) * LARGEST_FILE  # bytes of a file or a zip, and of what is in it


async def save_model(trainer: Trainer) -> dict[str, bytes]:
    """The four files of a trainer as it is, by name; not while a step is being made."""
    return pack_model(await trainer.checkpoint(), trainer.model)


def pack_model(checkpoint: Checkpoint, model: Model) -> dict[str, bytes]:
    """The four files of a checkpoint, by name; the same one gives the same bytes."""
    slots = {"version": __version__, "seed": checkpoint.seed, "step": checkpoint.step}
    files = {}
    for name in ONNX:
        template = model.templates[name]
        files[name] = template.fill(checkpoint.state[template.player], slots)
    sha256 = [_sha256(content) for content in files.values()]
    files[FILE] = write_training(checkpoint, model.manifest.loss_names, sha256)
    return files


def gather_files(given: Mapping[str, bytes]) -> dict[str, bytes]:
    """Those of the four files that are among the given ones or in zips given, by their names.

    A name may have folders before it and the marks of a copy; a zip may lie in a zip, and what
    else is in one or in a folder is passed over. Raises ValueError for a file by itself that is
    none of them, for one that comes twice or is too large, and if there is none at all.
    """
    found: dict[str, bytes] = {}
    places: dict[str, str] = {}
    for name, content in given.items():
        if len(content) > LARGEST_GIVEN:
            raise ValueError(
                f"{printable(name)} is too large to be a network's; choose another file"
            )
        for place, data in _among(name, content).items():
            proper = proper_name(place)
            assert proper
            if proper in found:
                raise ValueError(
                    f"{proper} is there twice, as {printable(places[proper])} and as "
                    f"{printable(place)}; choose the files of one network, a zip's once unpacked"
                )
            found[proper], places[proper] = data, place
    if not found:
        raise ValueError(f"there is none of {', '.join(NAMES)}; choose them or a zip of them")
    return found


def _among(name: str, content: bytes) -> dict[str, bytes]:
    """What a given file is or holds of the four, by name."""
    if is_litter(name):
        return {}
    if proper_name(name):
        return {name: content}
    if _is_zip(name):
        return _unzip(name, content)
    if re.search(r"[/\\]", name):  # lies in a folder, of which it was not chosen by itself
        return {}
    raise ValueError(f"{printable(name)} is none of {', '.join(NAMES)}, nor a zip of them")


def _unzip(name: str, content: bytes) -> dict[str, bytes]:
    """The files of a zip, or where it has none, of the zips in it."""

    def is_wanted(inner: str) -> bool:
        return not is_litter(inner) and bool(proper_name(inner) or _is_zip(inner))

    try:
        inside = read_zip(content, LARGEST_GIVEN, is_wanted)
        files = {inner: data for inner, data in inside.items() if proper_name(inner)}
        if not files:
            for inner, data in inside.items():
                left = LARGEST_GIVEN - sum(map(len, files.values()))
                more = read_zip(data, left, lambda n: not is_litter(n) and bool(proper_name(n)))
                files |= {f"{inner}/{place}": data for place, data in more.items()}
    except ValueError as error:
        raise ValueError(f"{printable(name)} {error}; fetch or export it again") from error
    return {f"{name}/{place}": data for place, data in files.items()}


def _is_zip(name: str) -> bool:
    return name.lower().endswith(".zip")


# What systems and browsers make of a name that is taken: "training (1).npz", "training-1.npz",
# "training 2.npz", "training copy.npz", "Copy of training.npz", "training - Copy (2).npz".
_COPY = "copy|copie|copia|cópia|kopie|kopia|kopi|kopya"
_NAME = re.compile(
    rf"(?:(?:{_COPY}) (?:of|de|von|di|van|av|af) )?"
    r"(?P<stem>encoder|decoder|discriminator|training)"
    rf"(?P<mark>(?:(?: -)?[ _-](?:{_COPY}))?(?:[ _-]?\(\d+\)|[ _-]\d+)*)"
    r"(?P<ending>\.onnx|\.npz)",
    re.IGNORECASE,
)


def proper_name(name: str) -> str | None:
    """Which of the four files a name means, whatever folder and mark of a copy it has, or None."""
    match = _matched(name)
    proper = (match["stem"] + match["ending"]).lower() if match else ""
    return proper if proper in NAMES else None


def copy_mark(name: str) -> str:
    """What tells a copy's name from the proper one, "" where it is that."""
    match = _matched(name)
    if not match:
        return ""
    before, after = match[0][: match.start("stem")], match["mark"]
    return f"{before}{after}".lower()


def _matched(name: str) -> re.Match[str] | None:
    return _NAME.fullmatch(unicodedata.normalize("NFC", re.split(r"[/\\]", name)[-1]))


def is_litter(name: str) -> bool:
    """Whether a system left the file beside one's own: "__MACOSX/x", "._training.npz"."""
    parts = re.split(r"[/\\]", name)
    hidden = any(part.startswith(".") and part not in (".", "..") for part in parts)
    return hidden or "__MACOSX" in parts or parts[-1].lower() in ("thumbs.db", "desktop.ini")


def config_of(files: Mapping[str, bytes], templates: Mapping[str, Mapping[str, Template]]) -> str:
    """The configuration that a network's files are of, by the templates of each that is known.

    Raises ValueError if they are of none.
    """
    if FILE in files:
        config = peek_config(files[FILE])
        if config not in templates:
            raise ValueError(
                f"{FILE} is of the configuration {config!r}; there is {' and '.join(templates)}"
            )
        return config
    for config, known in templates.items():
        if any(known[name].begins(content) for name, content in files.items()):
            return config
    raise ValueError(
        f"{' and '.join(files)} can't be read: not saved by this version of aipixel, or "
        "damaged; export again"
    )


def load_model(given: Mapping[str, bytes], manifest: Manifest) -> Checkpoint:
    """What to go on from, out of training.npz and any of the others, or a zip of them.

    Raises ValueError, one sentence that names a file and says what to do, if training.npz is
    missing or not one of the manifest's configuration, or if an ONNX file among them is not
    what was saved with it.
    """
    files = gather_files(given)
    if FILE not in files:
        raise ValueError(f"{FILE} is missing, and going on needs it; choose it as well")
    checkpoint, sha256 = read_training(files[FILE], manifest)
    for name, expected in zip(ONNX, sha256, strict=True):
        if name in files and _sha256(files[name]) != expected:
            raise ValueError(
                f"{name} is not the one that was saved with this {FILE}; choose the files of one "
                f"export, or {FILE} alone"
            )
    return checkpoint


@dataclass(frozen=True, eq=False)
class Autoencoder:
    """What drawing needs: the player's flat vector, and which training's it is.

    encodes: False where only the decoder is known, and the encoder's parameters are zero.
    nine: the pictures learned, None where training.npz, which holds them, is not there.
    """

    parameters: NDArray[np.float32]
    seed: int
    step: int
    encodes: bool
    nine: Nine | None


def load_autoencoder(
    given: Mapping[str, bytes], manifest: Manifest, templates: Mapping[str, Template]
) -> Autoencoder:
    """What draws, out of training.npz, or of decoder.onnx with or without encoder.onnx.

    Raises ValueError as `load_model` does.
    """
    files = gather_files(given)
    if FILE in files:
        checkpoint = load_model(files, manifest)
        parameters = checkpoint.state["autoencoder"]
        return Autoencoder(parameters, checkpoint.seed, checkpoint.step, True, checkpoint.nine)
    if "decoder.onnx" not in files:
        raise ValueError("decoder.onnx is missing, and drawing needs it; choose it as well")
    decoder = templates["decoder.onnx"].read(files["decoder.onnx"])
    vector = np.zeros(manifest.parameter_count("autoencoder"), np.float32)
    templates["decoder.onnx"].slice_of(vector)[:] = decoder.parameters
    if "encoder.onnx" in files:
        encoder = templates["encoder.onnx"].read(files["encoder.onnx"])
        if (encoder.seed, encoder.step) != (decoder.seed, decoder.step):
            raise ValueError(
                f"encoder.onnx is of step {encoder.step} of seed {encoder.seed} and decoder.onnx "
                f"of step {decoder.step} of seed {decoder.seed}; choose two of one export"
            )
        templates["encoder.onnx"].slice_of(vector)[:] = encoder.parameters
    return Autoencoder(vector, decoder.seed, decoder.step, "encoder.onnx" in files, None)


def _sha256(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()
