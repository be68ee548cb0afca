"""A tape in LaTeX, with as few brackets as it needs."""

from __future__ import annotations

from collections.abc import Callable

from nnstudio.engine.formulas.tape import NUMBER, VARIABLE, Entry, Tape
from nnstudio.engine.formulas.vocabulary import CONSTANTS

_SUM, _PRODUCT, _SIGNED, _POWER, _ATOM = range(5)
_LONGEST = 600
"""Characters of LaTeX: a derivative that grows beyond this is not for reading."""

_NAMES = {"log": r"\ln", "abs": "", "sqrt": "", "sigmoid": r"\sigma", "relu": r"\mathrm{ReLU}"}
_NAMES |= {name: rf"\{name}" for name in ("sin", "cos", "tan", "tanh", "sinh", "cosh", "arctan", "max", "min")}
_NAMES |= {name: rf"\mathrm{{{name}}}" for name in ("softplus", "erf", "sign")}

Piece = tuple[str, int]
"""LaTeX, and how tightly it holds together."""


def latex(tape: Tape, value: int, otherwise: str = "") -> str:
    """Return an entry in LaTeX; ``otherwise`` where it would be too long to read."""
    pieces: dict[int, Piece] = {}
    for place in tape.needed(value):
        entry = tape.entries[place]
        if entry.operation == "where":
            condition, yes, no = entry.arguments
            holds, fails = _conditions(tape, tape.entries[condition], pieces)
            pieces[place] = _where(pieces[yes], pieces[no], holds, fails)
        else:
            pieces[place] = _set(entry, [pieces[below] for below in entry.arguments])
        if len(pieces[place][0]) > _LONGEST:
            return otherwise
    return pieces[value][0]


def _set(entry: Entry, of: list[Piece]) -> Piece:
    if entry.operation.startswith("greater"):
        return "", _ATOM
    if entry.operation == VARIABLE:
        return entry.name, _ATOM
    if entry.operation == NUMBER:
        return _number(entry)
    if entry.operation in _WRITTEN:
        return _WRITTEN[entry.operation](*of)
    arguments = ", ".join(piece[0] for piece in of)
    return rf"{_NAMES[entry.operation]}\left( {arguments} \right)", _ATOM


def _number(entry: Entry) -> Piece:
    if entry.name:
        return (CONSTANTS[entry.name][1] if entry.name in CONSTANTS else r"\frac{2}{\sqrt{\pi}}"), _ATOM
    mantissa, _, exponent = f"{abs(entry.value):.6g}".partition("e")
    if exponent:
        mantissa = rf"{mantissa} \cdot 10^{{{int(exponent)}}}"
    if entry.value < 0:
        return f"-{mantissa}", _SUM
    return mantissa, (_PRODUCT if exponent else _ATOM)


def _held(piece: Piece, least: int) -> str:
    return piece[0] if piece[1] >= least else rf"\left( {piece[0]} \right)"


def _add(u: Piece, v: Piece) -> Piece:
    return (f"{u[0]} - {v[0][1:]}" if v[0].startswith("-") else f"{u[0]} + {v[0]}"), _SUM


def _multiply(u: Piece, v: Piece) -> Piece:
    left, right = _held(u, _PRODUCT), _held(v, _PRODUCT)
    sign = r" \cdot " if right[:1].isdigit() or right.startswith("-") else r" \, "
    return f"{left}{sign}{right}", _PRODUCT


def _power(u: Piece, v: Piece) -> Piece:
    return f"{_held(u, _ATOM)}^{{{v[0]}}}", _POWER


def _where(yes: Piece, no: Piece, holds: str, fails: str) -> Piece:
    """Write a choice as a sum of indicator brackets."""
    parts = [
        rf"{_held(value, _PRODUCT)} \, [{sign}]" if value[0] != "1" else f"[{sign}]"
        for value, sign in ((yes, holds), (no, fails))
        if value[0] != "0"
    ]
    return (" + ".join(parts), _SUM if len(parts) > 1 else _PRODUCT) if parts else ("0", _ATOM)


def _conditions(tape: Tape, entry: Entry, pieces: dict[int, Piece]) -> tuple[str, str]:
    """Return a comparison and its opposite, a number always on the right."""
    (first, second), strict = entry.arguments, entry.operation == "greater"
    signs = (">", r"\le") if strict else (r"\ge", "<")
    if tape.constant(first) is not None:
        first, second, signs = second, first, ("<", r"\ge") if strict else (r"\le", ">")
    u, v = pieces[first][0], pieces[second][0]
    return f"{u} {signs[0]} {v}", f"{u} {signs[1]} {v}"


_WRITTEN: dict[str, Callable[..., Piece]] = {
    "add": _add,
    "defined": lambda slope, value: slope,
    "subtract": lambda u, v: (f"{u[0]} - {_held(v, _PRODUCT)}", _SUM),
    "multiply": _multiply,
    "divide": lambda u, v: (rf"\frac{{{u[0]}}}{{{v[0]}}}", _PRODUCT),
    "negative": lambda u: (f"-{_held(u, _PRODUCT)}", _SUM),
    "power": _power,
    "exp": lambda u: (f"e^{{{u[0]}}}", _POWER),
    "sqrt": lambda u: (rf"\sqrt{{{u[0]}}}", _ATOM),
    "abs": lambda u: (rf"\left| {u[0]} \right|", _ATOM),
}
