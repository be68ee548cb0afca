"""Each operation hands its gradient on to its operands."""

from nnstudio.inspection.exercises.exercise import Exercise, against_engine
from nnstudio.text import msg

_HEAD = """class Value:
    def __init__(self, data, children=(), operation=""):
        self.data = data
        self.grad = 0.0
        self.children = children
        self.operation = operation
        self._backward = lambda: None

    def __add__(self, other):
        out = Value(self.data + other.data, (self, other), "+")

        def _backward():
            self.grad += out.grad
            other.grad += out.grad

        out._backward = _backward
        return out

    def __mul__(self, other):
        out = Value(self.data * other.data, (self, other), "*")

        def _backward():
"""
_TAIL = """
        out._backward = _backward
        return out


a = Value(2.0)
b = Value(-3.0)
c = Value(10.0)
p = a * b
d = p + c
d.grad = 1.0
d._backward()
p._backward()
print(a.grad, b.grad, c.grad)
"""
_ADD = "a = Value(2.0)\nb = Value(-3.0)\nd = a + b\n"
_TIMES = "a = Value(2.0)\nb = Value(-3.0)\nd = a * b\n"
_BOTH = "a = Value(2.0)\nb = Value(-3.0)\nc = Value(10.0)\np = a * b\nd = p * c\n"

EXERCISE = Exercise(
    "slopes",
    msg("Backward through + and ×"),
    (
        msg(
            "The chain rule at one operation: what arrives at its result, times the slope of the result by an "
            "operand, is what goes on to that operand."
        ),
        msg(
            "For + both slopes are 1, and its _backward is written already. Write the one of ×: self gets "
            "other.data times out.grad, and other likewise."
        ),
    ),
    _HEAD + "            pass\n" + _TAIL,
    (
        msg("Of d = a · b the slope by a is b, and the slope by b is a."),
        msg("Write self.grad += other.data * out.grad, and the same with self and other exchanged."),
    ),
    (
        against_engine(
            msg("Through +"),
            _ADD + "d.grad = 1.0\nd._backward()",
            _ADD + "d.backward()",
            ("a.grad", "b.grad"),
            msg("Both operands of + get out.grad as it is."),
        ),
        against_engine(
            msg("Through ×"),
            _TIMES + "d.grad = 1.0\nd._backward()",
            _TIMES + "d.backward()",
            ("a.grad", "b.grad"),
            msg("Each operand of × gets the other one's data times out.grad."),
        ),
        against_engine(
            msg("Through two products"),
            _BOTH + "d.grad = 1.0\nd._backward()\np._backward()",
            _BOTH + "d.backward()",
            ("c.grad", "p.grad", "a.grad", "b.grad"),
            msg("Do not leave out.grad out: it is what has arrived from behind."),
        ),
    ),
    _HEAD + "            self.grad += other.data * out.grad\n            other.grad += self.data * out.grad\n" + _TAIL,
)
"""The exercise."""
