"""Choose the data and how they are prepared."""

from __future__ import annotations

from collections.abc import Hashable
from dataclasses import dataclass, replace
from typing import Any

from nnstudio.data.datasets import datasets
from nnstudio.data.settings import TABLE, DataSettings, FeatureStep, check_settings
from nnstudio.data.table import ImportedTable
from nnstudio.data.transforms import transforms
from nnstudio.document.edits.edit import Edit
from nnstudio.document.edits.settings import checked_field, parameters_of, require_registered
from nnstudio.document.errors import EditError
from nnstudio.document.fields import DATA, ENUMS
from nnstudio.document.model import Document, Parameters
from nnstudio.document.wording import names_of
from nnstudio.engine.declaration import Value
from nnstudio.text import Message, msg

_OWN = ("parameters", "target", "features", "points", "left_out", "steps")
_DRAWN = ("dataset", "parameters", "seed", "target", "features")
"""What decides which samples there are, and of what: of others, points by hand are no part."""


@dataclass(frozen=True)
class SetData(Edit):
    """Set fields of the data settings: (field, value) pairs.

    ``parameters`` are set as a whole, as are the ``steps`` of feature transformation; a new data set keeps what it
    shares with the old. ``dataset`` may be ``"table"`` once a table was imported; ``target`` and ``features`` then name
    its columns.
    """

    values: tuple[tuple[str, Value | Parameters | tuple[str, ...] | tuple[FeatureStep, ...]], ...]

    @property
    def name(self) -> Message:
        """Name the field if it is one."""
        if [field for field, _ in self.values] == ["steps"]:
            return msg("Transform the features")
        return names_of(tuple(field for field, _ in self.values), DATA)

    @property
    def merge_key(self) -> Hashable:
        """A slider's steps: the same fields."""
        return ("data", tuple(field for field, _ in self.values))

    def applied(self, document: Document) -> Document:
        """Return the document with the settings changed."""
        return replace(document, data=changed_data(document.data, document.table, dict(self.values)))


@dataclass(frozen=True)
class SetTable(Edit):
    """Bring a table along and learn from it.

    Its last column is the target until another is chosen. None takes it away.
    """

    table: ImportedTable | None

    @property
    def name(self) -> Message:
        """Say that data come or go."""
        return msg("Import data") if self.table else msg("Remove the imported data")

    def applied(self, document: Document) -> Document:
        """Return the document with the table."""
        if self.table is not None:
            data = replace(
                document.data, dataset=TABLE, parameters=(), target="", features=(), points=(), left_out=(), steps=()
            )
            return replace(document, table=self.table, data=data)
        chosen = DataSettings().dataset if document.data.dataset == TABLE else document.data.dataset
        data = replace(document.data, dataset=chosen, target="", features=(), points=(), left_out=(), steps=())
        return replace(document, table=None, data=data)


def changed_data(settings: DataSettings, table: ImportedTable | None, asked: dict[str, Any]) -> DataSettings:
    """Return the settings with fields replaced.

    Raises
    ------
    ParameterError, EditError : an unknown field, a value outside its declaration, a column or table that is not there,
    nothing left to train on.
    """
    changes: dict[str, Any] = {
        field: checked_field(DATA, field, value, "data") for field, value in asked.items() if field not in _OWN
    }
    changes |= {field: ENUMS[field](changes[field]) for field in ENUMS if field in changes}
    if "dataset" in asked or "parameters" in asked:
        changes["parameters"] = _parameters(settings, table, asked)
    changed = replace(settings, **changes)
    changed = replace(changed, **_columns(changed, table, asked))
    if any(getattr(changed, field) != getattr(settings, field) for field in _DRAWN):
        changed = replace(changed, points=(), left_out=())
    if changed.dataset != settings.dataset:
        # Its columns have other names.
        changed = replace(changed, steps=())
    changed = replace(changed, **{field: asked[field] for field in ("points", "left_out") if field in asked})
    if "steps" in asked:
        changed = replace(changed, steps=_steps(asked["steps"]))
    check_settings(changed)
    return changed


def _parameters(settings: DataSettings, table: ImportedTable | None, asked: dict[str, Any]) -> Parameters:
    chosen = asked.get("dataset", settings.dataset)
    if chosen != TABLE:
        dataset = require_registered(datasets, chosen, "data.dataset")
        return parameters_of(dataset, settings.parameters, asked.get("parameters"), dataset.declaration.id)
    if table is None:
        raise EditError("data.dataset", msg("an imported table"), msg("none"), msg("Import a CSV file first."))
    return ()


def _steps(steps: tuple[FeatureStep, ...]) -> tuple[FeatureStep, ...]:
    """Return the feature transformations with their parameters checked; whether the columns are there, data decide."""
    found = []
    for number, step in enumerate(steps):
        place = f"data.steps[{number}]"
        kind = require_registered(transforms, step.kind, place)
        found.append(replace(step, parameters=parameters_of(kind, (), step.parameters, place)))
    return tuple(found)


def _columns(settings: DataSettings, table: ImportedTable | None, asked: dict[str, Any]) -> dict[str, Any]:
    """Return the asked-for target and features; when the target is chosen among the features, it leaves them."""
    target = asked.get("target", settings.target)
    features = tuple(asked.get("features", settings.features))
    known = {column.name for column in table.columns} if table else set()
    for name in ({target} - {""}) | set(features) if {"target", "features"} & set(asked) else set():
        if name not in known:
            raise EditError(
                "data.target" if name == target else "data.features",
                msg("a column of the table: {columns}", columns=", ".join(sorted(known)) or "—"),
                msg("{value}", value=repr(name)),
                msg("Choose one from the list."),
            )
    return {"target": target, "features": tuple(name for name in features if name != target)}
