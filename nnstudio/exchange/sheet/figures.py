"""Numbers on paper: so many significant digits, a true minus sign, ≈ wherever a digit is missing."""

from __future__ import annotations

import math

from nnstudio.inspection.expression import Node, operands
from nnstudio.inspection.rounding import is_whole

EXACT = 17
"""Digits with which every number comes back to its last bit."""
_SHORTEST = 15
_SUPERSCRIPT = str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹")


def figure(value: float, digits: int) -> str:
    """Return a number for reading: ``−0.0312``, ``1.2×10⁻⁷``."""
    text, power = _parts(value, digits)
    text = text.replace("-", "−")
    return f"{text}×10{str(power).translate(_SUPERSCRIPT)}" if power else text


def latex_figure(value: float, digits: int) -> str:
    r"""Return a number as LaTeX: ``-0.0312``, ``1.2\cdot 10^{-7}``."""
    text, power = _parts(value, digits)
    text = {"∞": r"\infty", "-∞": r"-\infty", "NaN": r"\mathrm{NaN}"}.get(text, text)
    return rf"{text}\cdot 10^{{{power}}}" if power else text


def relation(whole: bool) -> str:
    """Return ``=`` or ``≈``."""
    return "=" if whole else "≈"


def all_whole(node: Node, digits: int) -> bool:
    """Whether every number of an expression is written with all its digits."""
    return all(is_whole(operand.value, digits) for operand in operands(node))


def _parts(value: float, digits: int) -> tuple[str, int]:
    """Return the figures and the power of ten that they are multiplied by; 0 for none."""
    if not math.isfinite(value):
        return "NaN" if math.isnan(value) else "∞" if value > 0 else "-∞", 0
    if is_whole(value, digits):
        text = repr(float(value)) if digits > _SHORTEST else f"{value:.{digits}g}"
        mantissa, _, exponent = text.partition("e")
        return mantissa.removesuffix(".0"), int(exponent or 0)
    mantissa, _, exponent = f"{value:.{digits - 1}e}".partition("e")
    power = int(exponent)
    if -4 <= power < max(digits, 6):
        return f"{float(f'{mantissa}e{power}'):.{max(0, digits - 1 - power)}f}", 0
    return mantissa, power
