"""Where the numbers of several weighted losses come from: terms with the factor ``λ_k``, scalar graph, trace."""

from __future__ import annotations

import numpy as np
import pytest
import three_answers as net

from nnstudio.engine import Expansion, Plan, Recorder, expand, expand_graph

Y = list(net.LOSSES)


def adds_up(found: Expansion) -> bool:
    return abs(sum(term.value for term in found.terms) - found.total) <= found.bound


def symbols(found: Expansion) -> list[str]:
    return [factor.symbol for factor in found.terms[0].factors]


@pytest.mark.parametrize("dtype", ["float32", "float64"])
def test_terms_add_up_and_show_the_weight(dtype: str) -> None:
    plan = net.primed(net.program(dtype))
    for k, name in enumerate(Y):
        source = plan.graph[name].inputs[0]
        for i in range(plan.sites[name].output.shape[-1]):
            quantity = "grad_z" if plan.sites[source].fused else "grad_a"
            found = expand(plan, source if plan.sites[source].fused else name, quantity, i, sample=1)
            assert adds_up(found)
            assert symbols(found)[0] == rf"\lambda_{{{k}}}"
            assert found.terms[0].factors[0].value == plan.weight_of(name)
            assert r"\lambda_k" in found.formula


def test_a_samples_loss_is_made_of_its_outputs() -> None:
    plan = net.primed(net.program())
    found = expand(plan, "loss", "loss", (), sample=3)
    assert found.total == plan.losses[3]
    assert adds_up(found)
    assert [symbols(found)[0], len(found.terms)] == [r"\lambda_{0}", 3]
    places = [term.factors[1].place for term in found.terms]
    assert [place.layer for place in places if place] == Y
    for name in Y:
        own = expand(plan, name, "loss", (), sample=3)
        assert own.total == plan.losses_of(name)[3]
        assert adds_up(own)
        mean = expand(plan, name, "loss", ())
        assert mean.total == float(plan.mean_of(name))
        assert adds_up(mean)
        assert symbols(mean)[1] == rf"\ell_{{0,{Y.index(name)}}}"
    assert adds_up(expand(plan, "loss", "loss", ()))


def test_the_hidden_layer_gets_its_share_from_all() -> None:
    plan = net.primed(net.program())
    for layer in ("low", "high"):
        for i in range(4):
            assert adds_up(expand(plan, layer, "grad_z", i, sample=0))
        assert adds_up(expand(plan, layer, "weight_grad", (1, 2)))


@pytest.mark.parametrize("sample", [-1, 2])
def test_the_scalar_graph_gives_the_plans_gradients(sample: int) -> None:
    made = net.program()
    plan = net.primed(made)
    root = expand_graph(plan, "loss", "loss", sample=sample)
    assert root.complete
    assert root.data == float(plan.loss if sample < 0 else plan.losses[sample])
    root.backward()
    gradients = np.zeros((3, 4))
    for node in root.topological_order():
        if node.is_leaf and node.place and (node.place.layer, node.place.quantity) == ("low", "weight"):
            gradients[node.place.index] = node.grad
    if sample < 0:
        assert gradients == pytest.approx(made.gradient("low", "weight"), rel=1e-9)
    else:
        assert np.abs(gradients).min() > 0


def test_a_saturated_output_is_one_node_and_the_others_are_written_out() -> None:
    made = net.program()
    made.set_parameter("c", "bias", np.array([60.0, 0.0, -60.0]))
    plan = net.primed(made)
    root = expand_graph(plan, "loss", "loss", sample=1)
    assert root.data == plan.losses[1]
    root.backward()
    gradients = np.zeros((4, 4))
    for node in root.topological_order():
        if node.is_leaf and node.place and (node.place.layer, node.place.quantity) == ("high", "weight"):
            gradients[node.place.index] = node.grad
    assert np.isfinite(gradients).all()
    assert np.abs(gradients).max() > 0.01


def replayed_as(plan: Plan, recorder: Recorder) -> float:
    recorder.take()
    trace = recorder.trace()
    (number,) = trace.find("loss", "losses")
    output = trace[number].output
    assert output is not None
    return float(np.ravel(output.value)[0])


@pytest.mark.parametrize("sample", [0, None])
def test_a_recorded_step_knows_the_weights(sample: int | None) -> None:
    made = net.program()
    plan = net.primed(made)
    recorder = Recorder(plan, sample)
    assert replayed_as(plan, recorder) == plan.losses[0]
    made.set_loss_weights({"size": 0.25, "early": 5.0})
    plan.forward()
    plan.backward()
    assert replayed_as(plan, recorder) == plan.losses[0]
    trace = recorder.trace()
    for number in range(len(trace)):
        assert np.isfinite(np.asarray(trace[number].result)).all()
    *_, slope = trace.find("loss size", "grad_a")
    assert trace[slope].result == pytest.approx(0.25 * np.asarray(trace[slope].inputs[0].value))
