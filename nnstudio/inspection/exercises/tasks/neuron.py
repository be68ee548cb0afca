"""Neuron(num_input), with its weights and its bias from U(−1, 1)."""

from nnstudio.engine.scalars import Neuron, Value
from nnstudio.inspection.exercises.exercise import Check, Exercise, Wanted, holds
from nnstudio.inspection.exercises.tasks.given_value import NEURON, VALUE
from nnstudio.text import msg

_START = """import random


class Neuron:
    def __init__(self, num_input):
        self.w = [Value(0.0) for _ in range(num_input)]
        self.b = Value(0.0)

    def __call__(self, x):
        return self.b

    def parameters(self):
        return []
"""
_TRIAL = """

n = Neuron(2)
a = n([1.0, -2.0])
a.backward()
print(a)
print(n.parameters())
"""
_WEIGHTS, _BIAS, _INPUTS = (0.5, -1.0, 0.25), 0.125, (1.0, 2.0, -3.0)
_FIXED = (
    f"n = Neuron(3)\nfor v, d in zip(n.w, {list(_WEIGHTS)}):\n    v.data = d\nn.b.data = {_BIAS}\n"
    f"a = n({list(_INPUTS)})\na.backward()\nw0, w1, w2 = n.w\nb = n.b"
)
_MANY = (
    "many = [Neuron(3) for _ in range(100)]\nw = [v.data for n in many for v in n.w]\nb = [n.b.data for n in many]\n"
    "drawn = w + b\nmiddle = sum(drawn) / len(drawn)\nspread = sum((d - middle)**2 for d in drawn) / len(drawn)"
)


def _engine() -> Wanted:
    neuron = Neuron(3)
    for weight, number in zip(neuron.w, _WEIGHTS, strict=True):
        weight.data = number
    neuron.b.data = _BIAS
    found = neuron([Value(number) for number in _INPUTS])
    found.backward()
    slopes = {f"w{place}.grad": weight.grad for place, weight in enumerate(neuron.w)}
    return {"a.data": found.data, **slopes, "b.grad": neuron.b.grad}


EXERCISE = Exercise(
    "neuron",
    msg("A neuron"),
    (
        msg(
            "Value is there as you wrote it; the tab “Basis” shows it. Write Neuron(num_input): a list w of num_input "
            "weights and a bias b, each a Value drawn from U(−1, 1) with random.uniform(-1, 1)."
        ),
        msg("Called with a list x it gives tanh(w₀x₀ + w₁x₁ + … + b); parameters() is the list of w and b."),
    ),
    _START + _TRIAL,
    (
        msg("Begin with z = self.b, and add wi * xi for wi, xi in zip(self.w, x)."),
        msg("Draw each one anew: [Value(random.uniform(-1, 1)) for _ in range(num_input)]."),
    ),
    (
        holds(
            msg("Its parts"),
            "n = Neuron(3)",
            {"len(n.w)": 3, "len(n.parameters())": 4, "n.parameters()[3] is n.b": True},
            msg("Three weights and a bias; parameters() is self.w + [self.b]."),
        ),
        holds(
            msg("Drawn from U(−1, 1)"),
            _MANY,
            {
                "-1 <= min(drawn) and max(drawn) <= 1": True,
                "len(set(w)) > 250 and len(set(b)) > 80": True,
                "abs(middle) < 0.15": True,
                "0.25 < spread < 0.42": True,
            },
            msg("The mean of U(−1, 1) is 0, and its variance ⅓; every weight and bias is drawn for itself."),
        ),
        Check(
            msg("With given weights"),
            _FIXED,
            _engine,
            msg("The net input is the sum of all wi * xi and of b; tanh comes last."),
        ),
    ),
    NEURON + _TRIAL,
    VALUE,
)
"""The exercise."""
