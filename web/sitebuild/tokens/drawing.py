"""Draws a token's pictures in Chromium, on its own page, and writes its metadata beside them.

`python -m sitebuild.tokens.drawing FOLDER HASH ADDRESS CHROMIUM`, in the virtual environment: it
needs Playwright and NumPy. What goes wrong is one sentence on standard error, and exit code 2.
"""

import base64
import json
import sys
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from aipixel.vaegan.token.hashes import seed_of_hash
from aipixel.vaegan.token.metadata import File, metadata
from aipixel.vaegan.token.portrait import SIDE, enlarged_png
from numpy.typing import NDArray
from playwright.sync_api import Error as BrowserError
from playwright.sync_api import Page, sync_playwright

from sitebuild.server import running_server

IMAGE, IMAGE_SIDE = "image.png", 3000
THUMBNAIL, THUMBNAIL_SIDE = "thumbnail.png", 350
METADATA = "metadata.json"
PATIENCE = 900_000  # ms; a busy machine may need a minute or more, a broken page says so itself
ENDED = "html[data-portrait=shown], html[data-state=error]"
# A browser that no person sees adds no noise to what is read back.
READ = """() => {
  const canvas = document.querySelector('#portrait-picture');
  const { data } = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height);
  return btoa(Array.from(data, (byte) => String.fromCharCode(byte)).join(''));
}"""


def main(arguments: Sequence[str]) -> int:
    """Draw one token; see the module."""
    folder, token_hash, address, chromium = arguments
    try:
        picture = draw(Path(folder), chromium)
    except (BrowserError, OSError, RuntimeError) as error:
        print(str(error).partition("\n")[0], file=sys.stderr)
        return 2
    write(Path(folder), seed_of_hash(token_hash), address, picture)
    return 0


def draw(folder: Path, chromium: str) -> NDArray[np.uint8]:
    """Return a token's portrait (160, 160, 3), as a browser without a GPU shows it.

    Raises RuntimeError with what the page says where it cannot draw.
    """
    with running_server(folder, isolated=False) as server, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        page = browser.new_page()
        page.goto(f"{server.address}index.html?preview=1")
        pixels = _portrait(page)
        browser.close()
    return pixels


def _portrait(page: Page) -> NDArray[np.uint8]:
    page.wait_for_selector(ENDED, timeout=PATIENCE, state="attached")
    if page.get_attribute("html", "data-state") == "error":
        raise RuntimeError(page.locator("#failure-text").text_content() or "the page has failed")
    data = base64.b64decode(page.evaluate(READ))
    return np.frombuffer(data, np.uint8).reshape(SIDE, SIDE, 4)[..., :3]


def write(folder: Path, seed: int, address: str, picture: NDArray[np.uint8]) -> None:
    """Write image, thumbnail and metadata of a token into its folder."""
    pictures = {}
    for name, side in ((IMAGE, IMAGE_SIDE), (THUMBNAIL, THUMBNAIL_SIDE)):
        data = enlarged_png(picture, side, seed)
        (folder / name).write_bytes(data)
        pictures[name] = File(name, "image/png", len(data), side)
    page = File("index.html", "text/html", (folder / "index.html").stat().st_size)
    about = metadata(seed, address, page, pictures[IMAGE], pictures[THUMBNAIL])
    text = json.dumps(about, indent=2, ensure_ascii=False) + "\n"
    (folder / METADATA).write_text(text, encoding="utf-8")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
