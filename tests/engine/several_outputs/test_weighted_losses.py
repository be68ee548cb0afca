"""Several outputs with weighted losses, beside what torch 2.13.0 (CPU, float64) gave for the same network."""

from __future__ import annotations

import numpy as np
import pytest
import three_answers as net

from nnstudio.engine import Place, Plan, checks_over_h, compile, gradient_check, per_sample_gradients
from nnstudio.engine.checking import check_program
from nnstudio.engine.samples import SampleBackward
from nnstudio.engine.shadow import shadow

TORCH_LOSS = 1.7363284347730419
TORCH_LOSSES = {"class": 1.1155285074438739, "size": 1.2234141825616502, "early": 1.0498212722958513}
TORCH_GRADIENTS = {
    "low": [0.06349043116482424, -0.0197744687193096, 0.021590868057191508, -0.0710350832035932],
    "high": [0.03580485139731071, 0.09440544169710297, -0.0639514875427641, -0.02927581639907583],
    "c": [0.025009318778827686, 0.15698758701891757, -0.1819969057977453],
    "s": [0.08602224840284148, 0.052511361592708784],
    "e": [-0.02454088920418826, 0.004512870847720809, 0.020028018356467454],
}
"""∂L/∂b of every layer."""
TORCH_LOW = [
    [0.0030788500556370537, -0.021989276783103816, 0.06825600213799858, -0.09117838128226666],
    [0.017450201415530282, -0.014864324523067733, 0.039255826851506866, -0.06324380680499192],
    [0.023614450382781062, -0.0007484481783553501, -0.008206977192463256, -0.005564681775588592],
]
"""∂L/∂W of the layer that all three answers go back to."""
Y = list(net.LOSSES)


def test_losses_and_gradients_are_torchs() -> None:
    made = net.program()
    plan = net.primed(made)
    assert float(plan.loss) == pytest.approx(TORCH_LOSS, rel=1e-14)
    assert {name: float(plan.mean_of(name)) for name in Y} == pytest.approx(TORCH_LOSSES, rel=1e-14)
    for layer, bias in TORCH_GRADIENTS.items():
        assert made.gradient(layer, "bias") == pytest.approx(np.array(bias), rel=1e-12)
    assert made.gradient("low", "weight") == pytest.approx(np.array(TORCH_LOW), rel=1e-12)


def test_the_whole_is_the_weighted_sum() -> None:
    plan = net.primed(net.program())
    weights = np.array([plan.weight_of(name) for name in Y])
    assert weights.tolist() == [1.0, 0.25, 0.3]
    parts = np.array([plan.losses_of(name) for name in Y])
    assert plan.losses == pytest.approx(weights @ parts, rel=1e-15)
    assert float(plan.loss) == pytest.approx(float(weights @ [float(plan.mean_of(name)) for name in Y]), rel=1e-14)


def test_gradients_add_up_over_the_outputs() -> None:
    """With one weight 1 and the others 0 there is that output's own gradient; the whole is their weighted sum."""
    alone = []
    for name in Y:
        made = net.program(weights={other: float(other == name) for other in Y})
        net.primed(made)
        alone.append(made.grad.copy())
    made = net.program()
    net.primed(made)
    assert made.grad == pytest.approx(1.0 * alone[0] + 0.25 * alone[1] + 0.3 * alone[2], rel=1e-13, abs=1e-16)


def test_a_weight_may_change_between_steps() -> None:
    made = net.program()
    plan, calls = net.primed(made), len(made.plan(4).calls)
    made.set_loss_weights({"size": 2.0, "early": 0.0})
    plan.forward()
    plan.backward()
    other = net.program(weights={"size": 2.0, "early": 0.0})
    again = net.primed(other)
    assert made.plan(4) is plan
    assert len(plan.calls) == calls
    assert float(plan.loss) == float(again.loss)
    np.testing.assert_array_equal(made.grad, other.grad)
    assert made.judges.weights == {"class": 1.0, "size": 2.0, "early": 0.0}


def test_a_weight_of_nothing_leaves_the_layer_as_it_is() -> None:
    made = net.program(weights={"early": 0.0}, rule="adam")
    before = made.parameter("e", "weight").copy()
    plan = net.primed(made)
    for _ in range(3):
        plan.step()
    np.testing.assert_array_equal(made.parameter("e", "weight"), before)
    assert not np.array_equal(made.parameter("s", "weight"), net.program().parameter("s", "weight"))


@pytest.mark.parametrize("dtype", ["float32", "float64"])
def test_the_mean_over_the_samples_is_the_gradient(dtype: str) -> None:
    made = net.program(dtype)
    plan = net.primed(made)
    tight = 1e-5 if dtype == "float32" else 1e-12
    for key in made.parameters():
        each = per_sample_gradients(plan, key.layer, key.name)
        assert each.mean(axis=0) == pytest.approx(made.gradient(key.layer, key.name), rel=tight, abs=tight / 100)


def test_one_samples_backward_pass_is_that_of_its_weighted_loss() -> None:
    made = net.program()
    plan = net.primed(made)
    twin = shadow(plan)
    twin.forward()
    SampleBackward(twin).run(2)
    each = per_sample_gradients(plan, "low", "weight")
    assert twin.sites["low"].gradient("weight") == pytest.approx(each[2], rel=1e-12)


def test_back_propagation_agrees_with_differences() -> None:
    x, y = net.data()
    made = net.program()
    assert max(check_program(made, x, y).values()) < 1e-7
    places = [Place("low", "weight", (1, 2)), Place("low", "a", (0,)), Place("s", "z", (1,)), Place("c", "z", (0,), 1)]
    for place in places:
        assert min(check.error for check in checks_over_h(made, x, y, place, (1e-4, 1e-5))) < 1e-7


def test_a_graph_is_checked_with_a_loss_for_each_output() -> None:
    x, y = net.data()
    assert max(gradient_check(net.graph(), net.LOSSES, x, y).values()) < 1e-7


def test_a_step_goes_where_the_weighted_gradient_says() -> None:
    made = net.program()
    plan = net.primed(made)
    before, gradient = made.theta.copy(), made.grad.copy()
    plan.update()
    assert made.theta == pytest.approx(before - 0.1 * gradient, rel=1e-13)


def test_each_output_answers_for_itself() -> None:
    made = net.program()
    x, _ = net.data()
    plan = net.primed(made)
    for name in Y:
        assert made.predict(x, name) == pytest.approx(plan.prediction_of(name), rel=1e-14)
    assert made.predict(x, "early").sum(axis=1) == pytest.approx(np.ones(4))
    np.testing.assert_array_equal(made.predict(x), made.predict(x, "class"))


def steps_taken(weights: dict[str, float] | None) -> tuple[float, bytes, Plan]:
    outputs, ends = {"class": "cross_entropy"}, {"x", "low", "high", "c", "class"}
    chosen = type(net.graph())(tuple(node for node in net.graph().nodes if node.name in ends))
    made = compile(chosen, outputs, "adam", learning_rate=0.1, loss_weights=weights, seed=4)
    x, y = net.data()
    plan = made.plan(4)
    plan.load(*made.arrange(x, y[0]))
    for _ in range(5):
        plan.step()
    return float(plan.loss), made.theta.tobytes(), plan


def test_one_output_has_no_weight_and_no_call_for_it() -> None:
    loss, theta, plan = steps_taken(None)
    assert steps_taken({"class": 1.0})[:2] == (loss, theta)
    assert plan.losses_of("class") is plan.losses
    assert plan.mean_of("class") is plan.loss
    assert plan.weight_of("class") == 1.0
    assert [about.quantity for about in plan.info if about.phase == "loss"].count("loss") == 1
