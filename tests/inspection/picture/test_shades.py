"""What is laid over the picture is the plan's numbers, with one scale for what may be compared."""

from __future__ import annotations

import numpy as np
import pytest
from inspected import network, primed

from nnstudio.engine import Plan
from nnstudio.engine.foretell import foretell
from nnstudio.inspection import Overlay, Step, Trace, describe
from nnstudio.inspection.overlay import FILLS, LINKS
from nnstudio.inspection.picture import Scene, scene_of
from nnstudio.inspection.picture.shades import round_up


@pytest.fixture
def plan() -> Plan:
    random = np.random.default_rng(3)
    program = network((3, 5, 4, 2), ("tanh", "relu", "identity"), optimizer="adam")
    return primed(program, random.normal(size=(6, 3)), random.normal(size=(6, 2)))


def scene(plan: Plan, step: Step, batch: bool = False, **chosen: str) -> Scene:
    trace = Trace(plan, 2, batch)
    return scene_of(trace, trace.fine, trace.fine.find(step), describe(trace, step), Overlay(**chosen))


FORWARD, BACK = Step("forward", "h2", "z", (1,)), Step("backward", "h1", "grad_z", (2,))


@pytest.mark.parametrize("quantity", FILLS[1:])
@pytest.mark.parametrize("batch", [False, True])
def test_neurons_show_the_plan_s_numbers(plan: Plan, quantity: str, batch: bool) -> None:
    shade = scene(plan, FORWARD, batch, fill=quantity).shades.fill
    assert shade.values
    for layer, values in shade.values.items():
        if quantity == "bias":
            expected = plan.sites[layer].parameter("bias")
        elif quantity == "a":
            expected = plan.sites[layer].output.outside[2]
        elif quantity.startswith("grad") and batch:
            expected = plan.quantity(layer, quantity).sum(axis=0)
        else:
            expected = plan.quantity(layer, quantity)[2] * (6 if quantity.startswith("grad") else 1)
        np.testing.assert_array_equal(values, expected)


@pytest.mark.parametrize("quantity", LINKS)
def test_links_show_the_plan_s_numbers(plan: Plan, quantity: str) -> None:
    shade = scene(plan, FORWARD, True, colour=quantity).shades.colour
    assert set(shade.values) == {"h1", "h2", "h3"}
    for layer, values in shade.values.items():
        weight = plan.sites[layer].parameter("weight")
        for index in np.ndindex(*weight.shape):
            expected = {
                "weight": float(weight[index]),
                "weight_grad": float(plan.sites[layer].gradient("weight")[index]),
                "product": float(weight[index] * plan.quantity(layer, "x")[2, index[0]]),
                "change": foretell(plan, layer, "weight", index).new - float(weight[index]),
            }[quantity]
            assert float(values[index]) == pytest.approx(expected, rel=1e-4, abs=1e-9)


def test_a_sample_s_own_gradients_have_the_batch_s_for_their_mean(plan: Plan) -> None:
    found = []
    for sample in range(6):
        trace = Trace(plan, sample)
        described = describe(trace, FORWARD)
        made = scene_of(trace, trace.fine, 0, described, Overlay(colour="weight_grad"))
        found.append(made.shades.colour.values["h1"])
    np.testing.assert_allclose(np.mean(found, axis=0), plan.sites["h1"].gradient("weight"), rtol=1e-4, atol=1e-7)


def test_the_walk_fills_what_is_known_by_then(plan: Plan) -> None:
    forward = scene(plan, FORWARD).shades
    assert np.isfinite(forward.fill.values["h1"]).all()
    assert np.isnan(forward.fill.values["h3"]).all()
    back = scene(plan, BACK).shades
    assert np.isfinite(back.fill.values["h2"]).all()
    assert np.isfinite(back.fill.values["h1"]).tolist() == [True, True, True, False, False]
    assert back.fill.scale_of("x") == "value"
    assert back.fill.scale_of("h1") == "gradient"


def test_colours_stay_while_one_walks(plan: Plan) -> None:
    steps = [Step("forward", "h1", "z", (number,)) for number in range(5)]
    assert len({scene(plan, step).shades.limits["value"] for step in steps}) == 1


def test_what_may_be_compared_shares_a_scale(plan: Plan) -> None:
    shades = scene(plan, BACK, fill="bias", ring="grad_z", colour="weight", width="weight_grad").shades
    assert shades.shown() == (
        ("weight", ("bias", "weight")),
        ("gradient", ("grad_z",)),
        ("weight_grad", ("weight_grad",)),
    )
    peak = max(float(np.abs(plan.sites[layer].parameter("weight")).max()) for layer in ("h1", "h2", "h3"))
    assert peak <= shades.limits["weight"] <= peak * 1.1


@pytest.mark.parametrize(
    ("peak", "limit"), [(0.0, 1.0), (0.123, 0.13), (0.12, 0.12), (7.0, 7.0), (1234.0, 1300.0), (float("inf"), 1.0)]
)
def test_scales_end_at_two_digits(peak: float, limit: float) -> None:
    assert round_up(peak) == pytest.approx(limit)
