"""What an edit changed, so that each view decides by itself whether to redraw."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Final

from nnstudio.document.difference import Difference, difference
from nnstudio.document.model import Document
from nnstudio.training.live import retunes

if TYPE_CHECKING:
    from nnstudio.document.edits import Edit

_REGULARISING: Final = frozenset({"l1", "l2", "clip_norm", "clip_value"})
_STOPPING: Final = frozenset({"stop_epoch", "patience", "minimum_change", "restore_best", "gradient_tolerance"})
LIVE: Final = (
    frozenset({"learning_rate", "schedule", "schedule_parameters", "validate_every", "seed", "loss_weights"})
    | _REGULARISING
    | _STOPPING
)
"""Training settings that the run takes up as it goes on; the seed is read at the next reset. Mostly the optimiser's
numbers are of them too (see ``training.live.retunes``)."""
SAME_CURVE: Final = LIVE | {"optimizer", "optimizer_parameters", "batch_size", "dtype"}
"""Training settings after which the loss still measures the same, so the curve is continued."""


@dataclass(frozen=True)
class Change:
    """From ``before`` to ``after``, by ``edit`` (None: an undo or redo, or another document).

    ``replaced`` : it is another document (new, opened), not an edit of this one. ``came_back`` : a drag has led back to
    where it began.
    """

    before: Document
    after: Document
    edit: Edit | None = None
    replaced: bool = False
    came_back: bool = False

    @cached_property
    def difference(self) -> Difference:
        """What differs, part by part."""
        return difference(self.before, self.after)

    @property
    def returns(self) -> bool:
        """Whether it leads to a document that was there before."""
        return self.came_back or (self.edit is None and not self.replaced)

    @property
    def layout_only(self) -> bool:
        """Whether nothing that training reads differs: boxes moved or renamed, the title changed."""
        return self.difference.layout_only and not self.replaced

    @property
    def network(self) -> bool:
        """Whether the network differs in any way, its layout included."""
        return self.replaced or self.difference.network or self.difference.layout

    @property
    def structure(self) -> bool:
        """Whether layers, their parameters or their wires differ, not only places and names."""
        return self.replaced or self.difference.network

    @property
    def data(self) -> bool:
        """Whether the data or their preparation differ."""
        return self.replaced or self.difference.data

    @property
    def training(self) -> bool:
        """Whether a training setting differs."""
        return self.replaced or bool(self.difference.training)

    @property
    def needs_load(self) -> bool:
        """Whether the trainer must compile again; the rest applies to the run as it goes on."""
        return self.structure or self.data or not self.difference.training <= self._live

    @cached_property
    def _live(self) -> frozenset[str]:
        tuned = "optimizer_parameters" in self.difference.training
        live = tuned and retunes(self.before.training, self.after.training)
        return LIVE | {"optimizer_parameters"} if live else LIVE

    @property
    def continues(self) -> bool:
        """Whether the curve still means the same after loading: another optimiser, batch size, or a point by hand."""
        same = not (self.replaced or self.structure or self.difference.drawn)
        return same and self.difference.training <= SAME_CURVE
