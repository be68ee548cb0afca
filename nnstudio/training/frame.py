"""What a window may read of a run: one moment at which weights, z, a, gradients and loss belong together."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from nnstudio.engine.typing import Array
from nnstudio.training.mailbox import Measurement

if TYPE_CHECKING:
    from nnstudio.data.samples import Prepared
    from nnstudio.engine import Expansion, Plan, Program


class Status(StrEnum):
    """What the trainer is about."""

    EMPTY = "empty"
    PAUSED = "paused"
    RUNNING = "running"
    FAILED = "failed"


@dataclass(frozen=True, eq=False)
class Frame:
    """A view of the run between a backward pass and the update that follows; valid until the trainer is let go.

    Attributes
    ----------
    run_id, revision : number of the run; number of the problem within it (another optimiser, another batch size).
    step : updates made so far. epoch : whole epochs done.
    batch_position, batches : number of the batch in its epoch, and how many an epoch has.
    sample : cursor into the batch. rows : (N,) the batch's samples as indices into the training set.
    loss : mean loss of the batch, before regularisation.
    program, plan : read only! ``plan`` is that of this batch's size.
    measurement : the last one on the training and validation sets, if there is one.
    copied : the arrays are copies, since a step takes long; they may be a step or two behind the run.
    head : the farthest step of this run: where one stands behind it, going on is a replay.
    best : step and loss of the run's best validation. parent : run and step that this run branched from.
    altered : the batch's inputs or targets were changed by hand. prepared : the data that it is trained on.
    """

    run_id: int
    revision: int
    step: int
    epoch: int
    batch_position: int
    batches: int
    sample: int
    rows: npt.NDArray[np.int64]
    loss: float
    status: Status
    program: Program
    plan: Plan
    measurement: Measurement | None = None
    copied: bool = False
    change: int = 0
    head: int = 0
    parent: tuple[int, int] | None = None
    best: tuple[int, float] | None = None
    altered: bool = False
    prepared: Prepared | None = None

    @property
    def running(self) -> bool:
        """Whether the run goes on."""
        return self.status is Status.RUNNING

    @property
    def stamp(self) -> tuple[int, int, int, int, int, bool]:
        """Tells two moments apart: a view that has painted this stamp needs no repaint.

        The same step at rest is another moment: some views show nothing, or less, while a run goes on.
        """
        return self.run_id, self.revision, self.step, self.sample, self.change, self.running

    def parameter(self, layer: str, name: str) -> Array:
        """Return a weight array in outside order, dense ``weight`` ``(D_in, D_out)``."""
        return self.program.parameter(layer, name)

    def gradient(self, layer: str, name: str) -> Array:
        """Return ∂L/∂θ of a weight array, L the mean over the batch."""
        return self.program.gradient(layer, name)

    def quantity(self, layer: str, name: str) -> Array:
        """Return ``"x" "z" "a" "slope" "grad_z" "grad_a"`` of a layer, ``(N, *shape)``; KeyError where it has none."""
        return self.plan.quantity(layer, name)

    def expand(self, layer: str, quantity: str, index: tuple[int, ...], sample: int) -> Expansion:
        """Return the terms behind one number (see ``engine.expand``)."""
        from nnstudio.engine import expand

        return expand(self.plan, layer, quantity, index, sample)

    def predict(self, x: Array, *, ranks: bool = False) -> Array:
        """Return predictions ``(N, K)``, or what ranks them, for samples ``(N, *shape)``, scaled as the network sees
        them.
        """
        return self.program.predict(x, ranks=ranks)
