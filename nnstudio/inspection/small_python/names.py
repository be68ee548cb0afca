"""Names: which may be used, and what is said of one that nobody knows."""

from __future__ import annotations

import difflib
from collections.abc import Iterable
from typing import Final

from nnstudio.inspection.small_python.fault import WrongError
from nnstudio.text import Message, msg

SPECIAL: Final = frozenset(
    f"__{name}__"
    for name in (
        *("init", "repr", "str", "call", "len", "getitem", "abs", "neg", "pos", "lt", "le", "gt", "ge"),
        *("add", "sub", "mul", "truediv", "floordiv", "mod", "pow"),
        *("radd", "rsub", "rmul", "rtruediv", "rfloordiv", "rmod", "rpow"),
    )
)
"""The methods with two underscores that a class may define, and that are looked up in the program's classes alone."""
_CLOSE = 0.6


def refusal(name: str) -> tuple[Message, Message] | None:
    """Return why a name may not be used, and what to do; None if it may."""
    if name.startswith("__") and name not in SPECIAL:
        known = ", ".join(sorted(SPECIAL))
        return msg("{word} is not in this language", word=f"“{name}”"), msg("Known are: {names}.", names=known)
    return None


def unknown_name(name: str, known: Iterable[str]) -> WrongError:
    """Return the error of a name that nothing has."""
    near = difflib.get_close_matches(name, [each for each in known if not each.startswith("__")], 2, _CLOSE)
    problem = msg("unknown name {name}", name=f"“{name}”")
    if near:
        return WrongError(problem, msg("Did you mean {choices}?", choices=", ".join(near)))
    return WrongError(problem, msg("Give it a value first, or look at its spelling."))
