"""What the constants of a calculation are called."""

from __future__ import annotations

import re

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
    if "β" in symbol and "^{t}" in symbol:
        return msg("bias correction in update {step}", step=trace.plan.update_rule.step_number + 1)
    if "μ_{t" in symbol or "Πμ" in symbol:
        return msg(
            "momentum of update {step}, or what is left of the product", step=trace.plan.update_rule.step_number + 1
        )
    if symbol.startswith("(1 − "):
        return msg("the rest: 1 − {symbol}", symbol=to_text(symbol[5:-1]))
    known = _known(symbol)
    return known if known is not None else msg("number of the formula")


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
        case "2/K":
            return msg("two over the outputs")
        case "1/2":
            return msg("a half, so that the square's 2 cancels")
        case "w_{0}":
            return msg("class weight of the answer no")
        case "w_{1}":
            return msg("class weight of the answer yes")
        case "ℓ_{n}":
            return msg("the plan's own number")
        case "g":
            return msg("gradient that the optimiser sees")
        case "θ":
            return msg("weight before the update")
        case "1":
            return msg("one")
    slope = re.fullmatch(r"∂ a_\{(\d+)\}/∂ z_\{(\d+)\}", symbol)
    if slope is not None:
        return msg("slope of output {output} by net input {number}", output=slope[1], number=slope[2])
    if re.fullmatch(r"W(_\{\d+\})?", symbol):
        return msg("weight of this target")
    if re.fullmatch(r"[ts]_\{\d+\}", symbol):
        return msg("target with class weight and smoothing") if symbol[0] == "t" else msg("smoothed target")
    found = _of_layers(symbol)
    return found if found is not None else msg("divisor") if symbol.startswith("1/(√") else _of_optimizers(symbol)


def _of_layers(symbol: str) -> Message | None:
    """Return the words for what single layers multiply by."""
    match symbol:
        case "1/T":
            return msg("one over the places that have a target")
        case "1/m":
            return msg("one over the numbers taken together")
        case "2/m":
            return msg("two over the numbers taken together")
        case "1/√d":
            return msg("one over the root of the query's width")
    return msg("one over the places of the window") if re.fullmatch(r"1/\d+", symbol) and symbol != "1/2" else None


def _of_optimizers(symbol: str) -> Message | None:
    """Return the words for what single optimisers multiply."""
    match symbol:
        case "α_{g}":
            return msg("learning rate of the gradient's part, with the corrections")
        case "α_{m}":
            return msg("learning rate of the mean's part, with the corrections")
        case "d":
            return msg("step before the learning rate")
        case "√(u + ε)":
            return msg("size of the last steps")
        case "1/u" | "1/√(v + ε)":
            return msg("divisor")
        case "|g|":
            return msg("size of the gradient")
        case "s_{min}" | "s_{max}":
            return msg("bound of the step size")
        case "0":
            return msg("none this once: the gradient's sign has changed")
        case "t":
            return msg("step length")
        case "γ":
            return msg("step length that the last curvature asks for")
    if symbol.startswith("sign("):
        return msg("sign: only the direction counts")
    return _of_history(symbol)


def _of_history(symbol: str) -> Message | None:
    """Return the words for the pairs that L-BFGS remembers."""
    match symbol.partition("{")[0]:
        case "u_" | "c_":
            return msg("share that the remembered step has")
        case "Δ g_":
            return msg("change of the gradient in a remembered step")
        case "Δ w_":
            return msg("remembered step of this weight")
    return None


def _plain(symbol: str) -> str:
    return symbol.translate(str.maketrans("₁₂₊₋−", "12+--")).replace("_{", "").replace("}", "")
