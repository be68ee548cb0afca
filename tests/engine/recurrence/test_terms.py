"""Every number of a recurrent layer comes apart into terms that add up to it, within what rounding allows."""

from __future__ import annotations

import re

import numpy as np
import pytest

from nnstudio.engine import Expansion, Graph, GraphNode, Plan, Program, compile, expand, layers, losses, optimizers

N, T, D, H = 2, 3, 2, 2
CASES: list[tuple[str, dict[str, object]]] = [
    *(("simple_rnn", {"activation": name}) for name in ("tanh", "relu", "logistic")),
    ("simple_rnn", {"state": "added"}),
    *(("lstm", {"variant": name}) for name in ("standard", "peephole", "coupled", "no_forget")),
    *(("gru", {"reset": name}) for name in ("after", "before")),
]


def ran(kind: str, dtype: str, **options: object) -> tuple[Program, Plan]:
    """Return a plan that has run; the layer is large in its weights, so that gates saturate."""
    nodes = (
        GraphNode("x", layers["input"](shape=(T, D))),
        GraphNode("p", layers.make("dense", units=D), ("x",)),
        GraphNode("l", layers.make(kind, units=H, **options), ("p",)),
        GraphNode("d", layers.make("dense", units=2, activation="tanh"), ("l",)),
        GraphNode("y", layers.make("output"), ("d",)),
    )
    rule = optimizers.make("adam")
    program = compile(Graph(nodes), losses.make("mse"), rule, learning_rate=0.1, dtype=dtype)
    random = np.random.default_rng(8)
    for key in program.parameters():
        program.set_parameter(key.layer, key.name, random.normal(size=key.shape) * (3 if key.layer == "l" else 1))
    plan = program.plan(N)
    x, y = random.normal(size=(N, T, D)), random.normal(size=(N, *program.shapes["y"]))
    plan.load(*program.arrange(x, y))
    plan.forward()
    plan.backward()
    return program, plan


def holds(found: Expansion, place: object) -> None:
    total = sum(term.value for term in found.terms)
    assert abs(total - found.total) <= found.bound, (place, found)
    for term in found.terms:
        assert term.value == pytest.approx(float(np.prod([factor.value for factor in term.factors])), rel=1e-12)
    assert found.formula


def check(program: Program, plan: Plan) -> None:
    for layer in ("p", "l", "d"):
        for quantity in plan.quantities(layer):
            if quantity == "x" or (quantity == "a" and layer == "p"):
                continue
            for sample, *index in np.ndindex(plan.quantity(layer, quantity).shape):
                place = (layer, quantity, tuple(index), sample)
                holds(expand(plan, *place), place)
    for key in program.parameters():
        for index in np.ndindex(key.shape):
            holds(expand(plan, key.layer, f"{key.name}_grad", index), (key, index))
            holds(expand(plan, key.layer, f"{key.name}_update", index), (key, index))


@pytest.mark.parametrize("dtype", ["float32", "float64"])
@pytest.mark.parametrize(("kind", "own"), CASES)
def test_terms_add_up(kind: str, own: dict[str, object], dtype: str) -> None:
    for output, both, initial, truncation in [("sequence", True, "learned", 0), ("last", False, "zero", 2)]:
        options = {"output": output, "bidirectional": both, "initial_state": initial, "truncation": truncation}
        check(*ran(kind, dtype, **own, **options))


def test_symbols_of_the_lstm() -> None:
    """What a student reads: c₁ = f₁ c₀ + i₁ c̃₁, each factor with its place."""
    _, plan = ran("lstm", "float64", output="sequence")
    found = expand(plan, "l", "c", (1, 0), 1)
    assert [[factor.symbol for factor in term.factors] for term in found.terms] == [
        ["f_{1,0}", "c_{0,0}"],
        ["i_{1,0}", r"\tilde c_{1,0}"],
    ]
    first = found.terms[0].factors[1].place
    assert first is not None
    assert (first.quantity, first.index, first.sample) == ("c", (0, 0), 1)
    assert found.formula == r"c_t = f_t\odot c_{t-1} + i_t\odot\tilde c_t"
    net = expand(plan, "l", "output_gate_z", (0, 1), 0)
    assert [term.factors[-1].symbol for term in net.terms] == ["u^{o}_{0,1}", "u^{o}_{1,1}", "b^{o}_{1}"]


@pytest.mark.parametrize(("kind", "own"), CASES)
def test_read_from_the_end_formulas_count_time_as_the_terms_do(kind: str, own: dict[str, object]) -> None:
    """The step before t is t + 1 there, in every formula that a quantity or an instruction has."""
    _, plan = ran(kind, "float64", **own, output="sequence", bidirectional=True)
    site, turned = plan.sites["l"], {"t-1": "t+1", "t+1": "t-1"}
    shown = {name: text for name, text in site.formulas.items() if re.search(r"t[+-]1", text)}
    told = {(i.quantity, i.phase): i.formula for i in plan.info if i.layer == "l" and re.search(r"t[+-]1", i.formula)}
    pairs = [(shown, "reverse_" + name, text) for name, text in shown.items() if "reverse_" + name in site.formulas]
    pairs += [
        (told, ("reverse_" + name, phase), text)
        for (name, phase), text in told.items()
        if ("reverse_" + name, phase) in told
    ]
    assert len(pairs) >= 4
    for texts, key, text in pairs:
        assert texts[key] == re.sub(r"t[+-]1", lambda found: turned[found[0]], text), key
    before = expand(plan, "l", "reverse_recurrent_weight_grad", (0, 0)).terms[0].factors
    state = next(factor.place for factor in before if factor.place and factor.place.quantity == "reverse_h")
    delta = next(factor.place for factor in before if factor.place and factor.place.quantity != "reverse_h")
    assert state is not None
    assert delta is not None
    assert state.index[0] == delta.index[0] + 1


def test_a_gradient_sums_over_steps_and_samples() -> None:
    _, plan = ran("simple_rnn", "float64")
    assert len(expand(plan, "l", "input_weight_grad", (0, 1)).terms) == N * T
    assert len(expand(plan, "l", "recurrent_weight_grad", (0, 1)).terms) == N * (T - 1), "h before the first step is 0"


def test_what_has_no_terms_says_so() -> None:
    _, plan = ran("lstm", "float64")
    for quantity in ("z", "reset_gate", "reverse_h", "peephole_grad"):
        with pytest.raises(KeyError):
            expand(plan, "l", quantity, (0, 0), 0)
