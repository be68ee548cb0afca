"""A whole number for both axes of an image, or one each for rows and columns: ``2``, or the text ``2, 1``."""

from __future__ import annotations

_COMMAS = str.maketrans("，、；;×xX", ",,,,,,,")
_LONGEST = 40


def read_axes(value: object) -> tuple[int, int] | None:
    """Return the numbers of rows and columns that a value stands for; None where it stands for none.

    A number, or a text of one or two numbers with a comma or blanks between them.
    """
    if isinstance(value, str):
        parts = value.translate(_COMMAS).replace(",", " ").split() if len(value) <= _LONGEST else []
        numbers = [int(part) for part in parts if part.isascii() and part.isdigit()]
        return (numbers[0], numbers[-1]) if 1 <= len(numbers) == len(parts) <= 2 else None
    if isinstance(value, int | float) and not isinstance(value, bool) and value == value // 1 and abs(value) < 1e9:
        return int(value), int(value)
    return None


def written_axes(rows: int, columns: int) -> int | str:
    """Return the value that stands for these numbers: one of them where they are alike."""
    return rows if rows == columns else f"{rows}, {columns}"


def each_axis(value: int | str) -> tuple[int, int]:
    """Return the numbers of rows and columns that a checked value stands for."""
    found = read_axes(value)
    assert found is not None
    return found
