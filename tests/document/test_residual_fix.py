"""An addition whose skip does not fit its branch is offered a projection, and is trainable with it."""

from __future__ import annotations

import pytest

from nnstudio.data.settings import DataSettings
from nnstudio.document import AddLayer, Connect, Document, TrainingSettings, analyse, apply

Parameters = tuple[tuple[str, object], ...]


def residual(*, stride: int, filters: int, skip_first: bool) -> Document:
    """Return digits through a convolution, added to themselves, then a dense layer of ten."""
    made = Document(data=DataSettings(dataset="digits"), training=TrainingSettings(loss="cross_entropy"))
    branch = (("filters", filters), ("kernel_height", 3), ("kernel_width", 3), ("padding", "same"), ("stride", stride))
    made = apply(made, AddLayer("input", 0.0, 0.0, ()))
    made = apply(made, AddLayer("convolution2d", 200.0, 0.0, branch, connect_from="n1"))
    made = apply(made, AddLayer("add", 400.0, 0.0, ()))
    for source in ("n1", "n2") if skip_first else ("n2", "n1"):
        made = apply(made, Connect(source, "n3"))
    made = apply(made, AddLayer("flatten", 600.0, 0.0, (), connect_from="n3"))
    last = (("activation", "softmax"), ("units", 10))
    made = apply(made, AddLayer("dense", 800.0, 0.0, last, connect_from="n4"))
    return apply(made, AddLayer("output", 1000.0, 0.0, (), connect_from="n5"))


@pytest.mark.parametrize("skip_first", [True, False])
@pytest.mark.parametrize(("stride", "filters"), [(1, 6), (2, 6), (2, 1)])
def test_the_addition_becomes_a_projection(stride: int, filters: int, skip_first: bool) -> None:
    document = residual(stride=stride, filters=filters, skip_first=skip_first)
    (problem,) = [problem for problem in analyse(document).problems if problem.node == "n3"]
    assert problem.fix is not None
    mended = apply(document, problem.fix)
    analysis = analyse(mended)
    assert analysis.is_trainable, [str(problem.message) for problem in analysis.problems]
    assert mended.network.by_id["n3"].kind == "projection"
    assert [wire.source for wire in mended.network.incoming["n3"]] == ["n1", "n2"]
    assert analysis.shapes["n3"] == analysis.shapes["n2"]
    assert analysis.counts["n3"] == filters


def test_a_skip_that_fits_is_left_alone() -> None:
    analysis = analyse(residual(stride=1, filters=1, skip_first=True))
    assert analysis.is_trainable
    assert not analysis.problems_of("n3")
