"""The history of a run in a fixed space: minimum, mean and maximum of ever wider stretches of steps."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import chain
from typing import Any

import numpy as np
import numpy.typing as npt

from nnstudio.training.mailbox import Scalars
from nnstudio.training.observation import Observation
from nnstudio.training.pyramid import MEASURED_CAPACITY, Curve, Moments
from nnstudio.training.trends import Trends

_PATIENCE = 64
"""Deliveries that may wait, about a second's: a window that is not looked at must not collect them for ever."""
_OBSERVED = 32
"""Observations that may wait: charts of losses are looked at far oftener than what goes on inside the run."""
SERIES = ("train_loss", "validation_loss", "train_metric", "validation_metric")
"""The measured curves, by the names of :class:`Measurement`'s fields; of several outputs each has them, too, under
``of_output``."""


def of_output(name: str, output: str) -> str:
    """Return under which name an output's own curve is kept."""
    return f"{name} {output}" if output else name


class RunCurves:
    """All curves of one run: the loss of every batch, what was measured on training and validation set, what was
    observed inside.

    What arrives is kept as it is until somebody looks, since it arrives oftener than it is looked at.
    """

    def __init__(self) -> None:
        self.run = 0
        self._batch_loss = Curve()
        self._measured = {name: Curve(MEASURED_CAPACITY) for name in SERIES}
        self._trends = Trends()
        self._waiting: list[Scalars] = []
        self._observed: list[Observation] = []

    @property
    def trends(self) -> Trends:
        """What was observed inside the run."""
        self._settle()
        self._settle_trends()
        return self._trends

    @property
    def batch_loss(self) -> Curve:
        """The loss of every batch."""
        self._settle()
        return self._batch_loss

    @property
    def measured(self) -> dict[str, Curve]:
        """The measured curves, by the names of :data:`SERIES`."""
        self._settle()
        return self._measured

    def clear(self) -> None:
        """Forget everything: a new run begins."""
        self._waiting.clear()
        self._observed.clear()
        self._batch_loss.clear()
        self._trends = Trends()
        self._measured = {name: Curve(MEASURED_CAPACITY) for name in SERIES}

    @property
    def nbytes(self) -> int:
        """The memory that all of them take."""
        return sum(each.nbytes for _name, each in (*self.all().items(), *self.trends.all()))

    def all(self) -> dict[str, Curve]:
        """Return every curve by its name."""
        return {"batch_loss": self.batch_loss, **self.measured}

    def absorb(self, scalars: Scalars) -> bool:
        """Add what the mailbox held, False if nothing; the first losses of another run clear what is here."""
        if scalars.empty:
            return False
        if scalars.run != self.run:
            self.clear()
            self.run = scalars.run
        self._waiting.append(scalars)
        if len(self._waiting) >= _PATIENCE:
            self._settle()
        return True

    def branch(self, run: int, step: int) -> RunCurves:
        """Return the curves of a run that goes on from ``step``: a copy of what lies up to there."""
        made = RunCurves()
        made.run = run
        made._batch_loss = self.batch_loss.until(step)
        made._measured = {name: curve.until(step) for name, curve in self.measured.items()}
        made._trends = self.trends.until(step)
        return made

    def save_arrays(self) -> dict[str, npt.NDArray[Any]]:
        """Return all curves as named arrays (``"train_loss.values"`` …) for a file."""
        kept = (*self.all().items(), *self.trends.all())
        return {f"{name}.{part}": array for name, each in kept for part, array in each.save_arrays().items()}

    def load_arrays(self, arrays: Mapping[str, npt.NDArray[Any]]) -> None:
        """Take the curves of a file; ones that it lacks are cleared.

        Raises
        ------
        ValueError, KeyError : the arrays do not fit together.
        """
        parts: dict[str, dict[str, npt.NDArray[Any]]] = {}
        for key, array in arrays.items():
            name, _, part = key.rpartition(".")
            parts.setdefault(name, {})[part] = array
        names = dict.fromkeys(("batch_loss", *SERIES, *(name for name in parts if name.split(" ")[0] in SERIES)))
        curves = {name: Curve.from_arrays(parts[name]) if name in parts else Curve() for name in names}
        trends = Trends()
        trends.load(parts)
        self._waiting.clear()
        self._observed.clear()
        self._trends = trends
        self._batch_loss = curves.pop("batch_loss")
        self._measured = curves

    def _settle(self) -> None:
        if not self._waiting:
            return
        waiting, self._waiting = self._waiting, []
        self._extend_losses(waiting)
        self._observed += [seen for scalars in waiting for seen in scalars.observations]
        if len(self._observed) >= _OBSERVED:
            self._settle_trends()
        rows = [row for scalars in waiting for row in scalars.measurements]
        if rows:
            self._extend([(row[0], row[1], row[2], row[3], row[4]) for row in rows], "")
            for output, *_ in rows[-1].outputs:
                own = [(row.step, *numbers) for row in rows for name, *numbers in row.outputs if name == output]
                self._extend(own, output)

    def _extend_losses(self, waiting: Sequence[Scalars]) -> None:
        steps = np.concatenate([scalars.steps for scalars in waiting])
        losses = np.concatenate([scalars.losses for scalars in waiting])
        self._batch_loss.extend(Moments(steps), losses)

    def _settle_trends(self) -> None:
        if self._observed:
            seen, self._observed = self._observed, []
            self._trends.extend(seen)

    def _extend(self, rows: Sequence[tuple[float, ...]], output: str) -> None:
        """Add rows of the step and a number for each of the series."""
        width = 1 + len(SERIES)
        table = np.fromiter(chain.from_iterable(rows), np.float64, len(rows) * width).reshape(-1, width)
        moments = Moments(table[:, 0].astype(np.int64))
        for place, name in enumerate(SERIES, start=1):
            key = of_output(name, output)
            if key not in self._measured:
                self._measured[key] = Curve(MEASURED_CAPACITY)
            self._measured[key].extend(moments, table[:, place])
