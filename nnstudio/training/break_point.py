"""What a break-point is: a condition on a run at which it pauses; and those that are on, bound to a run."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Final

from nnstudio.engine import Place, Plan
from nnstudio.engine.declaration import Declared, Kind, Parameter
from nnstudio.engine.errors import NnstudioError, ParameterError
from nnstudio.text import Message, msg

if TYPE_CHECKING:
    from nnstudio.training.run import Run

Test = Callable[[Plan], bool]
"""Asked after each step's backward pass, with the plan of the batch under way: whether the condition holds."""
Names = Mapping[str, str]
"""What the student calls the layers."""
LONGEST: Final = 200


class BreakPoint(Declared, ABC):
    """Base of the break-points. A run pauses at each step at which the condition *comes* true.

    Either its step is known beforehand (:meth:`goal`), which costs nothing, or a test watches each step.
    """

    def goal(self, run: Run) -> int | None:
        """Return the step at which to pause, where that is known; None where it is not, or lies behind."""
        return None

    def watch(self, run: Run) -> Test | None:
        """Return what watches a run from its present step on; it may keep what it has seen.

        Raises
        ------
        NnstudioError : this network has no such place.
        """
        return None

    def place(self, plan: Plan) -> Place | None:
        """Return the number that shows the condition in a plan in which it is true; None where no single one does."""
        return None

    @abstractmethod
    def said(self, names: Names) -> Message:
        """Return the condition in words."""


def read_place(text: str, where: str = "place") -> Place:
    """Return the place that ``layer/quantity/0,2`` names; of no sample.

    Raises
    ------
    ParameterError : it names none.
    """
    parts = text.split("/")
    try:
        layer, quantity, index = parts
        return Place(layer, quantity, tuple(int(part) for part in index.split(",") if part))
    except ValueError:
        expected = msg("layer/quantity/index, such as n2/grad_z/0")
        raise ParameterError(
            where, expected, msg("{value}", value=repr(text)[:60]), msg("Choose it in the picture.")
        ) from None


def write_place(place: Place) -> str:
    """Return the text that :func:`read_place` reads."""
    return f"{place.layer}/{place.quantity}/{','.join(map(str, place.index))}"


def place_parameter(default: str, help: Message) -> Parameter:
    """Return the declaration of a place."""
    return Parameter("at", msg("Place"), Kind.TEXT, default, help, maximum=LONGEST, reads=read_place)


def numbered(place: Place) -> str:
    """Return an index as it is read: counted from 1."""
    return ", ".join(str(part + 1) for part in place.index)


class Watching:
    """The break-points that are on, bound to one run. ``hit`` is the number of the one that came true, −1 for none."""

    def __init__(self, points: Sequence[BreakPoint], run: Run) -> None:
        self.run, self.hit = run, -1
        self._points = points
        self._at = -1
        self._numbers: list[int] = []
        self._tests: list[Test] = []
        self._held: list[bool] = []

    def begin(self) -> bool:
        """Look at where the run stands, if that is not where it was last seen; False where nothing is to be watched."""
        self.hit = -1
        if self._at != self.run.step:
            bound = [(number, test) for number, test in enumerate(map(self._bound, self._points)) if test]
            self._numbers, self._tests = [number for number, _ in bound], [test for _, test in bound]
            plan = self.run.plan
            self._held = [test(plan) for test in self._tests]
            self._at = self.run.step
        return bool(self._tests)

    def _bound(self, point: BreakPoint) -> Test | None:
        try:
            return point.watch(self.run)
        except NnstudioError:
            return None  # It was set for another network; where there is no such place, nothing can come true.

    def check(self, plan: Plan) -> bool:
        """Ask all after a step; True where a condition has come true that was not before."""
        held, self._at = self._held, self._at + 1
        for place, test in enumerate(self._tests):
            true = test(plan)
            if true is not held[place]:
                held[place] = true
                if true and self.hit < 0:
                    self.hit = self._numbers[place]
        return self.hit >= 0
