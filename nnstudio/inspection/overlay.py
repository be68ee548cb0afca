"""Which of its numbers the network's picture shows: one of each neuron and link, or two laid over one another."""

from __future__ import annotations

from dataclasses import dataclass

FILLS = ("auto", "a", "z", "slope", "grad_a", "grad_z", "bias")
"""What may fill a neuron; ``auto`` is a going forward, δ coming back."""
LINKS = ("weight", "weight_grad", "product", "change")
"""What a link may show: w, ∂L/∂w, w·x, and what the next update adds to w."""


@dataclass(frozen=True)
class Overlay:
    """``fill`` and ``ring`` (empty: none) of neurons, of ``FILLS``; ``colour`` and ``width`` of links, of ``LINKS``."""

    fill: str = "auto"
    ring: str = ""
    colour: str = "weight"
    width: str = "weight"
