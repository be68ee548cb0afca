"""tanh with its backward."""

from nnstudio.inspection.exercises.exercise import Exercise, against_engine
from nnstudio.inspection.exercises.tasks.given_value import BACKWARD, HEAD, SORT, TANH
from nnstudio.text import msg

_START = """
    def tanh(self):
        t = 0.0
        out = Value(t, (self,), "tanh")

        def _backward():
            pass

        out._backward = _backward
        return out
"""
_TRIAL = """

x1, x2 = Value(2.0, label="x1"), Value(0.0, label="x2")
w1, w2 = Value(-3.0, label="w1"), Value(1.0, label="w2")
b = Value(6.8813735870195432, label="b")
n = x1 * w1 + x2 * w2 + b
o = n.tanh()
o.backward()
print(o, w1, w2)
"""
_ONE = "x = Value(0.75)\ny = x.tanh()\n"
_NEURON = (
    "x1 = Value(2.0)\nx2 = Value(0.0)\nw1 = Value(-3.0)\nw2 = Value(1.0)\nb = Value(6.8813735870195432)\n"
    "n = x1 * w1 + x2 * w2 + b\no = n.tanh()\no.backward()"
)
_TWICE = "x = Value(-0.4)\ny = x.tanh() * x.tanh()\ny.backward()"
_REST = BACKWARD + "\n" + SORT + _TRIAL

EXERCISE = Exercise(
    "tanh",
    msg("tanh with its backward"),
    (
        msg(
            "An operation may be as large as one likes, as long as its slope is known. Write tanh: its number by "
            "math.tanh, and its _backward with the slope 1 − tanh² x."
        ),
    ),
    HEAD + _START + _REST,
    (
        msg("The slope can be had from the result: 1 − t², with t = math.tanh(self.data)."),
        msg("Write self.grad += (1 - t * t) * out.grad."),
    ),
    (
        against_engine(msg("The number"), _ONE, _ONE, ("y.data",), msg("Write t = math.tanh(self.data).")),
        against_engine(
            msg("The slope"),
            _ONE + "y.backward()",
            _ONE + "y.backward()",
            ("x.grad",),
            msg("The slope is 1 − t², times out.grad."),
        ),
        against_engine(
            msg("A tanh neuron"),
            _NEURON,
            _NEURON,
            ("o.data", "x1.grad", "w1.grad", "x2.grad", "w2.grad", "b.grad"),
            msg("Multiply by out.grad, and add with +=."),
        ),
        against_engine(msg("Used twice"), _TWICE, _TWICE, ("x.grad",), msg("Add with +=.")),
    ),
    HEAD + TANH + _REST,
)
"""The exercise."""
