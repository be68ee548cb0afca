"""Random networks: the parts that views show add up to the whole (time steps, windows, skip and branch)."""

from __future__ import annotations

import numpy as np
import pytest
from drawn_kinds import Draw, Values, compiled, node, number, one_of, plans_of, targets
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from inspected import primed

from nnstudio.engine import GraphNode, Plan, layers
from nnstudio.engine.typing import Shape
from nnstudio.inspection import Trace
from nnstudio.inspection.description import SLACK
from nnstudio.inspection.layer_views import residual
from nnstudio.inspection.layer_views.gathered import gathered
from nnstudio.inspection.sequences.direction import Direction
from nnstudio.inspection.sequences.through_time import shared, shares_of

few = settings(max_examples=6, deadline=None, suppress_health_check=list(HealthCheck))
CONVOLUTIONS = ("convolution1d", "convolution2d", "transposed_convolution1d", "transposed_convolution2d")


@pytest.mark.parametrize("kind", ["simple_rnn", "lstm", "gru"])
@few
@given(data=st.data(), batch=st.booleans())
def test_the_steps_shares_add_up(kind: str, data: st.DataObject, batch: bool) -> None:
    plan = data.draw(plans_of(kind))
    direction = Direction(Trace(plan, 1, batch), "k")
    for weight in shared(direction):
        found = shares_of(direction, weight)
        assert found.holds, (weight, found.residue, found.bound)


@pytest.mark.parametrize("kind", CONVOLUTIONS)
@few
@given(data=st.data(), seed=st.integers(0, 99))
def test_the_windows_shares_add_up(kind: str, data: st.DataObject, seed: int) -> None:
    plan = data.draw(plans_of(kind))
    shape = plan.sites["k"].parameter("weight").shape
    index = tuple(int(np.random.default_rng(seed).integers(0, length)) for length in shape)
    found = gathered(Trace(plan, 1), "k", index)
    assert found.total.holds
    assert found.mean.holds
    assert found.mean.result == float(plan.sites["k"].gradient("weight")[index])


# -- residual links

BRANCHES: dict[str, tuple[tuple[str, Values], ...]] = {
    "list": (
        ("dense", {"units": 4, "activation": "tanh"}),
        ("activation", {"function": "elu"}),
        ("layer_normalization", {}),
    ),
    "sequence": (
        ("dense", {"units": 4, "activation": "softsign"}),
        ("convolution1d", {"filters": 4, "kernel_size": 3, "padding": "same", "activation": "tanh"}),
        ("rms_normalization", {}),
    ),
    "image": (
        ("convolution2d", {"filters": 4, "padding": "same", "activation": "tanh"}),
        ("batch_normalization", {}),
        ("activation", {"function": "softplus"}),
    ),
}
"""What a branch may be made of, by what goes through: it gives out what it is given, so that both can be added."""
SHAPES: dict[str, Shape] = {"list": (4,), "sequence": (3, 4), "image": (3, 2, 4)}


@st.composite
def residual_plans(draw: Draw) -> Plan:
    """Draw ``x → p → branch of one to three layers → join(p, branch)``, added as it is or through a projection."""
    reads = str(one_of(draw, *BRANCHES))
    nodes = [GraphNode("x", layers["input"](shape=SHAPES[reads])), node("p", "activation", "x", function="prelu")]
    for count in range(number(draw, 1, 3)):
        kind, values = draw(st.sampled_from(BRANCHES[reads]))
        nodes.append(node(f"b{count}", kind, nodes[-1].name, **values))
    join = str(one_of(draw, "add", "projection"))
    if join == "projection" and reads != "list" and draw(st.booleans()):
        # The branch makes the picture or the sequence smaller: the projection takes every other place.
        kind = "convolution1d" if reads == "sequence" else "convolution2d"
        nodes.append(node("s", kind, nodes[-1].name, filters=number(draw, 1, 3), padding="same", stride=2))
    sources = ["p", nodes[-1].name]
    # Which input is the skip is found out; a projection's is its first.
    nodes.append(node("k", join, *(draw(st.permutations(sources)) if join == "add" else sources)))
    if draw(st.booleans()) and join == "add":
        nodes.append(node("k2", "add", "k", "p"))
    nodes.append(node("e", "flatten", nodes[-1].name))
    program = compiled(draw, [*nodes, node("o", "dense", "e", units=2, activation="tanh")], "half_mse", "o")
    x = np.random.default_rng(number(draw, 0, 99)).normal(size=(3, *SHAPES[reads]))
    return primed(program, x, targets(draw, "half_mse", (2,), 3), number(draw, 0, 2))


def check_split(plan: Plan, sample: int, seed: int) -> None:
    """Compare a split with what the engine says, reader by reader, arrives at the fork; and all with the whole."""
    trace = Trace(plan, sample)
    found = residual.split(trace, "k")
    assert found is not None
    assert found.fork == "p"
    assert found.backward is not None
    sites = plan.sites
    others = [(name, port) for name, port in plan.graph.consumers["p"] if (name, port) != ("k", found.port)]
    assert others
    for place in np.random.default_rng(seed).integers(0, found.skip.size, 4):
        index = tuple(int(part) for part in np.unravel_index(place, found.skip.shape))
        skip, branch = (
            [
                plan.batch_size * term.value
                for name, port in readers
                for term in sites[name].layer.gradient_terms(sites[name], port, index, sample)
            ]
            for readers in ([("k", found.port)], others)
        )
        bound = (len(skip) + len(branch) + SLACK) * trace.eps * float(np.abs([*skip, *branch]).sum())
        assert abs(found.skip[index] - sum(skip)) <= bound
        assert abs(found.branch[index] - sum(branch)) <= bound
        assert abs(found.skip[index] + found.branch[index] - trace.value(trace.here("p", "grad_a", index))) <= bound
    rows = found.rows.values
    np.testing.assert_allclose(rows[0] + rows[1], rows[2], rtol=1e-9, atol=1e-12)
    for first, second in (found.forward, found.backward):
        assert first.share + second.share == pytest.approx(1 if first.size + second.size else 0)
    ways = found.backward
    whole = ways[0].size ** 2 + ways[1].size ** 2 + 2 * ways[0].size * ways[1].size * found.cosine
    assert found.total**2 == pytest.approx(whole, rel=1e-6, abs=1e-12)


few_nets = settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))


@few_nets
@given(plan=residual_plans(), sample=st.integers(0, 2), seed=st.integers(0, 99))
def test_skip_and_branch_add_up(plan: Plan, sample: int, seed: int) -> None:
    check_split(plan, sample, seed)


def test_a_split_that_is_a_little_off_is_noticed(monkeypatch: pytest.MonkeyPatch) -> None:
    """A ten-thousandth of the skip counted to the branch: the sum of both is still right, the shares are not."""
    true = residual._sent_back
    monkeypatch.setattr(residual, "_sent_back", lambda *given: 1.0001 * true(*given))

    @few_nets
    @given(plan=residual_plans())
    def checked(plan: Plan) -> None:
        check_split(plan, 1, 7)

    with pytest.raises(AssertionError):
        checked()
