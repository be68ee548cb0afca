"""What programs come to: against micrograd's numbers, an independent evaluator, and the language's limits."""

from __future__ import annotations

import math
import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nnstudio.engine.scalars import MLP, Value
from nnstudio.engine.scalars.scratch import Made, Scratch, Swept, read, run
from nnstudio.engine.scalars.scratch.grammar import MOST_VALUES, MOST_WORK

MICROGRAD = """a = Value(-4.0)
b = Value(2.0)
c = a + b
d = a * b + b**3
c += c + 1
c += 1 + c + (-a)
d += d * 2 + (b + a).relu()
d += 3 * d + (b - a).relu()
e = c - d
f = e**2
g = f / 2.0
g += 10.0 / f
g.backward()
print(g.data, a.grad, b.grad)
"""


def ran(text: str) -> Scratch:
    found = run(read(text))
    assert found.error is None, found.error
    return found


def test_the_example_of_micrograd() -> None:
    found = ran(MICROGRAD)
    a, b, g = (found.names[name] for name in "abg")
    assert g.data == pytest.approx(24.70408163, abs=5e-9)
    assert a.grad == pytest.approx(138.83381924, abs=5e-9)
    assert b.grad == pytest.approx(645.57725948, abs=5e-9)
    assert found.printed == ("24.70408163 138.8338192 645.5772595",)


def test_the_tanh_neuron() -> None:
    found = ran(
        "x1 = Value(2.0); x2 = Value(0.0)\nw1 = Value(-3.0); w2 = Value(1.0)\nb = Value(6.8813735870195432)\n"
        "n = x1*w1 + x2*w2 + b\no = n.tanh()\no.backward()"
    )
    assert found.names["o"].data == pytest.approx(0.70710678, abs=5e-9)
    grads = [found.names[name].grad for name in ("x1", "w1", "x2", "w2")]
    assert grads == pytest.approx([-1.5, 1.0, 0.5, 0.0], abs=1e-12)


def test_sigma_of_w_x_plus_b_in_both_modes() -> None:
    text = "x = Value(1); w = Value(0); b = Value(0)\nf = sigmoid(w * x + b)\nf.backward()\n"
    found = ran(text + "f.forward(w)\nprint(f.data, w.grad, b.grad, f.tangent)")
    assert found.printed == ("0.5 0.25 0.25 0.25",)


def test_a_network_learns_in_a_loop() -> None:
    found = ran(
        "n = MLP(2, [3, 1])\nfor k in range(20):\n    L = (n([1, 0]) - 1)**2 + (n([0, 1]) + 1)**2\n"
        "    if_first = k\n    n.zero_grad()\n    L.backward()\n    for p in n.parameters():\n"
        "        p.data += -0.1 * p.grad\n    print(L.data)"
    )
    losses = [float(text) for text in found.printed]
    assert len(losses) == 20
    assert losses[-1] < losses[0] / 10
    assert isinstance(found.names["n"], MLP)


def test_the_same_program_gives_the_same_numbers_again() -> None:
    text = "n = MLP(3, [4, 1])\ny = n([1, 2, 3])\nprint(y.data)"
    assert ran(text).printed == ran(text).printed


def test_gradients_left_standing_are_added_to() -> None:
    twice = ran("a = Value(3)\nL = a * a\nL.backward()\nL.backward()").names["a"].grad
    zeroed = ran("a = Value(3)\nL = a * a\nL.backward()\nL.zero_grad()\nL.backward()").names["a"].grad
    assert (twice, zeroed) == (12.0, 6.0)


def test_what_happened_is_recorded_in_order() -> None:
    found = ran("a = Value(3)\nL = a * a + 1\nL.backward()")
    assert [(made.node.label, made.data, made.line) for made in found.made] == [
        ("a", 3.0, 1),
        ("", 9.0, 2),
        ("1", 1.0, 2),
        ("L", 10.0, 2),
    ]
    assert [(swept.before, swept.after) for swept in found.swept] == [(0, 1), (0, 1), (0, 1), (0, 3), (3, 6)]
    assert found.swept[0].source is None
    assert {swept.line for swept in found.swept} == {3}


def test_each_number_of_a_network_knows_its_neuron() -> None:
    found = ran("n = MLP(2, [2, 1])\ny = n([1, 2])\nz = n([0, 1])")
    owners = {made.owner for made in found.made if made.owner}
    assert owners == {(call, *path) for call in ("n", "n(2)") for path in (("1", "1"), ("1", "2"), ("2", "1"))}


@pytest.mark.parametrize(
    ("text", "line", "meant"),
    [
        ("a = Value(1)\nb = a / 0", 2, "a / 0"),
        ("a = Value(-1)\nb = 1 + log(a)", 2, "log(a)"),
        ("a = Value(1)\nb = q + a", 2, "q"),
        ("a = 1e200\nb = Value(a) * a\nc = b - b", 3, "b - b"),
        ("xs = [1, 2]\ny = xs[2]", 2, "xs[2]"),
        ("xs = [1]\ny = xs * 2", 2, "xs * 2"),
        ("n = Neuron(2)\ny = n([1])", 2, "n([1])"),
        ("a = 3\na.backward()", 2, "a.backward()"),
        ("n = MLP(2, [0])", 1, "MLP(2, [0])"),
        ("n = MLP(2, [999, 999])", 1, "MLP(2, [999, 999])"),
        ("a = Value(1)\na.data = a", 2, "a.data = a"),
        ("for i in range(2, 9, 0):\n    a = 1", 1, "i"),
    ],
)
def test_a_fault_stops_at_its_place_and_keeps_what_was_made(text: str, line: int, meant: str) -> None:
    found = run(read(text))
    error = found.error
    assert error is not None or line == 3
    if error is not None:
        assert (error.line, error.text[error.position : error.position + error.length]) == (line, meant)
        assert len(found.lines) == line - 1


def test_a_prefix_of_the_statements_can_be_run() -> None:
    program = read("a = Value(1)\nfor i in range(3):\n    a = a + i\nb = a")
    assert [len(run(program, upto).lines) for upto in range(7)] == [0, 1, 2, 3, 4, 5, 5]
    assert run(program, 4).names["a"].data == 4.0
    assert "b" not in run(program, 4).names


LONG = 30.0
"""Seconds that no text takes on any machine, if what bounds it is work and not patience."""
ENDLESS = (
    "for i in range(1e9):\n    a = i",
    "a = Value(1)\nfor i in range(1e6):\n    a = a + a",
    "a = Value(1)\nfor i in range(1e6):\n    a = a * 1.0001\n    a.backward()",
    "for i in range(999):\n    for j in range(999):\n        for k in range(999):\n            x = 2",
    "n = MLP(9, [99, 99, 1])\nfor i in range(99):\n    y = n([1,2,3,4,5,6,7,8,9])",
    "xs = [1]\nfor i in range(99):\n    xs = [xs, xs, xs, xs]\nprint(xs)",
    "xs = [1, 2, 3, 4]\nfor i in range(1e5):\n    y = sum(xs)",
    "a = 2\nfor i in range(99999):\n    a = a ** 1.5",
)


@pytest.mark.parametrize("text", ENDLESS)
def test_nothing_runs_for_ever(text: str) -> None:
    begun = time.process_time()
    found = run(read(text))
    assert time.process_time() - begun < LONG
    assert len(found.made) <= MOST_VALUES
    assert len(found.events) <= MOST_WORK


# -- programs drawn at random, against Python's own arithmetic on pairs (value, slope by the first number)

Dual = tuple[float, float]
FUNCTIONS = {
    "tanh": (math.tanh, lambda x: 1 - math.tanh(x) ** 2),
    "sin": (math.sin, math.cos),
    "cos": (math.cos, lambda x: -math.sin(x)),
    "relu": (lambda x: max(0.0, x), lambda x: float(x > 0)),
    "sigmoid": (lambda x: 1 / (1 + math.exp(-x)), lambda x: math.exp(-x) / (1 + math.exp(-x)) ** 2),
}


def _work(sign: str, left: Dual, right: Dual) -> Dual:
    (u, du), (v, dv) = left, right
    if sign == "+":
        return u + v, du + dv
    if sign == "-":
        return u - v, du - dv
    return u * v, du * v + u * dv


@st.composite
def programs(draw: st.DrawFn) -> tuple[str, list[Dual]]:
    """A text, and value and slope of each line as worked out here."""
    numbers = draw(st.lists(st.floats(-2, 2).map(lambda x: round(x, 3)), min_size=2, max_size=3))
    lines = [f"v{place} = Value({number!r})" for place, number in enumerate(numbers)]
    found: list[Dual] = [(number, float(place == 0)) for place, number in enumerate(numbers)]
    for place in range(len(found), len(found) + draw(st.integers(1, 8))):
        one, other = (draw(st.integers(0, place - 1)) for _ in range(2))
        kind = draw(st.sampled_from(["+", "-", "*", "neg", "square", *FUNCTIONS]))
        if kind in FUNCTIONS:
            work, slope = FUNCTIONS[kind]
            u, du = found[one]
            form = draw(st.sampled_from(["{name}({x})", "{x}.{name}()"])).format(name=kind, x=f"v{one}")
            lines.append(f"v{place} = {form}")
            found.append((work(u), slope(u) * du))
        elif kind == "neg":
            lines.append(f"v{place} = -v{one}")
            found.append((-found[one][0], -found[one][1]))
        elif kind == "square":
            lines.append(f"v{place} = v{one}**2")
            found.append(_work("*", found[one], found[one]))
        else:
            lines.append(f"v{place} = v{one} {kind} v{other}")
            found.append(_work(kind, found[one], found[other]))
    return "\n".join(lines), found


@settings(max_examples=150, deadline=None)
@given(programs())
def test_random_programs_give_the_numbers_and_slopes_of_an_independent_evaluator(drawn: tuple[str, list[Dual]]) -> None:
    text, expected = drawn
    last = len(expected) - 1
    found = ran(f"{text}\nv{last}.backward()\nv{last}.forward(v0)")
    for place, (value, _) in enumerate(expected):
        assert found.names[f"v{place}"].data == pytest.approx(value, rel=1e-9, abs=1e-9)
    first, root = found.names["v0"], found.names[f"v{last}"]
    assert root.tangent == pytest.approx(expected[-1][1], rel=1e-9, abs=1e-9)
    assert first.grad == pytest.approx(expected[-1][1], rel=1e-9, abs=1e-9)
    _check_against_the_engine(found, root)


def _check_against_the_engine(found: Scratch, root: Value) -> None:
    """The recorded passes leave, bit for bit, what the engine's own backward() leaves."""
    kept = {made.node: made.node.grad for made in found.made if isinstance(made, Made)}
    for node in kept:
        node.grad = 0.0
    root.backward()
    for node, grad in kept.items():
        assert node.grad == grad
    assert all(isinstance(event, Swept) for event in found.swept)
