"""A gradient adds up where a number is used twice; overwriting loses all but the last use."""

from nnstudio.inspection.exercises.exercise import Exercise, against_engine
from nnstudio.text import msg

_WRONG = """class Value:
    def __init__(self, data, children=(), operation=""):
        self.data = data
        self.grad = 0.0
        self.children = children
        self.operation = operation
        self._backward = lambda: None

    def __add__(self, other):
        out = Value(self.data + other.data, (self, other), "+")

        def _backward():
            self.grad = out.grad
            other.grad = out.grad

        out._backward = _backward
        return out

    def __mul__(self, other):
        out = Value(self.data * other.data, (self, other), "*")

        def _backward():
            self.grad = other.data * out.grad
            other.grad = self.data * out.grad

        out._backward = _backward
        return out


a = Value(3.0)
b = a + a
b.grad = 1.0
b._backward()
print(a.grad)
"""
_TWICE = "a = Value(3.0)\nb = a + a\n"
_SQUARE = "a = Value(3.0)\nb = a * a\n"
_PATHS = "a = Value(-2.0)\nb = Value(3.0)\nd = a * b\ne = a + b\nf = d * e\n"

EXERCISE = Exercise(
    "adding_up",
    msg("Add, do not overwrite"),
    (
        msg(
            "b = a + a has the slope 2 by a, yet this code says 1. Run it and walk the graph edge by edge: the second "
            "gradient takes the first one's place."
        ),
        msg("Mend both operations, so that a gradient is added to what is there already."),
    ),
    _WRONG,
    (
        msg("By each way from a to b a part of the gradient comes back; all parts count."),
        msg("Write += in place of = in all four lines."),
    ),
    (
        against_engine(
            msg("b = a + a"),
            _TWICE + "b.grad = 1.0\nb._backward()",
            _TWICE + "b.backward()",
            ("a.grad",),
            msg("The second line of _backward overwrites what the first one wrote."),
        ),
        against_engine(
            msg("b = a · a"),
            _SQUARE + "b.grad = 1.0\nb._backward()",
            _SQUARE + "b.backward()",
            ("a.grad",),
            msg("The second line of _backward overwrites what the first one wrote."),
        ),
        against_engine(
            msg("Two ways to a and to b"),
            _PATHS + "f.grad = 1.0\nf._backward()\ne._backward()\nd._backward()",
            _PATHS + "f.backward()",
            ("d.grad", "e.grad", "a.grad", "b.grad"),
            msg("a and b are used by d and by e: both hand something back."),
        ),
    ),
    _WRONG.replace(".grad = out", ".grad += out")
    .replace(".grad = other", ".grad += other")
    .replace(".grad = self", ".grad += self"),
)
"""The exercise."""
