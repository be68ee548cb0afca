"""The one declaration from which palette, property form, file format, inspector text and contract tests are made."""

from __future__ import annotations

import math
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, ClassVar

import numpy as np

from nnstudio.engine.errors import ParameterError
from nnstudio.engine.per_axis import read_axes, written_axes
from nnstudio.text import Message, msg

_SHOWN = 60
"""Characters of a wrong value that a message repeats."""

Value = int | float | bool | str
"""What a hyper-parameter may hold: it survives a file without loss."""


class Kind(StrEnum):
    """The kind of a hyper-parameter, which decides its editor."""

    INTEGER = "integer"
    REAL = "real"
    BOOLEAN = "boolean"
    CHOICE = "choice"
    TEXT = "text"
    PER_AXIS = "per_axis"


@dataclass(frozen=True)
class Choice:
    """One value of a choice, with its name."""

    id: str
    name: Message


@dataclass(frozen=True)
class Parameter:
    """A hyper-parameter: its name, default, range, unit and help.

    ``choices`` lists the values of a CHOICE; ``registry`` names a registry instead (``activations``,
    ``initializers``), whose ids are then the choices. ``logarithmic`` asks for a slider by decades. ``open_minimum``
    excludes the bound itself. A PER_AXIS is a whole number for both axes of an image, or a text of two, for rows and
    columns, as ``per_axis.py`` reads it. A TEXT (a formula, a list of numbers) has at most ``maximum`` characters;
    ``reads`` is what makes sense of it, given the text and the place, and raises ParameterError where there is none.
    """

    id: str
    name: Message
    kind: Kind
    default: Value
    help: Message
    minimum: float = -math.inf
    maximum: float = math.inf
    open_minimum: bool = False
    unit: str = ""
    symbol: str = ""
    logarithmic: bool = False
    choices: tuple[Choice, ...] = ()
    registry: str = ""
    reads: Callable[[str, str], object] | None = None

    def checked(self, value: object, place: str) -> Value:
        """Return ``value`` as this parameter's type; NumPy's numbers, truth values and texts become Python's.

        Raises
        ------
        ParameterError : wrong type, not finite, out of range, not one of the choices, a text without sense.
        """
        if isinstance(value, np.generic):
            value = value.item()
        if self.kind is Kind.BOOLEAN and isinstance(value, bool):
            return value
        if self.kind is Kind.CHOICE and isinstance(value, str) and value in self._choice_ids(value):
            return value
        if self.kind is Kind.TEXT and isinstance(value, str) and self._is_read(value, place):
            return value
        if self.kind is Kind.PER_AXIS:
            axes = read_axes(value)
            if axes is not None and all(self.minimum <= number <= self.maximum for number in axes):
                return written_axes(*axes)
        if self.kind in (Kind.INTEGER, Kind.REAL) and isinstance(value, int | float) and not isinstance(value, bool):
            number = self._number(value)
            if number is not None:
                return number
        raise ParameterError(
            f"{place}.{self.id}",
            self._expectation(),
            _shown(value),
            msg("Change it in the properties form."),
        )

    def _is_read(self, text: str, place: str) -> bool:
        """Whether a text is short enough; what makes sense of it may say better where it goes wrong."""
        if self.reads is not None:
            self.reads(text[: int(min(self.maximum, sys.maxsize - 1)) + 1], f"{place}.{self.id}")
        return len(text) <= self.maximum

    def _number(self, value: int | float) -> int | float | None:
        above = value > self.minimum if self.open_minimum else value >= self.minimum
        if not (abs(value) <= sys.float_info.max and above and value <= self.maximum):
            return None
        if self.kind is Kind.REAL:
            return float(value)
        return int(value) if value == int(value) else None

    def _choice_ids(self, value: str) -> tuple[str, ...]:
        # A registry's members are checked where the choice is resolved: a declaration must not load every file.
        return tuple(choice.id for choice in self.choices) if self.choices else (value,)

    def _expectation(self) -> Message:
        if self.kind is Kind.BOOLEAN:
            return msg("yes or no")
        if self.kind is Kind.CHOICE:
            return msg("one of {choices}", choices=", ".join(choice.id for choice in self.choices) or self.registry)
        if self.kind is Kind.TEXT:
            return msg("a text of at most {count} characters", count=f"{self.maximum:g}")
        bracket = "(" if self.open_minimum or math.isinf(self.minimum) else "["
        end = ")" if math.isinf(self.maximum) else "]"
        interval = f"{bracket}{_bound(self.minimum)}, {_bound(self.maximum)}{end}"
        if self.kind is Kind.INTEGER:
            return msg("a whole number in {interval}", interval=interval)
        if self.kind is Kind.PER_AXIS:
            return msg("a whole number in {interval}, or two for rows and columns, such as 2, 1", interval=interval)
        return msg("a number in {interval}", interval=interval)


def _shown(value: object) -> Message:
    text = repr(value)
    return msg("{value}", value=text if len(text) <= _SHOWN else f"{text[:_SHOWN]}…")


def _bound(value: float) -> str:
    return ("−∞" if value < 0 else "∞") if math.isinf(value) else f"{value:g}"


@dataclass(frozen=True)
class Declaration:
    """What a registered thing says of itself, once.

    ``formula`` and ``derivative`` are LaTeX in the notation of the curriculum (z, a, δ, W, b, α; slope γ). ``group``
    sorts the palette and the lists. ``source`` names a publication. ``aliases`` are further words that a search must
    find.
    """

    id: str
    name: Message
    help: Message
    group: str = ""
    formula: str = ""
    derivative: str = ""
    parameters: tuple[Parameter, ...] = ()
    source: str = ""
    glyph: str = ""
    aliases: tuple[str, ...] = ()

    def parameter(self, parameter_id: str) -> Parameter:
        """Return the parameter of that id; KeyError if there is none."""
        for parameter in self.parameters:
            if parameter.id == parameter_id:
                return parameter
        raise KeyError(parameter_id)

    def complete(self, given: Mapping[str, object], place: str = "") -> dict[str, Value]:
        """Return ``given`` checked, with the defaults filled in.

        Raises
        ------
        ParameterError : an unknown name or a value outside its declaration.
        """
        known = {parameter.id for parameter in self.parameters}
        for name in given:
            if name not in known:
                raise ParameterError(
                    f"{place or self.id}.{name}",
                    msg("one of {choices}", choices=", ".join(sorted(known)) or "—"),
                    msg("{value}", value=name),
                    msg("Remove it, or check its spelling."),
                )
        return {p.id: p.checked(given.get(p.id, p.default), place or self.id) for p in self.parameters}


class Declared:
    """Base of everything registered: a class with a declaration, and checked parameters as attributes.

    ``ReLU()``, ``LeakyReLU(gamma=0.2)``: keyword arguments are checked against the declaration. Instances are
    immutable.
    """

    declaration: ClassVar[Declaration]
    values: dict[str, Value]

    def __init__(self, **given: Any) -> None:
        self._keep(self.declaration.complete(given))

    def _keep(self, values: dict[str, Value]) -> None:
        """Have these values, which are checked, as attributes; an attribute of the class stays what it is."""
        # In the instance itself, where they are found at once: an optimiser reads its own for every step.
        own = {name: value for name, value in values.items() if not hasattr(type(self), name)}
        vars(self).update(own, values=values)

    def __getattr__(self, name: str) -> Any:
        raise AttributeError(f"{type(self).__name__} has no attribute or parameter {name!r}")

    def __setattr__(self, name: str, value: object) -> None:
        raise AttributeError(f"{type(self).__name__} is immutable: make a new one with {name} changed")

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Declared) and type(other) is type(self) and other.values == self.values

    def __hash__(self) -> int:
        return hash((type(self), tuple(sorted(self.values.items()))))

    def __repr__(self) -> str:
        return f"{type(self).__name__}({', '.join(f'{k}={v!r}' for k, v in self.values.items())})"
