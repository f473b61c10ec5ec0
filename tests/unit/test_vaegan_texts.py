"""Every text can be read back from its pixels, and letters and colours keep their rules."""

import re
from itertools import combinations, pairwise

import numpy as np
import pytest
from aipixel.pixels.font import BOLD, MEDIUM, SMALL
from aipixel.pixels.palettes import ACCENT, GROUND, LIGHT, PALETTES, SHADE, SKY
from aipixel.vaegan.pictures.draws import Draws
from aipixel.vaegan.pictures.lettering import INKS
from aipixel.vaegan.pictures.mixes import MIXES
from aipixel.vaegan.pictures.texts import RARE_TEXTS, TEXTS
from aipixel.vaegan.pictures.words import PAIRS, SHORT, SINGLES, TRIPLES, VERSES

from tests.reading import contrast, luminance, words_in

LETTERED = [
    *(pytest.param(draw, id=name) for name, draw in {**TEXTS, **RARE_TEXTS}.items()),
    *(
        pytest.param(MIXES[name], id=name)
        for name in (
            "words in the sky",
            "words out of noise",
            "word on a pattern",
            "town in letters",
            "four quarters",
        )
    ),
]


def words_said(description):
    """What a description says is written, word by word."""
    clock = re.fullmatch(r"a clock that says (\d\d):(\d\d), (\w+)", description)
    return list(clock.groups()) if clock else re.search("“(.*)”", description)[1].split()


@pytest.mark.parametrize("draw", LETTERED)
def test_a_reader_reads_what_the_description_says(draw):
    for seed in range(len(PALETTES)):
        description, indices = draw(Draws(seed))
        read, said = words_in(PALETTES[seed].rgb()[indices]), words_said(description)
        if "again and again" in description or "in stripes" in description:
            assert set(read) == set(said), (seed, description)
        elif draw in TEXTS.values():
            assert "".join(read) == "".join(said), (seed, description)
        else:  # noise, water and scraps may hold a letter by chance
            assert [word for word in read if word in said] == said, (seed, description, read)


def test_words_are_of_two_to_five_letters_that_every_font_has():
    lines = [*SINGLES, *SHORT, *(w for words in (*PAIRS, *TRIPLES) for w in words)]
    assert all(1 <= len(line) <= 5 for line in lines)
    for font in (SMALL, MEDIUM, BOLD):
        for line in lines:
            assert font.mask(line).shape == (font.height, font.width(line))
    assert all(SMALL.width(line) <= 30 for verse in VERSES for line in verse)
    for group in (SINGLES, SHORT, PAIRS, TRIPLES, VERSES):
        assert len(set(group)) == len(group)


@pytest.mark.parametrize("font", [SMALL, MEDIUM, BOLD], ids=lambda font: font.name)
def test_no_two_glyphs_look_alike(font):
    for one, other in combinations(font.glyphs, 2):
        assert not np.array_equal(font.glyphs[one], font.glyphs[other]), one + other


@pytest.mark.parametrize("text", ["a", ""])
def test_a_font_names_what_it_lacks(text):
    with pytest.raises(ValueError, match="the small pixel font has 'ABC"):
        SMALL.mask(text)


def test_twenty_palettes_or_more_each_with_a_name_and_six_colours():
    assert len({palette.name for palette in PALETTES}) == len(PALETTES) >= 20
    for palette in PALETTES:
        assert len({tuple(c) for c in palette.rgb()}) == 6, palette.name


@pytest.mark.parametrize("palette", PALETTES, ids=lambda palette: palette.name)
def test_a_palette_keeps_its_contrasts(palette):
    light = luminance(palette.rgb())
    for darker, lighter in pairwise(light[: LIGHT + 1]):  # GROUND, SHADE, BODY, SKY, LIGHT
        assert contrast(darker, lighter) >= 1.2
    assert contrast(light[LIGHT], light[GROUND]) >= 12
    assert contrast(light[LIGHT], light[SHADE]) >= 7
    assert contrast(light[SKY], light[SHADE]) >= 3
    assert contrast(light[ACCENT], light[SHADE]) >= 3
    for ground, ink, third in INKS:
        assert contrast(light[ground], light[ink]) >= 4.5
        assert third not in (ground, ink)
