"""Rows and columns: shown formulas, evaluated with the shown matrices, give the plan's numbers in both conventions."""

from __future__ import annotations

import re

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from inspected import calculate, network, primed

from nnstudio import engine
from nnstudio.engine import Place, Plan
from nnstudio.engine.typing import Array
from nnstudio.inspection import Step, Trace, describe
from nnstudio.inspection.convention import MATRICES, index_of, shape_of, written
from nnstudio.inspection.expression import operands
from nnstudio.inspection.layer_views import matrix
from nnstudio.inspection.layer_views.matrix import Equation
from nnstudio.inspection.sequences.cell_step import cell_step
from nnstudio.inspection.sequences.direction import Direction
from nnstudio.inspection.writing import text

LAYERS = tuple(engine.layers)
LETTERS = re.compile(r"\\delta(?:_\{\\mathrm\{next\}\})?|W(?:_\{\\mathrm\{next\}\})?|x|b")


def product(latex: str, values: dict[str, Array]) -> Array:
    """Return what a sum of matrix products comes to; numpy refuses the wrong order where the widths differ."""
    whole: Array | None = None
    for part in latex.split("+"):
        factor: Array | None = None
        for match in re.finditer(rf"({LETTERS.pattern})(\^\\top)?", part):
            value = values[match[1]]
            value = value.T if match[2] else value
            factor = value if factor is None else factor @ value
        assert factor is not None
        whole = factor if whole is None else whole + factor
    assert whole is not None
    return whole


@st.composite
def dense(draw: st.DrawFn) -> Plan:
    """Draw two dense layers of widths that all differ, so that no product conforms in the wrong order."""
    widths = draw(st.lists(st.integers(2, 7), min_size=3, max_size=3, unique=True))
    activations = ("tanh", draw(st.sampled_from(["tanh", "logistic"])))
    program = network((widths[0], widths[1], widths[2]), activations, dtype="float64", seed=draw(st.integers(0, 99)))
    rng = np.random.default_rng(draw(st.integers(0, 99)))
    return primed(program, rng.normal(size=(3, widths[0])), rng.normal(size=(3, widths[2])))


def written_by(trace: Trace, plan: Plan, layer: str) -> dict[str, Array]:
    """Return what the letters of a layer's formulas stand for, as the matrix view of the convention shows it."""
    forward = matrix.net_input(trace, layer, (0,), trace.columns)
    assert forward.plus is not None
    back = matrix.input_gradient(trace, "h2", (0,), trace.columns)
    parts = {part.letter: part.cells.values for part in (forward.left, forward.right, forward.plus)}
    following = {part.letter: part.cells.values for part in (back.left, back.right)}
    delta = plan.quantity(layer, "grad_z")[trace.sample][None] * trace.count
    return parts | {
        r"\delta": delta.T if trace.columns else delta,
        r"\delta_{\mathrm{next}}": following["δ"],
        r"W_{\mathrm{next}}": following["W^{⊤}"].T,
    }


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(plan=dense(), sample=st.integers(0, 2))
def test_the_layers_formula_gives_the_plans_numbers_in_both_conventions(plan: Plan, sample: int) -> None:
    for columns in (False, True):
        trace = Trace(plan, sample, columns=columns)
        values = written_by(trace, plan, "h1")
        formula = describe(trace, Step("forward", "h1", "a")).formula
        inner = re.search(r"\\left\((.*)\\right\)", formula)
        assert inner is not None
        z = product(inner[1], values)
        assert z.shape == ((z.size, 1) if columns else (1, z.size))
        np.testing.assert_allclose(z.ravel(), plan.quantity("h1", "z")[sample], rtol=1e-12)
        back = re.search(r"\\left\((.*)\\right\)", describe(trace, Step("backward", "h1", "grad_z")).formula)
        assert back is not None
        arriving = product(back[1], values).ravel() * plan.quantity("h1", "slope")[sample]
        np.testing.assert_allclose(arriving, plan.quantity("h1", "grad_z")[sample] * 3, rtol=1e-10)
        gradient = describe(trace, Step("backward", "h1", "weight_grad")).formula.split("=")[1].split(",")[0]
        shown = matrix.weight_gradient(trace, "h1", (0, 0), columns).made.cells.values
        np.testing.assert_allclose(product(gradient, values), shown, rtol=1e-12)


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(plan=dense(), batch=st.booleans())
def test_every_card_has_the_same_numbers_and_turned_indices(plan: Plan, batch: bool) -> None:
    rows, columns = Trace(plan, 1, batch), Trace(plan, 1, batch, columns=True)
    for number in range(len(rows.fine)):
        one, other = describe(rows, number), describe(columns, number)
        for first, second in zip(one.lines, other.lines, strict=True):
            assert second.result == first.result
            assert [o.value for o in operands(second.expression)] == [o.value for o in operands(first.expression)]
            copied = calculate(text(second.expression)), calculate(text(first.expression))
            assert copied[0] == copied[1]
            assert abs(copied[0] - second.result) <= second.bound
        for part, turned in zip(one.operands.parts, other.operands.parts, strict=True):
            symbol = re.sub(r"(w_\{)(\d)(\d)\}", r"\1\3\2}", getattr(part, "symbol", ""))
            assert getattr(turned, "symbol", "") == symbol


@settings(max_examples=15, deadline=None)
@given(plan=dense())
def test_the_shown_matrices_are_the_transposed_ones(plan: Plan) -> None:
    trace = Trace(plan, 0)
    weight = np.array(plan.sites["h1"].parameter("weight"))
    in_rows, in_columns = (matrix.net_input(trace, "h1", (1,), columns) for columns in (False, True))
    np.testing.assert_array_equal(in_rows.right.cells.values, weight)
    np.testing.assert_array_equal(in_columns.left.cells.values, weight.T)
    pairs: list[tuple[Equation, Equation]] = [
        (in_rows, in_columns),
        (matrix.input_gradient(trace, "h2", (0,)), matrix.input_gradient(trace, "h2", (0,), True)),
        (matrix.weight_gradient(trace, "h1", (1, 0)), matrix.weight_gradient(trace, "h1", (1, 0), True)),
    ]
    for one, other in pairs:
        assert (one.left.letter, one.right.letter) == (other.right.letter, other.left.letter)
        np.testing.assert_array_equal(one.made.cells.values.T, other.made.cells.values)


def test_an_entry_stands_where_its_index_says() -> None:
    program = network((3, 2), ("tanh",), dtype="float64")
    plan = primed(program, np.ones((1, 3)), np.zeros((1, 2)))
    for columns in (False, True):
        trace = Trace(plan, 0, columns=columns)
        shown = matrix.net_input(trace, "h1", (0,), columns)
        part = (shown.left if columns else shown.right).cells
        for row in range(part.values.shape[0]):
            for column in range(part.values.shape[1]):
                place = part.place(row, column)
                assert place is not None
                assert trace.symbol(place) == f"w_{{{row + 1}{column + 1}}}"


@pytest.mark.parametrize("columns", [False, True])
def test_shapes_stand_with_the_layers_formula(columns: bool) -> None:
    plan = primed(network((3, 2), ("tanh",)), np.ones((4, 3)), np.zeros((4, 2)))
    trace = Trace(plan, 0, columns=columns)
    note = str(describe(trace, Step("forward", "h1", "a")).note)
    assert note == ("Shapes: W 2×3, x 3×1, b 2×1, z 2×1." if columns else "Shapes: x 1×3, W 3×2, b 1×2, z 1×2.")
    batch = str(describe(Trace(plan, 0, True, columns=columns), Step("backward", "h1", "weight_grad")).note)
    assert batch == ("Shapes: δ 2×4, x 3×4, W 2×3." if columns else "Shapes: x 4×3, δ 4×2, W 3×2.")
    assert shape_of(3, 2, columns) == ("2×3" if columns else "3×2")


@pytest.mark.parametrize(
    ("rows", "columns"),
    [
        (r"z_t = x_t U + h_{t-1} W + b", r"z_t = U x_t + W h_{t-1} + b"),
        (r"\sum_t (r_t\odot h_{t-1})^\top\delta_t", r"\sum_t \delta_t(r_t\odot h_{t-1})^\top"),
        (r"\frac{\partial L}{\partial a}\,W_O^\top", r"W_O^\top\,\frac{\partial L}{\partial a}"),
        (
            r"\mathrm{softmax}\!\left(\frac{Q K^\top}{\sqrt d}\right) V",
            r"V \mathrm{softmax}\!\left(\frac{K^\top Q}{\sqrt d}\right)",
        ),
        (r"[c_1, \dots, c_H]\,W_O + b_O", r"W_O\,[c_1; \dots; c_H] + b_O"),
        (r"\left[\delta^r_t,\ \delta^u_t\right] W^\top", r"W^\top \left[\delta^r_t;\ \delta^u_t\right]"),
        (r"x^\top W", r"W x^\top"),
        (r"s_{tr} = \frac{1}{\sqrt d}\sum_i q_{ti}\,k_{ri}", r"s_{rt} = \frac{1}{\sqrt d}\sum_i q_{ti}\,k_{ri}"),
    ],
)
def test_products_are_turned_round(rows: str, columns: str) -> None:
    assert written(rows, False) == rows
    assert written(rows, True) == columns


@pytest.mark.parametrize(
    "formula",
    [
        r"\delta_k = (a_k - y_k)\,f'(z_k)",
        r"\delta_k = W a_k - t_k",
        r"a_t = W_{x_t}",
        r"\frac{\partial L}{\partial x} = C^\top \delta",
        r"z_{tf} = \sum_{i,c} x_{tS+iD-P,\;c}\,w_{icf} + b_f",
        r"c_t = f_t\odot c_{t-1} + i_t\odot\tilde c_t",
        r"\frac{\partial \ell}{\partial a_i} = \sum_j \frac{\partial z_j}{\partial a_i}\,\delta_j",
        r"a_{hwc} = \frac{1}{K_h K_w}\sum_{i<K_h,\,j<K_w} x_{hS+i-P}",
    ],
)
def test_what_is_no_product_of_matrices_is_left_alone(formula: str) -> None:
    assert written(formula, True) == formula


def declared() -> list[str]:
    """Return every formula that a layer declares."""
    both = ((engine.layers[name].declaration.formula, engine.layers[name].declaration.derivative) for name in LAYERS)
    return [formula for pair in both for formula in pair if re.search(r"[WU]|\\top", formula)]


def letters(formula: str) -> list[str]:
    """Return the signs of a formula in no order, without brackets that only hold a script together."""
    return sorted(re.sub(r"[{}\s]", "", formula.replace(";", ",")))


@pytest.mark.parametrize("formula", declared())
def test_no_declared_formula_keeps_a_vector_before_its_matrix(formula: str) -> None:
    turned = written(formula, True)
    assert not re.search(r"(?:[xh](?:_\S+)?|\\delta(?:_\S+)?|\\right\]|\])\s*(?:\\,)?\s*[WU]\b", turned)
    assert letters(turned) == letters(formula)
    if "W_" not in formula:
        assert written(turned, True).replace(";", ",") == formula.replace(";", ",")


def test_only_matrices_have_their_indices_turned() -> None:
    for name in MATRICES:
        assert index_of(name, (0, 2), True) == (2, 0)
        assert index_of(name, (0, 2), False) == (0, 2)
    assert index_of("weights", (0, 2, 1), True) == (2, 0, 1)
    assert index_of("weight", (0, 1, 2), True) == (0, 1, 2)
    assert index_of("bias", (3,), True) == (3,)
    assert index_of("z", (0, 2), True) == (0, 2)


def compiled(*nodes: engine.GraphNode) -> engine.Program:
    made = engine.losses.make("half_mse"), engine.optimizers.make("sgd")
    return engine.compile(engine.Graph(nodes), *made, learning_rate=0.1, dtype="float64", seed=3)


def recurring(kind: str) -> engine.Program:
    """Return two units of a recurrent layer that read four steps of three numbers."""
    return compiled(
        engine.GraphNode("x", engine.layers.make("input", shape=(4, 3))),
        engine.GraphNode("r", engine.layers.make(kind, units=2), ("x",)),
        engine.GraphNode("y", engine.layers.make("output"), ("r",)),
    )


def test_an_embedding_is_a_table_in_both_conventions() -> None:
    program = compiled(
        engine.GraphNode("x", engine.layers.make("input", shape=(3,))),
        engine.GraphNode("e", engine.layers.make("embedding", vocabulary=4, dimension=2), ("x",)),
        engine.GraphNode("f", engine.layers.make("flatten"), ("e",)),
        engine.GraphNode("d", engine.layers.make("dense", units=2), ("f",)),
        engine.GraphNode("y", engine.layers.make("output"), ("d",)),
    )
    plan = primed(program, np.array([[0.0, 3.0, 1.0]]), np.zeros((1, 2)))
    for columns in (False, True):
        trace = Trace(plan, 0, columns=columns)
        assert trace.symbol(Place("e", "weight", (3, 1))) == "w_{42}"
        assert trace.symbol(Place("d", "weight", (3, 1))) == ("w_{24}" if columns else "w_{42}")
        assert describe(trace, Step("forward", "e", "a", (1, 0))).formula == r"a_t = W_{x_t}"


@pytest.mark.parametrize("columns", [False, True])
def test_a_recurrent_step_by_its_formula(columns: bool) -> None:
    program = recurring("simple_rnn")
    x = np.random.default_rng(1).normal(size=(1, 4, 3))
    plan = primed(program, x, np.zeros((1, 2)))
    trace = Trace(plan, 0, columns=columns)
    own = plan.sites["r"]
    kept = {
        "x_t": x[0, 2][None],
        "U": np.array(own.parameter("input_weight")),
        "h_{t-1}": np.array(plan.quantity("r", "h")[0, 1])[None],
        "W": np.array(own.parameter("recurrent_weight")),
        "b": np.array(own.parameter("bias"))[None],
    }
    shown = {letter: value.T if columns else value for letter, value in kept.items()}
    formula = describe(trace, Step("forward", "r", "z", (2, 0))).formula
    whole = sum(
        (np.linalg.multi_dot([shown[f] for f in part]) if len(part) > 1 else shown[part[0]])
        for part in (term.split() for term in formula.split("=")[1].split("+"))
    )
    np.testing.assert_allclose(np.ravel(whole), plan.quantity("r", "z")[0, 2], rtol=1e-12)
    assert trace.symbol(Place("r", "input_weight", (2, 1))) == ("u_{23}" if columns else "u_{32}")


def test_what_a_gru_brings_from_its_state_is_signed_in_the_convention() -> None:
    program = recurring("gru")
    plan = primed(program, np.ones((1, 4, 3)), np.zeros((1, 2)))
    for columns, sign in ((False, "hW"), (True, "Wh")):
        direction = Direction(Trace(plan, 0, columns=columns), "r")
        assert cell_step(direction, 1, 0).part("s").drawn.sign == sign
