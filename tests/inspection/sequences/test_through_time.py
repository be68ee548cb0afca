"""Back-propagation through time: the steps' shares add up to the plan's gradient, per sample and per batch."""

from __future__ import annotations

import numpy as np
import pytest
from recurring import CASES, H, N, T, ran

from nnstudio.inspection import Trace
from nnstudio.inspection.sequences.direction import Direction
from nnstudio.inspection.sequences.memory import memory_of
from nnstudio.inspection.sequences.through_time import place_of, shared, shares_of, state_norms

BOTH = pytest.mark.parametrize(("kind", "own"), CASES)


@BOTH
@pytest.mark.parametrize("dtype", ["float32", "float64"])
def test_the_steps_add_up_to_the_batchs_gradient(kind: str, own: dict[str, object], dtype: str) -> None:
    program, plan = ran(kind, dtype, **own, bidirectional=True, output="sequence")
    for reverse in (False, True):
        direction = Direction(Trace(plan, 1, batch=True), "l", reverse)
        for weight in shared(direction):
            gradient = program.gradient("l", direction.prefix + weight)
            whole = shares_of(direction, weight)
            assert whole.holds
            assert whole.whole == pytest.approx(float(np.linalg.norm(gradient.astype(float))))
            assert (np.abs(whole.values) <= whole.sizes * (1 + 1e-9)).all()
            for index in np.ndindex(gradient.shape):
                one = shares_of(direction, weight, tuple(index))
                assert one.holds, (weight, index, one.residue, one.bound)
                assert one.whole == float(gradient[index])
                assert one.values.shape == (T,)


@BOTH
def test_the_samples_own_gradients_have_the_batchs_as_their_mean(kind: str, own: dict[str, object]) -> None:
    program, plan = ran(kind, **own)
    for weight in shared(Direction(Trace(plan), "l")):
        gradient = program.gradient("l", weight)
        index = (0,) * gradient.ndim
        each = [shares_of(Direction(Trace(plan, sample), "l"), weight, index) for sample in range(N)]
        assert np.mean([one.whole for one in each]) == pytest.approx(float(gradient[index]), rel=1e-12)
        batch = shares_of(Direction(Trace(plan, 0, batch=True), "l"), weight, index)
        assert np.mean([one.values for one in each], axis=0) == pytest.approx(batch.values, rel=1e-9, abs=1e-15)


def test_a_missing_step_is_noticed() -> None:
    """The bound is no formality: without its largest share the sum does not hold."""
    _, plan = ran("lstm", "float32")
    found = shares_of(Direction(Trace(plan, 0, batch=True), "l"), "recurrent_weight")
    found.values[np.argmax(np.abs(found.values))] = 0
    assert not found.holds


def test_a_cells_own_weights_are_shared_as_well() -> None:
    own = {"peephole": ran("lstm", variant="peephole"), "recurrent_bias": ran("gru", reset="after")}
    for weight, (_, plan) in own.items():
        assert shared(Direction(Trace(plan), "l")) == ("recurrent_weight", "input_weight", "bias", weight)
    assert len(shared(Direction(Trace(ran("gru", reset="before")[1]), "l"))) == 3


def test_what_is_not_shared_over_time() -> None:
    _, plan = ran("lstm", initial_state="learned")
    with pytest.raises(KeyError):
        shares_of(Direction(Trace(plan), "l"), "initial_hidden")
    assert place_of(Direction(Trace(plan), "l"), "bias", (2,)).quantity == "bias_grad"


@BOTH
def test_norms_of_what_comes_back(kind: str, own: dict[str, object]) -> None:
    _, plan = ran(kind, **own, bidirectional=True)
    grad = plan.quantity("l", "reverse_grad_h")
    one = state_norms(Direction(Trace(plan, 2), "l", True))
    assert one == pytest.approx(np.linalg.norm(grad[2], axis=1) * N)
    batch = state_norms(Direction(Trace(plan, 2, batch=True), "l", True))
    assert batch == pytest.approx(np.sqrt((grad**2).sum(axis=(0, 2))))


def test_truncation_cuts_what_comes_back() -> None:
    _, plan = ran("simple_rnn", truncation=3)
    direction = Direction(Trace(plan), "l")
    assert direction.cuts == (3, 6)
    assert not state_norms(direction)[:6].any()
    assert state_norms(direction)[6] > 0
    _, plan = ran("simple_rnn", truncation=3, bidirectional=True)
    assert Direction(Trace(plan), "l", True).cuts == (1, 4)


def test_the_simple_cells_bound_holds() -> None:
    _, plan = ran("simple_rnn")
    found = memory_of(Direction(Trace(plan, 1), "l"), 5)
    assert found.bound is not None
    assert found.contraction is not None
    assert (found.influence <= found.bound * (1 + 1e-12) + 1e-12).all()
    assert found.influence[5] == found.bound[5] == 1
    assert found.influence[6] == found.bound[6] == 0
    assert found.bound[3] == pytest.approx(found.contraction**2)


def test_the_direct_path_is_a_product_of_gates() -> None:
    for kind, gate in (("lstm", "forget_gate"), ("gru", "update_gate")):
        _, plan = ran(kind, bidirectional=True)
        values = plan.quantity("l", gate)[1]
        found = memory_of(Direction(Trace(plan, 1), "l"), 5)
        assert found.direct is not None
        assert found.bound is None
        assert found.direct[2] == pytest.approx(values[3:6].prod(axis=0).mean(), rel=1e-9)
        assert found.direct[6] == 0
        values = plan.quantity("l", f"reverse_{gate}")[1]
        found = memory_of(Direction(Trace(plan, 1), "l", True), 2)
        assert found.direct is not None
        assert found.direct[4] == pytest.approx(values[2:4].prod(axis=0).mean(), rel=1e-9)
        assert found.direct[1] == 0


def test_the_largest_singular_values() -> None:
    program, plan = ran("gru")
    found = dict(memory_of(Direction(Trace(plan), "l"), 6).singular)
    block = program.parameter("l", "recurrent_weight")[:, H : 2 * H]
    assert found["update"] == pytest.approx(np.linalg.svd(block)[1][0])
