"""What a view of Inspect declares: its name, its group, how it is built, and for which steps it is made."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from PySide6.QtWidgets import QWidget

from nnstudio.document.model import Document
from nnstudio.inspection import Lit, Moment
from nnstudio.text import Message, msg

if TYPE_CHECKING:
    from nnstudio.engine import Plan
    from nnstudio.ui.bridge.session import Session

LEFT: tuple[tuple[str, Message], ...] = (
    ("network", msg("Network")),
    ("layer", msg("Layer")),
    ("graph", msg("Graph")),
    ("neuron", msg("Neuron")),
)
"""The groups of the left half, in this order."""
RIGHT: tuple[tuple[str, Message], ...] = (
    ("card", msg("This step")),
    ("what_if", msg("What if")),
    ("check", msg("Check")),
)
"""The groups of the right half."""
FOOT: tuple[tuple[str, Message], ...] = (("run", msg("Run")),)
"""The bar below the line of steps."""


class InspectView(Protocol):
    """What a view's widget can do."""

    def show_moment(self, moment: Moment) -> None:
        """Show a moment; called while the trainer is held. Copy what is painted."""

    def show_lit(self, lit: Lit) -> None:
        """Mark what is pointed at elsewhere."""


def always(moment: Moment) -> int:
    """Offer a view for every step."""
    return 1


@dataclass(frozen=True)
class View:
    """A view of one step.

    ``group`` : of ``LEFT``, ``RIGHT`` or ``FOOT``. ``make`` builds the widget, an :class:`InspectView`, and imports its
    room inside. ``fits`` : 0 not offered for this step, 1 offered, 2 made for it; of a group the best is shown.
    ``example`` : the document that pictures and tests open to show it; None: the opening one.
    ``ahead`` : works out what the view needs of a plan once, in pieces, so that it is there before anybody looks.
    ``rooms`` : what is imported when it is built first, in this order; the stage does so before, one at a time while
    nothing else happens, so that the first look at it is no wait. One that is left out is only slower.
    Every view shows a question mark for a result that is covered, see ``inspection.working_out``.
    """

    id: str
    name: Message
    group: str
    make: Callable[[Session], QWidget]
    fits: Callable[[Moment], int] = always
    example: Callable[[], Document] | None = None
    ahead: Callable[[Plan], Iterator[None]] | None = None
    rooms: tuple[str, ...] = ()
