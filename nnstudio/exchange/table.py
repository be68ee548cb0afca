"""Columns of numbers and words as comma-separated values, for whatever reads a table."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import zip_longest
from typing import Any

import numpy as np


@dataclass(frozen=True, eq=False)
class Table:
    """``columns`` : an array, or a sequence of words, for each of the ``headings``; a short one ends in empty cells."""

    headings: tuple[str, ...]
    columns: tuple[Sequence[Any] | np.ndarray[Any, Any], ...]


def to_csv(table: Table) -> str:
    """Return the table with its headings, numbers to their last bit with a point; what is not a number is empty."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(table.headings)
    writer.writerows([_cell(value) for value in row] for row in zip_longest(*table.columns, fillvalue=""))
    return out.getvalue()


def _cell(value: object) -> str:
    if isinstance(value, int | np.integer) and not isinstance(value, bool):
        return str(int(value))
    if isinstance(value, float | np.floating):
        return repr(float(value)) if np.isfinite(value) else ""
    return str(value)
