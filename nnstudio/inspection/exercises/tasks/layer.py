"""Layer(num_input, num_output): neurons that see the same inputs."""

from nnstudio.engine.scalars import Layer
from nnstudio.inspection.exercises.exercise import Check, Exercise, Wanted, holds
from nnstudio.inspection.exercises.tasks.given_value import LAYER, NEURON, VALUE
from nnstudio.text import msg

_START = """class Layer:
    def __init__(self, num_input, num_output):
        self.neurons = []

    def __call__(self, x):
        return []

    def parameters(self):
        return []
"""
_TRIAL = """

layer = Layer(2, 3)
a = layer([1.0, -2.0])
print(a)
print(len(layer.parameters()))
"""
_INPUTS = [1.0, -0.5]
_FIXED = (
    "layer = Layer(2, 3)\nfor i, p in enumerate(layer.parameters()):\n    p.data = 0.25 * i - 1.0\n"
    f"a = layer({_INPUTS})\nL = a[0] + a[1] + a[2]\nL.backward()\nps = layer.parameters()"
)


def _engine() -> Wanted:
    layer = Layer(2, 3)
    for place, parameter in enumerate(layer.parameters()):
        parameter.data = 0.25 * place - 1.0
    found = layer(_INPUTS)
    loss = found[0] + found[1] + found[2]
    loss.backward()
    numbers = {f"a[{place}].data": node.data for place, node in enumerate(found)}
    return {**numbers, **{f"ps[{place}].grad": layer.parameters()[place].grad for place in (0, 2, 4, 8)}}


EXERCISE = Exercise(
    "layer",
    msg("A layer"),
    (
        msg(
            "Layer(num_input, num_output) has num_output neurons, all of which see the same inputs. Called with x it "
            "gives the list of their results."
        ),
        msg("parameters() is one flat list: the first neuron's, then the second one's, and so on."),
    ),
    _START + _TRIAL,
    (
        msg("A list of neurons: [Neuron(num_input) for _ in range(num_output)]."),
        msg("[p for neuron in self.neurons for p in neuron.parameters()] is flat."),
    ),
    (
        holds(
            msg("Its parts"),
            "layer = Layer(4, 3)\na = layer([1.0, 2.0, 3.0, 4.0])",
            {"len(a)": 3, "len(layer.parameters())": 15, "len(set(layer.parameters()))": 15},
            msg("Three neurons with four weights and a bias each: 3 · (4 + 1) parameters."),
        ),
        Check(msg("With given weights"), _FIXED, _engine, msg("Each neuron is called with the same x.")),
    ),
    LAYER + _TRIAL,
    VALUE + "\n\n" + NEURON,
)
"""The exercise."""
