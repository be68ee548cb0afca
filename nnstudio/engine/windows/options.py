"""The hyper-parameters that layers with a sliding window share."""

from __future__ import annotations

from nnstudio.engine.declaration import Choice, Kind, Parameter
from nnstudio.engine.windows.axis import EXPLICIT, NARROW, SAME, WIDE
from nnstudio.text import msg

LARGEST = 255
"""The largest kernel, stride and dilation that a form offers."""


def height(default: int) -> Parameter:
    """The kernel's height."""
    help_ = msg("How many rows of the image one window covers.")
    return Parameter(
        "kernel_height", msg("Kernel height"), Kind.INTEGER, default, help_, minimum=1, maximum=LARGEST, symbol="K_h"
    )


def width(default: int) -> Parameter:
    """The kernel's width."""
    help_ = msg("How many columns of the image one window covers.")
    return Parameter(
        "kernel_width", msg("Kernel width"), Kind.INTEGER, default, help_, minimum=1, maximum=LARGEST, symbol="K_w"
    )


def length(default: int) -> Parameter:
    """The kernel's length along a sequence."""
    help_ = msg("How many time steps one window covers.")
    return Parameter(
        "kernel_size", msg("Kernel size"), Kind.INTEGER, default, help_, minimum=1, maximum=LARGEST, symbol="K"
    )


def filters() -> Parameter:
    """The number of filters."""
    help_ = msg("How many kernels the layer learns: each gives one feature map, one channel of the output.")
    return Parameter("filters", msg("Filters"), Kind.INTEGER, 8, help_, minimum=1, maximum=4096, logarithmic=True)


def stride(default: int) -> Parameter:
    """How far the window moves."""
    help_ = msg("How many places the window moves from one output to the next.")
    return Parameter("stride", msg("Stride"), Kind.INTEGER, default, help_, minimum=1, maximum=LARGEST, symbol="S")


def dilation() -> Parameter:
    """How far apart the taps of a kernel are."""
    help_ = msg("How far apart the inputs of one window are: the kernel's effective size is K + (K − 1)(D − 1).")
    return Parameter("dilation", msg("Dilation"), Kind.INTEGER, 1, help_, minimum=1, maximum=LARGEST, symbol="D")


def padding(default: str) -> tuple[Parameter, Parameter]:
    """What is added around the input."""
    choices = (
        Choice(NARROW, msg("Narrow: none")),
        Choice(SAME, msg("Same: the output is as large as the input")),
        Choice(WIDE, msg("Wide: every place where the kernel still touches")),
        Choice(EXPLICIT, msg("Given below")),
    )
    how = msg("How many places are added around the input, so that windows reach over its edge.")
    amount = msg("How many places are added at each edge, where the padding is the one given here.")
    return (
        Parameter("padding", msg("Padding"), Kind.CHOICE, default, how, choices=choices),
        Parameter(
            "amount", msg("Places at each edge"), Kind.INTEGER, 0, amount, minimum=0, maximum=LARGEST, symbol="P"
        ),
    )


def groups() -> Parameter:
    """Into how many groups the channels are split."""
    help_ = msg(
        "Splits the channels into groups that do not see each other; as many as channels: a depthwise convolution."
    )
    return Parameter("groups", msg("Groups"), Kind.INTEGER, 1, help_, minimum=1, maximum=4096)


def learning() -> tuple[Parameter, ...]:
    """Activation, initial weights, bias."""
    return (
        Parameter(
            "activation",
            msg("Activation"),
            Kind.CHOICE,
            "identity",
            msg("What bends each net input z into its activation a."),
            registry="activations",
        ),
        Parameter(
            "initializer",
            msg("Initial weights"),
            Kind.CHOICE,
            "xavier_uniform",
            msg("How the weights are drawn before training; biases start at zero."),
            registry="initializers",
        ),
        Parameter("bias", msg("Bias"), Kind.BOOLEAN, True, msg("Whether each filter adds a learned bias b.")),
    )
