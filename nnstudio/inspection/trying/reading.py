"""What is typed: a whole row at once, or a text; every mistake named with its place."""

from __future__ import annotations

import math
import re

import numpy as np

from nnstudio.data.samples import Numbers, Prepared
from nnstudio.engine.errors import DataError
from nnstudio.inspection.trying.entries import Entry
from nnstudio.text import msg

_VISIBLE = {" ": "␣", "\n": "⏎"}
"""How blanks are written among the names of characters."""
_SEPARATORS = (r"\t", r"[;；]", r"[,，]", r"\s+")
_MINUS = str.maketrans({"−": "-", "–": "-"})


def read_row(text: str, entries: tuple[Entry, ...], width: int) -> Numbers:
    """Return the features ``(width,)`` of a typed or pasted row: one value for each entry, in their order.

    Values are parted by tabs, semicolons, commas or blanks, whichever gives the right count.

    Raises
    ------
    DataError : another number of values, no number, or a text that is not among an entry's options.
    """
    wanted = len(entries)
    parted = [[part.strip() for part in re.split(each, text.strip())] for each in _SEPARATORS]
    parts = next((found for found in parted if len(found) == wanted), None)
    if parts is None:
        closest = min(parted, key=lambda found: abs(len(found) - wanted))
        raise DataError(
            "row",
            msg("{count} values", count=wanted),
            msg("{count} values", count=len(closest)),
            msg("Part them by commas, semicolons, tabs or blanks."),
        )
    row: Numbers = np.zeros(width)
    for entry, part in zip(entries, parts, strict=True):
        row[entry.start : entry.stop] = _features(entry, part)
    return row


def _features(entry: Entry, part: str) -> Numbers:
    if entry.options:
        if part not in entry.options:
            raise DataError(
                entry.name,
                msg("one of {names}", names=", ".join(entry.options)),
                msg("“{text}”", text=part),
                msg("Write it as in the list."),
            )
        return np.array([float(option == part) for option in entry.options])
    try:
        value = float(part.translate(_MINUS))
    except ValueError:
        value = math.nan
    if not math.isfinite(value):
        raise DataError(entry.name, msg("a number"), msg("“{text}”", text=part), msg("Write it like 0.5 or 1e-3."))
    return np.array([value])


def read_text(text: str, prepared: Prepared) -> Numbers:
    """Return a text as the data hold it, ``(T,)`` numbers of characters or ``(T, V)`` one-hot.

    The last T characters count; a shorter text is preceded by what stands for nothing: the blank, if there is one.

    Raises
    ------
    DataError : a character that the data do not have.
    """
    names, length = _names(prepared), prepared.raw.x.shape[1]
    numbers = []
    for place, letter in enumerate(text):
        shown = _VISIBLE.get(letter, letter)
        if shown not in names:
            raise DataError(
                str(place + 1),
                msg("one of {names}", names=" ".join(names)),
                msg("“{text}”", text=letter),
                msg("The network has no input for other characters."),
            )
        numbers.append(names.index(shown))
    blank = names.index("␣") if "␣" in names else 0
    found = np.array(([blank] * length + numbers)[-length:])
    return found.astype(np.float64) if prepared.raw.codes else np.eye(len(names))[found]


def spell(x: Numbers, prepared: Prepared) -> str:
    """Return the text that :func:`read_text` reads as ``x``."""
    names = _names(prepared)
    numbers = x.astype(np.int64) if prepared.raw.codes else x.argmax(axis=-1)
    typed = {shown: letter for letter, shown in _VISIBLE.items()}
    return "".join(typed.get(names[number], names[number]) for number in numbers.tolist())


def _names(prepared: Prepared) -> tuple[str, ...]:
    return prepared.raw.codes or prepared.raw.feature_names
