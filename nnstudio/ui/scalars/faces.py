"""What a box says: label, data, gradient, the operation before it, its number in topological order."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from nnstudio.engine.scalars import Value
from nnstudio.inspection.graphs import Box, Folded, Moment
from nnstudio.inspection.graphs.walks import is_constant
from nnstudio.inspection.working_out import Covered
from nnstudio.ui.controls.calculation.numbers import written

_SIGNS = {"neg": "−", "logistic": "σ", "**": "^", "cut": "✂"}
_POWERS = str.maketrans("0123456789-.", "⁰¹²³⁴⁵⁶⁷⁸⁹⁻·")


@dataclass(frozen=True)
class Row:
    """One line of a box: ``data 2.5``; ``value`` for the colour, None where nothing has set it yet."""

    field: str
    text: str
    value: float | None = None


@dataclass(frozen=True)
class Face:
    """``count`` : how many numbers are folded into it (1: none); ``cut`` : it depends on numbers that are not shown."""

    label: str
    rows: tuple[Row, ...]
    operation: str = ""
    number: int = 0
    count: int = 1
    shown: bool = True
    cut: bool = False

    def text(self, field: str) -> str:
        """Return what a row says."""
        return next((row.text for row in self.rows if row.field == field), "")

    @property
    def spoken(self) -> str:
        """All of it in a line, for screen readers and tool-tips."""
        rows = ", ".join(f"{row.field} {row.text}" for row in self.rows if row.text)
        return f"{self.number}. {self.label}: {rows}" if self.label else f"{self.number}. {rows}"


@dataclass(frozen=True, eq=False)
class Naming:
    """How things are called: a number by ``label``, a group by ``group``; numbers to so many ``digits``.

    ``covered`` : a result that is not to be seen yet.
    """

    label: Callable[[Value], str]
    group: Callable[[Box], str]
    digits: int = 4
    covered: Covered | None = None


def sign_of(node: Value) -> str:
    """Return the operation as it stands in its circle."""
    name = node.operation
    if name.startswith("**") and len(name) > 2:
        return f"x{name[2:].translate(_POWERS)}"
    return _SIGNS.get(name, name)


def faces_of(
    folded: Folded, moment: Moment, fields: Sequence[str], naming: Naming, numbers: Mapping[Value, int]
) -> list[Face]:
    """Return what each box says at a moment of the story."""
    return [_face(box, moment, fields, naming, numbers) for box in folded.boxes]


def _face(box: Box, moment: Moment, fields: Sequence[str], naming: Naming, numbers: Mapping[Value, int]) -> Face:
    head = box.head
    shown = any(value in moment.shown for value in box.values)
    if box.is_group:
        number = numbers.get(head or box.values[-1], 0)
        rows = _rows(head, moment, fields, naming) if head is not None else ()
        return Face(naming.group(box), rows, "", number, len(box.values), shown)
    assert head is not None
    number = numbers.get(head, 0)
    if is_constant(head):
        return Face("", (Row("", written(head.data, naming.digits), head.data),), "", number, 1, shown)
    rows = _rows(head, moment, fields, naming)
    return Face(naming.label(head), rows, sign_of(head), number, 1, shown, head.folded)


def _rows(node: Value, moment: Moment, fields: Sequence[str], naming: Naming) -> tuple[Row, ...]:
    return tuple(_row(node, field, moment.number(node, field), naming) for field in fields)


def _row(node: Value, field: str, value: float | None, naming: Naming) -> Row:
    known = 0.0 if value is None else value
    if naming.covered is not None and naming.covered.hides(known, node.place if field == "data" else None):
        return Row(field, "?")
    return Row(field, written(known, naming.digits), value)
