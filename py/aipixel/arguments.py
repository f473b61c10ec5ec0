"""What is typed behind `ai-pixel`: names, numbers with decimal points or commas, a PNG's name.

Each reader raises argparse.ArgumentTypeError, one sentence.
"""

from __future__ import annotations

import csv
import math
import re
from argparse import ArgumentTypeError
from collections.abc import Callable, Sequence

from aipixel.neuron.numerals import MINUS, could_be_two, typed_number

NUMBERS = re.compile(rf"[+{MINUS}-]?[\d.,][\d.,;eE+{MINUS}-]*")
INPUT = ("-i", "--input")


def with_whole_inputs(arguments: Sequence[str]) -> list[str]:
    """The same with all of "-i -1,2" or "-i 0,8 0,6" as one word.

    argparse takes "-1,2" for an option, and "0,6" for an argument that it does not know.
    """
    result: list[str] = []
    goes_on = False
    for argument in arguments:
        if result and result[-1] in INPUT and not argument.startswith("--"):
            result[-1] = f"--input={argument}"
            goes_on = True
        elif goes_on and NUMBERS.fullmatch(argument):
            result[-1] += f" {argument}"
        else:
            result.append(argument)
            goes_on = argument.startswith("--input=")
    return result


def names(text: str) -> list[str]:
    """Names with commas between them; in quotes where they have commas themselves."""
    try:
        cells = next(csv.reader([" ".join(text.split())], skipinitialspace=True), [])
    except csv.Error:
        raise ArgumentTypeError("these are too long to be names") from None
    return [name.strip() for name in cells]


def png(text: str) -> str:
    """The name of a file that a model is saved in."""
    if not text.lower().endswith(".png"):
        raise ArgumentTypeError(f"a model is a PNG, so {text} must end in .png")
    return text


def whole(sentence: str, least: int, most: int) -> Callable[[str], int]:
    """A reader of digits; `sentence` with the range in the place of {} says what they are."""

    def read(text: str) -> int:
        typed = text.strip()
        if typed.isascii() and typed.isdigit() and least <= int(typed[:30]) <= most:
            return int(typed)
        told = sentence.format(f"a whole number from {least} to {most}")
        raise ArgumentTypeError(f"{told}, not {text[:60]}")

    return read


def number(text: str) -> float:
    """One number above 0, such as a learning rate."""
    found = typed_number(text)
    if not found > 0:
        raise ArgumentTypeError(f'write a number such as 0.5, with lr above 0, not "{text[:60]}"')
    return found


def numbers(text: str) -> list[float]:
    """Numbers with commas between them, or with blanks or semicolons and maybe decimal commas."""
    parts = [part.rstrip(",") for part in re.split(r"[;\s]+", text.strip(" ;,\t\n"))]
    parts = [part for part in parts if part] or [text]
    if len(parts) == 1:
        parts = parts[0].split(",")
    for part in filter(could_be_two, parts):
        raise ArgumentTypeError(
            f'"{part}" may be {part.replace(",", "")} or {part.replace(",", ".")}: write that'
        )
    found = [typed_number(part) for part in parts]
    if not all(map(math.isfinite, found)):
        raise ArgumentTypeError(f'write numbers such as "0.8,0.6" or "0,8 0,6", not "{text[:60]}"')
    return found
