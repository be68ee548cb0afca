"""The edits that several culprits offer as their remedy."""

from __future__ import annotations

import math
from collections.abc import Iterable

from nnstudio.document.edits import SetEach, SetTraining, Several
from nnstudio.document.edits.edit import Edit
from nnstudio.document.kinds import value_of
from nnstudio.document.model import Document, Parameters
from nnstudio.inspection.diagnosis.figures import number
from nnstudio.text import Message, msg

GOOD_RATIO = 0.01
"""‖Δθ‖ / ‖θ‖ that a proposed learning rate aims at, for the first updates."""
_USUAL = {"relu": "he_normal", "leaky_relu": "he_normal", "elu": "he_normal"}


def other_rate(document: Document, factor: float) -> Edit:
    """Return the edit that multiplies the learning rate, rounded to one digit."""
    rate = document.training.learning_rate * factor
    power = 10.0 ** math.floor(math.log10(rate))
    chosen = min(100.0, round(rate / power) * power)
    return Several(
        (SetTraining((("learning_rate", chosen),)),), msg("Set the learning rate to {rate}", rate=number(chosen, 1))
    )


def drawn_anew(document: Document, layers: Iterable[str]) -> Edit | None:
    """Return the edit that gives layers first weights that suit their activation; None if none has such a choice."""
    changes: list[tuple[str, Parameters]] = []
    for layer in layers:
        node = document.network.by_id.get(layer)
        if node is not None and value_of(node, "initializer"):
            usual = _USUAL.get(str(value_of(node, "activation")), "xavier_uniform")
            changes.append((layer, (("initializer", usual),)))
    return SetEach(tuple(changes), msg("Use first weights that suit the function")) if changes else None


def other_function(document: Document, layers: Iterable[str], function: str, title: Message) -> Edit | None:
    """Return the edit that gives layers another activation and first weights that suit it; None if none has one."""
    changes: list[tuple[str, Parameters]] = []
    for layer in layers:
        node = document.network.by_id.get(layer)
        if node is None:
            continue
        if value_of(node, "activation"):
            start = (("initializer", _USUAL.get(function, "xavier_uniform")),) if value_of(node, "initializer") else ()
            changes.append((layer, (("activation", function), *start)))
        elif value_of(node, "function"):
            changes.append((layer, (("function", function),)))
    return SetEach(tuple(changes), title) if changes else None
