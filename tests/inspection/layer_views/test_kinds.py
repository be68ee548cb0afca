"""Pictures of the other kinds of layers: their parts are the plan's numbers and add up to the plan's."""

from __future__ import annotations

import numpy as np
import pytest
from test_windows import check_places
from viewed import COUNT, around, primed, some

from nnstudio.engine import Graph, GraphNode, Plan, layers
from nnstudio.inspection import Trace
from nnstudio.inspection.layer_views import matrix
from nnstudio.inspection.layer_views.cross_entropy import cancelled
from nnstudio.inspection.layer_views.dropout import silenced
from nnstudio.inspection.layer_views.norms import normalised
from nnstudio.inspection.layer_views.pooling import AVERAGES, MAXIMA, pooled, routed
from nnstudio.inspection.layer_views.residual import fork_of, split


def indices(plan: Plan) -> list[tuple[int, ...]]:
    return some(plan.sites["l"].inputs[0].shape, 12)


# -- pooling


def pools() -> list[Plan]:
    found = []
    for kind in sorted(MAXIMA | AVERAGES):
        options: list[dict[str, object]] = [{}]
        if not kind.startswith("global"):
            # Subsampling, as the paper has it, does not pad.
            padded = {"padding": "same"} if kind != "subsampling2d" else {"kernel_height": 3}
            options = [{}, {"stride": 1}, {**padded, "stride": 2}]
        found += [around(layers.make(kind, **each), (5, 6, 2) if "1d" not in kind else (7, 2)) for each in options]
    return found


def test_what_comes_back_through_pooling_adds_up_to_the_plan() -> None:
    for plan in pools():
        trace = Trace(plan, 2)
        for index in indices(plan):
            found = routed(trace, "l", index)
            check_places(trace, found.windows)
            check_places(trace, found.back)
            assert found.target.layer == "p"
            assert found.total.holds
            assert sum(arrival.value for arrival in found.arrivals) == pytest.approx(trace.value(found.target))


def test_a_maximum_is_its_winner_and_a_mean_its_window() -> None:
    for plan in pools():
        trace = Trace(plan, 2)
        for index in some(plan.sites["l"].output.shape):
            found = pooled(trace, "l", index)
            check_places(trace, found.window)
            check_places(trace, found.made)
            read = [cell for cell, mark in found.window.marks.items() if mark in ("read", "winner")]
            values = [found.window.values[cell] for cell in read]
            value = trace.value(found.target)
            if found.winner is not None:
                assert value == trace.value(found.winner) == max(values)
                assert list(found.window.marks.values()).count("winner") == 1
            else:
                assert value == pytest.approx(found.share * sum(values) + (found.bias or 0.0))


# -- dense


@pytest.mark.parametrize("columns", [False, True], ids=["rows", "columns"])
@pytest.mark.parametrize("shape", [(4,), (3, 4)], ids=["list", "sequence"])
def test_a_dense_layer_as_matrices(shape: tuple[int, ...], columns: bool) -> None:
    plan = around(layers.make("dense", units=5, activation="tanh"), shape)
    for batch in (False, True):
        trace = Trace(plan, 1, batch)
        z, x = plan.sites["l"].output.shape, plan.sites["l"].inputs[0].shape
        for found in (
            matrix.net_input(trace, "l", some(z, 1)[0], columns),
            matrix.input_gradient(trace, "l", some(x, 1)[0], columns),
            matrix.weight_gradient(trace, "l", (3, 2), columns),
        ):
            product = found.share * found.left.cells.values @ found.right.cells.values
            whole = product + (found.plus.cells.values if found.plus else 0.0)
            np.testing.assert_allclose(whole, found.made.cells.values, rtol=1e-10, atol=1e-12)
            assert found.made.cells.marks == {found.at: "target"}
            for part in (found.left, found.right, found.plus, found.made):
                # A sample's own share of a weight's gradient stands nowhere in the plan.
                if part is not None and part.letter != "∂ℓ/∂W":
                    check_places(trace, part.cells)


def test_columns_are_rows_turned() -> None:
    trace = Trace(around(layers.make("dense", units=5), (4,)), 0)
    row, column = matrix.net_input(trace, "l", (2,)), matrix.net_input(trace, "l", (2,), True)
    assert row.left.letter == column.right.letter == "x"
    assert row.made.cells.values.T.tolist() == column.made.cells.values.tolist()
    first = column.left.cells
    assert first.values.shape == (5, 4)
    place = first.place(4, 1)
    assert place is not None
    assert place.index == (1, 4)


# -- norms


@pytest.mark.parametrize("shape", [(4,), (3, 4), (3, 2, 4)], ids=["list", "sequence", "image"])
@pytest.mark.parametrize(
    "kind", ["batch_normalization", "layer_normalization", "group_normalization", "rms_normalization"]
)
def test_the_ways_back_through_a_norm_add_up(kind: str, shape: tuple[int, ...]) -> None:
    options = {"groups": 2} if kind.startswith("group") else {}
    plan = around(layers.make(kind, **options), shape)
    trace = Trace(plan, 1)
    for index in indices(plan):
        found = normalised(trace, "l", index)
        assert found.total.holds
        assert found.total.result == pytest.approx(trace.value(trace.here("p", "grad_a", index)))
        assert found.total.result == pytest.approx(sum(path.value for path in found.paths))
        assert len(found.paths) == (2 if kind.startswith("rms") else 3)
        check_places(trace, found.group)
        framed = [cell for cell, mark in found.group.marks.items() if mark in ("read", "target")]
        values = np.array([found.group.values[cell] for cell in framed])
        by_symbol = {operand.place.quantity: operand.value for operand in found.made if operand.place}
        if found.count == len(framed):
            centre = values.mean() if "mean" in by_symbol else 0.0
            assert by_symbol["variance"] == pytest.approx(((values - centre) ** 2).mean())
        normalized = by_symbol["normalized"] * by_symbol.get("scale", by_symbol.get("gamma", 1.0))
        assert normalized + by_symbol.get("shift", 0.0) == pytest.approx(by_symbol["a"])


# -- residual


def residual(kind: str, shape: tuple[int, ...], branch: tuple[str, dict[str, object]]) -> Plan:
    """Return ``x → p → b → join(p, b) → …`` with a projection's or an addition's join."""
    nodes = [
        GraphNode("x", layers["input"](shape=shape)),
        GraphNode("p", layers.make("activation", function="prelu"), ("x",)),
        GraphNode("b", layers.make(branch[0], **branch[1]), ("p",)),
        GraphNode("l", layers.make(kind), ("p", "b")),
        GraphNode("f", layers.make("flatten"), ("l",)),
        GraphNode("d", layers.make("dense", units=3), ("f",)),
        GraphNode("y", layers.make("output"), ("d",)),
    ]
    return primed(Graph(tuple(nodes)), shape)


@pytest.mark.parametrize(
    ("kind", "shape", "branch"),
    [
        ("add", (4,), ("dense", {"units": 4, "activation": "tanh"})),
        ("add", (4, 4, 2), ("convolution2d", {"filters": 2, "padding": "same"})),
        ("projection", (4,), ("dense", {"units": 3})),
        ("projection", (5, 4, 2), ("convolution2d", {"filters": 3, "padding": "same", "stride": 2})),
        ("projection", (6, 2), ("convolution1d", {"filters": 3, "padding": "same", "stride": 2})),
    ],
)
def test_skip_and_branch_add_up(kind: str, shape: tuple[int, ...], branch: tuple[str, dict[str, object]]) -> None:
    plan = residual(kind, shape, branch)
    trace = Trace(plan, 1)
    found = split(trace, "l")
    assert found is not None
    assert (found.fork, found.port) == ("p", 0)
    assert found.backward is not None
    sites = plan.sites
    for index in some(shape, 8):
        for own, layer in ((found.skip, "l"), (found.branch, "b")):
            terms = sites[layer].layer.gradient_terms(sites[layer], 0, index, 1)
            assert own[index] == pytest.approx(COUNT * sum(term.value for term in terms), rel=1e-9, abs=1e-12)
        whole = trace.value(trace.here("p", "grad_a", index))
        assert found.skip[index] + found.branch[index] == pytest.approx(whole, rel=1e-9, abs=1e-12)
    skip, branch_part = found.backward
    size = skip.size**2 + branch_part.size**2 + 2 * skip.size * branch_part.size * found.cosine
    assert found.total**2 == pytest.approx(size)
    assert skip.share + branch_part.share == pytest.approx(1)
    np.testing.assert_allclose(found.rows.values[0] + found.rows.values[1], found.rows.values[2], atol=1e-12)


def test_a_sum_of_two_strangers_has_no_skip() -> None:
    nodes = (
        GraphNode("x", layers["input"](shape=(3,))),
        GraphNode("a", layers.make("dense", units=3), ("x",)),
        GraphNode("b", layers.make("dense", units=3), ("x",)),
        GraphNode("l", layers.make("add"), ("a", "b")),
        GraphNode("y", layers.make("output"), ("l",)),
    )
    assert fork_of(Graph(nodes), "l") is None
    assert split(Trace(primed(Graph(nodes), (3,))), "l") is None


# -- softmax and cross-entropy


@pytest.mark.parametrize(
    ("loss", "last"),
    [("cross_entropy", "softmax"), ("binary_cross_entropy", "logistic"), ("mse", "softmax"), ("half_mse", "tanh")],
)
def test_the_slopes_cancel_to_the_plans_delta(loss: str, last: str) -> None:
    nodes = (
        GraphNode("x", layers["input"](shape=(3,))),
        GraphNode("l", layers.make("dense", units=3, activation=last), ("x",)),
        GraphNode("y", layers.make("output"), ("l",)),
    )
    trace = Trace(primed(Graph(nodes), (3,), loss=loss), 1)
    found = cancelled(trace)
    assert found is not None
    assert found.holds
    np.testing.assert_allclose(found.product.values, found.delta.values, rtol=1e-8, atol=1e-12)
    if loss.endswith("entropy"):
        np.testing.assert_allclose(found.scale * found.gap.values, found.delta.values, rtol=1e-10, atol=1e-14)
    p = found.p.values[:, 0]
    if last == "softmax":
        np.testing.assert_allclose(found.jacobian.values, np.diag(p) - np.outer(p, p), atol=1e-12)
    for cells in (found.z, found.p, found.y, found.delta):
        check_places(trace, cells)


# -- dropout


@pytest.mark.parametrize("shape", [(20,), (5, 6, 2)], ids=["list", "image"])
def test_dropout_multiplies_by_its_mask_both_ways(shape: tuple[int, ...]) -> None:
    plan = around(layers.make("dropout", rate=0.5), shape)
    trace = Trace(plan, 1)
    found = silenced(trace, "l")
    parts = dict(found.parts)
    np.testing.assert_allclose(parts["x"].values * parts["m/q"].values, parts["a"].values, atol=1e-12)
    np.testing.assert_allclose(parts["∂ℓ/∂a"].values * parts["m/q"].values, parts["∂ℓ/∂x"].values, atol=1e-12)
    off = {cell for cell, mark in parts["a"].marks.items() if mark == "off"}
    assert off == {tuple(cell) for cell in np.argwhere(parts["m/q"].values == 0).tolist()}
    assert 0 < found.kept < found.count
    assert found.factor == 2
    for cells in parts.values():
        check_places(trace, cells)


def test_dropout_of_rate_nothing_has_no_mask() -> None:
    found = silenced(Trace(around(layers.make("dropout", rate=0.0), (5,)), 1), "l")
    assert "m/q" not in dict(found.parts)
    assert found.kept == found.count == 5
