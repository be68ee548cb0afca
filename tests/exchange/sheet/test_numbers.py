"""Every number of a sheet, calculated anew by others from what stands on the paper."""

from __future__ import annotations

import re

import numpy as np
import pytest
from at_work import primed_plan
from hypothesis import given, settings
from hypothesis import strategies as st
from inspected import calculate, network, primed
from paper import Page, Written, from_markdown, number, plain

from nnstudio.engine import layers
from nnstudio.exchange.errors import ExportError
from nnstudio.exchange.sheet import Calculation, Sheet, sheet_of, to_html, to_markdown
from nnstudio.exchange.sheet.to_markdown import calculation_latex
from nnstudio.inspection import Line, Step, Trace, describe, operands
from nnstudio.inspection.expression import Num, num
from nnstudio.text import msg

LITERAL = re.compile(r"(?<![\w.])-?(?:\d+\.?\d*(?:e-?\d+)?)(?!\w)")


def whole(value: float, shown: float) -> bool:
    """Whether a written number is the number: the same float32, or within the last bit of a double."""
    if float(np.float32(value)) == value:
        return bool(np.float32(shown) == np.float32(value))
    return abs(shown - value) <= 4e-16 * abs(value) * 8


def check(sheet: Sheet, found: list[Written], exact: bool) -> None:
    lines = [block.line for block in sheet.calculations]
    assert len(found) == len(lines)
    for line, written in zip(lines, found, strict=True):
        check_result(line, written, sheet.digits)
        check_expression(line, written, exact, 0.6 * 10.0 ** (1 - sheet.digits))


def check_result(line: Line, written: Written, digits: int) -> None:
    assert abs(written.result - line.result) <= 0.5000001 * 10.0 ** (1 - digits) * 10 ** np.floor(
        np.log10(max(abs(line.result), 1e-300))
    )
    if written.rows[-1][0] == "=":
        assert whole(line.result, written.result), written


def check_expression(line: Line, written: Written, exact: bool, near: float) -> None:
    values = [operand.value for operand in operands(line.expression)]
    if isinstance(line.expression, Num):
        assert written.result == pytest.approx(values[0], rel=near)
        return
    sign, text = written.rows[-2]
    text = plain(text)
    shown = [abs(float(one)) for one in LITERAL.findall(text.replace("**2", ""))]
    assert shown == pytest.approx([abs(value) for value in values], rel=near)
    rounded = not all(whole(abs(value), one) for value, one in zip(values, shown, strict=True))
    if len(written.rows) == 3:
        assert sign == ("≈" if rounded else "="), written
    if rounded:
        assert written.rows[-1][0] == "≈"
    if exact:
        assert abs(calculate(text) - line.result) <= max(line.bound, 1e-38), (text, line.result)


def both(trace: Trace, digits: int) -> int:
    """Check the sheet of the whole pass in both forms; return how many calculations it holds."""
    about = trace.fine[0]
    sheet = sheet_of(trace, "pass", about, digits=digits)
    check(sheet, from_markdown(to_markdown(sheet)), digits == 17)
    check(sheet, Page(to_html(sheet)).written, digits == 17)
    return len(sheet.calculations)


def lines_of(trace: Trace) -> int:
    return sum(len(describe(trace, step).lines) for step in trace.fine)


@pytest.mark.parametrize("digits", [4, 6, 9, 17])
def test_the_worked_example(worked: Trace, digits: int) -> None:
    assert both(worked, digits) == lines_of(worked) > 40


BENDS = ("tanh", "logistic", "relu", "softplus", "identity")
ENDS = (("logistic", "half_mse"), ("softmax", "cross_entropy"), ("identity", "mse"), ("tanh", "huber"))


@st.composite
def traces(draw: st.DrawFn) -> Trace:
    """Return a moment of a small random network."""
    end, loss = draw(st.sampled_from(ENDS))
    hidden = draw(st.lists(st.tuples(st.integers(1, 8), st.sampled_from(BENDS)), max_size=2))
    widths = (draw(st.integers(1, 8)), *(units for units, _ in hidden), 2)
    program = network(
        widths,
        (*(bend for _, bend in hidden), end),
        loss=loss,
        optimizer=draw(st.sampled_from(["sgd", "momentum", "adam", "rmsprop"])),
        dtype=draw(st.sampled_from(["float32", "float64"])),
        seed=draw(st.integers(0, 99)),
        penalties=draw(st.sampled_from([(0.0, 0.0), (0.02, 0.01)])),
    )
    program.set_clipping(draw(st.sampled_from([0.0, 0.05])), draw(st.sampled_from([0.0, 0.02])))
    count = draw(st.integers(1, 9))
    random = np.random.default_rng(count)
    y = np.eye(2)[random.integers(0, 2, count)]
    plan = primed(program, random.normal(size=(count, widths[0])), y, draw(st.integers(0, 2)))
    return Trace(plan, count - 1, draw(st.booleans()))


@given(traces())
@settings(max_examples=25)
def test_random_networks(trace: Trace) -> None:
    assert both(trace, 17) == lines_of(trace)


@given(traces(), st.integers(3, 9))
@settings(max_examples=15)
def test_rounded(trace: Trace, digits: int) -> None:
    sheet = sheet_of(trace, "pass", trace.fine[0], digits=digits)
    for found in (from_markdown(to_markdown(sheet)), Page(to_html(sheet)).written):
        assert len(found) == lines_of(trace)
        for block, written in zip(sheet.calculations, found, strict=True):
            check_result(block.line, written, digits)


@pytest.mark.parametrize(("value", "sign"), [(0.015592722222208977, r"\approx"), (0.0156, "=")])
def test_a_number_that_stands_alone_is_about_where_digits_are_missing(value: float, sign: str) -> None:
    line = Line("‖g‖", num("‖g‖", value, msg("norm")), value, 0.0, msg("norm"))
    assert calculation_latex(Calculation(line), 3).split("\n")[1] == rf"\Vert g\Vert &{sign} 0.0156"


KINDS = [kind for kind in layers if not (layers[kind].is_source or layers[kind].is_sink)]


@pytest.mark.parametrize("kind", KINDS)
def test_every_layer(kind: str) -> None:
    """What stands on paper is what the inspection says: its results, written exactly; and every formula is drawn."""
    trace = Trace(primed_plan(kind, optimizer="sgd"), 1)
    own = next((name for name in trace.graph.order if trace.layer(name).declaration.id == kind), "")
    about = next((step for step in trace.fine if step.layer == own), trace.fine[0])
    for scope in ("neuron", "layer"):
        try:
            sheet = sheet_of(trace, scope, about, digits=17)
        except ExportError:
            assert (kind, scope) == ("transposed_convolution2d", "layer")
            continue
        results = [block.line.result for block in sheet.calculations]
        assert results
        assert [one.result for one in from_markdown(to_markdown(sheet))] == results
        assert [one.result for one in Page(to_html(sheet)).written] == results


def test_a_long_sum_is_written_to_its_end() -> None:
    program = network((30, 2), ("tanh",), dtype="float64")
    random = np.random.default_rng(0)
    trace = Trace(primed(program, random.normal(size=(1, 30)), random.normal(size=(1, 2))))
    sheet = sheet_of(trace, "neuron", Step("forward", "h1", "z", (0,)), digits=17)
    for found in (from_markdown(to_markdown(sheet)), Page(to_html(sheet)).written):
        assert "⋯" in found[0].rows[0][1].replace(r"\cdots", "⋯")
        text = plain(found[0].rows[1][1])
        assert text.count("*") == 30
        assert calculate(text) == pytest.approx(number(found[0].rows[-1][1]), abs=1e-15)
