"""How things are shown, the same for all views of one step."""

from __future__ import annotations

from dataclasses import dataclass, field

from nnstudio.inspection.overlay import Overlay


@dataclass(frozen=True)
class Options:
    """Choices that hold for every step and every view.

    ``batch`` : gradients are those of the batch's mean loss, else of the sample's own. ``digits`` : significant ones.
    ``columns`` : vectors are columns, ``W x + b``, else rows, ``x W + b``. ``overlay`` : what the picture shows.
    ``covered`` : the step's result is not shown, for the reader to work it out.
    """

    batch: bool = False
    digits: int = 4
    columns: bool = False
    overlay: Overlay = field(default_factory=Overlay)
    covered: bool = False
