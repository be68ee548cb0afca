"""The imported table in the database: written once, numbers as arrays, texts as lists."""

from __future__ import annotations

import json
import sqlite3
from typing import Any

import numpy as np

from nnstudio.data.table import Column, ImportedTable
from nnstudio.engine.errors import NnstudioError
from nnstudio.store.contents import Contents, Manifest, put_array, put_text
from nnstudio.store.errors import damaged
from nnstudio.text import msg


def put_table(connection: sqlite3.Connection, manifest: Manifest, table: ImportedTable) -> None:
    """Write a table."""
    head = {
        "name": table.name,
        "encoding": table.encoding,
        "delimiter": table.delimiter,
        "has_header": table.has_header,
        "decimal": table.decimal,
        "columns": [[column.name, column.is_text] for column in table.columns],
    }
    put_text(connection, manifest, "table", json.dumps(head))
    for number, column in enumerate(table.columns):
        if column.is_text:
            put_text(connection, manifest, f"table/{number}", json.dumps(column.texts))
        else:
            put_array(connection, manifest, f"table/{number}", column.values)


def read_table(contents: Contents) -> ImportedTable:
    """Return the table.

    Raises
    ------
    ProjectError : a part is missing, altered, or not of the form that we write.
    """
    # pydantic takes a fifth of a second to import; a start without a table needs none of it.
    from nnstudio.document.reading import checked_table

    try:
        head = json.loads(contents.text("table"))
        columns = tuple(_column(contents, number, *entry) for number, entry in enumerate(head["columns"]))
        texts = [_text(head[key]) for key in ("name", "encoding", "delimiter", "decimal")]
        table = ImportedTable(texts[0], columns, texts[1], texts[2], head["has_header"] is True, texts[3])
        return checked_table(table, "table")
    except (ValueError, TypeError, KeyError, RecursionError) as error:
        raise damaged(contents.place, msg("an altered part: {name}", name="table")) from error
    except NnstudioError as error:
        raise damaged(contents.place, error.received) from error


def _column(contents: Contents, number: int, name: Any, is_text: Any) -> Column:
    if is_text is True:
        texts = json.loads(contents.text(f"table/{number}"))
        return Column(_text(name), texts=tuple(_text(text) for text in texts))
    numbers = contents.array(f"table/{number}")
    if numbers.dtype != np.float64 or numbers.ndim != 1:
        raise ValueError("a column of numbers is a list of float64")
    return Column(_text(name), numbers)


def _text(value: object) -> str:
    if not isinstance(value, str):
        raise TypeError("a text")
    return value
