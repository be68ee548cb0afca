"""From the cells of one column to numbers or texts."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import repeat

import numpy as np

from nnstudio.data.delimited.layout import MISSING_MARKS, is_missing, is_number, number_of
from nnstudio.data.samples import Numbers
from nnstudio.data.table import Column
from nnstudio.text import Message, msg


def column_of(
    name: str, cells: Sequence[str], lines: Sequence[int], decimal: str
) -> tuple[Column, tuple[Message, ...]]:
    """Return the column of these cells and what is to be said of it.

    Numbers if every cell is one or stands for a missing value (infinities count as missing), else texts. ``lines``
    are the cells' lines in the file: where most cells are numbers, the first that is not is named.
    """
    numbers = _numbers(cells, decimal)
    if numbers is not None:
        return Column(name, numbers=numbers), ()
    texts = tuple("" if is_missing(cell) else cell.strip() for cell in cells)
    odd = [k for k, text in enumerate(texts) if text and not is_number(text, decimal)]
    present = sum(map(bool, texts))
    if len(odd) > present / 10:
        return Column(name, texts=texts), ()
    note = msg(
        "Column “{name}” is read as text: {count} of {total} cells are no numbers, first “{value}” in line {line}.",
        name=name,
        count=len(odd),
        total=present,
        line=lines[odd[0]],
        value=texts[odd[0]],
    )
    return Column(name, texts=texts), (note,)


def _numbers(cells: Sequence[str], decimal: str) -> Numbers | None:
    """Return the numbers of a column, NaN where one is missing, or None if some cell is neither."""
    if decimal == "." and not any(map(str.__contains__, cells, repeat("_"))):
        try:
            return _finite(np.array(list(map(float, cells)), np.float64))
        except ValueError:
            pass  # Something is missing, grouped or text: look at each cell.
    values = np.full(len(cells), np.nan)
    for place, cell in enumerate(cells):
        text = cell.strip()
        if text.casefold() in MISSING_MARKS:
            continue
        if not (is_number(text, decimal) or text.casefold().lstrip("+-") in ("inf", "infinity")):
            return None
        values[place] = number_of(text, decimal)
    return _finite(values)


def _finite(values: Numbers) -> Numbers:
    values[~np.isfinite(values)] = np.nan
    return values
