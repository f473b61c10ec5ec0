"""`build.py token`: folders, or one file, that show the dream of a hash wherever they are put."""

import argparse
import os
import re
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from sitebuild.processes import run_quietly
from sitebuild.project import Project
from sitebuild.report import MEGABYTE, BuildError, say, step
from sitebuild.site import put_in_place
from sitebuild.tokens.files import assemble_token, share_files, token_of, zip_folder
from sitebuild.tokens.single import is_single_file, write_single_file

MOST_TOKENS = 10_000
_HASH = re.compile(r"[A-Za-z0-9]{1,128}")


@dataclass(frozen=True)
class Token:
    """One token to be made: its hash, the folder it becomes, and that folder's address."""

    token_hash: str
    folder: Path
    address: str

    @property
    def zip(self) -> Path:
        """Return the place of the folder's zip, beside it."""
        return self.folder.with_name(f"{self.folder.name}.zip")


def add_options(parser: argparse.ArgumentParser) -> None:
    """Declare the options of the command."""
    parser.add_argument("--seed", metavar="HASH", help="a token's hash, or a seed of the dream")
    parser.add_argument("--count", metavar="N", help="as many tokens, of the seeds 0 to N - 1")
    parser.add_argument(
        "--base-url", metavar="URL", help="where the folder OUT will be found, for the metadata"
    )
    parser.add_argument("--out", metavar="OUT", help="the folder to make, or the file (--single)")
    parser.add_argument(
        "--single", action="store_true", help="one HTML file of everything, without pictures"
    )
    parser.add_argument(
        "--sdk", metavar="FILE", help="a script of the host's that runs first, such as fxhash's"
    )


@dataclass(frozen=True)
class Wish:
    """What was asked for, checked: either one file or some tokens."""

    tokens: tuple[Token, ...]
    single: Path | None
    single_hash: str
    sdk: Path | None


def read_wish(options: argparse.Namespace) -> Wish:
    """Return what the options ask for. Raises BuildError for what cannot be done."""
    hashes = _hashes(options.seed, options.count)
    if not options.out:
        raise BuildError("token needs --out, the folder or file to make")
    out = Path(os.path.abspath(options.out))
    sdk = _sdk(options.sdk)
    if options.single:
        if options.count:
            raise BuildError("--single makes one file: give it --seed, not --count")
        return Wish((), _single_place(out), hashes[0], sdk)
    address = _address(options.base_url)
    if options.seed:
        token = Token(hashes[0], out, address)
        _check_folder(token)
        return Wish((token,), None, "", sdk)
    _check_collection(out)
    tokens = tuple(Token(text, out / text, f"{address}/{text}") for text in hashes)
    for token in tokens:
        _check_folder(token)
    return Wish(tokens, None, "", sdk)


def make(project: Project, wish: Wish, chromium: Callable[[], str]) -> None:
    """Make what was asked for of a site that is built.

    chromium: finds the browser that draws, and is only asked for tokens with pictures.
    """
    if wish.single:
        write_single_file(project, wish.single, wish.single_hash, wish.sdk)
        return
    browser = chromium()
    for number, token in enumerate(wish.tokens, 1):
        with step(f"token {number} of {len(wish.tokens)}: {token.token_hash}"):
            _make_token(project, token, wish, browser)
        size = token.zip.stat().st_size / MEGABYTE
        say(f"  {token.folder}, and as a zip of {size:.1f} MB")


def _make_token(project: Project, token: Token, wish: Wish, chromium: str) -> None:
    with _draft(token.folder) as draft:
        assemble_token(project.dist, draft, token.token_hash, wish.sdk)
        run_quietly(
            [
                *(project.venv_python, "-m", "sitebuild.tokens.drawing"),
                *(draft, token.token_hash, token.address, chromium),
            ],
            project.root,
            f"drawing the token {token.token_hash}",
            env={**os.environ, "PYTHONPATH": str(project.web)},
        )
        first = wish.tokens[0].folder
        if token.folder != first:
            share_files(draft, first)
        archive = draft.with_suffix(".zip")
        try:
            zip_folder(draft, archive)
            put_in_place(draft, token.folder)
            archive.replace(token.zip)
        finally:
            archive.unlink(missing_ok=True)


@contextmanager
def _draft(folder: Path) -> Iterator[Path]:
    """A new folder beside the one to be made; whatever happens, it is not left behind."""
    made = [parent for parent in folder.parents if not parent.exists()]
    draft = folder.with_name(f".{folder.name}.{os.getpid()}.part")
    try:
        draft.mkdir(parents=True)
        yield draft
    finally:
        shutil.rmtree(draft, ignore_errors=True)
        for parent in made:
            with suppress(OSError):
                parent.rmdir()  # only where it is empty


def _hashes(seed: str | None, count: str | None) -> list[str]:
    if (seed is None) == (count is None):
        raise BuildError("token needs either --seed HASH or --count N")
    if seed is not None:
        if not _HASH.fullmatch(seed):
            raise BuildError(f"--seed {seed!r}: a hash is 1 to 128 letters and digits")
        return [seed]
    number = int(count) if count and re.fullmatch("[0-9]{1,6}", count) else 0
    if not 1 <= number <= MOST_TOKENS:
        raise BuildError(f"--count {count}: a number of tokens is from 1 to {MOST_TOKENS}")
    return [str(seed) for seed in range(number)]


def _address(text: str | None) -> str:
    if not text:
        raise BuildError("token needs --base-url, the address where the folder will be found")
    if not _is_folders_address(text):
        raise BuildError(
            f"--base-url {text}: an address is like https://example.org/dream or ipfs://CID"
        )
    return text.rstrip("/")


def _is_folders_address(text: str) -> bool:
    try:
        parts = urlsplit(text)
    except ValueError:
        return False
    whole = parts.scheme and (parts.netloc or parts.path.strip("/"))
    return bool(whole) and not (parts.query or parts.fragment or re.search(r"\s", text))


def _sdk(text: str | None) -> Path | None:
    if text is None:
        return None
    path = Path(text)
    if not path.is_file() or path.suffix not in (".js", ".mjs"):
        raise BuildError(f"--sdk {text}: there is no such script")
    return path


def _single_place(out: Path) -> Path:
    if out.is_dir():
        raise BuildError(f"--out {out} is a folder; --single makes a file: name it, as in a.html")
    if out.exists() and not is_single_file(out):
        raise BuildError(f"--out {out} is a file of another kind; choose another name")
    return out


def _check_collection(out: Path) -> None:
    if out.is_file():
        raise BuildError(f"--out {out} is a file; name a folder")
    for entry in out.iterdir() if out.exists() else ():
        folder = entry.with_suffix("") if entry.suffix == ".zip" else entry
        if token_of(folder) is None:
            raise BuildError(f"--out {out} holds {entry.name}, which is no token; name another")


def _check_folder(token: Token) -> None:
    folder = token.folder
    if folder.is_file():
        raise BuildError(f"--out {folder} is a file; name a folder")
    if folder.exists() and any(folder.iterdir()) and token_of(folder) is None:
        raise BuildError(f"--out {folder} is a folder with something else in it; name another")
    if token.zip.exists() and token_of(folder) is None:
        raise BuildError(f"{token.zip}, the place of the zip, is taken; name another --out")
