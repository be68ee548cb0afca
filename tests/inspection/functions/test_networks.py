"""What small real networks show: zig-zag, dying ReLUs; and where a run's net inputs lie."""

from __future__ import annotations

import numpy as np
import pytest

from nnstudio.document import SetParameters, apply, opening_document
from nnstudio.inspection.functions.dying import AFTER, BEFORE, LAYERS, RIVALS, bad_step
from nnstudio.inspection.functions.layer_inputs import layer_inputs, net_inputs
from nnstudio.inspection.functions.zigzag import RIVALS as FUNCTIONS
from nnstudio.inspection.functions.zigzag import TEACHER, descend, surface
from nnstudio.training.headless import make_problem

LOGISTIC, CENTRED, TANH = FUNCTIONS


def test_positive_inputs_move_both_weights_the_same_way() -> None:
    for seed in range(5):
        positive, centred = descend(LOGISTIC, 200, 1.0, seed), descend(CENTRED, 200, 1.0, seed)
        assert positive.together == 1.0
        assert 0.2 < centred.together < 0.8


def test_tanh_beats_logistic_and_so_does_logistic_that_is_centred() -> None:
    steps = {each: [descend(each, 600, 1.0, seed).steps_to(0.01) for seed in range(7)] for each in FUNCTIONS}
    medians = {each: np.median([np.inf if n is None else n for n in found]) for each, found in steps.items()}
    assert medians[TANH] < medians[LOGISTIC] / 2
    assert medians[CENTRED] < medians[LOGISTIC] / 2


def test_the_surface_is_the_networks_own_loss() -> None:
    found = descend(LOGISTIC, 50, 1.0)
    assert found.losses[0] == pytest.approx(float(surface(found.hessian, np.array(0.0), np.array(0.0))))
    assert surface(found.hessian, np.array(TEACHER[0]), np.array(TEACHER[1])) == 0
    np.testing.assert_allclose(np.diff(found.path, axis=0), -found.rate * found.gradients, atol=1e-14)
    assert found.condition > 5


@pytest.mark.parametrize("seed", range(6))
@pytest.mark.parametrize("factor", [20.0, 60.0])
def test_dead_in_the_first_layer_is_dead_for_good(seed: int, factor: float) -> None:
    found = bad_step("relu", factor, seed)
    dead = found.dead["h1"]
    assert (dead[1:] >= dead[:-1]).all()
    assert found.revived("h1") == 0
    assert not found.reached["h1"][dead[-1].astype(bool)].any()


def test_the_first_start_shows_both() -> None:
    found = bad_step("relu", 25.0)
    assert found.dead_at("h1", found.shock) > found.dead_at("h1", found.shock - 1)
    assert found.revived("h2") > 0
    assert len(found.losses) == BEFORE + AFTER + 1
    assert all(found.firing[layer].shape == (BEFORE + AFTER + 1, 8) for layer in LAYERS)


@pytest.mark.parametrize("rival", RIVALS[1:])
def test_nothing_dies_where_the_left_side_has_a_slope(rival: str) -> None:
    found = bad_step(rival, 25.0)
    assert np.isfinite(found.losses).all()
    assert found.dead_at("h1", -1) == 0


def test_the_net_inputs_of_each_layer() -> None:
    document = apply(opening_document(), SetParameters("n2", (("activation", "relu"),)))
    plan = make_problem(document).run.plan
    found = {each.layer: each for each in layer_inputs(plan)}
    assert list(found) == ["n2", "n3", "n4"]
    z = plan.quantity("n2", "z")
    np.testing.assert_array_equal(np.sort(found["n2"].z), np.sort(np.asarray(z, float).ravel()))
    assert found["n2"].zero == pytest.approx((z <= 0).mean())
    assert found["n2"].saturated == pytest.approx((z <= 0).mean())
    assert found["n2"].dead == int((z <= 0).all(axis=0).sum())
    assert found["n2"].neurons == 6
    np.testing.assert_allclose(found["n3"].value, np.tanh(found["n3"].x))
    assert len(net_inputs(plan)) == sum(len(each.z) for each in found.values())
