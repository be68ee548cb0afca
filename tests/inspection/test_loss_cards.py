"""The cards of a loss and of the way back from it: words, formula and numbers say the same."""

from __future__ import annotations

import re

import numpy as np
import pytest
from drawn_kinds import ENDS
from inspected import calculate, network, primed

from nnstudio import engine
from nnstudio.engine import Plan, losses
from nnstudio.inspection import Step, Trace, as_text, describe, operands
from nnstudio.inspection.layer_views.cross_entropy import cancelled

Settings = dict[str, object]
WEIGHTS: Settings = {"class_weights": "0.5, 2"}
SMOOTHING: Settings = {"smoothing": 0.1}
DELTA = Step("backward", "h1", "grad_z", (1,))


def judged(key: str, end: str, outputs: int = 2, **settings: object) -> Plan:
    """Return a layer under a loss: the first sample's answer is its last output."""
    plain = network((2, outputs), (end,), loss=key)
    loss = engine.losses.make(key, **settings)
    program = engine.compile(plain.graph, loss, "sgd", learning_rate=0.1, dtype="float64")
    targets = np.eye(2)[[1, 0]][:, -outputs:]
    return primed(program, np.array([[0.4, -0.3], [1.0, 0.5]]), targets)


@pytest.mark.parametrize(("key", "end"), [("cross_entropy", "softmax"), ("binary_cross_entropy", "logistic")])
@pytest.mark.parametrize(
    ("settings", "gap", "said"),
    [
        ({}, "a_k - y_k", "Prediction minus target"),
        (SMOOTHING, "a_k - t_k", "Prediction minus smoothed target"),
        (WEIGHTS, "a_k - t_k", "Prediction times W, minus the weighted target t"),
        (WEIGHTS | SMOOTHING, "a_k - t_k", "Prediction times W, minus the weighted target t"),
    ],
)
def test_a_fused_delta_says_what_its_formula_says(key: str, end: str, settings: Settings, gap: str, said: str) -> None:
    card = describe(Trace(judged(key, end, **settings)), DELTA)
    formula, _, meant = card.formula.partition(r", \quad ")
    assert gap in formula
    assert ("W" in formula) == ("class_weights" in settings)
    assert str(card.sentence).startswith(
        f"{said}, over the K outputs." if key.startswith("bin") and "W" not in said else said
    )
    assert (r"\frac{1}{K}" in formula) == ("over the K outputs" in str(card.sentence))
    for letter in ("t_k", "W"):
        assert (f"{letter}" in formula) == (f"{letter} = " in meant.replace("W_k", "W"))
    main = card.main
    assert main is not None
    assert main.holds
    symbols = {found.symbol[:1] for found in operands(main.expression)}
    assert symbols - {"1"} == set("aWt" if "W" in formula else "at" if settings else "ay")


def test_the_delta_of_a_whole_layer_says_likewise() -> None:
    plans = [judged("cross_entropy", "softmax", **settings) for settings in ({}, SMOOTHING, WEIGHTS)]
    formulas = [describe(Trace(plan), Step("backward", "h1", "grad_z")).formula for plan in plans]
    assert formulas == [r"\delta = a - y", r"\delta = a - t", r"\delta = W a - t"]


def test_each_yes_or_no_output_cancels_by_its_own_weight() -> None:
    """By class weights a yes weighs other than a no: of two outputs each has its own W."""
    found = cancelled(Trace(judged("binary_cross_entropy", "logistic", **WEIGHTS)))
    assert found is not None
    assert found.written == "W p − t"
    np.testing.assert_allclose(found.counted.values - found.y.values, found.gap.values, rtol=1e-14)
    np.testing.assert_allclose(found.scale * found.gap.values, found.delta.values, rtol=1e-12)


@pytest.mark.parametrize("settings", [{}, WEIGHTS, SMOOTHING, WEIGHTS | SMOOTHING, {"reduction": "sum"}])
@pytest.mark.parametrize("outputs", [1, 2])
def test_the_logits_loss_shows_the_form_that_it_is_computed_in(settings: Settings, outputs: int) -> None:
    """Every number of ``max(z, 0) − z y + ln(1 + e^{−|z|})`` is on the card: it calculates to the loss from z and y."""
    plan = judged("binary_cross_entropy_logits", "identity", outputs, **settings)
    card = describe(Trace(plan), Step("loss", "y", "loss"))
    main = card.main
    assert main is not None
    for part in (r"\max(z_k, 0)", "z_k", r"\ln(1 + e^{-|z_k|})"):
        assert part in card.formula
    assert (r"\frac{1}{K}" in card.formula) == ("reduction" not in settings)
    usual = str(card.note).partition("It equals ")[2]
    assert usual.startswith("−Σ (" if "reduction" in settings else "−1/K Σ (")
    assert ("w₁" in usual) == ("W_k" in card.formula) == ("class_weights" in settings)
    assert (" s" in usual.replace("(s", " s")) == ("smoothing" in settings)
    symbols = {found.symbol.partition("_")[0] for found in operands(main.expression)}
    letters = set(re.findall(r"(?<![a-z\\])[Wzty](?=_k)", card.formula.partition(r", \quad")[0]))
    assert symbols - {"1/K", "0", "1"} == letters
    assert calculate(as_text(card).splitlines()[2].partition("=")[2].strip()) == pytest.approx(main.result, rel=1e-12)
    z = plan.sites["h1"].quantities["z"].outside[0]
    y = np.array([0.0, 1.0])[-outputs:] * (0.9 if "smoothing" in settings else 1.0)
    y = y + (0.05 if "smoothing" in settings else 0.0)
    w0, w1 = (0.5, 2.0) if "class_weights" in settings else (1.0, 1.0)
    sigma = 1 / (1 + np.exp(-z))
    parts = -(w1 * y * np.log(sigma) + w0 * (1 - y) * np.log(1 - sigma))
    assert main.result == pytest.approx(parts.sum() if "reduction" in settings else parts.mean(), rel=1e-12)


def test_the_usual_form_of_a_logits_loss_is_in_the_letters_of_its_number() -> None:
    for end, letter in (("identity", "z"), ("tanh", "a")):
        card = describe(Trace(judged("binary_cross_entropy_logits", end)), Step("loss", "y", "loss"))
        assert f"max({letter}_k, 0)" in card.formula
        assert f"finite for every {letter}. " in str(card.note)
        assert f"y ln σ({letter}) + (1 − y) ln(1 − σ({letter}))" in str(card.note)


LOGITS = ("cross_entropy_logits", "binary_cross_entropy_logits", "hinge", "squared_hinge", "focal_logits")


@pytest.mark.parametrize("key", [*LOGITS, "binary_focal_logits"])
@pytest.mark.parametrize("end", ["identity", "tanh"])
@pytest.mark.parametrize("settings", [{}, WEIGHTS])
def test_the_slope_of_a_logits_loss_is_in_the_letters_of_its_number(key: str, end: str, settings: Settings) -> None:
    """The number is ∂ℓ/∂a: so says the formula; it reads z where a is z, as the card says, and else a."""
    trace = Trace(judged(key, end, **settings))
    card = describe(trace, Step("backward", "y", "grad_a", (1,)))
    main = card.main
    assert main is not None
    assert main.symbol == "∂ℓ/∂a_{2}"
    assert re.match(r"\\frac\{\\partial \\ell\}\{\\partial a_[kj]\} = ", card.formula)
    assert ("a_k = z_k" in card.formula) == (end == "identity")
    for formula in (card.formula, describe(trace, Step("loss", "y", "loss")).formula):
        assert not re.search(r"(?<![a-z\\])s_k", formula)
        assert end == "identity" or not re.search(r"(?<![a-z\\])z", formula)
    letters = {found.symbol[:1] for line in card.lines for found in operands(line.expression)}
    assert ("z" in letters) <= (end == "identity")
    whole = describe(trace, Step("backward", "y", "grad_a"))
    assert whole.formula == card.formula


def test_of_a_linear_output_delta_is_the_slope_itself() -> None:
    trace = Trace(judged("cross_entropy_logits", "identity"))
    card = describe(trace, DELTA)
    assert card.formula == r"\delta_k = \frac{\partial \ell}{\partial a_k}"
    assert "f'" not in card.formula + str(card.sentence)
    assert "f'" in describe(Trace(judged("cross_entropy_logits", "tanh")), DELTA).formula


def test_a_letter_that_the_slope_does_not_read_is_not_explained() -> None:
    card = describe(Trace(judged("focal_logits", "identity", **WEIGHTS)), Step("backward", "y", "grad_a", (1,)))
    assert "t_k = w_k y_k" in card.formula
    assert "W" not in card.formula


CONSTANT = re.compile(r"1|2|0|1/2|1/K|γ|δ|w_\{[01]\}|W(_\{\d\})?|t_\{\d\}|p_\{\d\}|s_\{\d\}|\(1 − s_\{\d\}\)")


@pytest.mark.parametrize(("end", "key"), ENDS)
@pytest.mark.parametrize("settings", [{}, WEIGHTS])
def test_every_number_of_a_loss_is_the_networks_or_a_constant_of_its_formula(
    end: str, key: str, settings: Settings
) -> None:
    """Nothing is put together out of sight: what has no place is a letter of the formula, and says what it is."""
    if settings and "class_weights" not in losses.make(key).values:
        return
    trace = Trace(judged(key, end, **settings))
    card = describe(trace, Step("loss", "y", "loss"))
    for line in card.lines:
        assert line.holds
        for found in operands(line.expression):
            assert found.place is not None or CONSTANT.fullmatch(found.symbol), found.symbol
            assert str(found.name) != "—"
    copied = as_text(card).splitlines()[2::2]
    for line, written in zip(card.lines, copied, strict=True):
        assert calculate(written.partition("=")[2].strip()) == pytest.approx(line.result, rel=1e-9)


def test_class_weights_of_yes_and_no_are_named_with_their_numbers() -> None:
    card = describe(Trace(judged("binary_cross_entropy", "logistic", 1, **WEIGHTS)), Step("loss", "y", "loss"))
    main = card.main
    assert main is not None
    named = {found.symbol: (found.value, str(found.name)) for found in operands(main.expression)}
    assert named["w_{0}"] == (0.5, "class weight of the answer no")
    assert named["w_{1}"] == (2.0, "class weight of the answer yes")


@pytest.mark.parametrize("key", ["binary_focal", "binary_focal_logits"])
def test_focal_formulas_read_the_letters_of_their_numbers(key: str) -> None:
    plain, weighted = losses.make(key), losses.make(key, class_weights="0.5, 2")
    assert "w_" not in plain.formula + plain.derivative
    assert "w_1 y_k" in weighted.formula
    assert "(W_k - t_k) \\, g(1 - " in weighted.derivative
    assert "1 - t_k" not in weighted.derivative
