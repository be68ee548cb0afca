"""When a run stops by itself: the validation loss gets no better any more, or the gradient has all but vanished."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

from nnstudio.engine import Program
from nnstudio.engine.typing import Array
from nnstudio.training.events import Reason
from nnstudio.training.mailbox import Measurement
from nnstudio.training.stop_rule import StopRule


def watched_loss(measurement: Measurement) -> float:
    """Return the loss that early stopping and schedules look at: the validation set's, else the training set's."""
    loss = measurement.validation_loss
    return measurement.train_loss if math.isnan(loss) else loss


class Stopping:
    """What early stopping keeps: the best loss, its step and weights, and for how many validations it has waited.

    The arrays are replaced, never written into, so a saved state may share them.
    """

    def __init__(self, rule: StopRule) -> None:
        self.rule = rule
        self.theta: Array | None = None
        self.carried: Array | None = None
        self.forget()

    def forget(self) -> None:
        """Begin anew: nothing was good yet."""
        self.best, self.best_step, self.waited = math.inf, -1, 0
        self.theta = self.carried = None

    def follow(self, rule: StopRule) -> None:
        """Follow another rule from now on; where patience is switched on, waiting begins anew."""
        if not self.rule.patience and rule.patience:
            self.forget()
        self.rule = rule

    def judge(self, measurement: Measurement, program: Program) -> Reason | None:
        """Take one validation into account; return why the run should stop, None where it should go on.

        Source: Prechelt, "Early Stopping – But When?" (1998).
        """
        if self.rule.patience and self._has_run_out(watched_loss(measurement), measurement.step, program):
            return Reason.NO_IMPROVEMENT
        if self.rule.gradient_tolerance and program.gradient_norm() < self.rule.gradient_tolerance:
            return Reason.SMALL_GRADIENT
        return None

    def _has_run_out(self, loss: float, step: int, program: Program) -> bool:
        if loss < self.best - self.rule.minimum_change:
            self.best, self.best_step, self.waited = loss, step, 0
            self.theta, self.carried = program.theta.copy(), program.carried.copy()
            return False
        self.waited += 1
        if self.waited < self.rule.patience:
            return False
        self.waited = 0  # Who has it go on even so, grants it as much patience again.
        return True

    def save_state(self) -> dict[str, Any]:
        """Return the counters, and the best weights where there are any."""
        if self.theta is None or self.carried is None:
            return {"waited": self.waited}
        return {
            "waited": self.waited,
            "best": self.best,
            "best_step": self.best_step,
            "theta": self.theta,
            "carried": self.carried,
        }

    def load_state(self, state: Mapping[str, Any], program: Program) -> None:
        """Go on from what :meth:`save_state` gave; best weights of another network are left out.

        Raises
        ------
        KeyError, TypeError, ValueError : it is no such state.
        """
        waited = int(state["waited"])
        theta, carried = state.get("theta"), state.get("carried")
        fits = _like(theta, program.theta) and _like(carried, program.carried)
        best, best_step = (float(state["best"]), int(state["best_step"])) if fits else (math.inf, -1)
        self.waited, self.best, self.best_step = waited, best, best_step
        self.theta, self.carried = (theta, carried) if fits else (None, None)


def _like(given: object, own: Array) -> bool:
    return getattr(given, "shape", None) == own.shape and getattr(given, "dtype", None) == own.dtype
