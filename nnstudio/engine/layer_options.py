"""The hyper-parameters that several kinds of layers have: width, activation, first weights."""

from __future__ import annotations

from nnstudio.engine.declaration import Kind, Parameter
from nnstudio.text import Message, msg


def neurons() -> Parameter:
    """Return the parameter that says how many neurons a layer has."""
    return Parameter(
        "units",
        msg("Neurons"),
        Kind.INTEGER,
        4,
        msg("How many neurons the layer has: the width of its output."),
        minimum=1,
        maximum=65536,
        logarithmic=True,
    )


def activation(help: Message) -> Parameter:
    """Return the parameter that chooses the activation, at first none."""
    return Parameter("activation", msg("Activation"), Kind.CHOICE, "identity", help, registry="activations")


def initial_weights(default: str = "xavier_uniform", help: Message | None = None) -> Parameter:
    """Return the parameter that chooses how the weights are drawn."""
    usual = msg("How the weights are drawn before training; biases start at zero.")
    return Parameter(
        "initializer", msg("Initial weights"), Kind.CHOICE, default, help or usual, registry="initializers"
    )
