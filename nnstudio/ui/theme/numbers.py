"""Numbers as a reader sees them: a true minus sign, as many digits as mean something, ≈ where they were rounded."""

from __future__ import annotations

import math

from nnstudio.inspection.rounding import told_share

MINUS = "−"
_MOST_DIGITS = 6
_SUPERSCRIPT = str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹")


def number(value: float, digits: int = 3, *, sign: bool = False) -> str:
    """Return ``value`` to ``digits`` significant digits: ``−0.0312``, ``1.2×10⁻⁷``, ``12 300``, ``+0.5`` with ``sign``.

    Zeros at the end are kept after the point (0.500 has three digits that count), so that a column of numbers does
    not jitter.
    """
    value = float(value)
    if not math.isfinite(value):
        return _special(value)
    mantissa, exponent = f"{abs(value):.{max(0, digits - 1)}e}".split("e")
    power = int(exponent)
    if value == 0:
        text = "0"
    elif -4 <= power < max(digits, 6):
        text = grouped(f"{abs(float(f'{mantissa}e{power}')):.{max(0, digits - 1 - power)}f}")
    else:
        text = f"{mantissa}×10{str(power).translate(_SUPERSCRIPT)}"
    return _signed(value, text, sign)


def fixed(value: float, places: int = 3, *, sign: bool = False) -> str:
    """Return ``value`` with a fixed number of decimal places."""
    if not math.isfinite(value):
        return _special(value)
    text = grouped(f"{abs(value):.{places}f}")
    is_zero = not any(digit in "123456789" for digit in text)
    return _signed(0.0 if is_zero else value, text, sign)


def compact(value: float, digits: int = 6) -> str:
    """Return ``value`` as a person would write it: no zeros at the end, ``0.05``, ``3``, ``1×10⁻⁷``."""
    if not math.isfinite(value):
        return _special(value)
    text = f"{abs(value):.{digits}g}"
    if "e" in text:
        mantissa, exponent = text.split("e")
        text = f"{mantissa}×10{str(int(exponent)).translate(_SUPERSCRIPT)}"
    return _signed(value, text, False)


def decade(power: int) -> str:
    """Return ``10ⁿ`` as short as an axis has room for: ``0.01``, ``100``, ``10⁻⁴``."""
    return compact(10.0**power) if abs(power) < 4 else f"10{str(power).translate(_SUPERSCRIPT)}"


def rounded(value: float, digits: int = 3, *, sign: bool = False) -> str:
    """Return the number with ≈ before it where the shown digits are not the whole value."""
    shown = number(value, digits, sign=sign)
    return shown if is_exact(value, digits) else f"≈ {shown}"


def relation(value: float, digits: int = 3) -> str:
    """Return ``=`` where ``digits`` significant digits are the whole value, else ``≈``."""
    return "=" if is_exact(value, digits) else "≈"


def is_exact(value: float, digits: int) -> bool:
    """Whether ``digits`` significant digits are all there is, up to the noise of a float32."""
    if not math.isfinite(value):
        return True
    shown = float(f"{value:.{max(0, digits - 1)}e}")
    return abs(shown - value) <= abs(value) * 2e-9


def percent(share: float, places: int = 1) -> str:
    """Return a share of 1 in per cent: ``97.5 %``; one that is not all is ``> 99.9 %``, not 100."""
    mark, shown = told_share(share, 100.0, places)
    return f"{mark}{fixed(shown, places)} %"


def fraction(share: float, places: int = 3) -> str:
    """Return a share of 1 with a fixed number of decimal places; one that is not all is ``> 0.999``, not 1."""
    mark, shown = told_share(share, 1.0, places)
    return f"{mark}{fixed(shown, places)}"


def score(value: float, digits: int = 3) -> str:
    """Return a number that is best at 1 to ``digits`` significant digits, or as many more as tell it from 1."""
    for more in range(digits, _MOST_DIGITS + 1):
        shown = number(value, more)
        if not 0.5 < value < 1 or shown.startswith("0"):
            return shown
    return f"> {number(1 - 10.0**-_MOST_DIGITS, _MOST_DIGITS)}"


def count(value: int) -> str:
    """Return a whole number with thin spaces between thousands: ``12 345``."""
    return f"{MINUS if value < 0 else ''}{grouped(str(abs(value)))}"


def grouped(digits: str) -> str:
    """Set thin spaces between thousands from 10 000 on."""
    whole, point, rest = digits.partition(".")
    if len(whole) > 4:
        whole = f"{int(whole):,}".replace(",", "\u202f")
    return f"{whole}{point}{rest}"


def _special(value: float) -> str:
    return "NaN" if math.isnan(value) else f"{MINUS if value < 0 else ''}∞"


def _signed(value: float, text: str, sign: bool) -> str:
    if value < 0:
        return f"{MINUS}{text}"
    return f"+{text}" if sign and value > 0 else text
