"""The columns of the analysis table: what they show, what they sort by, what a spreadsheet gets."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from nnstudio.document.figures import Figures, figures_of, total_of
from nnstudio.text import Message, msg, tr
from nnstudio.ui.canvas.wording import bytes_text, layer_name, shape_text
from nnstudio.ui.theme.numbers import count

if TYPE_CHECKING:
    from nnstudio.ui.bridge.session import Session

UNKNOWN: Final = "—"


@dataclass(frozen=True)
class Row:
    """A layer with its figures; the sum of all has an empty ``node``."""

    node: str
    name: str
    kind: str
    figures: Figures
    batch: int


@dataclass(frozen=True)
class Column:
    """``key`` sorts (a word or a number; None comes last), ``text`` is shown, ``plain`` goes into a file.

    ``unit`` is what ``plain`` counts, where ``text`` has its units with it.
    """

    heading: Message
    key: Callable[[Row], Any]
    text: Callable[[Row], str]
    plain: Callable[[Row], str]
    is_number: bool = True
    unit: Message | None = None

    def plain_heading(self) -> str:
        """Return the heading over plain numbers."""
        if self.unit is None:
            return tr(self.heading)
        return tr("{quantity} ({unit})", quantity=tr(self.heading), unit=tr(self.unit))


def rows_of(session: Session) -> tuple[list[Row], Row]:
    """Return a row for each layer, in the order of computation, and the totals."""
    document, analysis = session.document, session.analysis
    figures, nodes = figures_of(document, analysis), document.network.by_id
    ranked = {node: place for place, node in enumerate(analysis.order)}
    order = sorted(nodes, key=lambda node: ranked.get(node, len(ranked)))
    batch = document.training.batch_size
    rows = [Row(node, nodes[node].name, nodes[node].kind, figures[node], batch) for node in order]
    return rows, Row("", tr("Total"), "", total_of(figures), batch)


def _number(
    heading: Message,
    value: Callable[[Row], int | None],
    text: Callable[[int], str] = count,
    unit: Message | None = None,
) -> Column:
    return Column(
        heading,
        value,
        lambda row: UNKNOWN if (found := value(row)) is None else text(found),
        lambda row: "" if (found := value(row)) is None else str(found),
        unit=unit,
    )


def _places(heading: Message, value: Callable[[Row], tuple[int, ...] | None]) -> Column:
    def text(row: Row) -> str:
        found = value(row)
        return shape_text(found) if found else UNKNOWN if row.node else ""

    def key(row: Row) -> int | None:
        found = value(row)
        return math.prod(found) if found else None

    return Column(heading, key, text, lambda row: text(row).replace(UNKNOWN, ""))


def _words(heading: Message, value: Callable[[Row], str]) -> Column:
    return Column(heading, lambda row: value(row).casefold(), value, value, is_number=False)


COLUMNS: Final = (
    _words(msg("Name"), lambda row: row.name),
    _words(msg("Type"), lambda row: layer_name(row.kind) if row.kind else ""),
    _places(msg("Output shape"), lambda row: row.figures.shape),
    _number(msg("Parameters"), lambda row: row.figures.parameters),
    _number(msg("Multiply-adds"), lambda row: row.figures.multiply_adds),
    _number(msg("Memory, 1 sample"), lambda row: row.figures.memory(1), bytes_text, msg("bytes")),
    _number(msg("Memory, 1 batch"), lambda row: row.figures.memory(row.batch), bytes_text, msg("bytes")),
    _places(msg("Receptive field"), lambda row: row.figures.field),
)
HELP: Final = (
    msg("The layer's name"),
    msg("What kind of layer it is"),
    msg("The shape of one sample's output"),
    msg("How many numbers the layer learns"),
    msg("How many products its weighted sums add up, for one sample, forwards"),
    msg("Parameters and the output for one sample"),
    msg("Parameters and the outputs for a whole batch"),
    msg("How many places of the network's input one of its numbers depends on"),
)


def ordered(rows: list[Row], column: int | None, falling: bool) -> list[Row]:
    """Return the rows sorted by a column, unknown values last; None leaves the order of computation."""
    if column is None:
        return rows
    key = COLUMNS[column].key
    known = [row for row in rows if key(row) is not None]
    return [*sorted(known, key=key, reverse=falling), *(row for row in rows if key(row) is None)]
