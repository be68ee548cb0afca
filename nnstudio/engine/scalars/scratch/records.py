"""What a run of a program leaves: every number made, every gradient passed on, what was printed, where it stopped."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

from nnstudio.engine.scalars.network import MLP, Layer, Neuron
from nnstudio.engine.scalars.scratch.grammar import Span
from nnstudio.engine.scalars.scratch.mistake import ScratchError
from nnstudio.engine.scalars.value import Value

Thing = Value | float | str | list["Thing"] | Neuron | Layer | MLP
"""What a name can stand for."""


class Made(NamedTuple):
    """A number came to be. ``data`` : as it was made; ``span`` : the expression; ``owner`` : network, layer and
    neuron that it belongs to, from the outermost in, or nothing."""

    line: int
    node: Value
    data: float
    span: Span
    owner: tuple[str, ...] = ()


class Swept(NamedTuple):
    r"""A pass added to a number's ``field`` (``grad`` or ``tangent``): ``after = before + slope · upstream``.

    ``source`` : in reverse mode the result that the number went into, ``upstream`` is its gradient; in forward mode an
    operand, ``upstream`` is its tangent. None: the pass begins here with 1.
    """

    line: int
    node: Value
    field: str
    source: Value | None
    slope: float
    upstream: float
    before: float
    after: float


class Wrote(NamedTuple):
    """A line set a number's ``data`` or ``grad``; ``zero_grad()`` does so for many."""

    line: int
    node: Value
    field: str
    before: float
    after: float


class Printed(NamedTuple):
    """A line printed."""

    line: int
    text: str


Event = Made | Swept | Wrote | Printed


@dataclass(frozen=True, eq=False)
class Scratch:
    """What there is after a run, up to its end or to the fault.

    ``events`` in the order in which they happened; ``lines`` : the line of each statement carried out, loops each time.
    """

    names: Mapping[str, Thing] = field(default_factory=dict)
    events: tuple[Event, ...] = ()
    lines: tuple[int, ...] = ()
    error: ScratchError | None = None

    @property
    def made(self) -> tuple[Made, ...]:
        """Every number, in the order of making."""
        return tuple(event for event in self.events if isinstance(event, Made))

    @property
    def swept(self) -> tuple[Swept, ...]:
        """Every gradient and tangent passed on, in order."""
        return tuple(event for event in self.events if isinstance(event, Swept))

    @property
    def printed(self) -> tuple[str, ...]:
        """What was printed, a line each."""
        return tuple(event.text for event in self.events if isinstance(event, Printed))
