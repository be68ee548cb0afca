"""MLP(num_input, widths): layers one after the other."""

from nnstudio.engine.scalars import MLP
from nnstudio.inspection.exercises.exercise import Check, Exercise, Wanted, holds
from nnstudio.inspection.exercises.tasks import given_value
from nnstudio.text import msg

_START = """class MLP:
    def __init__(self, num_input, widths):
        self.layers = []

    def __call__(self, x):
        return x

    def parameters(self):
        return []
"""
_TRIAL = """

net = MLP(2, [3, 1])
y = net([1.0, -2.0])
print(y)
if isinstance(y[0], Value):
    y[0].backward()
print(len(net.parameters()))
"""
_INPUTS = [1.0, -0.5]
_FIXED = (
    "net = MLP(2, [3, 2])\nfor i, p in enumerate(net.parameters()):\n    p.data = 0.25 * (i % 7) - 0.75\n"
    f"y = net({_INPUTS})\nL = y[0] + y[1]\nL.backward()\nps = net.parameters()"
)


def _engine() -> Wanted:
    net = MLP(2, [3, 2])
    for place, parameter in enumerate(net.parameters()):
        parameter.data = 0.25 * (place % 7) - 0.75
    found = net(_INPUTS)
    (found[0] + found[1]).backward()
    numbers = {f"y[{place}].data": node.data for place, node in enumerate(found)}
    return {**numbers, **{f"ps[{place}].grad": net.parameters()[place].grad for place in (0, 8, 9, 16)}}


EXERCISE = Exercise(
    "mlp",
    msg("A multilayer perceptron"),
    (
        msg(
            "MLP(num_input, widths) puts layers one after the other: MLP(2, [3, 1]) has two inputs, a layer of three "
            "neurons and one of one."
        ),
        msg("What a layer gives is the next one's x; parameters() lists those of all layers."),
    ),
    _START + _TRIAL,
    (
        msg("The sizes are [num_input] + widths: layer i goes from sizes[i] to sizes[i + 1]."),
        msg("In __call__ write: for layer in self.layers: x = layer(x)."),
    ),
    (
        holds(
            msg("Its parts"),
            "net = MLP(3, [4, 4, 1])\ny = net([1.0, 2.0, 3.0])",
            {"len(y)": 1, "len(net.layers)": 3, "len(net.parameters())": 41},
            msg("4 · (3 + 1) + 4 · (4 + 1) + 1 · (4 + 1) parameters."),
        ),
        Check(
            msg("With given weights"),
            _FIXED,
            _engine,
            msg("Each layer is called with what the one before gave."),
        ),
    ),
    given_value.MLP + _TRIAL,
    f"{given_value.VALUE}\n\n{given_value.NEURON}\n\n{given_value.LAYER}",
)
"""The exercise."""
