"""A script of the user's in a training: run, put to work, failing, taken back."""

from __future__ import annotations

import contextlib
from collections.abc import Sequence
from typing import Any, Protocol

import numpy as np

from aipixel.scripting import (
    Emit,
    LastingOutput,
    Namespace,
    Outcome,
    ScriptError,
    outcome_text,
    run_async_script,
)
from aipixel.vaegan.script.guard import Fault, guarded_coroutine, guarded_function
from aipixel.vaegan.script.interruption import forget_interruption
from aipixel.vaegan.script.original import FUNCTIONS, changed_functions
from aipixel.vaegan.script.pictures import show_pictures
from aipixel.vaegan.training import schedule, step
from aipixel.vaegan.training.checkpoint import Checkpoint
from aipixel.vaegan.training.loop import TrainingLoop
from aipixel.vaegan.training.trainer import Diverged, Trainer

STEPS_PER_CHECKPOINT = 100


class FaultListener(Protocol):
    """Who is told of what goes wrong in the user's functions."""

    def on_script_fault(self, step: int, error: ScriptError, restored: bool) -> None:
        """Training is paused at a step; restored: it was set back there, as it had diverged."""


class ScriptControl:
    """changed: which of the functions in use are the user's, none at first."""

    def __init__(self, loop: TrainingLoop, listener: FaultListener) -> None:
        self.changed: list[str] = []
        self._loop = loop
        self._listener = listener
        self._output: LastingOutput | None = None
        self._good: Checkpoint | None = None
        loop.rescue = self._rescue

    async def run(self, source: str, emit: Emit) -> str:
        """Run a script between two steps and put to work what it defines.

        Returns the JSON text of a `ScriptOutcome`; its result says which functions are the
        user's now. A script that fails, or defines none of the functions, changes nothing there.
        """
        loop, trainer = self._loop, self._loop.trainer
        names = {"trainer": trainer, "nine": trainer.nine, "np": np, "show_pictures": show_pictures}
        async with loop.turn:
            before = trainer.step_count
            await self._remember()
            outcome = await run_async_script(source, emit, names)
            if outcome.status == "done":
                try:
                    self._use(source, outcome.namespace, emit)
                except Fault as fault:
                    outcome = Outcome("error", outcome.namespace, fault.error)
            forget_interruption()
            if trainer.step_count != before:
                outcome = await self._show_steps(outcome)
        return outcome_text(outcome, {"changed": self.changed})

    def use_original(self) -> None:
        """Train by the code that the page came with, from the next step on."""
        self._put([])
        if self._output:
            self._output.close()
            self._output = None

    def rest(self) -> None:
        """Training has paused: nothing of the user's runs any more."""
        forget_interruption()
        if self._output:
            self._output.flush()

    def _use(self, source: str, namespace: Namespace, emit: Emit) -> None:
        if not any(name in namespace for name in FUNCTIONS):
            return
        changed = [name for name in changed_functions(source) if name in namespace]
        if not changed:
            self.use_original()
            return
        guarded = {name: self._guard(name, namespace[name]) for name in changed}
        with contextlib.closing(LastingOutput(namespace, emit)):
            for name in changed:
                if name not in _ARGUMENTS:
                    guarded[name](self._loop.trainer.step_count + 1)
        self.use_original()
        self._output = LastingOutput(namespace, emit)
        self._put(changed, **guarded)

    def _put(self, changed: Sequence[str], **functions: Any) -> None:
        loop = self._loop
        self.changed = list(changed)
        loop.trainer.learning_rates = functions.get("learning_rates", schedule.learning_rates)
        loop.trainer.loss_weights = functions.get("loss_weights", schedule.loss_weights)
        loop.dream_depth = schedule.dream_depth
        if "dream_depth" in functions:
            loop.dream_depth = self._safe_depth(functions["dream_depth"])
        loop.train = functions.get("train", step.train)
        if changed:
            loop.train = self._with_checkpoints(loop.train)
        loop.show_progress = functions.get("show_progress", step.show_progress)

    def _guard(self, name: str, function: object) -> Any:
        argument = _ARGUMENTS.get(name)
        if argument:
            return guarded_coroutine(name, argument, function)
        return guarded_function(name, function)

    def _safe_depth(self, depth: Any) -> Any:
        def safe(at: int) -> int:
            try:
                found: int = depth(at)
            except Fault as fault:
                if self._loop.running:
                    raise
                # A page that draws in a pause is told, and draws all the same.
                self._listener.on_script_fault(at, fault.error, restored=False)
                return schedule.dream_depth(at)
            return found

        return safe

    def _with_checkpoints(self, train: Any) -> Any:
        async def train_safely(trainer: Trainer) -> None:
            good = self._good
            # Another seed or an imported network brings another nine.
            if (
                not good
                or good.nine is not trainer.nine
                or trainer.step_count - good.step >= STEPS_PER_CHECKPOINT
            ):
                await self._remember()
            await train(trainer)

        return train_safely

    async def _remember(self) -> None:
        self._good = await self._loop.trainer.checkpoint()

    async def _rescue(self, error: Exception) -> bool:
        """Tells what the user's functions did wrong; False where it is none of their doing."""
        try:
            if isinstance(error, Fault):
                await self._loop.show_losses()
                self._tell(error.error)
                return True
        except Diverged as diverged:
            error = diverged
        if isinstance(error, Diverged) and self.changed:
            return await self._go_back(error)
        return False

    async def _go_back(self, error: Diverged) -> bool:
        trainer, good = self._loop.trainer, self._good
        if not good or good.nine is not trainer.nine:
            return False
        diverged_at = trainer.step_count
        trainer.restore(good)
        message = f"At step {diverged_at} {error}. The network is as it was at step {good.step}."
        self._tell(ScriptError(None, None, message), restored=True)
        await self._loop.show_tiles()
        await self._loop.show_nine()
        return True

    def _tell(self, error: ScriptError, restored: bool = False) -> None:
        self._listener.on_script_fault(self._loop.trainer.step_count, error, restored)

    async def _show_steps(self, outcome: Outcome) -> Outcome:
        """Show where the steps led that a script made by itself."""
        try:
            await self._loop.show_losses()
            await self._loop.show_tiles()
            await self._loop.show_nine()
        except Diverged as error:
            await self._go_back(error)
        except Fault as fault:
            return Outcome("error", outcome.namespace, fault.error)
        return outcome


_ARGUMENTS = {"train": "trainer", "show_progress": "loop"}
