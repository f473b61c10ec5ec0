import numpy as np
import pytest
from aipixel.pixels.neighbours import orphans
from hypothesis import given, settings
from hypothesis import strategies as st
from pixelllm.contact_sheet import by_label, contact_sheet, save_sheet
from pixelllm.synthetic import HELD_OUT, draw_batch, draw_sprite, labels_of
from pixelllm.synthetic.finish import limit_colours, recolour_orphans, remove_specks
from pixelllm.vocabulary import CATEGORIES, COLOURS, ZONES

zones = st.integers(0, len(ZONES) - 1)
categories = st.integers(0, len(CATEGORIES) - 1)
seeds = st.integers(0, 2**40)


@pytest.fixture(scope="module")
def batch():
    return draw_batch(range(36 * 12))


def brute_force_orphans(sprite):
    found = []
    for y, x in np.argwhere(sprite):
        window = sprite[max(y - 1, 0) : y + 2, max(x - 1, 0) : x + 2]
        if np.count_nonzero(window == sprite[y, x]) == 1:
            found.append((y, x))
    return found


def component_sizes(opaque):
    left = {tuple(p) for p in np.argwhere(opaque)}
    sizes = []
    while left:
        reached = [left.pop()]
        for y, x in reached:
            near = {(y + dy, x + dx) for dy in (-1, 0, 1) for dx in (-1, 0, 1)} & left
            left -= near
            reached.extend(near)
        sizes.append(len(reached))
    return sizes


@settings(max_examples=150, deadline=None)
@given(zones, categories, seeds)
def test_every_sprite_is_clean(zone, category, seed):
    sprite = draw_sprite(zone, category, seed)
    assert sprite.shape == (32, 32)
    assert sprite.dtype == np.uint8
    assert sprite.max() < COLOURS
    assert not brute_force_orphans(sprite)
    assert min(component_sizes(sprite > 0)) >= 3
    assert 4 <= len(np.unique(sprite[sprite > 0])) <= 14
    assert np.array_equal(sprite, draw_sprite(zone, category, seed))


def test_sprites_fill_their_square_but_keep_a_margin(batch):
    sprites, labels = batch
    filled = (sprites > 0).mean(axis=(1, 2))
    assert filled.min() > 0.15
    assert filled.max() < 0.7
    assert 0.25 < filled.mean() < 0.5
    assert not sprites[:, 0].any()
    assert not sprites[:, :, [0, -1]].any()
    standing = CATEGORIES.index("Coral")
    assert not sprites[labels[:, 1] != standing][:, -1].any()


def test_labels_come_evenly(batch):
    pairs = np.bincount(batch[1] @ [6, 1], minlength=36)
    assert (pairs == 12).all()
    assert labels_of(HELD_OUT)[0] < len(ZONES)


def test_few_sprites_are_twins(batch):
    sprites = batch[0]
    different = np.unique(sprites.reshape(len(sprites), -1), axis=0)
    assert len(different) > 0.98 * len(sprites)


def test_colours_alone_tell_the_zone(batch):
    """The nearest mean histogram of one half names the zone of the other half."""
    sprites, zone = batch[0], batch[1][:, 0]
    counts = np.stack([np.bincount(s.ravel(), minlength=COLOURS)[1:] for s in sprites])
    shares = np.sqrt(counts / counts.sum(axis=1, keepdims=True))
    learn = np.arange(len(sprites)) % 2 == np.arange(len(sprites)) // 36 % 2
    means = np.stack([shares[learn & (zone == z)].mean(axis=0) for z in range(6)])
    guess = np.linalg.norm(shares[~learn, None] - means, axis=-1).argmin(axis=1)
    assert (guess == zone[~learn]).mean() > 0.9


@pytest.mark.parametrize("bad", [(6, 0, 0), (0, -1, 0), (0, 6, 0), (0, 0, -1)])
def test_a_foreign_label_is_refused(bad):
    with pytest.raises(ValueError, match="no sprite"):
        draw_sprite(*bad)


def test_an_empty_batch_has_the_right_shapes():
    sprites, labels = draw_batch([])
    assert sprites.shape == (0, 32, 32)
    assert labels.shape == (0, 2)


noise = st.integers(0, 2**32 - 1).map(
    lambda seed: np.random.default_rng(seed).integers(0, 6, (32, 32)).astype(np.int64)
)


@settings(max_examples=40, deadline=None)
@given(noise)
def test_cleaning_noise(sprite):
    sprite[sprite > 2] = 0
    remove_specks(sprite)
    assert min(component_sizes(sprite > 0), default=3) >= 3
    assert orphans(sprite).sum() == len(brute_force_orphans(sprite))
    recolour_orphans(sprite)
    assert not brute_force_orphans(sprite)


def test_colours_are_folded_into_their_nearest():
    sprite = np.zeros((32, 32), np.int64)
    sprite[0, :20] = np.arange(1, 21)
    sprite[1:15, :20] = np.arange(1, 21) * (np.arange(1, 21) < 15)
    limit_colours(sprite)
    assert len(np.unique(sprite[sprite > 0])) == 14


def test_a_contact_sheet_shows_every_cell(batch, tmp_path):
    sheet = contact_sheet(by_label(*batch, most=3), across=2, scale=1)
    save_sheet(sheet, tmp_path / "sheet.png")
    assert [p.name for p in tmp_path.iterdir()] == ["sheet.png"]
    assert len(sheet.getcolors(1 << 16) or []) > 40


def test_an_empty_contact_sheet_is_still_a_picture():
    empty = [[np.zeros((0, 32, 32), np.uint8)] * 6] * 6
    assert contact_sheet(empty).size[0] > 0
