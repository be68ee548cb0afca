"""Put a sample among the data by hand, or take one out: the run goes on with them."""

from __future__ import annotations

from dataclasses import dataclass, replace

from nnstudio.document.edits.data import changed_data
from nnstudio.document.edits.edit import Edit
from nnstudio.document.errors import EditError
from nnstudio.document.model import Document
from nnstudio.text import Message, msg


@dataclass(frozen=True)
class AddPoint(Edit):
    """Add a sample to the training set: its features, then its target, in the data's own units."""

    values: tuple[float, ...]

    @property
    def name(self) -> Message:
        """Say that a point comes."""
        return msg("Add a point")

    def applied(self, document: Document) -> Document:
        """Return the document with the point."""
        points = (*document.data.points, self.values)
        return replace(document, data=changed_data(document.data, document.table, {"points": points}))


@dataclass(frozen=True)
class LeaveOut(Edit):
    """Take a sample out: row ``row`` of the source, or where it was ``added`` by hand, point number ``row``."""

    row: int
    added: bool = False

    @property
    def name(self) -> Message:
        """Say that a point goes."""
        return msg("Take a point out")

    def applied(self, document: Document) -> Document:
        """Return the document without the sample."""
        data = document.data
        if not self.added:
            left_out = tuple(sorted({*data.left_out, self.row}))
            return replace(document, data=changed_data(data, document.table, {"left_out": left_out}))
        if not 0 <= self.row < len(data.points):
            raise EditError(
                "data.points",
                msg("one of {count} points", count=len(data.points)),
                msg("{value}", value=self.row + 1),
                msg("It has gone already."),
            )
        points = data.points[: self.row] + data.points[self.row + 1 :]
        return replace(document, data=changed_data(data, document.table, {"points": points}))
