"""How a text is laid out: which delimiter, which decimal mark, and whether the first line names the columns."""

from __future__ import annotations

import csv
import io
import re
from collections import Counter
from collections.abc import Iterator
from typing import Final

from nnstudio.data.delimited.errors import TableError
from nnstudio.text import Message, msg

DELIMITERS: Final = ("\t", ";", "|", ",", " ")
"""The delimiters that are tried; of two that fit equally the first wins (a comma may be a decimal mark)."""

WEIGHT: Final = {"\t": 1.5, ";": 1.5, "|": 1.5, ",": 1.0, " ": 0.5}
"""How much it tells if a delimiter is regular: commas stand in numbers too, blanks between words."""

MISSING_MARKS: Final = frozenset(
    ("", "na", "n/a", "#n/a", "nan", "?", "null", "none", "-", "--", "—", "–", "－", ".", "缺失", "缺失值")
)
"""What stands for a missing value, whatever its case."""

LARGEST_CELL: Final = 1_000_000

_SPACES: Final = "\u00a0\u2009\u202f"
"""Blanks by which thousands are grouped: one that does not break, a thin one, a narrow one that does not break."""
_SEPARATOR: Final = re.compile(r"\"?sep=([\t;|,: ^~#])\"?[\t;|, ]*(?=\r\n|\n|\r)", re.IGNORECASE)
_NUMBER: Final = {
    mark: re.compile(
        rf"[+\-−]?(\d+{point}?\d*|{point}\d+|\d{{1,3}}({other}\d{{3}})+({point}\d*)?"
        rf"|\d{{1,3}}([{_SPACES}]\d{{3}})+({point}\d*)?)([eE][+\-−]?\d+)?$"
    )
    for mark, point, other in ((".", r"\.", ","), (",", ",", r"\."))
}
_NARROW: Final = str.maketrans("．，－＋", ".,-+")
"""Full-width signs as they are typed among Chinese or Japanese; digits of any width are digits to Python."""
_PLAIN: Final = str.maketrans("−．，－＋", "-.,-+", _SPACES)


def number_of(cell: str, decimal: str) -> float:
    """Return the number that a cell is, see :func:`is_number`."""
    grouping = "," if decimal == "." else "."
    return float(cell.strip().translate(_PLAIN).replace(grouping, "").replace(decimal, "."))


def told_delimiter(text: str) -> tuple[str | None, str]:
    """Return the delimiter that a first line such as ``sep=;`` names, None without one, and the text without it.

    Spreadsheets write it and take it for no row; its line end stays, so that lines keep their numbers.
    """
    found = _SEPARATOR.match(text)
    return (None, text) if found is None else (found[1], text[found.end() :])


def is_missing(cell: str) -> bool:
    """Tell whether a cell stands for a missing value."""
    return cell.strip().casefold() in MISSING_MARKS


def is_number(cell: str, decimal: str) -> bool:
    """Tell whether a cell is a number with that decimal mark; thousands may be grouped by the other mark."""
    return _NUMBER[decimal].match(cell.strip() if cell.isascii() else cell.strip().translate(_NARROW)) is not None


def rows_of(text: str, delimiter: str, file: str, *, strict: bool = True) -> Iterator[tuple[int, list[str]]]:
    """Yield each row that is not blank with the number of its last line.

    Quotes are ``"``, doubled inside; quoted cells may hold delimiters and line ends. Blanks as delimiters may be
    repeated. Without ``strict`` a quote may stay open, as it does where the head of a file is cut.

    Raises
    ------
    TableError : a quote that is never closed, or a cell beyond measure, with the line where its row begins.
    """
    if delimiter == " ":
        text = "\n".join(" ".join(line.split()) for line in text.splitlines())
    csv.field_size_limit(LARGEST_CELL)
    stream = io.StringIO(text, newline="")
    reader = csv.reader(stream, delimiter=delimiter, strict=strict, skipinitialspace=delimiter != " ")
    line = 0
    try:
        for row in reader:
            line = reader.line_num
            if row and any(row):
                yield line, row
    except csv.Error as error:
        raise TableError(
            file,
            msg("cells with closed quotes"),
            _fault(str(error)),
            msg("Check the quotation marks from this line on."),
            line=line + 1,
        ) from error


def _fault(reason: str) -> Message:
    """Return in the user's language what Python's reader says in English."""
    if "field limit" in reason:
        return msg("a cell of more than {limit} characters", limit=LARGEST_CELL)
    if "end of data" in reason:
        return msg("a quote that is never closed")
    return msg("text behind a closing quote") if "expected after" in reason else msg("{value}", value=reason)


def detect_delimiter(head: str, file: str) -> str:
    """Return the delimiter under which ``head`` is most regular and most of its cells are numbers."""
    scores = {
        delimiter: max(_regularity(head, delimiter, decimal, file) for decimal in ("." if delimiter == "," else ".,"))
        for delimiter in DELIMITERS
    }
    return max(DELIMITERS, key=scores.__getitem__) if any(scores.values()) else ","


def detect_decimal(rows: list[list[str]], delimiter: str) -> str:
    """Return the decimal mark: that under which more cells with a comma are numbers.

    Where both fit (``1,234``) it groups thousands if commas delimit or another cell has a decimal point.
    """
    cells = [cell for row in rows for cell in row]
    doubtful = [cell for cell in cells if "," in cell]
    points, commas = (sum(is_number(cell, mark) for cell in doubtful) for mark in ".,")
    if commas != points:
        return "," if commas > points else "."
    pointed = any("," not in cell and "." in cell and is_number(cell, ".") for cell in cells)
    return "." if not commas or delimiter == "," or pointed else ","


def detect_header(rows: list[list[str]], decimal: str) -> bool:
    """Tell whether the first row names the columns.

    It does if none of its cells is a number or repeated, and either a column is of numbers below it, or none of its
    cells appears again in its own column.
    """
    if not rows:
        return False
    first, rest = rows[0], rows[1:]
    if any(is_number(cell, decimal) for cell in first) or all(is_missing(cell) for cell in first):
        return False
    columns = [[row[k] for row in rest if k < len(row)] for k in range(len(first))]
    if any(_mostly_numbers(column, decimal) for column in columns):
        return True
    return not any(cell in column for cell, column in zip(first, columns, strict=True) if cell)


def _mostly_numbers(cells: list[str], decimal: str) -> bool:
    present = [cell for cell in cells if not is_missing(cell)]
    return bool(present) and sum(is_number(cell, decimal) for cell in present) > len(present) / 2


def _regularity(head: str, delimiter: str, decimal: str, file: str) -> float:
    """Score the share of rows of the usual width, plus the share of cells that are numbers or missing."""
    try:
        rows = [row for _, row in rows_of(head, delimiter, file, strict=False)]
    except TableError:
        return 0.0
    if not rows:
        return 0.0
    width, often = Counter(len(row) for row in rows).most_common(1)[0]
    if width < 2:
        return 0.0
    cells = [cell for row in rows[1:] or rows for cell in row]
    numbers = sum(is_number(cell, decimal) or is_missing(cell) for cell in cells) / len(cells)
    return (often / len(rows)) ** 2 * WEIGHT[delimiter] + numbers
