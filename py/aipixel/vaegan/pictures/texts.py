"""Texts: words in three pixel fonts, to be read at 32 x 32."""

from __future__ import annotations

import numpy as np

from aipixel.pixels.font import BOLD, MEDIUM, SMALL
from aipixel.pixels.palettes import ACCENT, BODY, GROUND, LIGHT, SHADE, SKY
from aipixel.vaegan.pictures.canvas import SIZE, Indices, U, V, X, Y, box, filled, shifted
from aipixel.vaegan.pictures.draws import Draws
from aipixel.vaegan.pictures.lettering import (
    INKS,
    enlarged,
    large_word,
    place,
    quoted,
    set_lines,
    some_lines,
)
from aipixel.vaegan.pictures.tilings import Draw
from aipixel.vaegan.pictures.words import PAIRS, SHORT, TRIPLES, VERSES


def plain(draws: Draws) -> tuple[str, Indices]:
    """Words on a quiet ground."""
    ground, ink, _ = draws.pick(INKS)
    lines = some_lines(draws)
    canvas = filled(ground)
    align = draws.pick(("centre", "centre", "left", "right"))
    canvas[set_lines(lines, MEDIUM, draws.between(2, 3), align)] = ink
    return f"the words {quoted(lines)}", canvas


def framed(draws: Draws) -> tuple[str, Indices]:
    """Words in a frame, its corners marked."""
    ground, ink, third = draws.pick(INKS)
    small = draws.chance(40)
    lines = draws.pick([p for p in (*PAIRS, *TRIPLES) if max(map(len, p)) < (6 if small else 5)])
    canvas = filled(ground)
    edge = np.maximum(abs(U), abs(V)) // 2
    canvas[edge == 15] = third
    if small or len(lines) == 2:
        canvas[edge == 13] = third if draws.chance(60) else ground
    if draws.chance(50):
        canvas[np.minimum(abs(U), abs(V)) >= 29] = ink
    canvas[set_lines(lines, SMALL if small else MEDIUM, 2 if small else 1)] = ink
    return f"the words {quoted(lines)} in a frame", canvas


def shadowed(draws: Draws) -> tuple[str, Indices]:
    """A word that throws a long diagonal shadow."""
    ground, ink, shadow = draws.pick(
        ((SHADE, LIGHT, GROUND), (BODY, LIGHT, GROUND), (LIGHT, GROUND, SKY), (SKY, GROUND, LIGHT),
         (GROUND, ACCENT, SHADE), (GROUND, LIGHT, SHADE))
    )  # fmt: skip
    word, canvas = large_word(draws, 27), filled(ground)
    side = draws.pick((-1, 1))
    room = SIZE - BOLD.width(word)
    letters = place(BOLD.mask(word), draws.between(5, 9), room // 2 - side)
    for k in range(1, draws.between(5, 25)):
        canvas[shifted(letters, k, k * side)] = shadow
    canvas[letters] = ink
    return f"the word {quoted([word])} with a long shadow", canvas


def bands(draws: Draws) -> tuple[str, Indices]:
    """Each line on a band of its own, ground and ink exchanged from one to the next."""
    first, second, _ = draws.pick(INKS)
    lines = draws.pick((*PAIRS, *TRIPLES))
    canvas, cut = filled(first), [SIZE * k // len(lines) for k in range(len(lines) + 1)]
    for number, line in enumerate(lines):
        top, bottom = cut[number], cut[number + 1]
        ground, ink = (first, second) if number % 2 else (second, first)
        canvas[top:bottom] = ground
        left = (SIZE - MEDIUM.width(line)) // 2
        canvas[place(MEDIUM.mask(line), (top + bottom - 7) // 2, left)] = ink
    return f"the words {quoted(lines)} in bands", canvas


def large(draws: Draws) -> tuple[str, Indices]:
    """One or two words in bold, perhaps between rules."""
    ground, ink, third = draws.pick(INKS)
    pairs = [p for p in PAIRS if max(map(BOLD.width, p)) <= 30]
    lines = draws.pick(pairs) if draws.chance(50) else (large_word(draws, 30),)
    canvas = filled(ground)
    if len(lines) == 1:
        for k in range(draws.below(4)):
            canvas[[3 + 2 * k, SIZE - 4 - 2 * k], 3 : SIZE - 3] = third
    canvas[set_lines(lines, BOLD, 3)] = ink
    return f"the words {quoted(lines)} in heavy letters", canvas


def verse(draws: Draws) -> tuple[str, Indices]:
    """A few short lines in the smallest letters."""
    ground, ink, third = draws.pick(INKS)
    lines, canvas = draws.pick(VERSES), filled(ground)
    if draws.chance(50):
        height = len(lines) * 7 + 2
        top = (SIZE - height) // 2
        canvas[[top - 2, top + height], 4 : SIZE - 4] = third
    canvas[set_lines(lines, SMALL, 2, draws.pick(("left", "centre", "right")))] = ink
    return f"the verse {quoted(lines)}", canvas


def stairs(draws: Draws) -> tuple[str, Indices]:
    """Words going down from one corner to the other, on steps."""
    ground, ink, third = draws.pick(INKS)
    lines = draws.pick([p for p in (*PAIRS, *TRIPLES) if max(map(len, p)) < 5])
    canvas = filled(ground)
    if draws.chance(60):
        canvas[abs(U - V) > 44] = third
    canvas[set_lines(lines, MEDIUM, 2, "stairs")] = ink
    return f"the words {quoted(lines)} on stairs", canvas


def stacked(draws: Draws) -> tuple[str, Indices]:
    """A word from top to bottom, a bar on each side."""
    ground, ink, third = draws.pick(INKS)
    word = draws.pick([w for w in SHORT if len(w) == 3])
    left, width = draws.between(9, 13), draws.between(2, 6)
    canvas = filled(ground)
    bars = (left - 2 > X) & (left - 2 - width <= X) | (left + 9 < X) & (left + 9 + width >= X)
    canvas[bars & ((Y // draws.pick((1, 2, 5, 32))) % 2 == 0)] = third
    for number, letter in enumerate(word):
        mask = BOLD.mask(letter)
        canvas[place(mask, 1 + 10 * number + (number > 0), left + (8 - mask.shape[1]) // 2)] = ink
    return f"the word {quoted([word])} from top to bottom", canvas


def underlined(draws: Draws) -> tuple[str, Indices]:
    """Two words, a straight, dotted or wavy line under each."""
    ground, ink, third = draws.pick(INKS)
    lines, canvas, kind = draws.pick(PAIRS), filled(ground), draws.below(3)
    for number, line in enumerate(lines):
        width, top = MEDIUM.width(line), 3 + number * 14
        left = (SIZE - width) // 2
        canvas[place(MEDIUM.mask(line), top, left)] = ink
        below = (left <= X) & (left + width > X)
        wave = top + 9 + (X // 2 % 2 if kind == 2 else 0)
        canvas[below & (wave == Y) & ((kind != 1) | (left % 3 != X % 3))] = third
    return f"the words {quoted(lines)} underlined", canvas


def clock(draws: Draws) -> tuple[str, Indices]:
    """A time of day on a display."""
    time = f"{draws.below(24):02}:{draws.below(60):02}"
    ground, ink, third = draws.pick(INKS)
    canvas = filled(third)
    canvas[box(4, 0, 28, SIZE)] = ground
    font = draws.pick((MEDIUM, BOLD))
    canvas[place(font.mask(time), 17 - font.height, (SIZE - font.width(time)) // 2)] = ink
    day = draws.pick(("MON", "TUE", "WED", "THU", "FRI", "SAT", "SUN"))
    canvas[place(SMALL.mask(day), 20, (SIZE - SMALL.width(day)) // 2)] = ink
    return f"a clock that says {time}, {day}", canvas


def doubled(draws: Draws) -> tuple[str, Indices]:
    """A word at twice its size, a sign after it where there is room."""
    ground, ink, third = draws.pick(INKS)
    word = draws.pick([w for w in SHORT if SMALL.width(w) <= 13])
    if len(word) < 3:
        word += draws.pick(("", "!", "?"))
    mask = enlarged(SMALL.mask(word), 2)
    canvas = filled(ground)
    kind = draws.below(3)
    if kind == 0:
        canvas[(Y < 7) & ((X + Y) % 4 < 2) | (Y > 24) & ((X - Y) % 4 < 2)] = third
    elif kind == 1:
        canvas[(abs(V) > 21) & (abs(V) < 27)] = third
    canvas[place(mask, 11, (SIZE - mask.shape[1]) // 2)] = ink
    return f"the word {quoted([word])} at twice its size", canvas


def repeated(draws: Draws) -> tuple[str, Indices]:
    """One word over and over, one line of it in another colour."""
    ground, ink, third = draws.pick([inks for inks in INKS if inks[0] in (GROUND, LIGHT)])
    word = draws.pick([w for w in SHORT if len(w) == 3 and SMALL.width(w) <= 11])
    canvas, chosen = filled(ground), draws.below(4)
    for row in range(4):
        line = SMALL.mask(f"{word} {word}")
        left = (SIZE - line.shape[1]) // 2 + draws.between(-1, 1)
        if row == chosen:
            canvas[box(8 * row, 0, 8 * row + 8, SIZE)] = ink
            canvas[place(line, 2 + 8 * row, left)] = ground
        else:
            canvas[place(line, 2 + 8 * row, left)] = ink
    if draws.chance(40):
        canvas[(X == 0) | (X == SIZE - 1)] = third
    return f"the word {quoted([word])} again and again", canvas


def striped(draws: Draws) -> tuple[str, Indices]:
    """Heavy letters in stripes of two or three colours."""
    ground, inks = draws.pick(
        ((GROUND, (LIGHT, SKY)), (GROUND, (ACCENT, LIGHT)), (LIGHT, (GROUND, SHADE)),
         (GROUND, (LIGHT, ACCENT, SKY)))
    )  # fmt: skip
    word, canvas, width = large_word(draws, 30), filled(ground), draws.pick((2, 3, 4))
    mask, slant = BOLD.mask(word), draws.below(2)
    copies = draws.pick((1, 2, 3))
    for k in range(copies):
        top = (SIZE - copies * 10 + 1) // 2 + 10 * k
        letters = place(mask, top, (SIZE - mask.shape[1]) // 2)
        stripes = np.array(inks, dtype=np.uint8)[((Y - top + slant * X) // width) % len(inks)]
        canvas[letters] = stripes[letters]
    return f"the word {quoted([word])} in stripes", canvas


def signpost(draws: Draws) -> tuple[str, Indices]:
    """Two boards on a post, pointing to both sides."""
    ground, board, ink = draws.pick(
        ((SKY, GROUND, LIGHT), (SHADE, LIGHT, GROUND), (BODY, GROUND, LIGHT), (SKY, LIGHT, GROUND))
    )
    canvas = filled(ground)
    canvas[box(2, 15, SIZE, 17)] = board
    canvas[Y >= 29] = GROUND if board != GROUND else SHADE
    lines = draws.pick([p for p in PAIRS if max(map(len, p)) < 5])
    for number, line in enumerate(lines):
        top, side = 4 + 12 * number, (1, -1)[number]
        length = MEDIUM.width(line) + 3
        left = 2 if side == 1 else SIZE - 2 - length
        canvas[box(top, left, top + 9, left + length)] = board
        for k in range(5):
            tip = left + length + k if side == 1 else left - 1 - k
            canvas[box(top + k, tip, top + 9 - k, tip + 1)] = board
        canvas[place(MEDIUM.mask(line), top + 1, left + (1 if side == 1 else 2))] = ink
    return f"a signpost that says {quoted(lines)}", canvas


def ransom(draws: Draws) -> tuple[str, Indices]:
    """Letters cut out of other pages, each on its own scrap."""
    lines = draws.pick([p for p in (*PAIRS, *TRIPLES) if max(map(len, p)) < 5])
    canvas = filled(draws.pick((BODY, SHADE)))
    top = (SIZE - 10 * len(lines) + 1) // 2
    for line in lines:
        left = (SIZE - 7 * len(line)) // 2
        for letter in line:
            ground, ink, _ = draws.pick([i for i in INKS if canvas[0, 0] not in i[:2]])
            y = top + draws.between(-1, 0)
            canvas[box(y, left, y + 9, left + 7)] = ground
            canvas[place(MEDIUM.mask(letter), y + 1, left + 1)] = ink
            left += 7
        top += 10
    return f"the words {quoted(lines)} in letters cut from other pages", canvas


def mirrored(draws: Draws) -> tuple[str, Indices]:
    """A word on a shore, its reflection broken by the water."""
    word = large_word(draws, 30)
    canvas = filled(GROUND)
    canvas[Y >= 16] = SHADE
    mask = BOLD.mask(word)
    left = (SIZE - mask.shape[1]) // 2
    canvas[place(mask, 6, left)] = draws.pick((LIGHT, ACCENT))
    image = place(mask[::-1], 17, left)
    ripple = draws.array(3, SIZE) - 1
    for y in range(17, 26):
        row = np.roll(image[y], int(ripple[y]) * ((y - 15) // 3))
        canvas[y, row] = (SKY, BODY)[y % 2]
    return f"the word {quoted([word])} and its reflection", canvas


TEXTS: dict[str, Draw] = {
    "plain words": plain,
    "framed words": framed,
    "long shadow": shadowed,
    "banded words": bands,
    "heavy words": large,
    "verse": verse,
    "stairs": stairs,
    "stacked word": stacked,
    "underlined words": underlined,
    "clock": clock,
    "large word": doubled,
    "repeated word": repeated,
    "striped word": striped,
    "signpost": signpost,
}
RARE_TEXTS: dict[str, Draw] = {"ransom note": ransom, "reflected word": mirrored}
