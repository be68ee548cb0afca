"""Every kind of step of every family of layers, at every grain, with the layer's view on top: each is shown."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from kinds import KINDS, document_of
from layer_stage import Stage
from PySide6.QtWidgets import QApplication

from nnstudio.document import Document
from nnstudio.inspection.cursor import offered
from nnstudio.ui.layer_views import examples
from nnstudio.ui.layer_views.base import LayerView

DOCUMENTS: dict[str, Callable[[], Document]] = {
    "residual": examples.residual,
    "embedding": examples.characters,
    **{kind: lambda kind=kind: document_of(kind) for kind in KINDS},
}


@pytest.mark.parametrize("name", DOCUMENTS)
def test_every_step_is_shown(name: str, stage: Callable[[Document], Stage]) -> None:
    shown = stage(DOCUMENTS[name]())
    shown.panel.left.show_group("layer")
    with shown.inspection.hold() as moment:
        assert moment is not None
        grains = offered(moment.trace.plan)
    seen = set()
    for grain in grains:
        shown.inspection.set_grain(grain)
        line = shown.inspection.line
        assert line is not None
        for start, stop in zip(line.starts, line.starts[1:], strict=False):
            for place in {start, (start + stop) // 2, stop - 1}:
                shown.inspection.go(place)
                view = shown.panel.view(shown.panel.left.shown)
                if isinstance(view, LayerView):
                    seen.add(type(view).__name__)
                    assert view.layer == shown.inspection.step.layer
        QApplication.processEvents()
    assert seen
    shown.inspection.set_options(batch=True, columns=True)
    assert not shown.panel.grab().isNull()
