"""Which view shows which kinds of layers; the widgets are imported when the first of them is made."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QWidget

from nnstudio.document.model import Document
from nnstudio.inspection import Moment
from nnstudio.inspection.layer_views.cross_entropy import last_of
from nnstudio.inspection.layer_views.pooling import AVERAGES, MAXIMA
from nnstudio.text import Message, msg
from nnstudio.ui.bridge.views import View, always
from nnstudio.ui.layer_views import examples

if TYPE_CHECKING:
    from nnstudio.ui.bridge.session import Session

KINDS: dict[str, frozenset[str]] = {
    "dense": frozenset({"dense"}),
    "convolution": frozenset(
        {
            *("convolution1d", "convolution2d", "table_convolution2d"),
            *("transposed_convolution1d", "transposed_convolution2d"),
        }
    ),
    "pooling": AVERAGES | MAXIMA,
    "norm": frozenset({"batch_normalization", "layer_normalization", "group_normalization", "rms_normalization"}),
    "residual": frozenset({"add", "projection"}),
    "dropout": frozenset({"dropout"}),
    "embedding": frozenset({"embedding"}),
}
"""The kinds of layers that each view is made for."""


def _of(view: str) -> Callable[[Moment], int]:
    """Return a fit: made for the steps of a view's kinds of layers."""
    return lambda moment: 2 * (moment.trace.layer(moment.step.layer).declaration.id in KINDS[view])


def _at_the_loss(moment: Moment) -> int:
    """Made for the loss, and for the way back from it; offered at the last layer's other steps."""
    last, step = last_of(moment.trace), moment.step
    if (
        last is None
        or moment.trace.plan.loss_of(moment.trace.graph.sinks[0]).reads_logits
        or step.layer not in (last, moment.trace.graph.sinks[0])
    ):
        return 0
    return 3 if step.phase == "loss" or step.quantity in ("grad_a", "grad_z") else 1


def _dense(session: Session) -> QWidget:
    from nnstudio.ui.layer_views.dense import DenseView

    return DenseView(session)


def _convolution(session: Session) -> QWidget:
    from nnstudio.ui.layer_views.convolution import ConvolutionView

    return ConvolutionView(session)


def _pooling(session: Session) -> QWidget:
    from nnstudio.ui.layer_views.pooling import PoolingView

    return PoolingView(session)


def _norm(session: Session) -> QWidget:
    from nnstudio.ui.layer_views.norm import NormView

    return NormView(session)


def _residual(session: Session) -> QWidget:
    from nnstudio.ui.layer_views.residual import ResidualView

    return ResidualView(session)


def _cross_entropy(session: Session) -> QWidget:
    from nnstudio.ui.layer_views.cross_entropy import CrossEntropyView

    return CrossEntropyView(session)


def _dropout(session: Session) -> QWidget:
    from nnstudio.ui.layer_views.dropout import DropoutView

    return DropoutView(session)


def _embedding(session: Session) -> QWidget:
    from nnstudio.ui.layer_views.embedding import EmbeddingView

    return EmbeddingView(session)


def _designs(session: Session) -> QWidget:
    from nnstudio.ui.layer_views.designs import DesignsView

    return DesignsView(session)


def _at_windows(moment: Moment) -> int:
    """Offered where a layer looks through windows."""
    kind = moment.trace.layer(moment.step.layer).declaration.id
    return int(kind in KINDS["convolution"] | KINDS["pooling"])


def _filters(session: Session) -> QWidget:
    from nnstudio.ui.layer_views.filters import FilterView

    return FilterView(session)


def _of_pictures(moment: Moment) -> int:
    """Offered where the network reads pictures."""
    return int(len(moment.trace.shape(moment.trace.graph.sources[0])) == 3)


def _quantities(session: Session) -> QWidget:
    from nnstudio.ui.layer_views.quantities import QuantitiesView

    return QuantitiesView(session)


def _view(
    view: str,
    name: Message,
    make: Callable[[Session], QWidget],
    fits: Callable[[Moment], int],
    example: Callable[[], Document],
) -> View:
    rooms = (f"nnstudio.ui.layer_views.{view}",)
    return View(view, name, "layer", make, fits, example, rooms=rooms)


LAYER_VIEWS: tuple[View, ...] = (
    _view("dense", msg("Matrices"), _dense, _of("dense"), examples.images),
    _view("convolution", msg("Convolution"), _convolution, _of("convolution"), examples.images),
    _view("pooling", msg("Pooling"), _pooling, _of("pooling"), examples.images),
    _view("norm", msg("Normalisation"), _norm, _of("norm"), examples.images),
    _view("residual", msg("Skip and branch"), _residual, _of("residual"), examples.residual),
    _view("cross_entropy", msg("Loss and last layer"), _cross_entropy, _at_the_loss, examples.images),
    _view("dropout", msg("Dropout mask"), _dropout, _of("dropout"), examples.residual),
    _view("embedding", msg("Embedding"), _embedding, _of("embedding"), examples.characters),
    _view("designs", msg("Designs compared"), _designs, _at_windows, examples.images),
    _view("filters", msg("Filter bank"), _filters, _of_pictures, examples.images),
    _view("quantities", msg("All numbers"), _quantities, always, examples.images),
)
