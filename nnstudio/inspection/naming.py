"""What the constants of a calculation are called."""

from __future__ import annotations

from nnstudio.inspection.symbols import to_text
from nnstudio.inspection.trace import Trace
from nnstudio.text import Message, msg


def constant_name(trace: Trace, symbol: str) -> Message:
    """Return the words for a symbol that is no place of the network."""
    rule = trace.plan.update_rule.optimizer
    for parameter in rule.declaration.parameters:
        if parameter.symbol and _plain(parameter.symbol) == _plain(symbol):
            return parameter.name
    for kept in rule.kept():
        if kept.symbol == symbol:
            return kept.help
    if symbol.startswith("(1 − "):
        return msg("the rest: 1 − {symbol}", symbol=to_text(symbol[5:-1]))
    known = _known(symbol)
    return known if known is not None else msg("{name}", name="—")


def _known(symbol: str) -> Message | None:
    match symbol:
        case "α":
            return msg("learning rate")
        case "α_{t}":
            return msg("learning rate with Adam's corrections")
        case "ε_{t}":
            return msg("floor with Adam's correction")
        case "1/N":
            return msg("one over the samples in the batch")
        case "1/K":
            return msg("one over the outputs")
        case "K":
            return msg("outputs")
        case "W":
            return msg("weight of this target")
        case "t":
            return msg("target with class weight and smoothing")
        case "2/K":
            return msg("two over the outputs")
        case "1/2":
            return msg("a half, so that the square's 2 cancels")
        case "g":
            return msg("gradient that the optimiser sees")
        case "θ":
            return msg("weight before the update")
        case "1":
            return msg("one")
    return msg("divisor") if symbol.startswith("1/(√") else None


def _plain(symbol: str) -> str:
    return symbol.translate(str.maketrans("₁₂", "12")).replace("_{", "").replace("}", "")
