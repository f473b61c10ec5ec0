"""The film of the mosaic, the GIF made of it, and the snapshot: exact, bounded, read by others."""

import io

import numpy as np
import pytest
from aipixel.pixels.png import encode
from aipixel.vaegan.dreams.gif import GifWriter
from aipixel.vaegan.dreams.recording import MOST_BYTES, MOST_FRAMES, Recording
from aipixel.vaegan.dreams.snapshots import read_facts, snapshot_png
from aipixel.vaegan.dreams.tiles import Origin, tile_png
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image, ImageSequence

PALETTE = np.random.default_rng(2).integers(0, 256, (48, 3), np.uint8)


def tiles(count, seed=0):
    """Pixels (count, 32, 32, 3) of the palette's colours."""
    return PALETTE[np.random.default_rng(seed).integers(0, 48, (count, 32, 32))]


def recording():
    begun = Recording()
    begun.begin(PALETTE.astype(np.float32) / 255)
    return begun


def pixels_of(film, frame):
    return film.palette[frame.tiles]


def test_frames_are_exact_whatever_the_number_of_tiles():
    film = recording()
    shown = [tiles(count, seed) for seed, count in enumerate((2, 5, 5, 3, 9))]
    for step, each in enumerate(shown):
        film.add(step, each)
    assert [frame.step for frame in film.frames] == [0, 1, 2, 3, 4]
    for frame, each in zip(film.frames, shown, strict=True):
        assert np.array_equal(pixels_of(film, frame), each)


def test_a_step_that_is_shown_again_takes_the_place_of_the_first():
    film = recording()
    for step, seed in ((1, 1), (2, 2), (2, 3)):
        film.add(step, tiles(4, seed))
    assert [frame.step for frame in film.frames] == [1, 2]
    assert np.array_equal(pixels_of(film, film.frames[-1]), tiles(4, 3))


def test_many_frames_are_thinned_densest_at_the_start():
    film = recording()
    for step in range(0, 20_000, 10):
        film.add(step, tiles(1, step))
    steps = np.array([frame.step for frame in film.frames])
    assert len(steps) == MOST_FRAMES
    assert (steps[0], steps[-1]) == (0, 19_990)
    gaps = np.diff(steps)
    assert gaps[:20].max() <= 20
    assert (gaps / (steps[1:] + 50)).max() < 0.2  # no leap where much is learned
    for frame in film.frames:
        assert np.array_equal(pixels_of(film, frame), tiles(1, frame.step))


@settings(max_examples=25, deadline=None)
@given(st.lists(st.tuples(st.integers(0, 40), st.sampled_from([1, 63, 250, 400])), max_size=60))
def test_memory_has_an_end(draws):
    film, step, last = recording(), 0, 0
    for ahead, count in draws:
        step += ahead
        film.add(step, np.broadcast_to(PALETTE[0], (count, 32, 32, 3)))
        last = count
    frames = film.frames
    assert len(frames) <= MOST_FRAMES
    assert sum(frame.tiles.nbytes for frame in frames) <= MOST_BYTES
    assert [frame.step for frame in frames] == sorted({frame.step for frame in frames})
    if draws:
        assert (frames[-1].step, len(frames[-1].tiles)) == (step, last)


def test_a_mixed_colour_becomes_the_nearest():
    film = recording()
    mixed = tiles(1).copy()
    mixed[0, 3, 4] = PALETTE[7] ^ 1
    film.add(0, mixed)
    near = np.abs(pixels_of(film, film.frames[0]).astype(int) - mixed)
    assert near[0, 3, 4].max() <= 1
    near[0, 3, 4] = 0
    assert not near.any()


@settings(max_examples=20, deadline=None)
@given(st.integers(1, 255), st.integers(1, 6), st.randoms(use_true_random=False))
def test_a_gif_is_read_frame_by_frame_with_exact_colours(colours, count, random):
    rng = np.random.default_rng(random.getrandbits(32))
    palette = rng.integers(0, 256, (colours, 3), np.uint8)
    frames = [rng.integers(0, colours, (40, 64), np.uint8) for _ in range(count)]
    for frame, last in zip(frames[1:], frames, strict=False):
        frame[:20] = last[:20]
    writer = GifWriter((64, 40), palette)
    for number, frame in enumerate(frames, 1):
        writer.add(frame, 2500 if number == count else 100)
    with Image.open(io.BytesIO(writer.data)) as gif:
        assert (gif.size, gif.n_frames, gif.info["loop"]) == ((64, 40), count, 0)
        for frame, image in zip(frames, ImageSequence.Iterator(gif), strict=True):
            assert np.array_equal(np.asarray(image.convert("RGB")), palette[frame])
        assert image.info["duration"] == 2500


def test_what_a_frame_shares_with_the_last_takes_hardly_any_room():
    writer = GifWriter((320, 320), PALETTE)
    frame = np.random.default_rng(1).integers(0, 48, (320, 320), np.uint8)
    writer.add(frame, 100)
    first = len(writer.data)
    writer.add(frame, 100)
    assert len(writer.data) - first < first / 50


@pytest.mark.parametrize("count", [0, 256])
def test_a_palette_that_no_gif_holds_is_refused(count):
    with pytest.raises(ValueError, match=f"not {count}"):
        GifWriter((1, 1), np.zeros((count, 3), np.uint8))


FACTS = {"seed": "7", "step": "120", "config": "tiny", "refresh": "0.5", "depth-grows": "yes"}


@pytest.mark.parametrize(
    ("count", "columns", "size"),
    [(84, 12, (3840, 2240)), (1, 9, (4096, 4096)), (5, 3, (4032, 2688)), (400, 20, (3840, 3840))],
)
def test_a_snapshot_is_large_and_exact(count, columns, size):
    shown = tiles(count)
    with Image.open(io.BytesIO(snapshot_png(shown, columns, FACTS))) as image:
        assert image.size == size
        columns = min(columns, count)
        small = np.asarray(image.convert("RGB"))[:: size[0] // columns // 32]
        small = small[:, :: size[0] // columns // 32]
    for index, tile in enumerate(shown):
        row, column = divmod(index, columns)
        there = small[row * 32 : row * 32 + 32, column * 32 : column * 32 + 32]
        assert np.array_equal(there, tile)


def test_a_snapshot_says_what_it_is_of():
    facts = read_facts(snapshot_png(tiles(6), 3, FACTS))
    assert facts == {**FACTS, "tiles": "6", "backend": "native", "version": facts["version"]}


def test_a_tile_says_what_it_is_of():
    origin = Origin("tiny", 7, 120, 2, np.zeros(4, np.float32))
    facts = read_facts(tile_png(tiles(1)[0], origin))
    assert facts.items() >= {"seed": "7", "step": "120", "config": "tiny", "depth": "2"}.items()
    assert "latent" in facts


def test_what_is_no_picture_of_dreams_says_nothing():
    pixels = tiles(1)[0]
    others = [
        b"",
        b"no PNG",
        encode(pixels),
        encode(pixels, {"aipixel-seed": "7"}),
        encode(pixels, {"aipixel-seed": "-7", "aipixel-step": "1"}),
        encode(pixels, {"aipixel-seed": "4294967296", "aipixel-step": "1"}),
        encode(pixels, {"aipixel-seed": "٧", "aipixel-step": "1"}),
        encode(pixels, {"aipixel-seed": "7", "aipixel-step": "1"})[:-20],
    ]
    assert [read_facts(data) for data in others] == [{}] * len(others)


@given(st.dictionaries(st.sampled_from(["aipixel-seed", "aipixel-step", "x"]), st.text()))
def test_facts_are_numbers_in_range_or_not_there(texts):
    texts = {name: text.replace("\0", "") for name, text in texts.items()}
    facts = read_facts(encode(tiles(1)[0], texts))
    assert not facts or (int(facts["seed"]) < 2**32 and int(facts["step"]) >= 0)


def test_a_film_goes_back_with_its_training():
    film = recording()
    for step in (0, 5, 10, 15):
        film.add(step, tiles(2, step))
    film.go_back(10)
    film.add(12, tiles(2, 12))
    assert [frame.step for frame in film.frames] == [0, 5, 10, 12]
    assert np.array_equal(pixels_of(film, film.frames[-1]), tiles(2, 12))
