"""A neuron, a layer and a network built of nothing but scalars: the same network as the engine's, number by number."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

import numpy as np

from nnstudio.engine.demands import several, whole
from nnstudio.engine.errors import ParameterError, ResourceError, ShapeError
from nnstudio.engine.scalars.operation import FUNCTIONS
from nnstudio.engine.scalars.value import Value, total, wrapped
from nnstudio.text import msg

LARGEST = 200_000
"""Weights of a network of scalars; a plan takes any number."""

IDENTITY = "identity"


def _generator(random: np.random.Generator | int) -> np.random.Generator:
    return np.random.default_rng(random)


def _check_count(count: int) -> None:
    if count > LARGEST:
        raise ResourceError(
            "MLP",
            msg("at most {count} weights made of scalars", count=f"{LARGEST:,}"),
            msg("{count} weights", count=f"{count:,}"),
            msg("Use a plan: it computes whole layers at once."),
        )


def _check_activation(name: str) -> None:
    if name != IDENTITY and name not in FUNCTIONS:
        raise ParameterError(
            "activation",
            msg("one of {choices}", choices=", ".join((IDENTITY, *FUNCTIONS))),
            msg("{value}", value=repr(name)),
            msg("Choose one from the list."),
        )


def _check_inputs(x: object) -> None:
    listed = isinstance(x, Sequence) and not isinstance(x, str | bytes)
    if not listed and not (isinstance(x, np.ndarray) and x.ndim == 1):
        expected, advice = msg("a list of numbers or Values"), msg("Give one number for each weight.")
        raise ParameterError("x", expected, msg("{value}", value=repr(x)), advice)


def _checked(widths: Sequence[int] | int) -> list[int]:
    """Return the widths of the layers; ParameterError unless there is one, and none has less than one neuron."""
    given = several(widths)
    if not given:
        advice = msg("Name the width of the last layer at least.")
        raise ParameterError("MLP.widths", msg("the width of one layer or more"), msg("none"), advice)
    return [whole("MLP.widths", width, least=1) for width in given]


class Neuron:
    """``a = f(Σ w_i x_i + b)`` with w and b drawn from U(−1, 1).

    ``activation`` : ``tanh logistic relu exp sin …`` (any of ``FUNCTIONS``) or ``identity``. ``random`` : a seed or a
    generator, which draws the weights in order, then the bias.
    """

    def __init__(self, num_input: int, activation: str = "tanh", random: np.random.Generator | int = 0) -> None:
        num_input = whole("Neuron.num_input", num_input, least=1)
        _check_count(num_input + 1)
        _check_activation(activation)
        drawn = _generator(random).uniform(-1, 1, num_input + 1).tolist()
        self.w = [Value(number, f"w{place}") for place, number in enumerate(drawn[:-1])]
        self.b = Value(drawn[-1], "b")
        self.activation = activation

    def __call__(self, x: Sequence[Value | float]) -> Value:
        """Return the neuron's activation; ShapeError for another number of inputs than it has weights."""
        _check_inputs(x)
        if len(x) != len(self.w):
            raise ShapeError(
                "Neuron",
                msg("{count} inputs", count=len(self.w)),
                msg("{count} inputs", count=len(x)),
                msg("Give one number for each weight."),
            )
        z = total([*(weight * wrapped(each) for weight, each in zip(self.w, x, strict=True)), self.b], "z")
        return z if self.activation == IDENTITY else Value.made(FUNCTIONS[self.activation], (z,), "a")

    def parameters(self) -> list[Value]:
        """Return the weights, then the bias."""
        return [*self.w, self.b]


class Layer:
    """Several neurons that see the same inputs."""

    def __init__(
        self, num_input: int, num_output: int, activation: str = "tanh", random: np.random.Generator | int = 0
    ) -> None:
        num_input, num_output = (
            whole(f"Layer.{name}", number, least=1)
            for name, number in (("num_input", num_input), ("num_output", num_output))
        )
        _check_count((num_input + 1) * num_output)
        generator = _generator(random)
        self.neurons = [Neuron(num_input, activation, generator) for _ in range(num_output)]

    def __call__(self, x: Sequence[Value | float]) -> list[Value]:
        """Return the activation of each neuron."""
        _check_inputs(x)
        given = [wrapped(each) for each in x]
        return [neuron(given) for neuron in self.neurons]

    def parameters(self) -> list[Value]:
        """Return all neurons' parameters, one neuron after the other."""
        return [parameter for neuron in self.neurons for parameter in neuron.parameters()]


class MLP:
    """A multi-layer perceptron: ``MLP(3, (4, 4, 1))`` has three inputs and the layers 4, 4, 1.

    ParameterError : no layer, or one without a neuron.
    """

    def __init__(
        self,
        num_input: int,
        widths: Sequence[int] | int,
        activation: str = "tanh",
        output: str | None = None,
        random: np.random.Generator | int = 0,
    ) -> None:
        sizes = [whole("MLP.num_input", num_input, least=1), *_checked(widths)]
        _check_count(sum((here + 1) * there for here, there in pairwise(sizes)))
        generator = _generator(random)
        names = [activation] * (len(sizes) - 2) + [output or activation]
        self.layers = [
            Layer(here, there, name, generator) for (here, there), name in zip(pairwise(sizes), names, strict=True)
        ]

    def __call__(self, x: Sequence[Value | float]) -> list[Value]:
        """Return the outputs for one sample."""
        found: Sequence[Value | float] = x
        for layer in self.layers:
            found = layer(found)
        return [wrapped(each) for each in found]

    def parameters(self) -> list[Value]:
        """Return all parameters, layer by layer."""
        return [parameter for layer in self.layers for parameter in layer.parameters()]

    def zero_grad(self) -> None:
        """Set all parameters' gradients to 0."""
        for parameter in self.parameters():
            parameter.grad = 0.0
