"""The user's functions, called so that what goes wrong in them is told with their line."""

from __future__ import annotations

import inspect
import math
from collections.abc import Awaitable, Callable
from typing import Any, TypeVar

from aipixel.scripting import ScriptError, script_error
from aipixel.vaegan.training.loop import DEEPEST
from aipixel.vaegan.training.trainer import Diverged

T = TypeVar("T")

RATES = "two finite numbers, 0 or more: the autoencoder’s rate and the discriminator’s"
WEIGHTS = "four finite numbers, for the colour, feature, KL and adversarial losses"
DEPTH = f"a whole number from 0 to {DEEPEST}"


class Fault(Exception):
    """A function of the user's failed; `error` is for a person to read."""

    def __init__(self, error: ScriptError) -> None:
        super().__init__(error.message)
        self.error = error


def guarded_function(name: str, function: object) -> Callable[[int], Any]:
    """A schedule of the user's that raises Fault for all that fails, and for wrong values."""
    check, wanted = _CHECKS[name]
    if not callable(function) or inspect.iscoroutinefunction(function):
        raise Fault(ScriptError(_line_of(function), None, f"{name} must be `def {name}(step):`."))

    def guarded(step: int) -> Any:
        try:
            value = function(step)
        except (Exception, KeyboardInterrupt, SystemExit) as error:
            raise _fault(name, error) from error
        try:
            return check(value)
        except (TypeError, ValueError, OverflowError) as error:
            message = f"{name}({step}) gave {_short(value)}; it must give {wanted}."
            raise Fault(ScriptError(_line_of(function), None, message)) from error

    return guarded


def guarded_coroutine(name: str, argument: str, function: object) -> Callable[[T], Awaitable[None]]:
    """A coroutine of the user's that raises Fault for all that fails in it but divergence."""
    if not inspect.iscoroutinefunction(function):
        message = f"{name} must be `async def {name}({argument}):`."
        raise Fault(ScriptError(_line_of(function), None, message))

    async def guarded(argument: T) -> None:
        try:
            await function(argument)
        except (Fault, Diverged):
            raise
        except (Exception, KeyboardInterrupt, SystemExit) as error:
            raise _fault(name, error) from error

    return guarded


def _fault(name: str, error: BaseException) -> Fault:
    told = script_error(error)
    if isinstance(error, KeyboardInterrupt):
        message = f"{name} was stopped here; does it come to an end?"
        told = ScriptError(told.line, None, message)
    return Fault(told)


def _line_of(function: object) -> int | None:
    code = getattr(function, "__code__", None)
    return code.co_firstlineno if code else None


def _short(value: object) -> str:
    text = " ".join(repr(value).split())
    return text if len(text) <= 80 else text[:79] + "…"


def _numbers(value: Any, count: int, least: float) -> tuple[float, ...]:
    numbers = tuple(float(number) for number in value)
    if len(numbers) != count or not all(map(math.isfinite, numbers)) or min(numbers) < least:
        raise ValueError
    return numbers


def _depth(value: Any) -> int:
    depth = int(value)
    if depth != value or not 0 <= depth <= DEEPEST:
        raise ValueError
    return depth


_CHECKS: dict[str, tuple[Callable[[Any], Any], str]] = {
    "learning_rates": (lambda value: _numbers(value, 2, 0.0), RATES),
    "loss_weights": (lambda value: _numbers(value, 4, -math.inf), WEIGHTS),
    "dream_depth": (_depth, DEPTH),
}
