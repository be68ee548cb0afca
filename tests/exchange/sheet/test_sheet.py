"""A sheet is complete, says of what it is, and refuses what nobody would read."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable

import numpy as np
import pytest
from at_work import primed_plan
from inspected import network, primed
from paper import Page, from_markdown

from nnstudio.engine.optimizers import optimizers
from nnstudio.exchange.errors import ExportError
from nnstudio.exchange.sheet import (
    GAP,
    Heading,
    Matrix,
    Scope,
    Sheet,
    Table,
    figure,
    sheet_of,
    steps_in,
    to_html,
    to_markdown,
)
from nnstudio.exchange.sheet.given import given
from nnstudio.inspection import Step, Trace, describe, operands
from nnstudio.text import msg

FIRST = Step("forward", "h1", "z", (0,))
REFERENCE = (
    "0.593269992",
    "0.596884378",
    "0.751365070",
    "0.772928465",
    "0.298371109",
    "0.0821670406",
    "0.000438567734",
    "0.149780716",
    "0.199561432",
    "0.249751144",
    "0.299502287",
    "0.358916480",
    "0.408666186",
    "0.511301270",
    "0.561370121",
)
"""FACTS, two-layer worked example; the gradients to nine digits that count."""


@pytest.mark.parametrize("write", [to_markdown, to_html])
def test_the_worked_example_holds_every_reference_number(worked: Trace, updated: Trace, write: object) -> None:
    assert callable(write)
    text = write(sheet_of(worked, "pass", FIRST, digits=9))
    assert [number for number in REFERENCE if number not in text] == []
    after = write(sheet_of(updated, "pass", FIRST, digits=9))
    assert "0.291027774" in after
    assert "291027924" not in text + after


def test_the_loss_after_the_update_is_the_right_one(updated: Trace) -> None:
    text = to_markdown(sheet_of(updated, "pass", FIRST, digits=17))
    (loss,) = [one for one in from_markdown(text) if one.symbol == "L"]
    assert loss.result == pytest.approx(0.291027774, abs=1e-9)


def test_every_step_is_there_once(worked: Trace) -> None:
    sheet = sheet_of(worked, "pass", FIRST)
    ours = Counter((line.symbol, line.result, str(line.name)) for line in (one.line for one in sheet.calculations))
    theirs = Counter(
        (line.symbol, line.result, str(line.name)) for step in worked.fine for line in describe(worked, step).lines
    )
    assert ours == theirs
    assert len(steps_in(worked, "pass", FIRST)) == len(worked.fine)


def test_a_layer_and_a_neuron_are_what_is_asked_for(worked: Trace) -> None:
    assert {step.layer for step in steps_in(worked, "layer", FIRST)} == {"h1"}
    assert len(steps_in(worked, "layer", FIRST)) == sum(step.layer == "h1" for step in worked.fine)
    neuron = steps_in(worked, "neuron", Step("backward", "h2", "weight_grad", (0, 1)))
    assert [(step.phase, step.quantity, step.index) for step in neuron] == [
        ("forward", "z", (1,)),
        ("forward", "a", (1,)),
        ("backward", "slope", (1,)),
        ("backward", "grad_z", (1,)),
        ("backward", "weight_grad", (0, 1)),
        ("backward", "weight_grad", (1, 1)),
        ("backward", "bias_grad", (1,)),
        ("update", "weight_update", (0, 1)),
        ("update", "weight_update", (1, 1)),
        ("update", "bias_update", (1,)),
    ]


@pytest.mark.parametrize("scope", ["neuron", "layer", "pass"])
def test_what_is_not_calculated_is_given(worked: Trace, scope: str) -> None:
    sheet = sheet_of(worked, scope, Step("forward", "h2", "z", (0,)))
    (table,) = [block for block in sheet.parts[0][1] if isinstance(block, Table)]
    known = {row[1] for row in table.rows} | {0.5, 1.0}
    for block in sheet.calculations:
        for operand in operands(block.line.expression):
            assert operand.value in known, operand
        known.add(block.line.result)


def test_scopes_of_another_layer_read_what_it_gives(worked: Trace) -> None:
    sheet = sheet_of(worked, "neuron", Step("forward", "h2", "z", (0,)))
    (table,) = [block for block in sheet.parts[0][1] if isinstance(block, Table)]
    assert "a_{1}" in {row[0] for row in table.rows}, "the hidden layer's outputs come from outside"


@pytest.mark.parametrize(("kind", "layer", "prefix"), [("convolution2d", "k", (0, 1)), ("lstm", "l", (2,))])
def test_a_window_or_time_step_is_all_its_neurons(kind: str, layer: str, prefix: tuple[int, ...]) -> None:
    trace = Trace(primed_plan(kind, optimizer="sgd"), 1)
    quantity = next(step.quantity for step in trace.fine if step.layer == layer and len(step.index or ()) > len(prefix))
    about = Step("forward", layer, quantity, prefix)
    found = steps_in(trace, "neuron", about)
    inside = [step for step in trace.fine if step.layer == layer and len(step.index or ()) > len(prefix)]
    theirs = [step for step in inside if not step.quantity.endswith(("_grad", "_update"))]
    assert list(found) == [step for step in theirs if (step.index or ())[: len(prefix)] == prefix]
    assert len(sheet_of(trace, "neuron", about).calculations) >= len(found) > 0


@pytest.mark.parametrize(
    ("kind", "layer", "quantity", "said"),
    [
        ("lstm", "l", "recurrent_weight_grad", "l · unit 3"),
        ("lstm", "l", "input_weight_update", "l · unit 3"),
        ("convolution2d", "k", "weight_grad", "k · channel 8"),
        ("dense", "l", "weight_grad", "l · neuron 4"),
    ],
)
def test_of_a_parameter_the_unit_that_it_leads_to(kind: str, layer: str, quantity: str, said: str) -> None:
    trace = Trace(primed_plan(kind, optimizer="sgd"), 1)
    about = [step for step in trace.fine if (step.layer, step.quantity) == (layer, quantity)][-1]
    sheet = sheet_of(trace, "neuron", about)
    assert len(sheet.calculations) > 0
    assert about in steps_in(trace, "neuron", about)
    assert str(sheet.title) == f"Worked calculation · {said}"


def test_what_is_alike_is_said_once(worked: Trace) -> None:
    sheet = sheet_of(worked, "pass", FIRST)
    headings = [(str(b.title), str(b.where)) for _, blocks in sheet.parts for b in blocks if isinstance(b, Heading)]
    assert len(headings) == len(set(headings))
    assert headings[:2] == [("Net input z", "Hidden 1"), ("Activation a", "Hidden 1")]
    assert "Each neuron of Hidden 1 multiplies each of its inputs by a weight" in to_markdown(sheet)


def test_facts_and_title(worked: Trace) -> None:
    facts = ((msg("Optimiser"), "SGD <0.5> & more"), (msg("Seed"), "7"))
    sheet = sheet_of(worked, "neuron", FIRST, facts=facts)
    assert str(sheet.title) == "Worked calculation · Hidden 1 · neuron 1"
    assert "SGD &lt;0.5&gt; &amp; more" in to_html(sheet)
    assert r"SGD \<0.5\> & more" in to_markdown(sheet)
    assert str(sheet_of(worked, "pass", FIRST, heading="XOR").title) == "Worked calculation · XOR"
    loss = sheet_of(worked, "neuron", Step("loss", "y", "loss", ()))
    assert str(loss.title) == "Worked calculation · sample 1 of the batch"


def test_three_languages(worked: Trace, spoken: str) -> None:
    sheet = sheet_of(worked, "pass", FIRST)
    page, text = Page(to_html(sheet)), to_markdown(sheet)
    heading = {"en": "Forward pass", "zh_CN": "前向传播", "zh_TW": "前向傳播"}[spoken]
    assert heading in page.words
    assert f"## {heading}" in text
    if spoken != "en":
        said = [re.sub(r"Hidden|Output|Target", "", word) for word in page.words]
        assert [word for word in said if re.search(r"[a-z]{3}", word) and not re.search(r"[一-鿿]", word)] == []


def test_html_is_one_file_with_every_formula_drawn(worked: Trace) -> None:
    sheet = sheet_of(worked, "pass", FIRST)
    text = to_html(sheet)
    page = Page(text)
    assert text.count("<svg") == len(page.titles)
    assert r"z_j = \sum_i w_{ij}\,x_i + b_j" in page.titles
    assert not re.search(r"(?:src|href)=", text)


def test_markdown_opens_and_closes_every_formula(worked: Trace) -> None:
    text = to_markdown(sheet_of(worked, "pass", FIRST))
    assert text.count("$$") % 2 == 0
    inline = re.findall(r"(?<!\$)\$([^$\n]+)\$(?!\$)", text)
    assert inline
    assert all(formula == formula.strip() for formula in inline)
    for formula in re.findall(r"\$\$\n(.*?)\n\$\$", text, re.DOTALL):
        assert formula.count("{") == formula.count("}")
        assert formula.count(r"\left(") == formula.count(r"\right)")


def test_a_book_is_refused() -> None:
    program = network((60, 40, 2), ("tanh", "tanh"))
    trace = Trace(primed(program, np.zeros((1, 60)), np.zeros((1, 2))))
    with pytest.raises(ExportError, match="Choose one layer, or one neuron"):
        sheet_of(trace, "pass", FIRST)
    assert sheet_of(trace, "neuron", FIRST).calculations


def test_a_whole_layers_step_names_no_neuron(worked: Trace) -> None:
    with pytest.raises(ExportError, match="Choose a neuron in the picture"):
        sheet_of(worked, "neuron", Step("forward", "h1", "a"))
    assert sheet_of(worked, "layer", Step("forward", "h1", "a")).calculations


@pytest.mark.parametrize("optimizer", sorted(optimizers))
def test_what_an_update_makes_itself_is_not_given(optimizer: str) -> None:
    """m and v of before are given, those that a line above has made are not, nor what is written with them."""
    program = network((2, 3, 1), ("tanh", "logistic"), optimizer=optimizer, rate=0.01)
    random = np.random.default_rng(3)
    trace = Trace(primed(program, random.normal(size=(4, 2)), random.normal(size=(4, 1)), 2), 1)
    steps = [step for step in trace.fine if step.phase == "update" and step.layer == "h1"]
    described = [describe(trace, step) for step in steps]
    _, table = given(described)
    assert isinstance(table, Table)
    symbols = [row[0] for row in table.rows]
    made = {line.symbol for one in described for line in one.lines}
    kept = {kept.symbol for kept in trace.plan.update_rule.optimizer.kept()}
    assert not {symbol for symbol in symbols if "/(√" in symbol and any(one in symbol for one in made)}
    alike = [
        symbol for symbol in symbols if symbol in made and symbol not in kept and not symbol.startswith(("w", "b"))
    ]
    assert not alike, "given although a line makes it"
    assert all(symbols.count(symbol) <= len(described) for symbol in kept), "each weight's own, from before, once"


def test_a_scope_of_updates_begins_with_few_numbers() -> None:
    program = network((2, 6, 4, 1), ("tanh", "tanh", "logistic"), optimizer="adam", rate=0.01)
    random = np.random.default_rng(0)
    trace = Trace(primed(program, random.normal(size=(10, 2)), random.normal(size=(10, 1))), 0)
    sheet = sheet_of(trace, "pass", FIRST)
    (table,) = [block for block in sheet.parts[0][1] if isinstance(block, Table)]
    # 51 weights and biases, 2 inputs, a target; the rest are a few constants of loss and optimiser.
    assert 54 <= len(table.rows) <= 70


def test_each_weights_own_state_says_whose_it_is() -> None:
    """Of seven weights' m and v, seven rows that read alike would leave the reader to guess."""
    program = network((6, 1), ("logistic",), optimizer="adam", rate=0.01)
    random = np.random.default_rng(1)
    plan = primed(program, random.normal(size=(10, 6)), random.normal(size=(10, 1)))
    plan.update()
    plan.forward()
    plan.backward()
    sheet = sheet_of(Trace(plan, 0), "neuron", Step("forward", "h1", "z", (0,)))
    (table,) = [block for block in sheet.parts[0][1] if isinstance(block, Table)]
    said = [(row[0], str(row[2])) for row in table.rows]
    assert sum(symbol == "m" for symbol, _ in said) == 7
    assert len(set(said)) == len(said)
    assert sum(words.endswith("bias of h1 · neuron 1") for _, words in said) >= 2, said


@pytest.mark.parametrize("write", [to_markdown, to_html])
@pytest.mark.parametrize("scope", ["pass", "layer", "neuron", "matrices"])
def test_a_sheet_to_work_on_gives_what_the_reader_needs_and_no_result(
    worked: Trace, write: Callable[[Sheet], str], scope: Scope
) -> None:
    full, blank = (sheet_of(worked, scope, FIRST, digits=9, blank=gaps) for gaps in (False, True))
    assert str(full.title) != str(blank.title)
    text = write(blank)
    made = {figure(one.line.result, 9) for one in full.calculations} | set(REFERENCE)
    assert any(each in write(full) for each in made)
    assert [each for each in made if each in text] == []
    assert "0.35" in text
    assert text.count(GAP if write is to_html else r"\underline") > len(full.calculations)
    assert "=" in text
    assert len(blank.calculations) == len(full.calculations)
    assert r"\approx" not in text
    assert "≈" not in text


def test_a_matrix_to_work_on_keeps_parameters_and_what_comes_from_elsewhere(worked: Trace) -> None:
    def letters(scope: Scope, gaps: bool) -> list[str]:
        sheet = sheet_of(worked, scope, Step("forward", "h2", "z", (0,)), blank=True)
        found = [block for _, blocks in sheet.parts for block in blocks if isinstance(block, Matrix)]
        return [each.letter for each in found if (each.rows[0][0] == GAP) == gaps]

    assert letters("layer", False) == ["x", "W", "b"]
    # Of the whole pass the second layer's input is a result, too.
    assert letters("matrices", False) == ["x", "W", "b", "W", "b"]
    assert "x" in letters("matrices", True)
