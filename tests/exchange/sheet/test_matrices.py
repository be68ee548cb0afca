"""Whole matrices on paper: the plan's own numbers, in the convention in force, cut where they are long."""

from __future__ import annotations

import re
from itertools import chain

import numpy as np
import pytest
from at_work import primed_plan
from inspected import network, primed
from paper import Page

from nnstudio.engine import layers
from nnstudio.engine.typing import Array
from nnstudio.exchange.sheet import Matrix, Sheet, sheet_of, to_html, to_markdown
from nnstudio.exchange.sheet.matrices import MOST_PLANES, _planes
from nnstudio.inspection import Step, Trace
from nnstudio.text import msg

FIRST = Step("forward", "h1", "z", (0,))


def trace_of(columns: bool = False, batch: bool = False) -> Trace:
    program = network((12, 5, 3), ("tanh", "softmax"), loss="cross_entropy", seed=2)
    plan = primed(program, np.random.default_rng(0).normal(size=(4, 12)), np.eye(3)[[0, 1, 2, 0]])
    return Trace(plan, 1, batch, columns=columns)


def shown(sheet: Sheet) -> list[Matrix]:
    return [block for _, blocks in sheet.parts for block in blocks if isinstance(block, Matrix)]


def array(matrix: Matrix) -> Array:
    return np.array([[entry if isinstance(entry, float) else np.nan for entry in row] for row in matrix.rows])


@pytest.mark.parametrize("columns", [False, True])
@pytest.mark.parametrize("batch", [False, True])
def test_they_are_the_plans_and_multiply_out(columns: bool, batch: bool) -> None:
    trace = trace_of(columns, batch)
    found = {one.letter: array(one) for one in shown(sheet_of(trace, "layer", Step("forward", "h2", "z", (0,))))}
    assert list(found) == ["x", "W", "b", "z", "a", "δ", "∂L/∂W", "∂L/∂b"]
    turned = {letter: values.T if columns else values for letter, values in found.items()}
    site = trace.plan.sites["h2"]
    assert np.array_equal(turned["W"], site.parameter("weight"))
    assert np.array_equal(turned["∂L/∂W"], site.gradient("weight"))
    assert turned["x"].shape == ((4, 5) if batch else (1, 5))
    np.testing.assert_allclose(turned["x"] @ turned["W"] + turned["b"], turned["z"], rtol=1e-5, atol=1e-6)
    if batch:
        np.testing.assert_allclose(turned["x"].T @ turned["δ"] / 4, turned["∂L/∂W"], rtol=1e-4, atol=1e-6)
        np.testing.assert_allclose(turned["δ"].mean(axis=0), turned["∂L/∂b"][0], rtol=1e-4, atol=1e-6)


def test_long_ones_are_cut_and_say_their_whole_shape() -> None:
    weight = next(one for one in shown(sheet_of(trace_of(), "pass", FIRST)) if one.letter == "W")
    assert str(weight.name) == "Weight · 12×5, the middle is left out"
    assert [row[0] for row in weight.rows][5] == "⋮"
    true = trace_of().plan.sites["h1"].parameter("weight")
    assert np.array_equal(array(weight)[[0, 1, 2, 3, 4, 6, 7]], true[[0, 1, 2, 3, 4, 10, 11]].astype(np.float64))
    wide = next(one for one in shown(sheet_of(trace_of(columns=True), "pass", FIRST)) if one.letter == "W")
    assert str(wide.name) == "Weight · 5×12, the middle is left out"
    assert wide.rows[0][3] == "⋯"


def test_of_a_network_too_large_to_be_calculated_on_paper_the_matrices_are_shown() -> None:
    program = network((784, 256, 10), ("relu", "softmax"), loss="cross_entropy")
    plan = primed(program, np.random.default_rng(0).normal(size=(2, 784)), np.eye(10)[[0, 1]])
    sheet = sheet_of(Trace(plan), "matrices", FIRST)
    assert not sheet.calculations
    weight = next(one for one in shown(sheet) if one.letter == "W")
    assert "784×256" in str(weight.name)
    assert [len(weight.rows), len(weight.rows[0])] == [8, 6]
    assert weight.rows[5][3] == "⋱"
    assert weight.rows[-1][-1] == float(plan.sites["h1"].parameter("weight")[-1, -1])
    assert len(to_html(sheet)) < 40_000


@pytest.mark.parametrize("digits", [4, 17])
def test_markdown_and_html_write_every_entry(digits: int) -> None:
    sheet = sheet_of(trace_of(), "matrices", FIRST, digits=digits)
    blocks = re.findall(r"\$\$\n([^$]*?) (=|\\approx) \\begin\{pmatrix\}\n(.*?)\n\\end", to_markdown(sheet), re.DOTALL)
    page = to_html(sheet)
    Page(page)
    for matrix, (_, sign, body) in zip(shown(sheet), blocks, strict=True):
        rows = [row.split(" & ") for row in body.split(" \\\\\n")]
        assert [len(row) for row in rows] == [len(row) for row in matrix.rows]
        for entry, text in zip(chain(*matrix.rows), chain(*rows), strict=True):
            if isinstance(entry, float):
                number = float(re.sub(r" ?\\cdot 10\^\{(-?\d+)\}", r"e\1", text))
                assert number == pytest.approx(entry, rel=0.6 * 10.0 ** (1 - digits), abs=1e-300)
                exact = np.float32(number) == np.float32(entry)
                assert exact or sign == r"\approx"
            else:
                assert text in (r"\cdots", r"\vdots", r"\ddots")
    assert len(re.findall('<td class="entry', page)) == sum(len(row) for one in shown(sheet) for row in one.rows)


@pytest.mark.parametrize("kind", [name for name in layers if name not in ("input", "output")])
@pytest.mark.parametrize("columns", [False, True])
def test_every_kind_of_layer(kind: str, columns: bool) -> None:
    trace = Trace(primed_plan(kind, optimizer="sgd"), 1, columns=columns)
    sheet = sheet_of(trace, "matrices", trace.fine[0])
    assert shown(sheet)
    assert all(len(row) == len(one.rows[0]) <= 8 and len(one.rows) <= 8 for one in shown(sheet) for row in one.rows)
    Page(to_html(sheet))
    assert to_markdown(sheet).count(r"\begin{pmatrix}") == len(shown(sheet))


def test_a_table_to_be_looked_up_in_stays_as_it_is() -> None:
    plan = primed_plan("embedding", optimizer="sgd")
    name = next(name for name in plan.graph.order if plan.graph[name].layer.declaration.id == "embedding")
    trace = Trace(plan, 1, columns=True)
    sheet = sheet_of(trace, "matrices", trace.fine[0])
    shape = "×".join(map(str, plan.sites[name].parameter("weight").shape))
    assert any(one.letter == "W" and shape in str(one.name) for one in shown(sheet))


def test_in_three_languages(spoken: str) -> None:
    text = to_markdown(sheet_of(trace_of(), "matrices", FIRST))
    assert {"en": "## In matrices", "zh_CN": "## 矩阵形式", "zh_TW": "## 矩陣形式"}[spoken] in text
    assert spoken == "en" or "left out" not in text


def test_every_plane_of_images_and_kernels_is_written() -> None:
    plan = primed_plan("convolution2d", optimizer="sgd")
    trace = Trace(plan, 1)
    name = next(name for name in plan.graph.order if trace.layer(name).declaration.id == "convolution2d")
    found = shown(sheet_of(trace, "layer", next(step for step in trace.fine if step.layer == name)))
    kernel = plan.sites[name].parameter("weight")
    written = [array(one) for one in found if one.letter == "w"]
    assert len(written) == kernel.shape[2] * kernel.shape[3] > 1
    assert np.array_equal(np.stack(written, -1).reshape(kernel.shape), kernel)
    made = plan.quantity(name, "a")[1]
    planes = [one for one in found if one.letter == "a"]
    assert [str(one.name).rpartition("; ")[2] for one in planes] == [
        f"plane {number + 1} of {made.shape[-1]}" for number in range(made.shape[-1])
    ]
    assert np.array_equal(np.stack([array(one) for one in planes], -1), made)


def test_of_very_many_planes_the_last_is_there_and_it_is_said() -> None:
    values = np.arange(2 * 2 * 5 * 8, dtype=np.float64).reshape(2, 2, 5, 8)
    found = _planes("w", msg("Weight"), values, turned=False)
    assert len(found) == MOST_PLANES < 40
    assert str(found[9][1]) == "Weight · 2×2×5×8; plane 2, 2 of 5×8"
    assert str(found[-1][1]) == "Weight · 2×2×5×8; plane 5, 8 of 5×8, those in between are left out"
    assert np.array_equal(found[9][2], values[:, :, 1, 1])
    assert np.array_equal(found[-1][2], values[:, :, 4, 7])
