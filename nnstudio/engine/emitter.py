"""The list that a plan is made of: calls with their arguments bound, and the buffers they write into."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial
from typing import Any

import numpy as np

from nnstudio.engine.typing import Array

Call = tuple[Callable[..., object], tuple[Any, ...]]
"""A function and its arguments, the output buffer among them; nothing is allocated when it runs."""


@dataclass
class Squares:
    """Squares of neighbours, ``out = x²``, that one call makes as soon as those of any part are asked for."""

    x: Array
    out: Array
    emitted: bool = False

    def hold(self, part: Array) -> bool:
        """Whether this is a part of ``x``."""
        return bool(np.may_share_memory(part, self.x))


@dataclass
class Emitter:
    """Collects calls and owns the buffers that they need.

    ``dtype`` is the run's; ``random`` is the run's generator, read by calls such as dropout's. ``scope`` is the
    layer that emits: named scratch is looked up within it. ``training`` tells what draws at random to do so.
    ``squares`` are those that are made together.
    """

    dtype: np.dtype[Any]
    random: np.random.Generator = field(default_factory=np.random.default_rng)
    calls: list[Call] = field(default_factory=list)
    scope: str = ""
    kept: dict[tuple[str, str], Array] = field(default_factory=dict)
    evens: dict[float, Array] = field(default_factory=dict)
    training: bool = False
    squares: Squares | None = None

    def call(self, function: Callable[..., object], *arguments: Any) -> None:
        """Append one call. Ufuncs take their output as the last positional argument: ``call(np.tanh, z, a)``.

        An input that is the output seen through another view becomes the output: of two views NumPy finds out anew at
        every call that they overlap without harm, which takes half as long as a small call.
        """
        if function is np.copyto and len(arguments) == 2:
            # The same copy, but half of the way to it: a small one then takes two thirds of the time.
            output, given = arguments
            self.calls.append((output.__setitem__, (..., given)))
            return
        output = written(function, arguments)
        self.calls.append((function, tuple(output if _is_one(each, output) else each for each in arguments)))

    def scratch(self, shape: tuple[int, ...], dtype: type | None = None) -> Array:
        """Return a zeroed buffer, of the run's dtype if no other is named, allocated now, kept as long as the plan."""
        return np.zeros(shape, dtype or self.dtype)

    def passing(self, shape: tuple[int, ...], dtype: type | None = None) -> Array:
        """Return memory that the calls of one layer's pass write before they read it; the next pass has it anew.

        For what is done with after a few calls: the fewer bytes a step touches, the more of them stay in the cache.
        """
        return np.empty(shape, dtype or self.dtype)

    def even(self, shape: tuple[int, ...], value: float) -> Array:
        """Return an array of equal numbers; all that ask for them share the memory, which nobody writes."""
        count = int(np.prod(shape, dtype=np.int64))
        if value not in self.evens or self.evens[value].size < count:
            self.evens[value] = self.scratch((count,))
            self.evens[value].fill(value)
            self.evens[value].flags.writeable = False
        return self.evens[value][:count].reshape(shape)

    def keep(self, name: str, shape: tuple[int, ...]) -> Array:
        """Return the scratch buffer of this name, the same one each time within a layer (or the loss).

        So the backward pass may read what the forward pass left: ``difference = emit.keep("difference", z.shape)``.
        """
        key = (self.scope, name)
        if key not in self.kept:
            self.kept[key] = self.scratch(shape)
        return self.kept[key]

    def leave(self, name: str, array: Array) -> Array:
        """Keep an array that there is already under this name, and return it."""
        self.kept[self.scope, name] = array
        return array

    def left(self, name: str) -> Array | None:
        """Return the named scratch that this layer has kept already, or None."""
        return self.kept.get((self.scope, name))

    def constant(self, value: float) -> Array:
        """Return ``value`` as a 0-d array of the run's dtype: cheaper in a ufunc than a Python number."""
        return np.array(value, self.dtype)

    def run(self) -> None:
        """Run every call once, in order."""
        for function, arguments in self.calls:
            function(*arguments)


def written(function: Callable[..., object], arguments: tuple[Any, ...]) -> object:
    """Return the buffer that a call writes: ``partial(…, out=buffer)``, ``copyto(buffer, …)``, else the last one."""
    if isinstance(function, partial) and "out" in function.keywords:
        return function.keywords["out"]
    if function is np.copyto:
        return arguments[0]
    return arguments[-1] if arguments else None


def _is_one(array: object, other: object) -> bool:
    """Whether two arrays are the same numbers in the same order of the same memory."""
    if not isinstance(array, np.ndarray) or not isinstance(other, np.ndarray):
        return False
    return array.__array_interface__ == other.__array_interface__
