"""What a schedule is: the share of the learning rate that is in force at each step, as a pure function."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Mapping
from typing import ClassVar, Final

from nnstudio.engine.declaration import Choice, Declared, Kind, Parameter
from nnstudio.text import Message, msg

EPOCHS: Final = "epochs"
STEPS: Final = "steps"
WARM_START: Final = 0.1
"""The share of the learning rate with which a warm-up begins, where the schedule does not declare its own."""
LONGEST: Final = 1_000_000_000

UNIT: Final = Parameter(
    "unit",
    msg("Counted in"),
    Kind.CHOICE,
    EPOCHS,
    msg("Whether the schedule's lengths are epochs or single steps."),
    choices=(Choice(EPOCHS, msg("Epochs")), Choice(STEPS, msg("Steps"))),
)
WARMUP: Final = Parameter(
    "warmup",
    msg("Warm-up"),
    Kind.INTEGER,
    0,
    msg("How long the rate climbs in a straight line from a tenth to its full height before the schedule begins."),
    0,
    LONGEST,
    symbol="W",
)


def length(default: int, help: Message, *, id: str = "length", name: Message | None = None) -> Parameter:
    """Return the declaration of a length in steps or epochs."""
    return Parameter(id, name or msg("Length"), Kind.INTEGER, default, help, 1, LONGEST, symbol="T")


def portion(id: str, name: Message, default: float, help: Message, symbol: str = "") -> Parameter:
    """Return the declaration of a share of the learning rate, from 0 to 1."""
    return Parameter(id, name, Kind.REAL, default, help, 0.0, 1.0, symbol=symbol)


def factor(default: float, help: Message) -> Parameter:
    """Return the declaration of the factor γ by which the rate falls."""
    return Parameter("gamma", msg("Factor"), Kind.REAL, default, help, 0.0, 1.0, symbol="γ", open_minimum=True)


def last_share(default: float = 0.0, symbol: str = "s") -> Parameter:
    """Return the declaration of the share that is left at the end of a fall."""
    return portion(
        "final", msg("Last share"), default, msg("The share of the learning rate that is left at the end."), symbol
    )


class Schedule(Declared, ABC):
    r"""Base of the schedules ``α_t = α s(t)``: α is the learning rate of the settings, s the schedule's share of it.

    Time t is counted from 0, which is the first update, in the unit that the parameter ``unit`` names. In epochs it is
    broken within an epoch, so smooth schedules change at every step; at whole epochs they agree with PyTorch's. A
    parameter ``warmup`` has s climb in a line first; t is then counted from its end.

    Attributes
    ----------
    steady : s does not depend on t, only on what was observed; then no step is any slower.
    observes : it reads the validation loss, see :meth:`observed`.
    """

    steady: ClassVar[bool] = False
    observes: ClassVar[bool] = False

    @abstractmethod
    def share(self, time: float, seen: Mapping[str, float]) -> float:
        """Return ``s(t)``; ``seen`` is what :meth:`observed` made of the measurements so far."""

    def initial(self) -> dict[str, float]:
        """Return what is kept of the measurements before the first: numbers by name, saved with the run."""
        return {}

    def observed(self, seen: Mapping[str, float], loss: float) -> dict[str, float]:
        """Return what is kept after one more measurement of the validation loss."""
        return dict(seen)

    def rate(self, step: int, steps_per_epoch: int, base: float, seen: Mapping[str, float] | None = None) -> float:
        """Return the learning rate of the update that comes after ``step`` others; ``base`` is the settings' α."""
        return self.rate_at(step, step / steps_per_epoch, base, seen)

    def rate_at(self, step: float, epoch: float, base: float, seen: Mapping[str, float] | None = None) -> float:
        """Return the learning rate at a time that is given in both units."""
        time = epoch if self.values.get("unit") == EPOCHS else step
        warmup = float(self.values.get("warmup", 0))
        if time < warmup:
            start = float(self.values.get("start", WARM_START))
            return base * (start + (1.0 - start) * time / warmup)
        return base * self.share(time - warmup, self.initial() if seen is None else seen)
