"""Backward over the whole graph, in one pass."""

from nnstudio.inspection.exercises.exercise import Exercise, against_engine
from nnstudio.inspection.exercises.tasks.given_value import HEAD, SORT
from nnstudio.text import msg

_TRIAL = """

a = Value(2.0, label="a")
b = Value(-3.0, label="b")
d = a * b
e = d + a
L = e * d
backward(L)
print(a.grad, b.grad)
"""
_ONE = "a = Value(2.0)\nb = Value(-3.0)\nc = Value(10.0)\nd = a * b\nL = d + c\n"
_TWO = "a = Value(2.0)\nb = Value(-3.0)\nd = a * b\ne = d + a\nL = e * d\n"
_LONG = "a = Value(1.5)\nL = a\nfor i in range(9):\n    L = L * a + a\n"

EXERCISE = Exercise(
    "backward",
    msg("Backward over the order"),
    (
        msg(
            "Every number has a _backward that hands its gradient on to its operands, and topological_sort is there. "
            "Write backward(root): afterwards every number's grad is the slope of root by it."
        ),
    ),
    "def backward(root):\n    pass\n" + _TRIAL,
    (
        msg("It begins with ∂root/∂root, which is 1."),
        msg("Go through reversed(topological_sort(root)) and call each node's _backward()."),
    ),
    (
        against_engine(
            msg("A sum of a product"),
            _ONE + "backward(L)",
            _ONE + "L.backward()",
            ("L.grad", "d.grad", "c.grad", "a.grad", "b.grad"),
            msg("Set root.grad to 1 before anything else."),
        ),
        against_engine(
            msg("Numbers that are used twice"),
            _TWO + "backward(L)",
            _TWO + "L.backward()",
            ("d.grad", "e.grad", "a.grad", "b.grad"),
            msg("A number's turn comes when all that it went into has had its own: reverse the order."),
        ),
        against_engine(
            msg("A polynomial of degree 10"),
            _LONG + "backward(L)",
            _LONG + "L.backward()",
            ("L.data", "a.grad"),
            msg("Each node's _backward() is called once."),
        ),
    ),
    "def backward(root):\n    root.grad = 1.0\n    for node in reversed(topological_sort(root)):\n"
    "        node._backward()\n" + _TRIAL,
    HEAD + "\n" + SORT,
)
"""The exercise."""
