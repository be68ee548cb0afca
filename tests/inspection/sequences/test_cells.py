"""Strips over time, and one step's cell: every number is the plan's, what operations make agrees with what follows."""

from __future__ import annotations

import numpy as np
import pytest
from recurring import CASES, H, N, T, ran

from nnstudio.inspection import Step, Trace
from nnstudio.inspection.sequences.cell_step import CellStep, cell_step
from nnstudio.inspection.sequences.direction import Direction, Spot, spot_of
from nnstudio.inspection.sequences.unrolled import unrolled
from nnstudio.inspection.symbols import scripted

BOTH = pytest.mark.parametrize(("kind", "own"), CASES)


@BOTH
@pytest.mark.parametrize("reverse", [False, True])
def test_strips_are_the_plans_numbers(kind: str, own: dict[str, object], reverse: bool) -> None:
    _, plan = ran(kind, **own, bidirectional=True)
    trace = Trace(plan, 1)
    found = unrolled(Direction(trace, "l", reverse))
    assert found.length == T
    assert found.units == H
    assert found.forward[-1].quantity == ("reverse_h" if reverse else "h")
    assert len(found.backward) >= 2
    for strip in (*found.forward, *found.backward):
        assert strip.values.shape[1] == T
        for row, time in np.ndindex(strip.values.shape):
            assert strip.values[row, time] == trace.value(strip.place(int(row), int(time)))


def test_gradients_of_the_batch_are_sums() -> None:
    _, plan = ran("lstm")
    strips = {strip.quantity: strip for strip in unrolled(Direction(Trace(plan, 1, batch=True), "l")).backward}
    assert pytest.approx(plan.quantity("l", "grad_c").sum(axis=0)) == strips["grad_c"].values.T


@BOTH
def test_every_gate_of_the_cell_is_in_its_picture(kind: str, own: dict[str, object]) -> None:
    _, plan = ran(kind, **own)
    shown = {part.drawn.quantity for part in cell_step(Direction(Trace(plan), "l"), 3, 1).parts}
    states = {"z"} if kind == "simple_rnn" else set()
    gates = {name.removesuffix("_z") for name in plan.sites["l"].quantities if name.endswith("_z")} - {"grad"}
    gates = {name for name in gates if not name.endswith("_grad")}
    assert gates | states | {"h", "x"} <= shown


def value(found: CellStep, name: str) -> float:
    number = found.part(name).value
    assert number is not None
    return number


@BOTH
@pytest.mark.parametrize("reverse", [False, True])
def test_the_pictures_sums_come_to_the_plans_states(kind: str, own: dict[str, object], reverse: bool) -> None:
    """What the wires carry into c and h gives c and h: the picture is that of the variant that runs."""
    _, plan = ran(kind, **own, bidirectional=True, initial_state="learned")
    for time in range(T):
        for unit in range(H):
            found = cell_step(Direction(Trace(plan, 2), "l", reverse), time, unit)
            kinds = {part.drawn.id: part for part in found.parts}
            for part in found.parts:
                if part.drawn.kind != "state" or part.drawn.sign not in ("+", "×"):
                    continue
                carried = [value(found, wire.source) for wire in found.wires if wire.target == part.drawn.id]
                wanted = sum(carried) if part.drawn.sign == "+" else np.prod(carried)
                assert part.value == pytest.approx(float(wanted), rel=1e-12, abs=1e-15), (part.drawn.id, time)
            assert all(wire.source in kinds and wire.target in kinds for wire in found.wires)


def test_the_state_before_the_first_step() -> None:
    program, plan = ran("lstm")
    found = cell_step(Direction(Trace(plan), "l"), 0, 1)
    assert found.first
    assert found.part("c_before").place is None
    assert value(found, "c_before") == 0
    program, plan = ran("lstm", initial_state="learned")
    found = cell_step(Direction(Trace(plan), "l"), 0, 1)
    assert value(found, "c_before") == program.parameter("l", "initial_cell")[1]
    with pytest.raises(KeyError):
        found.part("nothing")


def test_what_comes_back_is_the_samples_own_or_the_batchs() -> None:
    _, plan = ran("lstm")
    grad = plan.quantity("l", "grad_c")[:, 4, 2]
    assert cell_step(Direction(Trace(plan, 1), "l"), 4, 2).part("c").slope == pytest.approx(grad[1] * N)
    assert cell_step(Direction(Trace(plan, 1, batch=True), "l"), 4, 2).part("c").slope == pytest.approx(grad.sum())


def test_where_a_step_stands() -> None:
    _, plan = ran("gru", bidirectional=True)
    trace = Trace(plan)
    assert spot_of(trace, Step("forward", "l", "reverse_h", (2, 1))) == Spot(True, 2, 1)
    assert spot_of(trace, Step("forward", "l", "a", (H + 1,))) == Spot(True, 0, 1)
    assert spot_of(trace, Step("backward", "l", "recurrent_weight_grad", (1, 2 * H + 1))) == Spot(False, None, 1)
    assert spot_of(trace, Step("forward", "l", "h")) == Spot(False, None, None)
    _, plan = ran("gru", bidirectional=True, output="sequence")
    assert spot_of(Trace(plan), Step("forward", "l", "a", (5, 2))) == Spot(False, 5, 2)
    # A group of steps, all units of one time, has the beginning of the index.
    assert spot_of(Trace(plan), Step("forward", "l", "a", (5,))) == Spot(False, 5, None)
    assert spot_of(Trace(plan), Step("backward", "l", "reverse_grad_h", (5,))) == Spot(True, 5, None)


@BOTH
@pytest.mark.parametrize("reverse", [False, True])
def test_a_number_has_one_letter_in_the_picture_the_strips_and_on_its_card(
    kind: str, own: dict[str, object], reverse: bool
) -> None:
    _, plan = ran(kind, **own, bidirectional=True)
    direction = Direction(Trace(plan, 1), "l", reverse)
    parts = [part for part in cell_step(direction, 3, 1).parts if part.place and part.drawn.kind != "before"]
    strips = unrolled(direction).forward[1:]
    assert parts
    for letter, place in [
        *((part.letter, part.place) for part in parts),
        *((strip.known.letter, strip.place(1, 3)) for strip in strips),
    ]:
        assert place is not None
        assert direction.trace.symbol(place) == scripted(letter, (3, 1), commas=True)
