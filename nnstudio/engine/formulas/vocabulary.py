"""What a formula may be made of: names, operators, characters, and the limits."""

from __future__ import annotations

import math
from typing import Final

LONGEST: Final = 200
"""Characters."""
DEEPEST: Final = 32
"""Operations above one another."""
STEEPEST: Final = 64.0
"""The largest exponent that is a number."""

CONSTANTS: Final[dict[str, tuple[float, str]]] = {"pi": (math.pi, r"\pi"), "e": (math.e, "e")}

FUNCTIONS: Final[dict[str, int]] = {
    **dict.fromkeys(("exp", "log", "sin", "cos", "tan", "tanh", "sinh", "cosh", "sqrt", "abs", "sign"), 1),
    **dict.fromkeys(("sigmoid", "relu", "softplus", "erf", "arctan"), 1),
    **dict.fromkeys(("max", "min"), 2),
    "where": 3,
}
"""Each function and how many arguments it takes."""

ALIASES: Final[dict[str, str]] = {
    "x": "z",
    "π": "pi",
    "ln": "log",
    "σ": "sigmoid",
    "logistic": "sigmoid",
    "atan": "arctan",
    "tg": "tan",
    "th": "tanh",
    "sh": "sinh",
    "ch": "cosh",
    "maximum": "max",
    "minimum": "min",
}

SAME: Final = str.maketrans(
    {
        **{chr(0xFF01 + offset): chr(0x21 + offset) for offset in range(94)},
        **dict(zip("　−–·×÷。、≥≤【】", " --**/.,≥≤()", strict=True)),
    }
)
"""Characters that stand for others, one for one: full-width ones, and those of printed mathematics."""

LONGER: Final[dict[str, str]] = {"^": "**", "²": "**2", "³": "**3", "≥": ">=", "≤": "<="}
"""Characters that stand for several."""
