"""PNG files: exact both ways, as Pillow reads and writes them, and safe against any bytes."""

import io
import json
import struct
import time
import tracemalloc
import zlib
from pathlib import Path

import numpy as np
import pytest
from aipixel.pixels import png
from aipixel.pixels.png import PngError
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from PIL import Image, PngImagePlugin

PEERS = Path(__file__).parents[1] / "data" / "peer-pixels"
EXPECTED = json.loads((PEERS / "expected.json").read_text())

SIGNATURE = b"\x89PNG\r\n\x1a\n"
MOST_SECONDS = 4.0  # of the processor
MOST_MEMORY = 50e6  # bytes

unhurried = settings(deadline=None)  # the tests of time have their own

sizes = st.integers(1, 12)
direct = st.tuples(sizes, sizes, st.sampled_from([3, 4])).flatmap(
    lambda shape: arrays(np.uint8, shape)
)
characters = st.characters(exclude_characters="\0", exclude_categories=["Cs"])
words = st.text(st.sampled_from("azAZ09-_.!~ÄÿéØ¡"), min_size=1, max_size=38)
keywords = st.lists(words, min_size=1, max_size=2).map(" ".join)
texts = st.dictionaries(keywords, st.text(characters, max_size=60), max_size=4)


def chunk(name, body=b""):
    named = name + body
    return struct.pack(">I", len(body)) + named + struct.pack(">I", zlib.crc32(named))


def header(width=2, height=2, depth=8, kind=2, compression=0, filtering=0, interlace=0):
    fields = (width, height, depth, kind, compression, filtering, interlace)
    return chunk(b"IHDR", struct.pack(">IIBBBBB", *fields))


RAW = b"\0\1\2\3\4\5\6\0\7\x08\x09\x0a\x0b\x0c"  # 2 x 2 RGB
IDAT = chunk(b"IDAT", zlib.compress(RAW))
IEND = chunk(b"IEND")
PIXELS = np.arange(1, 13, dtype=np.uint8).reshape(2, 2, 3)


def file(*chunks):
    return SIGNATURE + b"".join(chunks)


PLAIN = file(header(), IDAT, IEND)


def split(data):
    """The chunks of a whole PNG, each as its bytes."""
    at, parts = len(SIGNATURE), []
    while at < len(data):
        end = at + 12 + struct.unpack_from(">I", data, at)[0]
        parts.append(data[at:end])
        at = end
    return parts


def by_pillow(picture, **options):
    buffer = io.BytesIO()
    picture.save(buffer, "PNG", **options)
    return buffer.getvalue()


def opened(data):
    picture = Image.open(io.BytesIO(data))
    picture.load()
    return picture


def refusal(data, decode=png.decode):
    with pytest.raises(PngError) as caught:
        decode(data)
    message = str(caught.value)
    assert message
    assert message.isprintable()
    assert not message.endswith(".")
    return message


# --- what others wrote ---------------------------------------------------------------------


@pytest.mark.parametrize("name", EXPECTED)
def test_the_models_of_others_load_and_are_written_byte_for_byte(name):
    data = (PEERS / name).read_bytes()
    model = png.decode(data)
    assert model.pixels.dtype == np.uint8
    assert model.pixels.tolist() == [[EXPECTED[name]["pixel"]]]
    assert model.text == {"ai-pixel-inputs": str(EXPECTED[name]["n_inputs"])}
    assert png.encode(model.pixels, model.text) == data


@unhurried
@given(direct, st.integers(0, 9), st.booleans(), texts)
def test_what_pillow_writes_is_read_the_same(pixels, level, optimize, text):
    info = PngImagePlugin.PngInfo()
    for number, (keyword, value) in enumerate(text.items()):
        if number % 2:
            info.add_itxt(keyword, value, "de", "wörtlich", zip=bool(number % 4 == 1))
        else:
            info.add_text(keyword, value, zip=optimize)
    picture = Image.fromarray(pixels)
    data = by_pillow(picture, compress_level=level, optimize=optimize, pnginfo=info)
    decoded = png.decode(data)
    assert np.array_equal(decoded.pixels, pixels)
    assert decoded.text == text


@pytest.mark.parametrize("mode", ["RGB", "RGBA"])
@pytest.mark.parametrize("size", [(1, 1), (1, 40), (40, 1), (33, 70), (256, 200)])
def test_every_filter_of_pillow_is_undone(mode, size):
    x, y = np.meshgrid(np.arange(size[0]), np.arange(size[1]))
    channels = [x * y // 3, x + y, x ^ y, 255 - x][: len(mode)]
    smooth = np.stack(channels, axis=-1).astype(np.uint8)
    noise = np.random.default_rng(0).integers(0, 256, smooth.shape, np.uint8)
    for pixels in (smooth, noise, np.concatenate([smooth, noise])):
        for options in ({}, {"optimize": True}, {"compress_level": 1}, {"compress_level": 0}):
            data = by_pillow(Image.fromarray(pixels), **options)
            assert np.array_equal(png.decode(data).pixels, pixels)


def test_colours_are_the_stored_bytes_whatever_stands_beside_them():
    beside = [
        chunk(b"gAMA", struct.pack(">I", 100_000)),
        chunk(b"cHRM", bytes(32)),
        chunk(b"sRGB", b"\0"),
        chunk(b"iCCP", b"profile\0\0" + zlib.compress(b"nonsense")),
        chunk(b"pHYs", bytes(9)),
        chunk(b"tIME", bytes(7)),
        chunk(b"bKGD", bytes(6)),
        chunk(b"PLTE", bytes(6)),  # a suggestion for screens of few colours
    ]
    decoded = png.decode(file(header(), *beside, IDAT, chunk(b"eXIf", b"?"), IEND))
    assert np.array_equal(decoded.pixels, PIXELS)
    assert decoded.text == {}


def test_pixels_may_be_cut_into_chunks_of_any_length():
    compressed = zlib.compress(RAW)
    single = [chunk(b"IDAT", bytes([byte])) for byte in compressed]
    decoded = png.decode(file(header(), chunk(b"IDAT"), *single, chunk(b"IDAT"), IEND))
    assert np.array_equal(decoded.pixels, PIXELS)


# --- what we write -------------------------------------------------------------------------


@unhurried
@given(direct, texts)
def test_everything_comes_back(pixels, text):
    data = png.encode(pixels, text)
    assert data == png.encode(pixels.copy(), dict(text))
    decoded = png.decode(data)
    assert decoded.pixels.dtype == np.uint8
    assert np.array_equal(decoded.pixels, pixels)
    assert list(decoded.text.items()) == list(text.items())


@unhurried
@given(direct, texts)
def test_pillow_reads_the_same(pixels, text):
    picture = opened(png.encode(pixels, text))
    assert picture.mode == "RGBA"[: pixels.shape[2]]
    assert np.array_equal(np.asarray(picture), pixels)
    assert picture.text == text


def test_texts_that_are_latin_1_take_the_older_chunk():
    data = png.encode(PIXELS, {"one": "é\n", "other": "→", "none": ""})
    names = [part[4:8] for part in split(data)]
    assert names == [b"IHDR", b"tEXt", b"iTXt", b"tEXt", b"IDAT", b"IEND"]


def test_pixels_may_be_a_view_of_another_array():
    whole = np.arange(4 * 6 * 4, dtype=np.uint8).reshape(4, 6, 4)
    view = whole[::-1, ::2, 2::-1]
    assert np.array_equal(png.decode(png.encode(view)).pixels, view)


def test_filters_make_a_slope_small():
    slope = np.add.outer(np.arange(256), np.arange(256)).astype(np.uint8)
    assert len(png.encode(np.stack([slope] * 3, axis=-1))) < 1500


@pytest.mark.parametrize(
    "keyword", ["", "k" * 80, " a", "a ", "a  b", "a\nb", "a\0b", "a\xa0b", "ключ", "\x7f"]
)
def test_keywords_that_no_png_can_hold_are_refused(keyword):
    with pytest.raises(PngError, match="keyword"):
        png.encode(PIXELS, {keyword: "text"})


@pytest.mark.parametrize(
    ("text", "said"),
    [("a\0b", "null"), ("\ud800", "surrogate"), ("x" * 1_048_573, "1,048,576 bytes")],
)
def test_texts_that_no_png_can_hold_are_refused(text, said):
    with pytest.raises(PngError, match=said):
        png.encode(PIXELS, {"ab": "a", "key": text})


def test_the_longest_text_comes_back():
    text = {"key": "x" * ((1 << 20) - 4)}
    assert png.decode(png.encode(PIXELS, text)).text == text


@pytest.mark.parametrize(
    "pixels",
    [
        np.zeros((2, 2), np.uint8),
        np.zeros((2, 2, 2), np.uint8),
        np.zeros((2, 2, 3), np.int64),
        np.zeros((2, 2, 3), np.float32),
        np.zeros((0, 2, 3), np.uint8),
        np.zeros((2, 0, 3), np.uint8),
        np.zeros((1, 2, 2, 3), np.uint8),
    ],
)
def test_arrays_that_are_no_picture_are_refused(pixels):
    with pytest.raises(PngError, match="pixels"):
        png.encode(pixels)


# --- palettes ------------------------------------------------------------------------------


@st.composite
def indexed(draw):
    palette = draw(arrays(np.uint8, st.tuples(st.integers(1, 256), st.sampled_from([3, 4]))))
    index = st.integers(0, len(palette) - 1)
    return draw(arrays(np.uint8, st.tuples(sizes, sizes), elements=index)), palette


@unhurried
@given(indexed(), texts)
def test_indices_and_palette_come_back(picture, text):
    indices, palette = picture
    opaque = np.full((len(palette), 1), 255, np.uint8)
    rgba = np.hstack([palette, opaque])[:, :4]
    data = png.encode_indexed(indices, palette, text)
    decoded = png.decode_indexed(data)
    assert decoded.indices.dtype == decoded.palette.dtype == np.uint8
    assert np.array_equal(decoded.indices, indices)
    assert np.array_equal(decoded.palette, rgba)
    assert decoded.text == text
    seen = opened(data)
    assert seen.mode == "P"
    assert np.array_equal(np.asarray(seen), indices)
    assert np.array_equal(np.asarray(seen.convert("RGBA")), rgba[indices])
    assert seen.text == text


@unhurried
@given(arrays(np.uint8, st.tuples(sizes, sizes)), st.booleans())
def test_palettes_of_pillow_are_read_the_same(indices, transparent):
    picture = Image.fromarray(indices).convert("P")
    picture.putdata(indices.ravel().tolist())
    colours = np.arange(768, dtype=np.uint32) * 7 % 256
    picture.putpalette(colours.tolist())
    options = {"transparency": bytes(range(200))} if transparent else {}
    decoded = png.decode_indexed(by_pillow(picture, bits=8, **options))
    assert np.array_equal(decoded.indices, indices)
    assert np.array_equal(decoded.palette[:, :3], colours.reshape(256, 3))
    alpha = [*range(200), *[255] * 56] if transparent else [255] * 256
    assert decoded.palette[:, 3].tolist() == alpha


def test_an_opaque_palette_has_no_transparency_and_rows_no_filter():
    palette = np.array([[1, 2, 3, 255], [4, 5, 6, 255]], np.uint8)
    data = png.encode_indexed(np.eye(2, dtype=np.uint8), palette)
    assert [part[4:8] for part in split(data)] == [b"IHDR", b"PLTE", b"IDAT", b"IEND"]
    assert zlib.decompress(split(data)[2][8:-4]) == b"\0\1\0\0\0\1"


@pytest.mark.parametrize(
    ("indices", "palette", "said"),
    [
        (np.full((1, 1), 2, np.uint8), np.zeros((2, 3), np.uint8), "index 2"),
        (np.zeros((1, 1), np.uint8), np.zeros((257, 3), np.uint8), "257"),
        (np.zeros((1, 1), np.uint8), np.zeros((0, 3), np.uint8), "palette"),
        (np.zeros((1, 1), np.uint8), np.zeros((2, 2), np.uint8), "channels"),
        (np.zeros((1, 1), np.uint8), np.zeros((2, 3), np.int8), "palette"),
        (np.zeros((1, 1, 3), np.uint8), np.zeros((2, 3), np.uint8), "indices"),
        (np.zeros((0, 1), np.uint8), np.zeros((2, 3), np.uint8), "indices"),
        (np.zeros((1, 1), np.int64), np.zeros((2, 3), np.uint8), "indices"),
    ],
)
def test_indices_without_a_colour_are_refused(indices, palette, said):
    with pytest.raises(PngError, match=said):
        png.encode_indexed(indices, palette)


# --- what is refused, and with which words -------------------------------------------------

INDEXED = header(kind=3)
PALETTE = chunk(b"PLTE", bytes(range(6)))
INDICES = chunk(b"IDAT", zlib.compress(b"\0\0\1\0\1\0"))
DEFLATED = zlib.compress(RAW)
WRONG_ADLER = DEFLATED[:-1] + bytes([DEFLATED[-1] ^ 1])

REFUSED = {
    "empty": (b"", "empty"),
    "JPEG": (b"\xff\xd8\xff\xe0\0\x10JFIF\0" + bytes(50), "JPEG"),
    "GIF": (b"GIF89a" + bytes(20), "GIF"),
    "WebP": (b"RIFF\x1a\0\0\0WEBPVP8L" + bytes(20), "WebP"),
    "BMP": (b"BM" + bytes(60), "BMP"),
    "SVG": (b"<?xml version='1.0'?>\n<svg xmlns='http://www.w3.org/2000/svg'/>", "SVG"),
    "HTML": (b"<!DOCTYPE html><html><h1>404</h1></html>", "web page"),
    "text": ("BMI, weights: größer".encode(), "a text"),
    "anything": (b"\x00\xff\x01\xfe" * 9, "not a PNG"),
    "signature cut": (SIGNATURE[:5], "only the beginning"),
    "sent as text": (PLAIN.replace(b"\r\n", b"\n"), "sent as text"),
    "only the signature": (SIGNATURE, "ends without its last chunk"),
    "cut in a chunk": (PLAIN[:50], "ends inside its chunk IDAT"),
    "cut after a chunk": (file(header(), IDAT), "without its last chunk, IEND"),
    "no name": (file(header(), chunk(b"ID\nT"), IEND), "no chunk of the PNG begins at byte 33"),
    "starts wrong": (file(IDAT, header(), IEND), "begins with the chunk IDAT"),
    "header too long": (file(chunk(b"IHDR", bytes(14)), IDAT, IEND), "14 bytes, not 13"),
    "two headers": (file(header(), header(), IDAT, IEND), "two chunks IHDR"),
    "no pixels": (file(header(), IEND), "IDAT is missing"),
    "pixels interrupted": (
        file(header(), chunk(b"IDAT", DEFLATED[:5]), chunk(b"tIME", bytes(7)), IDAT, IEND),
        "not in a row",
    ),
    "two ends": (file(header(), IDAT, IEND, IEND), "12 bytes after the PNG's end"),
    "bytes after the end": (PLAIN + b"\0", "1 bytes after"),
    "end not empty": (file(header(), IDAT, chunk(b"IEND", b"x")), "IEND, isn't empty"),
    "two palettes": (file(header(), PALETTE, PALETTE, IDAT, IEND), "two chunks PLTE"),
    "palette after pixels": (file(header(), IDAT, PALETTE, IEND), "PLTE comes after"),
    "palette of odd length": (file(header(), chunk(b"PLTE", bytes(7)), IDAT, IEND), "palette"),
    "transparent colour": (file(header(), chunk(b"tRNS", bytes(6)), IDAT, IEND), "as RGBA"),
    "tRNS in RGBA": (
        file(
            header(kind=6),
            chunk(b"tRNS", bytes(6)),
            chunk(b"IDAT", zlib.compress(bytes(18))),
            IEND,
        ),
        "as RGBA",
    ),
    "unknown critical chunk": (file(header(), chunk(b"CgBI"), IDAT, IEND), "chunk CgBI"),
    "animation": (file(header(), chunk(b"acTL", bytes(8)), IDAT, IEND), "animated"),
    "frame of one": (file(header(), IDAT, chunk(b"fdAT", bytes(8)), IEND), "animated"),
    "checksum": (file(header(), IDAT[:-1] + b"?", IEND), "checksum of the PNG's chunk IDAT"),
    "checksum beside": (file(header(), chunk(b"gAMA")[:-1] + b"?", IDAT, IEND), "chunk gAMA"),
    "16 bits": (file(header(depth=16), IDAT, IEND), "16 bits a sample"),
    "greyscale": (file(header(kind=0), IDAT, IEND), "greyscale, not RGB or RGBA"),
    "one bit": (file(header(kind=0, depth=1), IDAT, IEND), "greyscale"),
    "grey and alpha": (file(header(kind=4), IDAT, IEND), "greyscale with alpha"),
    "palette": (file(INDEXED, PALETTE, INDICES, IEND), "palette, not RGB or RGBA"),
    "no colour type": (file(header(kind=5), IDAT, IEND), "colour type 5"),
    "no depth": (file(header(depth=4), IDAT, IEND), "with 4 bits, which doesn't exist"),
    "interlaced": (file(header(interlace=1), IDAT, IEND), "interlaced"),
    "interlace method": (file(header(interlace=2), IDAT, IEND), "interlace method 2"),
    "compression method": (file(header(compression=1), IDAT, IEND), "compression method 1"),
    "filter method": (file(header(filtering=64), IDAT, IEND), "filter method 64"),
    "no width": (file(header(width=0), IDAT, IEND), "no pixel at all"),
    "no height": (file(header(height=0), IDAT, IEND), "no pixel at all"),
    "absurd size": (file(header(50_000, 50_000), IDAT, IEND), "50,000 x 50,000"),
    "largest size": (file(header(2**32 - 1, 1), IDAT, IEND), "4,294,967,295 x 1 pixels"),
    "too short": (file(header(height=3), IDAT, IEND), "less compressed data"),
    "too long": (file(header(height=1), IDAT, IEND), "more compressed data"),
    "stream cut": (file(header(), chunk(b"IDAT", DEFLATED[:-2]), IEND), "less compressed data"),
    "stream empty": (file(header(), chunk(b"IDAT"), IEND), "less compressed data"),
    "stream and more": (file(header(), chunk(b"IDAT", DEFLATED + b"\0"), IEND), "more compressed"),
    "stream and chunk": (file(header(), IDAT, chunk(b"IDAT", b"\0"), IEND), "more compressed"),
    "adler": (file(header(), chunk(b"IDAT", WRONG_ADLER), IEND), "corrupt"),
    "no zlib": (file(header(), chunk(b"IDAT", b"nonsense"), IEND), "corrupt"),
    "unknown filter": (
        file(header(), chunk(b"IDAT", zlib.compress(RAW[:7] + b"\5" + RAW[8:])), IEND),
        "row 1 of the PNG has filter 5",
    ),
    "bulky stream": (
        file(header(), chunk(b"IDAT", b"\x78\x9c" + b"\0\0\0\xff\xff" * 500 + DEFLATED[2:]), IEND),
        "can need",
    ),
    "many chunks": (file(header(), *[chunk(b"IDAT")] * 10_001, IDAT, IEND), "10,000 chunks"),
    "large file": (file(header(), chunk(b"iCCP", bytes(9_000_000)), IDAT, IEND), "9,000,0"),
    "text without keyword": (file(header(), chunk(b"tEXt", b"\0a"), IDAT, IEND), "keyword"),
    "text without end": (file(header(), chunk(b"tEXt", b"key"), IDAT, IEND), "chunk tEXt"),
    "text twice": (
        file(header(), chunk(b"tEXt", b"a\0b"), IDAT, chunk(b"iTXt", b"a\0\0\0\0\0b"), IEND),
        "two texts under 'a'",
    ),
    "text with null": (file(header(), chunk(b"tEXt", b"a\0b\0c"), IDAT, IEND), "null"),
    "text not UTF-8": (
        file(header(), chunk(b"iTXt", b"a\0\0\0\0\0\xff"), IDAT, IEND),
        "not UTF-8",
    ),
    "text without fields": (file(header(), chunk(b"iTXt", b"a\0\0\0\0b"), IDAT, IEND), "iTXt"),
    "text's method": (file(header(), chunk(b"zTXt", b"a\0\1b"), IDAT, IEND), "zTXt"),
    "text corrupt": (file(header(), chunk(b"zTXt", b"a\0\0nonsense"), IDAT, IEND), "corrupt"),
    "text cut": (
        file(header(), chunk(b"zTXt", b"a\0\0" + zlib.compress(b"abc")[:-1]), IDAT, IEND),
        "corrupt",
    ),
    "text bomb": (
        file(header(), chunk(b"zTXt", b"a\0\0" + zlib.compress(bytes(5_000_000))), IDAT, IEND),
        "1,048,576 bytes",
    ),
    "texts too long": (
        file(header(), *[chunk(b"tEXt", b"%d\0" % i + b"x" * 600_000) for i in (1, 2)], IDAT, IEND),
        "1,048,576 bytes",
    ),
}

REFUSED_INDEXED = {
    "RGB": (PLAIN, "RGB, not palette"),
    "4 bits": (file(header(kind=3, depth=4), PALETTE, INDICES, IEND), "4 bits a sample"),
    "1 bit": (file(header(kind=3, depth=1), PALETTE, INDICES, IEND), "1 bit a sample"),
    "no palette": (file(INDEXED, INDICES, IEND), "PLTE is missing"),
    "late palette": (file(INDEXED, INDICES, PALETTE, IEND), "PLTE comes after"),
    "empty palette": (file(INDEXED, chunk(b"PLTE"), INDICES, IEND), "0 bytes"),
    "large palette": (file(INDEXED, chunk(b"PLTE", bytes(771)), INDICES, IEND), "771"),
    "outside the palette": (
        file(INDEXED, PALETTE, chunk(b"IDAT", zlib.compress(b"\0\0\1\0\2\0")), IEND),
        "row 1, column 0 has colour 2 of a palette of 2",
    ),
    "tRNS first": (file(INDEXED, chunk(b"tRNS", b"\0"), PALETTE, INDICES, IEND), "before"),
    "tRNS late": (file(INDEXED, PALETTE, INDICES, chunk(b"tRNS", b"\0"), IEND), "tRNS comes after"),
    "tRNS long": (file(INDEXED, PALETTE, chunk(b"tRNS", bytes(3)), INDICES, IEND), "longer"),
    "tRNS twice": (
        file(INDEXED, PALETTE, chunk(b"tRNS", b"\0"), chunk(b"tRNS", b"\0"), INDICES, IEND),
        "two chunks tRNS",
    ),
}


@pytest.mark.parametrize("case", REFUSED)
def test_what_is_refused_is_named(case):
    data, said = REFUSED[case]
    assert said in refusal(data)


@pytest.mark.parametrize("case", REFUSED_INDEXED)
def test_what_is_refused_of_indices_is_named(case):
    data, said = REFUSED_INDEXED[case]
    assert said in refusal(data, png.decode_indexed)


def test_the_files_that_the_refused_ones_are_made_of_are_read():
    assert np.array_equal(png.decode(PLAIN).pixels, PIXELS)
    decoded = png.decode_indexed(file(INDEXED, PALETTE, INDICES, IEND))
    assert decoded.indices.tolist() == [[0, 1], [1, 0]]
    assert decoded.palette.tolist() == [[0, 1, 2, 255], [3, 4, 5, 255]]


def test_no_two_formats_are_refused_in_the_same_words():
    others = ["empty", "JPEG", "GIF", "WebP", "BMP", "SVG", "HTML", "text", "anything"]
    assert len({refusal(REFUSED[case][0]) for case in others}) == len(others)


@pytest.mark.parametrize("largest", [(1, 2), (2, 1), (1, 1)])
def test_the_largest_size_is_the_callers_to_set(largest):
    assert np.array_equal(png.decode(PLAIN, largest=(2, 2)).pixels, PIXELS)
    with pytest.raises(PngError, match=f"{largest[0]} x {largest[1]} that are read"):
        png.decode(PLAIN, largest=largest)


# --- any bytes -----------------------------------------------------------------------------


def measured(decode, data):
    """What decoding gives, or None where it is refused in one line; within time and memory."""
    for _ in range(3):  # another program on the same core can slow one run down
        message = ""
        tracemalloc.start()
        began = time.process_time()
        try:
            result = decode(data)
        except PngError as error:
            result, message = None, str(error)
        seconds, memory = time.process_time() - began, tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        assert message.isprintable()
        assert memory < MOST_MEMORY
        if seconds < MOST_SECONDS:
            return result
    pytest.fail(f"decoding took {seconds:.2f} s")


def assert_read_exactly_or_refused(data):
    """Pillow is the judge of what the bytes say."""
    direct = measured(png.decode, data)
    indexed = measured(png.decode_indexed, data)
    assert direct is None or indexed is None
    if direct:
        seen = opened(data)
        assert np.array_equal(np.asarray(seen), direct.pixels)
        assert seen.text == direct.text
    if indexed:
        seen = opened(data)
        assert np.array_equal(np.asarray(seen), indexed.indices)
        colours = np.asarray(seen.convert("RGBA"))
        assert np.array_equal(colours, indexed.palette[indexed.indices])
        assert seen.text == indexed.text
    return direct or indexed


WHOLE = [
    png.encode(PIXELS, {"ai-pixel-inputs": "2"}),
    png.encode(np.arange(7 * 9 * 4, dtype=np.uint8).reshape(7, 9, 4), {"Title": "naïve → 夢"}),
    png.encode_indexed(
        np.arange(30, dtype=np.uint8).reshape(5, 6) % 3,
        np.array([[0, 0, 0, 0], [9, 8, 7, 128], [255, 1, 2, 255]], np.uint8),
        {"Comment": "of three colours"},
    ),
]


@unhurried
@given(st.binary(max_size=300))
def test_any_bytes_are_refused(data):
    assert assert_read_exactly_or_refused(data) is None
    assert assert_read_exactly_or_refused(SIGNATURE + data) is None


@unhurried
@given(st.sampled_from(WHOLE), st.data())
def test_one_changed_bit_is_never_overlooked(whole, data):
    changed = bytearray(whole)
    changed[data.draw(st.integers(0, len(whole) - 1))] ^= 1 << data.draw(st.integers(0, 7))
    assert assert_read_exactly_or_refused(bytes(changed)) is None


@pytest.mark.parametrize("whole", WHOLE)
def test_a_file_cut_anywhere_is_refused(whole):
    assert assert_read_exactly_or_refused(whole)
    for end in range(len(whole)):
        assert assert_read_exactly_or_refused(whole[:end]) is None


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"name",
        b"name\0",
        b"name\0\0",
        b"name\0\1" + zlib.compress(b"profile"),
        b"name\0\0" + zlib.compress(b"profile")[:-1],
        b"name\0\0no stream at all",
        b"name\0\0" + zlib.compress(bytes(2 << 20)),
    ],
)
def test_a_broken_colour_profile_is_refused_as_others_do(body):
    with pytest.raises(PngError, match="colour profile is damaged, or has more than"):
        png.decode(file(header(), chunk(b"iCCP", body), IDAT, IEND))


@pytest.mark.parametrize("name", ["gAMA", "cHRM", "sRGB", "pHYs", "tIME"])
def test_an_ancillary_chunk_of_a_wrong_length_is_refused(name):
    header, *others = split(WHOLE[0])
    assert name in refusal(file(header, chunk(name.encode(), b"\0\0"), *others))


@st.composite
def mended(draw):
    """A valid PNG with chunks removed, repeated, moved or changed, their checksums right."""
    parts = split(draw(st.sampled_from(WHOLE)))
    for _ in range(draw(st.integers(1, 3))):
        at = draw(st.integers(0, len(parts) - 1))
        part = parts.pop(at)
        change = draw(st.sampled_from(["remove", "repeat", "move", "bytes", "name", "merge"]))
        if change == "repeat":
            parts[at:at] = [part, part]
        elif change == "move":
            parts.insert(draw(st.integers(0, len(parts))), part)
        elif change == "bytes":
            body = bytearray(part[8:-4]) or bytearray(1)
            body[draw(st.integers(0, len(body) - 1))] = draw(st.integers(0, 255))
            parts.insert(at, chunk(part[4:8], bytes(body)))
        elif change == "name":
            names = [b"IDAT", b"PLTE", b"tRNS", b"tEXt", b"zTXt", b"iTXt", b"gAMA", b"XXXX"]
            parts.insert(at, chunk(draw(st.sampled_from(names)), part[8:-4]))
        elif change == "merge":
            other = draw(st.sampled_from(split(draw(st.sampled_from(WHOLE)))))
            parts[at:at] = [part, other]
        if not parts:
            break
    return file(*parts)


@settings(max_examples=400, deadline=None)
@given(mended())
def test_mended_files_are_read_exactly_or_refused(data):
    assert_read_exactly_or_refused(data)


@settings(max_examples=200, deadline=None)
@given(
    st.integers(0, 9),
    st.integers(0, 9),
    st.sampled_from([1, 2, 4, 8, 8, 8, 8, 16]),
    st.sampled_from([0, 2, 2, 3, 3, 4, 6, 6, 7]),
    st.data(),
)
def test_pictures_of_every_header_and_filter(width, height, depth, kind, data):
    length = width * {2: 3, 6: 4}.get(kind, 1)
    rows = [data.draw(st.binary(min_size=length, max_size=length)) for _ in range(height)]
    filters = [data.draw(st.sampled_from([0, 1, 2, 3, 4, 4, 4, 4, 5])) for _ in range(height)]
    raw = b"".join(bytes([number]) + row for number, row in zip(filters, rows, strict=True))
    palette = chunk(b"PLTE", bytes(number * 7 % 256 for number in range(768)))
    chunks = [header(width, height, depth, kind), palette, chunk(b"IDAT", zlib.compress(raw)), IEND]
    is_read = depth == 8 and kind in {2, 3, 6} and width and height and 5 not in filters
    assert bool(assert_read_exactly_or_refused(file(*chunks))) == bool(is_read)


def empty_blocks(size):
    """About `size` bytes of deflate blocks that hold nothing and take the most work for it.

    Each has a table of codes of its own, in which the end of the block is the only symbol.
    """
    bits = []

    def number(value, count):
        bits.extend((value >> place) & 1 for place in range(count))

    for value, count in ((0, 1), (2, 2), (0, 5), (0, 5), (14, 4)):  # not last, dynamic, 257, 1, 18
        number(value, count)
    for symbol in (16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1):
        number({18: 1, 1: 2, 0: 2}.get(symbol, 0), 3)
    for zeros in (138, 118):  # code 0 is 18: so many zeros
        number(0, 1)
        number(zeros - 11, 7)
    for code in ((1, 1), (1, 0), (0,)):  # length 1 for the end, 0 for distances, then the end
        bits.extend(code)
    data = np.packbits(np.array(bits * 8, np.uint8), bitorder="little").tobytes()
    return data * (size // len(data))


def bodies(name, parts):
    return [chunk(name, part) for part in parts]


ZLIB = b"\x78\x9c"
BOMB = zlib.compress(bytes(200_000_000), 9)
SIDE = png.LARGEST[0]
PAETH = zlib.compress((b"\4" + bytes(4 * SIDE)) * SIDE)
FULL = header(SIDE, SIDE, kind=6)
LABOUR = chunk(b"zTXt", b"a\0\0" + ZLIB + empty_blocks(1_040_000))
LABOUR_THEN_PAETH = chunk(b"IDAT", ZLIB + empty_blocks(4_700_000) + PAETH[2:])
HOSTILE = {
    "bomb": file(header(), chunk(b"IDAT", BOMB), IEND),
    "bomb of full size": file(FULL, chunk(b"IDAT", BOMB), IEND),
    "bomb in bytes": file(FULL, *bodies(b"IDAT", (BOMB[i : i + 1] for i in range(9000))), IEND),
    "bombs in texts": file(
        header(), *bodies(b"zTXt", (b"%d\0\0" % i + BOMB for i in range(9))), IDAT, IEND
    ),
    "much work for a picture and a text": file(FULL, LABOUR, LABOUR_THEN_PAETH, IEND),
    "chunks of nothing": file(header(), *[chunk(b"tIME")] * 690_000, IDAT, IEND),
    "profile": file(header(), chunk(b"iCCP", bytes(8_000_000)), IDAT, IEND),
    "texts": file(header(), *bodies(b"tEXt", (b"%d\0" % i for i in range(9000))), IDAT, IEND),
    "wide text": file(
        header(), chunk(b"iTXt", b"a\0\0\0\0\0" + "𝔸".encode() * 262_000), IDAT, IEND
    ),
}


@pytest.mark.parametrize("case", HOSTILE)
def test_hostile_files_take_little_time_and_memory(case):
    measured(png.decode, HOSTILE[case])


@pytest.mark.parametrize("kind", [3, 6])
@pytest.mark.parametrize("size", [(SIDE, SIDE), (SIDE, 1), (1, SIDE)])
def test_the_largest_pictures_take_little_time_and_memory(kind, size):
    width, height = size
    channels = {3: 1, 6: 4}[kind]
    rows = np.random.default_rng(0).integers(0, 256, (height, 1 + width * channels), np.uint8)
    rows[:, 0] = 4 - np.arange(height) % 2  # Paeth and Average
    chunks = [header(width, height, kind=kind), chunk(b"PLTE", bytes(768))]
    data = file(*chunks, chunk(b"IDAT", zlib.compress(rows, 1)), IEND)
    assert measured(png.decode if kind == 6 else png.decode_indexed, data)


def test_half_a_thousand_rows_of_paeth_take_well_under_a_second():
    x, y = np.meshgrid(np.arange(512), np.arange(512))
    pixels = np.stack([x * y // 300, x + y, x ^ y, 255 - x], axis=-1).astype(np.uint8)
    rows = np.random.default_rng(0).integers(0, 256, (512, 1 + 512 * 4), np.uint8)
    rows[:, 0] = 4
    for data in (
        png.encode(pixels),
        file(header(512, 512, kind=6), chunk(b"IDAT", zlib.compress(rows, 1)), IEND),
    ):
        began = time.process_time()
        decoded = png.decode(data)
        assert time.process_time() - began < 0.4
        assert np.array_equal(np.asarray(opened(data)), decoded.pixels)
