"""Where the run stands (F14): on a slope, at a minimum, at a saddle or on a plateau, by its gradient and curvature."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from nnstudio.engine.measures.curvature import Verdict, verdict
from nnstudio.engine.measures.objective import Objective
from nnstudio.engine.program import Program
from nnstudio.engine.typing import Array
from nnstudio.inspection.landscape.survey import seconds_of
from nnstudio.text import Message, msg

SECONDS = 4.0
"""What the curvature may take: of a large network it is worked out by fewer products."""
FEWEST, MOST = 6, 60
_PASSES = 2
"""Gradients for one product with the Hessian."""

NAMES = {
    "slope": msg("On a slope"),
    "minimum": msg("At a minimum"),
    "saddle": msg("At a saddle"),
    "maximum": msg("At a maximum"),
    "plateau": msg("On level ground"),
    "bottom": msg("Minimum or plateau"),
}
_SAID = {
    "bowl": msg("The loss still falls. The surface curves upward along all directions: a bowl above its bottom."),
    "level": msg("The loss still falls. No direction curves downward, but some are flat: this is no bowl."),
    "slope": msg("The loss still falls. Along some directions the surface curves downward: this is no bowl."),
    "minimum": msg("The gradient is nearly 0, and along no direction does the surface curve downward."),
    "bottom": msg(
        "The gradient is nearly 0 and no direction curves downward, but some are flat: whether the loss falls farther "
        "out there, curvature does not say."
    ),
    "saddle": msg("The gradient is nearly 0, yet along some directions the surface curves downward: a way out."),
    "maximum": msg("The gradient is nearly 0, and along no direction does the surface curve upward."),
    "plateau": msg("Neither gradient nor curvature: here gradient descent hardly moves."),
}
_FLAT = 1e-3
"""Of the largest curvature: so little is taken for none."""
_NONE = 1e-4
"""A curvature that is none by itself, as for the verdict: so much rounding alone may make."""


@dataclass(frozen=True)
class Standing:
    """A verdict in words: ``name``, and ``said`` in a sentence; the numbers are the verdict's."""

    verdict: Verdict

    @property
    def name(self) -> Message:
        """What is here, in two or three words."""
        return NAMES["bottom" if self._is_flat_below else self.verdict.kind]

    @property
    def said(self) -> Message:
        """What that means for the run."""
        found, none = self.verdict, max(_NONE, _FLAT * self.verdict.largest)
        if found.kind == "slope" and found.least >= -none:
            return _SAID["bowl" if found.least > none else "level"]
        return _SAID["bottom" if self._is_flat_below else found.kind]

    @property
    def _is_flat_below(self) -> bool:
        """Whether a minimum is flat along some direction: all first weights 0 are one such, and no minimum."""
        return self.verdict.kind == "minimum" and self.verdict.least <= _FLAT * self.verdict.largest

    @property
    def fastest(self) -> float | None:
        """The learning rate below which plain gradient descent is stable here; None where nothing curves upward."""
        return 2 / self.verdict.largest if self.verdict.largest > _NONE else None


class CalledOffError(Exception):
    """Nobody wants to know any more."""


class Inquiry:
    """Worked off by :meth:`run`, in any thread; ``program`` is a copy that nobody else uses meanwhile."""

    def __init__(self, program: Program, theta: Array, x: Array, y: Array | Sequence[Array]) -> None:
        self._program, self._theta, self._x, self._y = program, theta, x, y
        self._called_off = False

    def call_off(self) -> None:
        """End :meth:`run` after the pass under way."""
        self._called_off = True

    def run(self) -> Standing | None:
        """Return where the weights ``theta`` stand; None if called off, or where the numbers are not finite."""
        self._program.theta[:] = self._theta
        try:
            with np.errstate(all="ignore"):
                objective = _Patient(self._program, self._x, self._y, self)
                one = seconds_of(lambda: objective.gradient(objective.theta))
                products = int(min(MOST, max(FEWEST, SECONDS / (_PASSES * max(one, 1e-7)))))
                found = verdict(objective, products=products)
        except (CalledOffError, np.linalg.LinAlgError):
            return None
        return Standing(found) if np.isfinite((found.gradient_norm, found.least, found.largest)).all() else None

    @property
    def is_off(self) -> bool:
        """Whether it has been called off."""
        return self._called_off


class _Patient(Objective):
    """Lets the window's thread have its turn between two passes, and looks whether to go on."""

    def __init__(self, program: Program, x: Array, y: Array | Sequence[Array], inquiry: Inquiry) -> None:
        self._inquiry = inquiry
        super().__init__(program, x, y)

    def gradient(self, theta: Array) -> Array:
        if self._inquiry.is_off:
            raise CalledOffError
        time.sleep(0)
        return super().gradient(theta)
