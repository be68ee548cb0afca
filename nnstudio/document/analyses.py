"""Analyses that need not be made again: of a document that undo brings back, or where boxes were only moved."""

from __future__ import annotations

from collections import OrderedDict
from typing import Final

from nnstudio.document.analysis import Analysis, analyse
from nnstudio.document.model import Document

KEPT: Final = 64


class Analyses:
    """Remembers the last documents by identity: comparing two of a thousand layers costs as much as analysing one."""

    def __init__(self) -> None:
        self._kept: OrderedDict[int, tuple[Document, Analysis]] = OrderedDict()

    def of(self, document: Document) -> Analysis:
        """Return :func:`analyse` of a document."""
        kept = self._kept.get(id(document))
        analysis = kept[1] if kept is not None else self._as_before(document) or analyse(document)
        # The document itself is kept too, else another one could come to have its id.
        self._kept[id(document)] = document, analysis
        self._kept.move_to_end(id(document))
        if len(self._kept) > KEPT:
            self._kept.popitem(last=False)
        return analysis

    def _as_before(self, document: Document) -> Analysis | None:
        """Return the last analysis where only boxes have moved since; not with problems: their fixes name places."""
        last, analysis = next(reversed(self._kept.values()), (None, None))
        if last is None or analysis is None or analysis.problems or not _moved_only(last, document):
            return None
        return analysis


def _moved_only(before: Document, after: Document) -> bool:
    same = before.data is after.data and before.training is after.training and before.table is after.table
    old, new = before.network, after.network
    if not same or old.wires is not new.wires or len(old.nodes) != len(new.nodes):
        return False
    return all(
        one is other
        or (one.id, one.kind, one.name, one.parameters) == (other.id, other.kind, other.name, other.parameters)
        for one, other in zip(old.nodes, new.nodes, strict=True)
    )
