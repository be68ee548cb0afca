"""A table that the student brought: columns of numbers or of texts, missing values among them."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
import numpy.typing as npt


@dataclass(frozen=True)
class Column:
    """One column: ``numbers`` (NaN where missing) or ``texts`` (empty where missing), the other is empty."""

    name: str
    numbers: tuple[float, ...] = ()
    texts: tuple[str, ...] = ()

    @property
    def is_text(self) -> bool:
        """Whether the column holds texts, to be one-hot encoded."""
        return bool(self.texts)

    @cached_property
    def values(self) -> npt.NDArray[np.float64]:
        """The numbers as an array."""
        return np.array(self.numbers, np.float64)


@dataclass(frozen=True)
class ImportedTable:
    """Columns of equal length, and what the import found: file name, encoding, delimiter, header."""

    name: str
    columns: tuple[Column, ...]
    encoding: str = "utf-8"
    delimiter: str = ","
    has_header: bool = True
