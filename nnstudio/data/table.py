"""A table that the student brought: columns of numbers or of texts, missing values among them."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property
from hashlib import blake2b
from typing import Final

import numpy as np
import numpy.typing as npt

from nnstudio.text import Message

LARGEST_NUMBER: Final = 1e100
"""Beyond it squares and cubes overflow, of which means, spreads and features are made; nothing is measured there."""


@dataclass(frozen=True, eq=False)
class Column:
    """One column: ``numbers`` (NaN where missing) or ``texts`` (empty where missing), the other is empty.

    ``numbers`` may be given as any sequence and is kept as a read-only array of float64. Columns are equal if name
    and content are; that costs one digest per column, computed once.
    """

    name: str
    numbers: npt.NDArray[np.float64] | Sequence[float] = ()
    texts: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        """Freeze the content: −0 becomes 0 and every NaN the same, so that equal numbers have equal bytes."""
        numbers = np.array(self.numbers, np.float64) + 0.0
        numbers[np.isnan(numbers)] = np.nan
        numbers.flags.writeable = False
        object.__setattr__(self, "numbers", numbers)
        object.__setattr__(self, "texts", tuple(self.texts))

    @property
    def is_text(self) -> bool:
        """Whether the column holds texts, to be one-hot encoded."""
        return bool(self.texts)

    @property
    def values(self) -> npt.NDArray[np.float64]:
        """The numbers as a read-only array."""
        return np.asarray(self.numbers)

    @cached_property
    def missing(self) -> npt.NDArray[np.bool_]:
        """Which rows have no value."""
        return np.array([not text for text in self.texts], bool) if self.is_text else np.isnan(self.values)

    @cached_property
    def categories(self) -> tuple[str, ...]:
        """The distinct texts, sorted; a missing one is none."""
        return tuple(sorted(set(self.texts) - {""}))

    @cached_property
    def codes(self) -> npt.NDArray[np.int64]:
        """The place of each row's text in ``categories``, −1 where it is missing."""
        place = {text: k for k, text in enumerate(self.categories)}
        return np.array([place.get(text, -1) for text in self.texts], np.int64)

    @cached_property
    def digest(self) -> bytes:
        """A fingerprint of name and content."""
        return blake2b(
            json.dumps([self.name, self.texts]).encode() + b"\0" + self.values.tobytes(), digest_size=16
        ).digest()

    def __len__(self) -> int:
        """Return the number of rows."""
        return len(self.texts) or len(self.values)

    def __eq__(self, other: object) -> bool:
        """Compare by content."""
        return isinstance(other, Column) and self.digest == other.digest

    def __hash__(self) -> int:
        """Hash by content."""
        return hash(self.digest)


@dataclass(frozen=True, eq=False)
class ImportedTable:
    """Columns of equal length, and what the import found: file name, encoding, delimiter, header.

    ``decimal`` is the mark before a number's fraction; ``notes`` say what the import did (columns renamed, cells
    that are no numbers). Both tell of the reading only: tables are equal if the rest is.
    """

    name: str
    columns: tuple[Column, ...]
    encoding: str = "utf-8"
    delimiter: str = ","
    has_header: bool = True
    decimal: str = "."
    notes: tuple[Message, ...] = field(default=(), repr=False)

    @property
    def row_count(self) -> int:
        """The number of rows."""
        return len(self.columns[0]) if self.columns else 0

    def column(self, name: str) -> Column:
        """Return the column of that name; KeyError if there is none."""
        for column in self.columns:
            if column.name == name:
                return column
        raise KeyError(name)

    @cached_property
    def digest(self) -> bytes:
        """A fingerprint of the whole."""
        head = json.dumps([self.name, self.encoding, self.delimiter, self.has_header]).encode()
        return blake2b(head + b"".join(column.digest for column in self.columns), digest_size=16).digest()

    def __eq__(self, other: object) -> bool:
        """Compare by content."""
        return isinstance(other, ImportedTable) and self.digest == other.digest

    def __hash__(self) -> int:
        """Hash by content."""
        return hash(self.digest)
