"""The files of sprites are the same from the browser's Python as from CPython.

Pixels and texts are, and every JSON to the byte; how zlib packs pixels may differ.
"""

import base64
import io
import json

import pytest
from aipixel.archives import read_zip
from aipixel.pixels.png import decode_indexed
from aipixel.sprites.files.origin import Light, Lineage, Origin
from aipixel.sprites.service import SpriteFiles
from PIL import Image
from pixelllm.synthetic import draw_sprite
from pixelllm.vocabulary import CATEGORIES

from tests.conftest import ROOT
from tests.in_worker import run_python

MANIFEST = (ROOT / "web" / "models" / "pixelllm" / "manifest.json").read_text()
ORIGINS = [
    *(
        Origin("81efa07230cbeeee", 7, {"zone": "Reef", "category": category})
        for category in CATEGORIES
    ),
    Origin("81efa07230cbeeee", 1, {"class": "Épée longue", "größe": "剣"}),
    Origin(
        "81efa07230cbeeee",
        2**32 - 1,
        light=Light(45, 0.1, 1 / 3, 0, 2),
        lineage=Lineage(("7", "Reef-Coral-7"), 0.4),
    ),
]
RECORDS = json.dumps([origin.to_json() for origin in ORIGINS])
PIXELS = b"".join(draw_sprite(0, number % 6, 7).tobytes() for number in range(len(ORIGINS)))

CODE = f"""
from aipixel.sprites.service import SpriteFiles
files = SpriteFiles({MANIFEST!r})
records, pixels = {RECORDS!r}, base64.b64decode({base64.b64encode(PIXELS).decode()!r})
archive = files.zip(records, memoryview(pixels))
one = json.dumps(json.loads(records)[0])
rgba = files.png(one, pixels[:1024], False)
restored = files.restore(memoryview(files.animation(records, pixels)))
json.dumps({{
    "zip": base64.b64encode(archive).decode(),
    "rgba": base64.b64encode(rgba).decode(),
    "restored": [json.loads(restored[0]), restored[1] == pixels],
    "check": files.check(rgba),
}})
"""


@pytest.fixture(scope="module")
def native():
    return SpriteFiles(MANIFEST)


def test_the_browser_makes_the_same_files_and_reads_them(open_page, native):
    page, _ = open_page("dream/?backend=wasm&config=tiny")
    page.wait_for_selector("html[data-state=ready]", timeout=60_000, state="attached")
    there = json.loads(run_python(page, CODE))
    assert there["restored"] == [json.loads(RECORDS), True]
    theirs = read_zip(base64.b64decode(there["zip"]), 10_000_000)
    ours = read_zip(native.zip(RECORDS, PIXELS), 10_000_000)
    assert theirs.keys() == ours.keys()
    for name, content in ours.items():
        if not name.endswith(".png"):
            assert theirs[name] == content, name
            continue
        mine, other = decode_indexed(content), decode_indexed(theirs[name])
        assert mine.text == other.text
        assert mine.indices.tobytes() == other.indices.tobytes()
    rgba = base64.b64decode(there["rgba"])
    assert there["check"] == native.check(rgba)
    with Image.open(io.BytesIO(rgba)) as image:
        assert (image.mode, image.size) == ("RGBA", (32, 32))
    assert native.restore(rgba)[1] == PIXELS[:1024]
