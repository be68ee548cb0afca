"""exp, power and division."""

from nnstudio.inspection.exercises.exercise import Exercise, against_engine
from nnstudio.inspection.exercises.tasks.given_value import BACKWARD, HEAD, POWERS, SORT
from nnstudio.text import msg

_START = """
    def exp(self):
        return Value(math.exp(self.data), (self,), "exp")

    def __pow__(self, n):
        return Value(self.data**n, (self,), f"**{n}")

    def __truediv__(self, other):
        return self
"""
_TRIAL = """

x = Value(0.5, label="x")
e = (x * 2).exp()
t = (e - 1) / (e + 1)
t.backward()
print(t, x)
"""
_EXP = "x = Value(0.5)\ny = x.exp()\ny.backward()"
_POWER = "x = Value(-1.5)\ny = x**3 + x**2\ny.backward()"
_DIVIDE = "a = Value(3.0)\nb = Value(-4.0)\ny = a / b\ny.backward()"
_TANH = "x = Value(0.5)\ne = (x * 2).exp()\nt = (e - 1) / (e + 1)\nt.backward()"
_REST = BACKWARD + "\n" + SORT + _TRIAL

EXERCISE = Exercise(
    "powers",
    msg("exp, power and division"),
    (
        msg(
            "With exp, a power and a division tanh can be taken apart: (exp(2x) − 1) / (exp(2x) + 1). However fine the "
            "parts, the gradient is the same."
        ),
        msg(
            "Write _backward for exp and for self ** n with a fixed number n, and the division as a product with the "
            "power −1."
        ),
    ),
    HEAD + _START + _REST,
    (
        msg("exp is its own slope; the slope of xⁿ is n · xⁿ⁻¹."),
        msg("Write return self * other**-1: the division then needs no _backward of its own."),
    ),
    (
        against_engine(msg("exp"), _EXP, _EXP, ("y.data", "x.grad"), msg("The slope of exp is out.data.")),
        against_engine(
            msg("Powers"),
            _POWER,
            _POWER,
            ("y.data", "x.grad"),
            msg("The slope is n * self.data ** (n - 1), times out.grad."),
        ),
        against_engine(
            msg("Division"),
            _DIVIDE,
            _DIVIDE,
            ("y.data", "a.grad", "b.grad"),
            msg("Write return self * other**-1."),
        ),
        against_engine(
            msg("tanh out of its parts"),
            _TANH,
            _TANH,
            ("t.data", "x.grad"),
            msg("A number may stand where a Value is meant: make one of it first."),
        ),
    ),
    HEAD + POWERS + _REST,
)
"""The exercise."""
