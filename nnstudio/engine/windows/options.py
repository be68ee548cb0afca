"""The hyper-parameters that layers with a sliding window share."""

from __future__ import annotations

from nnstudio.engine.declaration import Choice, Kind, Parameter
from nnstudio.engine.layer_options import activation, initial_weights
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


def stride(default: int, kind: Kind = Kind.INTEGER) -> Parameter:
    """How far the window moves; on images a ``PER_AXIS``."""
    help_ = msg("How many places the window moves from one output to the next.")
    if kind is Kind.PER_AXIS:
        help_ = msg(
            "How many places the window moves from one output to the next: one number, or two for rows and columns, "
            "such as 2, 1."
        )
    return Parameter("stride", msg("Stride"), kind, default, help_, minimum=1, maximum=LARGEST, symbol="S")


def dilation(kind: Kind = Kind.INTEGER) -> Parameter:
    """How far apart the taps of a kernel are; on images a ``PER_AXIS``."""
    help_ = msg("How far apart the inputs of one window are: the kernel's effective size is K + (K − 1)(D − 1).")
    if kind is Kind.PER_AXIS:
        help_ = msg(
            "How far apart the inputs of one window are, one number or two for rows and columns: the kernel's "
            "effective size is K + (K − 1)(D − 1)."
        )
    return Parameter("dilation", msg("Dilation"), kind, 1, help_, minimum=1, maximum=LARGEST, symbol="D")


def padding(default: str, kind: Kind = Kind.INTEGER) -> tuple[Parameter, Parameter]:
    """What is added around the input; the amount is a ``PER_AXIS`` on images."""
    choices = (
        Choice(NARROW, msg("Narrow: none")),
        Choice(SAME, msg("Same: the output is as large as the input")),
        Choice(WIDE, msg("Wide: every place where the kernel still touches")),
        Choice(EXPLICIT, msg("Given below")),
    )
    how = msg("How many places are added around the input, so that windows reach over its edge.")
    amount = msg("How many places are added at each edge, where the padding is the one given here.")
    if kind is Kind.PER_AXIS:
        amount = msg(
            "How many places are added at each edge, one number or two for rows and columns, where the padding is the "
            "one given here."
        )
    return (
        Parameter("padding", msg("Padding"), Kind.CHOICE, default, how, choices=choices),
        Parameter("amount", msg("Places at each edge"), kind, 0, amount, minimum=0, maximum=LARGEST, symbol="P"),
    )


def groups() -> Parameter:
    """Into how many groups the channels are split."""
    help_ = msg(
        "Splits the channels into groups that do not see each other; as many as channels: a depthwise convolution."
    )
    return Parameter("groups", msg("Groups"), Kind.INTEGER, 1, help_, minimum=1, maximum=4096)


def flip() -> Parameter:
    """Whether it is the mathematical convolution."""
    help_ = msg(
        "The mathematical convolution turns the kernel by 180°; without it, it is the cross-correlation that is usual."
    )
    return Parameter("flip", msg("Turn the kernel round"), Kind.BOOLEAN, False, help_)


def extra(kind: Kind = Kind.INTEGER) -> Parameter:
    """What a transposed convolution adds at the end; on images a ``PER_AXIS``."""
    help_ = msg(
        "Places added at the end of the output: with a stride, several sizes shrink to the same one. Not with same."
    )
    return Parameter("extra", msg("Extra output"), kind, 0, help_, minimum=0, maximum=LARGEST - 1)


def count_padding() -> Parameter:
    """Whether a mean takes the padding in."""
    help_ = msg("Whether padded places count as zeros in the mean; otherwise it is taken over real places only.")
    return Parameter("count_padding", msg("Count the padding"), Kind.BOOLEAN, True, help_)


def learning() -> tuple[Parameter, ...]:
    """Activation, initial weights, bias."""
    return (
        activation(msg("What bends each net input z into its activation a.")),
        initial_weights(),
        Parameter("bias", msg("Bias"), Kind.BOOLEAN, True, msg("Whether each filter adds a learned bias b.")),
    )
