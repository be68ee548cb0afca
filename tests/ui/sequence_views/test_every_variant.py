"""Every variant of a recurrent cell, gate by gate, both ways: each card, copied, comes to the number in the picture."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from PySide6.QtWidgets import QApplication
from sequence_stage import Stage

from nnstudio.document import Document
from nnstudio.inspection import Step
from nnstudio.ui.sequence_views.examples import reading

Show = Callable[[Document], Stage]

VARIANTS: dict[str, tuple[str, dict[str, Any]]] = {
    **{name: ("simple_rnn", {"activation": name}) for name in ("tanh", "relu", "logistic")},
    "added": ("simple_rnn", {"state": "added"}),
    **{name: ("lstm", {"variant": name}) for name in ("standard", "peephole", "coupled", "no_forget")},
    **{f"reset {name}": ("gru", {"reset": name}) for name in ("after", "before")},
    "from the end": ("lstm", {"bidirectional": True, "variant": "peephole"}),
    "truncated": ("gru", {"truncation": 3}),
}
WIRES = {
    "standard": {("f", "kept"), ("join", "f"), ("join", "i")},
    "peephole": {("f", "kept"), ("c_before", "f"), ("c_before", "i"), ("c", "o")},
    "coupled": {("f", "kept"), ("f", "i")},
    "no_forget": {("c_before", "c"), ("join", "i")},
    "reset after": {("join", "s"), ("s", "reset"), ("r", "reset")},
    "reset before": {("join", "reset"), ("r", "reset")},
}
"""What sets a variant's wiring apart from the others'."""
LACKING = {"no_forget": "f", "reset before": "s"}
FUNCTIONS: dict[str, Any] = {
    "S": lambda z: 1 / (1 + np.exp(-z)),
    "R": lambda z: np.maximum(z, 0),
    "D": lambda z: float(z > 0),
    "tanh": np.tanh,
}


def calculated(formula: str) -> float:
    """Work out a copied line with NumPy and nothing of the program."""
    written = formula.partition("=")[2].replace("ReLU′", "D").replace("ReLU", "R").replace("σ", "S")
    assert re.fullmatch(r"[\d\s.e+*/()SRDtanh-]+", written), formula
    return float(eval(written, {"__builtins__": {}}, FUNCTIONS))


def copied(stage: Stage) -> list[tuple[str, float]]:
    """Copy the card; return its formulas with numbers and what they come to."""
    stage.click(stage.panel.toolbar.copy_text)
    lines = QApplication.clipboard().text().splitlines()[2:]
    return [(formula, float(shown.strip(" ="))) for formula, shown in zip(lines[::2], lines[1::2], strict=True)]


@pytest.mark.parametrize("back", [False, True], ids=["forward", "backward"])
@pytest.mark.parametrize("name", VARIANTS)
def test_each_gate_s_card_comes_to_its_number(stage: Show, name: str, back: bool) -> None:
    kind, options = VARIANTS[name]
    made = stage(reading(kind, length=7, units=3, **options))
    prefix = "reverse_" if options.get("bidirectional") else ""
    step = Step("backward" if back else "forward", "n2", f"{prefix}{'grad_h' if back else 'h'}", (5, 1))
    view = made.go(step, "cell")
    diagram = view.cell.diagram
    made.settle()
    assert diagram.step is not None
    asked = 0
    for part in diagram.step.parts:
        number, place = diagram.value(part), diagram.place(part)
        if part.drawn.kind in ("state", "gate"):
            assert number is not None, part.drawn.id
        if place is None or part.drawn.kind == "before":
            continue
        view = made.go(step, "cell")
        made.settle()
        view.verticalScrollBar().setValue(view.verticalScrollBar().maximum())
        made.click(diagram, diagram.box(part).center().toPoint())
        made.settle()
        assert made.step == Step(step.phase, "n2", place.quantity, place.index)
        lines = copied(made)
        assert lines[-1][1] == number
        for formula, shown in lines:
            assert calculated(formula) == pytest.approx(shown, rel=1e-4, abs=5e-7), formula
        asked += 1
    assert asked >= 2


@pytest.mark.parametrize("name", WIRES)
def test_the_picture_has_the_variant_s_own_wiring(stage: Show, name: str) -> None:
    kind, options = VARIANTS[name]
    made = stage(reading(kind, length=5, units=2, **options))
    found = made.go(Step("forward", "n2", "h", (3, 1)), "cell").cell.diagram.step
    assert found is not None
    wires = {(wire.source, wire.target) for wire in found.wires}
    assert wires >= WIRES[name]
    dashed = {(wire.source, wire.target) for wire in found.wires if wire.dashed}
    assert dashed == ({("c_before", "f"), ("c_before", "i"), ("c", "o")} if name == "peephole" else set())
    assert LACKING.get(name) not in {part.drawn.id for part in found.parts}
    if name == "coupled":
        forget, taken = found.part("f").value, found.part("i").value
        assert forget is not None
        assert taken == pytest.approx(1 - forget)
        assert found.part("i").drawn.sign == "1−"


@pytest.mark.parametrize(
    ("kind", "options", "weight"), [("lstm", {"variant": "peephole"}, "peephole"), ("gru", {}, "recurrent_bias")]
)
def test_a_cells_own_weights_are_divided_among_the_steps(
    stage: Show, kind: str, options: dict[str, Any], weight: str
) -> None:
    made = stage(reading(kind, length=6, units=3, **options))
    view = made.go(Step("backward", "n2", f"{weight}_grad", (1, 2) if weight == "peephole" else (2,)))
    page = view.gradient
    assert page.weight.buttons[weight].isVisible()
    assert page.weight.value() == weight
    assert page.shown is not None
    assert page.shown.holds
    assert float(page.shares.bars.values.sum()) == pytest.approx(
        made.inspection.description.main.result, rel=1e-4, abs=1e-7
    )
    others = {"peephole", "recurrent_bias"} - {weight}
    assert not any(page.weight.buttons[other].isVisible() for other in others)


def test_read_from_the_end_the_step_before_is_the_next(stage: Show) -> None:
    made = stage(reading("lstm", length=6, units=3, bidirectional=True))
    step = made.go(Step("forward", "n2", "reverse_h", (3, 1)), "cell").cell.diagram.step
    assert step is not None
    before = step.part("h_before")
    assert before.letter == "h^{←}_{t+1}"
    assert before.value == made.value(before.place)
    assert before.place.index == (4, 1)
