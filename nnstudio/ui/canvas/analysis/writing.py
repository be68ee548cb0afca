"""The table as text, in the order in which it is shown: CSV with plain numbers, Markdown as on the screen."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence

from nnstudio.text import tr
from nnstudio.ui.canvas.analysis.columns import COLUMNS, Row


def to_csv(rows: Sequence[Row]) -> str:
    """Return comma-separated values; memory in bytes, unknown values empty."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(column.plain_heading() for column in COLUMNS)
    writer.writerows([column.plain(row) for column in COLUMNS] for row in rows)
    return out.getvalue()


def to_markdown(rows: Sequence[Row]) -> str:
    """Return a table of GitHub's Markdown, numbers to the right."""
    lines = [
        _line([tr(column.heading) for column in COLUMNS]),
        _line(["---:" if column.is_number else ":---" for column in COLUMNS]),
        *(_line([column.text(row) for column in COLUMNS]) for row in rows),
    ]
    return "\n".join(lines) + "\n"


def _line(cells: Sequence[str]) -> str:
    escaped = (cell.replace("\\", "\\\\").replace("|", "\\|").replace("\n", " ") for cell in cells)
    return f"| {' | '.join(escaped)} |"
