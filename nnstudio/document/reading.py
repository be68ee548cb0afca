"""From parsed JSON to a document: first its form (pydantic), then its sense (the same checks that edits make)."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable
from typing import Any, TypeVar

import numpy as np
from pydantic import ValidationError

from nnstudio.data.settings import DataSettings, FeatureStep
from nnstudio.data.table import LARGEST_NUMBER, Column, ImportedTable
from nnstudio.document.edits.data import changed_data
from nnstudio.document.edits.parameters import checked_name
from nnstudio.document.edits.paste import Fragment
from nnstudio.document.edits.training import changed_training
from nnstudio.document.errors import FormatError
from nnstudio.document.fields import ENUMS
from nnstudio.document.model import Document, OutputLoss, TrainingSettings
from nnstudio.document.network_reading import read_network, value_pairs
from nnstudio.document.refusing import damaged
from nnstudio.document.schema import ColumnForm, DataForm, DocumentForm, FragmentForm, TableForm, TrainingForm
from nnstudio.engine.errors import NnstudioError
from nnstudio.text import Message, msg

T = TypeVar("T")

_EXPECTED: dict[str, Message] = {
    "missing": msg("an entry of this name"),
    "extra_forbidden": msg("no entry of this name"),
    "int_type": msg("a whole number"),
    "float_type": msg("a number"),
    "finite_number": msg("a finite number"),
    "string_type": msg("a text"),
    "bool_type": msg("yes or no"),
    "list_type": msg("a list"),
    "dict_type": msg("a group of entries"),
    "model_type": msg("a group of entries"),
    "too_long": msg("fewer entries"),
    "string_too_long": msg("a shorter text"),
    "too_short": msg("a list that is not empty"),
    "string_too_short": msg("a text that is not empty"),
}


def read(content: dict[str, Any], apart: ImportedTable | None) -> Document:
    """Return the document.

    Raises
    ------
    FormatError : with the place of the first fault.
    """
    try:
        form = DocumentForm.model_validate(content)
    except ValidationError as error:
        raise form_error(error) from None
    table = _table(form.table) if form.table is not None else apart
    return Document(
        network=read_network(form.network),
        data=_at("data", lambda: _data(form.data, table)),
        training=read_training(form.training),
        table=table,
        title=_at("title", lambda: checked_name(form.title, "title")) if form.title else "",
        template=_at("template", lambda: checked_name(form.template, "template")) if form.template else "",
    )


def read_fragment(content: dict[str, Any]) -> Fragment:
    """Return the layers of a copy or a kept block.

    Raises
    ------
    FormatError : with the place of the first fault.
    """
    try:
        form = FragmentForm.model_validate(content)
    except ValidationError as error:
        raise form_error(error) from None
    return read_network(form.network)


def form_error(error: ValidationError) -> FormatError:
    """Return the first fault of a form as this program says it."""
    first = error.errors(include_url=False, include_context=False)[0]
    received = msg("none") if first["type"] == "missing" else msg("{value}", value=repr(first["input"])[:60])
    expected = _EXPECTED.get(first["type"], msg("a value within its limits"))
    return FormatError(_place(first["loc"]), expected, received, damaged())


def _place(location: Iterable[int | str]) -> str:
    return "".join(f"[{part}]" if isinstance(part, int) else f".{part}" for part in location).lstrip(".")


def _at(place: str, action: Callable[[], T]) -> T:
    """Return the action's answer; an error of a setting becomes one of the file, with its place."""
    try:
        return action()
    except FormatError:
        raise
    except NnstudioError as error:
        raise FormatError(error.place or place, error.expected, error.received, damaged()) from None


def _data(form: DataForm, table: ImportedTable | None) -> DataSettings:
    asked = form.model_dump()
    asked["parameters"] = value_pairs(form.parameters, "data.parameters")
    asked["features"] = tuple(form.features)
    asked["steps"] = tuple(
        FeatureStep(each.kind, value_pairs(each.parameters, f"data.steps[{number}]"), tuple(each.columns))
        for number, each in enumerate(form.steps)
    )
    asked["points"], asked["left_out"] = tuple(tuple(point) for point in form.points), tuple(form.left_out)
    for field, members in ENUMS.items():
        if asked[field] not in list(members):
            raise FormatError(
                f"data.{field}", msg("one of {choices}", choices=", ".join(members)), _value(asked[field]), damaged()
            )
    return changed_data(DataSettings(), table, asked)


def _value(value: object) -> Message:
    return msg("{value}", value=repr(value)[:60])


def read_training(form: TrainingForm) -> TrainingSettings:
    """Return the training settings of a form.

    Raises
    ------
    FormatError : a value outside its declaration.
    """
    return _at("training", lambda: _training(form))


def _training(form: TrainingForm) -> TrainingSettings:
    asked = form.model_dump()
    for field in ("loss_parameters", "optimizer_parameters", "schedule_parameters", "loss_weights"):
        asked[field] = value_pairs(asked[field], f"training.{field}")
    asked["output_losses"] = tuple(
        OutputLoss(each.output, each.loss, value_pairs(each.parameters, f"training.output_losses.{each.output}"))
        for each in form.output_losses
    )
    return changed_training(TrainingSettings(), asked)


def _table(form: TableForm) -> ImportedTable:
    columns = tuple(_column(column, number) for number, column in enumerate(form.columns))
    return checked_table(
        ImportedTable(form.name, columns, form.encoding, form.delimiter, form.has_header, form.decimal), "table"
    )


def _column(form: ColumnForm, number: int) -> Column:
    if (form.numbers is None) == (form.texts is None):
        raise FormatError(f"table.columns[{number}]", msg("numbers or texts"), msg("both or none"), damaged())
    if form.numbers is not None:
        return Column(form.name, [math.nan if value is None else value for value in form.numbers])
    return Column(form.name, texts=tuple(form.texts or ()))


def checked_table(table: ImportedTable, place: str) -> ImportedTable:
    """Return a table whose columns have different names and the same length.

    Raises
    ------
    FormatError : no column, two of the same name, of unequal lengths, or numbers of which none can be made.
    """
    names = {column.name for column in table.columns}
    lengths = {len(column) for column in table.columns}
    if not names or len(names) < len(table.columns):
        raise FormatError(place, msg("columns of different names"), msg("{count} names", count=len(names)), damaged())
    if len(lengths) > 1:
        received = msg("{lengths} rows", lengths=", ".join(str(length) for length in sorted(lengths)[:5]))
        raise FormatError(place, msg("columns of equal length"), received, damaged())
    if any((np.abs(column.values) > LARGEST_NUMBER).any() for column in table.columns if not column.is_text):
        raise FormatError(place, msg("numbers of at most {limit}", limit=f"{LARGEST_NUMBER:g}"), msg("more"), damaged())
    return table
