"""The parts of a nerve cell, and what each became in the artificial neuron."""

from __future__ import annotations

from dataclasses import dataclass

from nnstudio.text import Message, msg


@dataclass(frozen=True)
class Part:
    """A part of both: ``cell`` is its name in the nerve cell, ``unit`` in the artificial neuron, ``said`` why."""

    id: str
    cell: Message
    unit: Message
    said: Message


PARTS = (
    Part(
        "dendrites",
        msg("Dendrites"),
        msg("Inputs x"),
        msg("Branches that receive signals from other cells: the numbers that come in."),
    ),
    Part(
        "synapses",
        msg("Synapses"),
        msg("Weights w"),
        msg("Each contact passes a signal on more or less strongly, or holds it back: a factor, also a negative one."),
    ),
    Part(
        "body",
        msg("Cell body"),
        msg("Sum z = Σ wᵢxᵢ + b"),
        msg("Everything that arrives is gathered: the weighted inputs are added up."),
    ),
    Part(
        "threshold",
        msg("Threshold"),
        msg("Bias b = −θ"),
        msg("How much must be gathered before the cell fires; moved to the other side of the sum it is the bias."),
    ),
    Part(
        "hillock",
        msg("Axon hillock"),
        msg("Activation function f"),
        msg("Here it is decided whether, and how strongly, the cell fires: a = f(z)."),
    ),
    Part(
        "axon",
        msg("Axon and its ends"),
        msg("Output a"),
        msg("The signal travels on to many other cells: the same a goes into every neuron behind."),
    ),
)
