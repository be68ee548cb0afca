"""What is said of a function that the language does not have: its name, what it may have meant, what there is."""

from __future__ import annotations

import difflib
from typing import Final

from nnstudio.engine.scalars.scratch import grammar
from nnstudio.text import Message, msg

_MAKERS: Final = ("Value", "Neuron", "Layer", "MLP")
_CALLED: Final = (*_MAKERS, *(name for name in grammar.CALLS if name not in _MAKERS))
_ON_A_NUMBER: Final = (*grammar.SWEEPS, *grammar.METHODS)
_CLOSE = 0.6


def unknown_function(name: str) -> tuple[Message, Message]:
    """Return what is wrong with calling this name, and what to write instead."""
    return _said(name, {known: known for known in _CALLED})


def unknown_method(name: str) -> tuple[Message, Message]:
    """Return what is wrong with calling this on a number, after a dot, and what to write instead."""
    return _said(name, {known: f"{known}()" for known in _ON_A_NUMBER})


def _said(name: str, known: dict[str, str]) -> tuple[Message, Message]:
    near = [known[each] for each in difflib.get_close_matches(name, known, 2, _CLOSE)]
    problem, listed = msg("unknown function {name}", name=f"“{name}”"), ", ".join(known.values())
    if near:
        return problem, msg("Did you mean {choices}? Known are: {names}.", choices=", ".join(near), names=listed)
    return problem, msg("Known are: {names}.", names=listed)
