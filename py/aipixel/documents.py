"""JSON that came with a file: an object of finite numbers, or one sentence."""

from __future__ import annotations

import json
import math
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, NoReturn

_MOST_DIGITS = 30


def parse_object(data: bytes | str) -> dict[str, Any]:
    """The object that a JSON text is.

    Raises ValueError, a clause without the file's name, which only the caller knows, for what is
    no JSON, is another value, goes too deep, or has a number that is not finite.
    """
    try:
        found = json.loads(
            data, parse_constant=_refuse, parse_float=_finite, parse_int=_whole_number
        )
    except RecursionError:
        raise ValueError("goes too deep") from None
    except _Number:
        raise ValueError("has a number that is none or far too large") from None
    except ValueError:  # of the bytes as well
        raise ValueError("is not JSON") from None
    if not isinstance(found, dict):
        raise ValueError("is not what it should be")
    return found


@contextmanager
def fitting(message: str) -> Iterator[None]:
    """Turn what Python says of a part that is missing or of another kind into a ValueError."""
    try:
        yield
    except (ArithmeticError, AttributeError, LookupError, RuntimeError, TypeError) as error:
        raise ValueError(message) from error


def whole(value: object, most: int) -> int:
    """A whole number from 0 to `most`; TypeError for anything else."""
    if isinstance(value, bool) or not isinstance(value, int) or not 0 <= value <= most:
        raise TypeError(f"{value!r} is no whole number from 0 to {most}")
    return value


def number(value: object) -> float:
    """A finite number; TypeError for anything else."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise TypeError(f"{value!r} is no number")
    return float(value)


def text(value: object) -> str:
    """A text; TypeError for anything else."""
    if not isinstance(value, str):
        raise TypeError(f"{value!r} is no text")
    return value


class _Number(Exception):
    """A number that is not read."""


def _refuse(_name: str) -> NoReturn:
    raise _Number


def _finite(digits: str) -> float:
    value = float(digits)
    return value if math.isfinite(value) else _refuse(digits)


def _whole_number(digits: str) -> int:
    return int(digits) if len(digits) <= _MOST_DIGITS else _refuse(digits)
