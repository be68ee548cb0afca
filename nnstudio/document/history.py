"""Undo and redo of everything the user changes: the documents before and after, so that undo can't half-apply."""

from __future__ import annotations

from collections.abc import Hashable
from dataclasses import dataclass, replace
from typing import NamedTuple

from nnstudio.document.edits.edit import Edit
from nnstudio.document.model import Document
from nnstudio.text import Message

MOST_STEPS = 1000


class Mark(NamedTuple):
    """A moment of training that can be gone to; ``changes`` are what was written by hand into its batch."""

    run: int
    step: int
    changes: tuple[Hashable, ...] = ()


@dataclass(frozen=True)
class Step:
    """One step of undo; ``marks`` are of what was done to the run, not to the document: where it stood and stands."""

    before: Document
    after: Document
    edit: Edit
    marks: tuple[Mark, Mark] | None = None


@dataclass(frozen=True)
class History:
    """The steps that can be undone (last one last) and redone (next one last). Pure: each call returns a new history.

    The oldest of more than ``MOST_STEPS`` are forgotten.
    """

    done: tuple[Step, ...] = ()
    undone: tuple[Step, ...] = ()
    open: bool = False

    def push(self, before: Document, after: Document, edit: Edit, *, merge: bool = False) -> History:
        """Return the history with a step more; what was undone is gone.

        With ``merge`` the step joins the last one if that was pushed with ``merge`` too, nothing was undone or closed
        between, and both edits have the same ``merge_key``: a slider's drag is one step.
        """
        last = self.done[-1] if self.done else None
        if merge and self.open and last is not None and last.after == before and _alike(last.edit, edit):
            return History((*self.done[:-1], Step(last.before, after, edit)), (), True)
        return History((*self.done, Step(before, after, edit))[-MOST_STEPS:], (), merge)

    def push_marks(self, document: Document, edit: Edit, marks: tuple[Mark, Mark]) -> History:
        """Return the history with a step that leaves the document as it is: something was written by hand."""
        return History((*self.done, Step(document, document, edit, marks))[-MOST_STEPS:])

    def moved_mark(self, before: Mark, after: Mark) -> History | None:
        """Return the history whose last step leads to ``after`` where it led to ``before``; None where it did not."""
        last = self.done[-1] if self.done else None
        if last is None or last.marks is None or last.marks[1] != before:
            return None
        return replace(self, done=(*self.done[:-1], replace(last, marks=(last.marks[0], after))))

    def without_marks(self) -> History:
        """Return the history of the document alone: the run has gone on, and is never rewound by an undo."""
        done, undone = (tuple(step for step in steps if step.marks is None) for steps in (self.done, self.undone))
        return History(done, undone, self.open)

    @property
    def marks(self) -> frozenset[Mark]:
        """All moments of training that undo and redo lead to."""
        steps = (*self.done, *self.undone)
        return frozenset(mark for step in steps if step.marks is not None for mark in step.marks)

    def closed(self) -> History:
        """Return the history with its last step closed for merging: the slider was let go."""
        return replace(self, open=False)

    def undo(self) -> tuple[History, Document]:
        """Return the history one step back, and the document of then.

        Raises
        ------
        IndexError : there is nothing to undo.
        """
        step = self.done[-1]
        return History(self.done[:-1], (*self.undone, step)), step.before

    def redo(self) -> tuple[History, Document]:
        """Return the history one step on, and the document of then.

        Raises
        ------
        IndexError : there is nothing to redo.
        """
        step = self.undone[-1]
        return History((*self.done, step), self.undone[:-1]), step.after

    @property
    def came_back(self) -> bool:
        """Whether the last edit ends where it began, as a drag may."""
        last = self.done[-1] if self.done else None
        return last is not None and last.marks is None and last.before == last.after

    @property
    def can_undo(self) -> bool:
        """Whether there is a step to undo."""
        return bool(self.done)

    @property
    def can_redo(self) -> bool:
        """Whether there is a step to redo."""
        return bool(self.undone)

    @property
    def undo_name(self) -> Message | None:
        """What would be undone."""
        return self.done[-1].edit.name if self.done else None

    @property
    def redo_name(self) -> Message | None:
        """What would be redone."""
        return self.undone[-1].edit.name if self.undone else None


def _alike(one: Edit, other: Edit) -> bool:
    return type(one) is type(other) and one.merge_key is not None and one.merge_key == other.merge_key
