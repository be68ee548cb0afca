"""Scalar graphs: known numbers, both modes against each other and against numeric derivatives, deep graphs, errors."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nnstudio.engine.errors import DataError, ResourceError
from nnstudio.engine.scalars import Value, backward_steps, jacobian, passes, topological_order, total
from nnstudio.engine.scalars.modes import topological_order as ordered

UNARY = ("tanh", "logistic", "relu", "sin", "cos", "exp", "neg", "abs", "square", "log", "root")
BINARY = ("add", "sub", "mul", "div", "max", "min", "pow")


def test_micrograds_example() -> None:
    a, b = Value(-4.0), Value(2.0)
    c = a + b
    d = a * b + b**3
    c = c + c + 1
    c = c + 1 + c + (-a)
    d = d + d * 2 + (b + a).relu()
    d = d + 3 * d + (b - a).relu()
    e = c - d
    f = e**2
    g = f / 2.0
    g = g + 10.0 / f
    g.backward()
    assert g.data == pytest.approx(24.70408163, abs=5e-9)
    assert a.grad == pytest.approx(138.83381924, abs=5e-9)
    assert b.grad == pytest.approx(645.57725948, abs=5e-9)
    assert g.forward(a) == pytest.approx(a.grad, rel=1e-14)
    assert g.forward({a: 2.0, b: -1.0}) == pytest.approx(2 * a.grad - b.grad, rel=1e-12)


def test_logistic_of_a_sum_at_zero() -> None:
    w, x, b = Value(0.0, "w"), Value(1.0, "x"), Value(0.0, "b")
    f = (w * x + b).sigmoid()
    f.backward()
    assert (f.data, w.grad, b.grad, x.grad) == (0.5, 0.25, 0.25, 0.0)
    # The same from its elements.
    g = 1 / (1 + (-(w * x + b)).exp())
    g.zero_grad()
    g.backward()
    assert (g.data, w.grad, b.grad) == (0.5, 0.25, 0.25)


def test_tanh_neuron() -> None:
    x1, x2, w1, w2 = Value(2.0), Value(0.0), Value(-3.0), Value(1.0)
    o = (x1 * w1 + x2 * w2 + 6.8813735870195432).tanh()
    o.backward()
    assert o.data == pytest.approx(0.70710678, abs=5e-9)
    assert [v.grad for v in (x1, w1, x2, w2)] == pytest.approx([-1.5, 1.0, 0.5, 0.0], abs=1e-12)


def test_worked_example_of_two_layers() -> None:
    x, t = (0.05, 0.10), (0.01, 0.99)
    w = [Value(v) for v in (0.15, 0.20, 0.25, 0.30, 0.40, 0.45, 0.50, 0.55)]
    h = [(w[2 * j] * x[0] + w[2 * j + 1] * x[1] + 0.35).logistic() for j in range(2)]
    o = [(w[4 + 2 * j] * h[0] + w[5 + 2 * j] * h[1] + 0.60).logistic() for j in range(2)]
    error = total([0.5 * (target - output) ** 2 for target, output in zip(t, o, strict=True)])
    error.backward()
    assert [v.data for v in (*h, *o)] == pytest.approx([0.593269992, 0.596884378, 0.751365070, 0.772928465], abs=1e-9)
    assert error.data == pytest.approx(0.298371109, abs=1e-9)
    assert w[4].grad == pytest.approx(0.082167041, abs=1e-9)
    assert w[0].grad == pytest.approx(0.000438568, abs=1e-9)
    new = [v.data - 0.5 * v.grad for v in w]
    expected = [0.149780716, 0.199561432, 0.249751144, 0.299502287, 0.358916480, 0.408666186, 0.511301270, 0.561370121]
    assert new == pytest.approx(expected, abs=1e-9)
    for leaf, number in zip(w, new, strict=True):
        leaf.data = number
    assert error.recompute() == pytest.approx(0.291027774, abs=1e-9)


def test_gradient_adds_up_and_is_zeroed() -> None:
    a = Value(3.0)
    b = a + a
    b.backward()
    assert a.grad == 2.0
    b.backward()
    assert a.grad == 4.0, "forgotten zeroing: the second pass is added to the first"
    b.zero_grad()
    b.backward()
    assert a.grad == 2.0


def test_two_passes_through_inner_nodes_give_twice_the_gradient() -> None:
    a = Value(0.5)
    c = (a * a).tanh().exp()
    c.backward()
    once = a.grad
    c.backward()
    assert a.grad == pytest.approx(2 * once, rel=1e-15)


def test_backward_goes_one_node_at_a_time() -> None:
    a, b = Value(2.0, "a"), Value(-3.0, "b")
    c = a * b
    d = c + a
    seen = [(node, a.grad) for node in backward_steps(d)]
    assert [node for node, _ in seen][:2] == [d, c]
    assert [grad for _, grad in seen][:2] == [1.0, -2.0]
    assert topological_order(d)[-1] is d


def test_numbers_on_either_side() -> None:
    a = Value(2.0)
    assert [v.data for v in (3 + a, 3 - a, 3 * a, 3 / a, 3**a, a**3)] == [5, 1, 6, 1.5, 9, 8]
    assert [v.operation for v in (3 + a, a - 1, a * a, a / 3, a**2, -a, a)] == ["+", "−", "×", "/", "**2", "neg", ""]
    assert repr(Value(1.5, "w")) == "Value(w: 1.5, grad=0)"


def test_deep_graphs_do_not_recurse() -> None:
    a, depth = Value(1.0), 50_000
    node = a
    for _ in range(depth):
        node = node + a
    node.backward()
    assert a.grad == depth + 1
    assert node.forward(a) == depth + 1
    assert node.recompute() == depth + 1
    del node


def test_too_many_nodes_are_refused() -> None:
    node = Value(1.0)
    for _ in range(100):
        node = node.tanh()
    with pytest.raises(ResourceError, match="100"):
        ordered(node, 100)


@pytest.mark.parametrize(
    "broken",
    [
        lambda x: (x - 3).log(),
        lambda x: x / (x - 2),
        lambda x: (x * 400).exp(),
        lambda x: (-x) ** 0.5,
        lambda x: (x - 2) ** -1,
        lambda x: x + "one",
        lambda x: x**5000,
    ],
)
def test_what_has_no_result_says_so(broken: object) -> None:
    with pytest.raises(DataError):
        broken(Value(2.0))


def test_passes() -> None:
    x = [Value(0.3), Value(-0.2), Value(0.7)]
    y = [(x[0] * x[1]).tanh() + x[2], x[2] ** 2]
    assert passes(y, x) == (3, 2)
    reverse, forward = jacobian(y, x), jacobian(y, x, "forward")
    assert all(r == pytest.approx(f, rel=1e-14) for r, f in zip(reverse, forward, strict=True))
    assert all(v.grad == 0 for v in x), "gradients are left as they were"


# -- random expressions

Program = list[tuple[str, int, int]]


def build(program: Program, x: list[Value]) -> Value:
    """Return the last node of a random straight-line program, kept tame so that differences mean something."""
    nodes = list(x)
    for name, i, j in program:
        a, b = nodes[i % len(nodes)], nodes[j % len(nodes)]
        nodes.append(applied(name, a, b))
    return nodes[-1]


def applied(name: str, a: Value, b: Value) -> Value:
    match name:
        case "neg":
            return -a
        case "abs":
            return abs(a)
        case "square":
            return a.tanh() ** 2
        case "log":
            return (abs(a) + 1).log()
        case "root":
            return (a**2 + 1) ** 0.5
        case "exp":
            return a.tanh().exp()
        case "add":
            return a + b
        case "sub":
            return a - b
        case "mul":
            return a.sin() * b
        case "div":
            return a / (abs(b) + 1)
        case "max":
            return a.maximum(b)
        case "min":
            return a.minimum(b)
        case "pow":
            return (abs(a) + 0.5) ** b.sin()
    return getattr(a, name)()


@given(
    program=st.lists(
        st.tuples(st.sampled_from(UNARY + BINARY), st.integers(0, 40), st.integers(0, 40)), min_size=1, max_size=20
    ),
    start=st.tuples(*[st.floats(-2, 2).map(lambda v: round(v, 3) + 0.0137)] * 3),
)
def test_random_expressions(program: Program, start: tuple[float, float, float]) -> None:
    x = [Value(number) for number in start]
    root = build(program, x)
    for leaf in x:
        leaf.grad = 0.0
    root.backward()
    order = root.topological_order()
    places = {id(node): place for place, node in enumerate(order)}
    assert all(places[id(child)] < places[id(node)] for node in order for child in node.children)
    for leaf in x:
        leaf.tangent = 0.0
        inside = id(leaf) in places
        forward = root.forward(leaf) if inside else 0.0
        assert leaf.grad == pytest.approx(forward, rel=1e-10, abs=1e-10)
        if inside and smooth(order):
            assert leaf.grad == pytest.approx(numeric(root, leaf), rel=1e-5, abs=1e-6)


def smooth(order: list[Value]) -> bool:
    """Whether no kink is near: there the difference quotient is none of the derivatives."""
    for node in order:
        gap = {"relu": 1, "abs": 1}.get(node.operation)
        if gap and abs(node.children[0].data) < 1e-3:
            return False
        if node.operation in ("max", "min") and abs(node.children[0].data - node.children[1].data) < 1e-3:
            return False
    return all(abs(node.data) < 1e3 and all(abs(s) < 1e3 for s in node.slopes) for node in order)


def numeric(root: Value, leaf: Value) -> float:
    """Return the five-point difference quotient by recomputing the graph."""
    kept, h = leaf.data, 1e-4
    found = []
    for step in (-2, -1, 1, 2):
        leaf.data = kept + step * h
        found.append(root.recompute())
    leaf.data = kept
    root.recompute()
    return (found[0] - 8 * found[1] + 8 * found[2] - found[3]) / (12 * h)


def test_power_of_a_negative_base_has_no_slope_by_the_exponent() -> None:
    base, exponent = Value(-2.0), Value(3.0)
    cube = base**exponent
    cube.backward()
    assert (cube.data, base.grad) == (-8.0, 12.0)
    assert math.isnan(exponent.grad)
