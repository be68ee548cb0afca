"""Which view shows which kinds of layers; the widgets are imported when the first of them is made."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QWidget

from nnstudio.inspection import Moment
from nnstudio.text import msg
from nnstudio.ui.bridge.views import View
from nnstudio.ui.layer_views.examples import images

if TYPE_CHECKING:
    from nnstudio.ui.bridge.session import Session

CONVOLUTIONS = ("convolution1d", "convolution2d", "transposed_convolution1d", "transposed_convolution2d")


def of(*kinds: str) -> Callable[[Moment], int]:
    """Return a fit: made for the steps of these kinds of layers."""
    return lambda moment: 2 * (moment.trace.layer(moment.step.layer).declaration.id in kinds)


def _convolution(session: Session) -> QWidget:
    from nnstudio.ui.layer_views.convolution import ConvolutionView

    return ConvolutionView(session)


LAYER_VIEWS: tuple[View, ...] = (
    View("convolution", msg("Convolution"), "layer", _convolution, of(*CONVOLUTIONS), images),
)
