"""The hyper-parameters that all recurrent layers have."""

from __future__ import annotations

from nnstudio.engine.declaration import Choice, Kind, Parameter
from nnstudio.text import msg

UNITS = Parameter(
    "units",
    msg("Units"),
    Kind.INTEGER,
    16,
    msg("How many numbers the state h has: the width of the output at each time step."),
    minimum=1,
    maximum=4096,
    logarithmic=True,
)

OPTIONS = (
    Parameter(
        "output",
        msg("Output"),
        Kind.CHOICE,
        "last",
        msg("The state after the last step alone, for one answer to a sequence; or the states of all steps."),
        choices=(Choice("last", msg("Last step")), Choice("sequence", msg("All steps"))),
    ),
    Parameter(
        "bidirectional",
        msg("Both directions"),
        Kind.BOOLEAN,
        False,
        msg("Whether a second cell reads the sequence from its end; both outputs stand side by side."),
    ),
    Parameter(
        "initial_state",
        msg("Initial state"),
        Kind.CHOICE,
        "zero",
        msg("The state before the first step: zero, or learned like a bias."),
        choices=(Choice("zero", msg("Zero")), Choice("learned", msg("Learned by training"))),
    ),
    Parameter(
        "truncation",
        msg("Gradients cut every"),
        Kind.INTEGER,
        0,
        msg("Truncated back-propagation: after so many steps no gradient passes to the stretch before. 0: never."),
        minimum=0,
        maximum=65536,
    ),
    Parameter(
        "initializer",
        msg("Initial input weights"),
        Kind.CHOICE,
        "xavier_uniform",
        msg("How the weights U from the input are drawn; biases start at zero unless said otherwise."),
        registry="initializers",
    ),
    Parameter(
        "recurrent_initializer",
        msg("Initial recurrent weights"),
        Kind.CHOICE,
        "orthogonal",
        msg("How the weights W from the state before are drawn, for each gate on its own."),
        registry="initializers",
    ),
)
