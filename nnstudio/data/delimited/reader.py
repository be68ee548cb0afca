"""Reading a whole file: its bytes, its text, its rows, its columns."""

from __future__ import annotations

from dataclasses import dataclass
from errno import ENAMETOOLONG
from itertools import islice
from pathlib import Path
from typing import Final

import numpy as np

from nnstudio.data.delimited.cells import column_of
from nnstudio.data.delimited.encoding import decode, detect_encoding
from nnstudio.data.delimited.errors import TableError
from nnstudio.data.delimited.layout import detect_decimal, detect_delimiter, detect_header, rows_of, told_delimiter
from nnstudio.data.table import LARGEST_NUMBER, Column, ImportedTable
from nnstudio.text import Message, msg

LARGEST_FILE: Final = 200 * 1024 * 1024
LARGEST_TABLE: Final = 20_000_000
"""Bytes of a file and cells of a table beyond which a desktop's memory would suffer."""

MOST_COLUMNS: Final = 4096
HEAD: Final = 65_536
"""So many characters are looked at to find the layout."""

HEAD_ROWS: Final = 200


@dataclass(frozen=True)
class Detected:
    """How a file is laid out: ``encoding`` is a codec's name, ``decimal`` the mark before a fraction."""

    encoding: str
    delimiter: str
    decimal: str
    has_header: bool


@dataclass(frozen=True)
class _Source:
    file: str
    text: str
    layout: Detected


def detect(path: str | Path) -> Detected:
    """Say how ``read_table`` would read the file.

    Raises
    ------
    TableError : the file cannot be opened, is empty, too large, or no text.
    """
    return _open(Path(path), None, None, None, None).layout


def read_table(
    path: str | Path,
    *,
    encoding: str | None = None,
    delimiter: str | None = None,
    decimal: str | None = None,
    has_header: bool | None = None,
) -> ImportedTable:
    """Read a delimited text file; what is not given is detected.

    Columns without a name, or with one that another has, get their own; columns without name and values are left
    out; both are noted. ``columns`` are of numbers if every cell is a number or stands for a missing value, else of
    texts.

    Raises
    ------
    TableError : a file that is no table, with the line and column of the fault, and what to try.
    """
    source = _open(Path(path), encoding, delimiter, decimal, has_header)
    lines, rows = _rows(source)
    if not any(cell.strip() for row in rows for cell in row):
        _refuse(source.file, msg("rows and columns"), msg("only blanks"))
    layout = source.layout
    header = rows.pop(0) if layout.has_header else [""] * len(rows[0])
    lines = lines[layout.has_header :]
    if not rows:
        _refuse(source.file, msg("rows below the names of the columns"), msg("none"))
    cells_of = list(zip(*rows, strict=True))
    # Many programs end every row with a delimiter.
    used = [place for place, cells in enumerate(cells_of) if header[place].strip() or any(map(str.strip, cells))]
    _check_width(source.file, len(used))
    names, notes = _names(header, used)
    columns: list[Column] = []
    for name, cells in zip(names, (cells_of[place] for place in used), strict=True):
        column, said = column_of(name, cells, lines, layout.decimal)
        columns.append(_checked(source.file, column, lines))
        notes += said
    return ImportedTable(
        source.file, tuple(columns), layout.encoding, layout.delimiter, layout.has_header, layout.decimal, notes
    )


def _open(
    path: Path, encoding: str | None, delimiter: str | None, decimal: str | None, has_header: bool | None
) -> _Source:
    data = _bytes(path)
    encoding = encoding or detect_encoding(data, path.name)
    told, text = told_delimiter(decode(data, encoding, path.name).lstrip("\ufeff"))
    if not text.strip():
        _refuse(path.name, msg("rows and columns"), msg("only blanks"))
    delimiter = delimiter or told
    head = text[:HEAD] if len(text) <= HEAD else text[: max(text.rfind("\n", 0, HEAD), 1)]
    if delimiter is None:
        delimiter = detect_delimiter(head, path.name)
    rows = [row for _, row in islice(rows_of(head, delimiter, path.name, strict=False), HEAD_ROWS)]
    decimal = decimal or detect_decimal(rows, delimiter)
    header = detect_header(rows, decimal) if has_header is None else has_header
    return _Source(path.name, text, Detected(encoding, delimiter, decimal, header))


def _bytes(path: Path) -> bytes:
    try:
        size = path.stat().st_size
        if size > LARGEST_FILE:
            _refuse(
                path.name,
                msg("at most {limit} MB", limit=LARGEST_FILE >> 20),
                msg("{size} MB", size=size >> 20),
                msg("Import a part of the file."),
            )
        data = path.read_bytes()
    except OSError as error:
        advice = msg("Check that the file is there and not locked by another program.")
        raise TableError(path.name, msg("a file that can be read"), _reason(error), advice) from error
    if not data:
        _refuse(path.name, msg("rows and columns"), msg("an empty file"))
    return data


def _reason(error: OSError) -> Message:
    """Return in the user's language why the system gives no bytes; what is rare, in the system's own words."""
    for kind, reason in (
        (FileNotFoundError, msg("none of this name")),
        (IsADirectoryError, msg("a folder")),
        (PermissionError, msg("no permission")),
    ):
        if isinstance(error, kind):
            return reason
    return (
        msg("a name that is too long") if error.errno == ENAMETOOLONG else msg("{value}", value=error.strerror or error)
    )


def _rows(source: _Source) -> tuple[list[int], list[list[str]]]:
    """Return all rows, of equal width, with the line of each."""
    lines: list[int] = []
    rows: list[list[str]] = []
    width = 0
    for line, row in rows_of(source.text, source.layout.delimiter, source.file):
        if not rows:
            width = len(row)
            _check_width(source.file, width)
        if len(row) != width:
            row = _mended(source, line, row, width)
        lines.append(line)
        rows.append(row)
        if len(rows) * width > LARGEST_TABLE:
            _refuse(
                source.file,
                msg("at most {limit} cells", limit=LARGEST_TABLE),
                msg("more"),
                msg("Import a part of the file."),
            )
    return lines, rows


def _check_width(file: str, width: int) -> None:
    if width < 2:
        _refuse(
            file,
            msg("at least two columns: one to predict and one to predict it from"),
            msg("one column"),
            msg("Import a table with more columns, or choose another delimiter."),
        )
    if width > MOST_COLUMNS:
        advice = msg("Import a part of the file.")
        _refuse(file, msg("at most {limit} columns", limit=MOST_COLUMNS), msg("{count} columns", count=width), advice)


def _checked(file: str, column: Column, lines: list[int]) -> Column:
    # A column of texts has no values.
    beyond = np.flatnonzero(np.abs(column.values) > LARGEST_NUMBER)
    if len(beyond):
        value = f"{column.values[beyond[0]]:g}"
        raise TableError(
            file,
            msg("numbers of at most {limit}", limit=f"{LARGEST_NUMBER:g}"),
            msg("{value} in column “{name}”", value=value, name=column.name),
            msg("Mend this line, or choose another delimiter."),
            line=lines[beyond[0]],
        )
    return column


def _mended(source: _Source, line: int, row: list[str], width: int) -> list[str]:
    # Many programs end each row, but not the names, with a delimiter.
    if len(row) > width and not any(row[width:]):
        return row[:width]
    raise TableError(
        source.file,
        msg("{count} columns as in the first row", count=width),
        msg("{count} columns", count=len(row)),
        msg("Mend this line, or choose another delimiter."),
        line=line,
        column=min(len(row), width) + 1,
    )


def _names(header: list[str], used: list[int]) -> tuple[list[str], tuple[Message, ...]]:
    """Give every column that is used a name of its own; say which were changed, and which are left out."""
    names: list[str] = []
    empty = [str(place + 1) for place in range(len(header)) if place not in used]
    left_out = msg("Columns without name and values, left out: {columns}.", columns=", ".join(empty))
    notes: tuple[Message, ...] = (left_out,) if empty else ()
    taken = {cell.strip() for cell in header}
    for place, cell in ((place + 1, header[place]) for place in used):
        wanted = " ".join(cell.split())
        name = wanted or f"column {place}"
        number = 2
        while name in names or (name != wanted and name in taken):
            name = f"{wanted or f'column {place}'} ({number})"
            number += 1
        if name != wanted and any(header):
            notes += (msg("Column {place} is now called “{name}”.", place=place, name=name),)
        names.append(name)
    return names, notes


def _refuse(file: str, expected: Message, received: Message, advice: Message | None = None) -> None:
    raise TableError(file, expected, received, advice or msg("Choose a CSV file, a text file of rows and columns."))
