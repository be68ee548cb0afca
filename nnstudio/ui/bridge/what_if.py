"""Numbers turned by hand: as fast as the trainer follows, the last value always, one branch of the run a gesture.

A gesture is undone by going back to the run that it branched from, at the same step, and redone by going to the branch
again: both are kept states, so the bits are the same, whatever layers and optimiser there are. The values of before are
not written back: that would be one more branch, and one more draw of what the layers draw. Inputs and targets of the
batch in hand can be changed too; these make no branch, are never trained on, and are put back as a whole
(:meth:`WhatIf.restore`), at the latest by the next step. A moment that undo and redo lead to is therefore a run, a step
and what of the batch was changed there. Each gesture is a step of the one stack of undo, between the document's edits.
Training is never undone: once the run has gone on, the gestures are past and leave the stack.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt
from PySide6.QtCore import QObject, QTimer, Signal

from nnstudio.document.edits import ChangeByHand
from nnstudio.document.history import Mark
from nnstudio.engine import Place
from nnstudio.inspection.quantities import parameter
from nnstudio.text import Message, msg
from nnstudio.training.by_hand import ChangeBatch, RestoreBatch, WriteWeights
from nnstudio.training.commands import Command, Seek, Write
from nnstudio.training.events import BatchChanged, Branched
from nnstudio.training.frame import Frame

if TYPE_CHECKING:
    from nnstudio.data.samples import Subset
    from nnstudio.ui.bridge.change import Change
    from nnstudio.ui.bridge.session import Session


RETRY = 4
"""Milliseconds between two looks at whether the trainer can take what waits."""


class WhatIf(QObject):
    """Writes weights of the run, inputs and targets of its batch; while a write is on its way only the newest waits.

    Attributes
    ----------
    past : hand edits were taken off the stack of undo, because the run has gone on since.
    brought : the set and the place in it of the sample that was put into the batch last; None: there was none.

    Signals
    -------
    changed() : what can be undone is something else. left() : a gesture under way was taken back.
    """

    changed = Signal()
    left = Signal()

    def __init__(self, session: Session) -> None:
        super().__init__(session)
        self._session = session
        self._waiting: tuple[Place, float, bool] | None = None
        self._gesture: Place | None = None
        self._here: tuple[int, int] | None = None
        self._unanswered = False
        self._then: list[Callable[[], None]] = []
        self.past = False
        self.brought: tuple[Subset, int] | None = None
        self._retry = QTimer(self, interval=RETRY)
        self._retry.timeout.connect(self._on_retry)
        session.ticked.connect(self._on_ticked)
        session.travel.branched.connect(self._on_branched)
        session.document_changed.connect(self._on_document)

    def set(self, place: Place, value: float, sliding: bool = False) -> None:
        """Write a number; while ``sliding`` nothing but the batch under way is worked out anew.

        ``place`` : of a weight; with a sample, of an input (a source's ``a``) or of a ``target``.
        """
        self._waiting = place, value, not sliding
        if not sliding or not self._session.trainer.pending:
            self._send()
        else:
            # The next tick sends it; but what the trainer is at may change nothing to be shown, and then none comes.
            self._retry.start()

    def enter(
        self, source: str, sample: int, x: npt.NDArray[np.float64], y: npt.NDArray[np.float64] | None = None
    ) -> None:
        """Put an input of one's own, ``(*shape)`` as the network sees it, in the place of a sample of the batch.

        ``y`` : its target ``(K,)`` as the loss reads it; without, the sample's own stays.
        """
        self._waiting = self._gesture = None
        writes = tuple(Write(source, "x", (sample, *place), float(x[place])) for place in np.ndindex(x.shape))
        if y is not None:
            writes += tuple(Write(source, "y", (sample, number), float(value)) for number, value in enumerate(y))
        self._submit(ChangeBatch(writes, True))

    def restore(self) -> None:
        """Bring the batch's true data back."""
        self._waiting = None
        self._submit(RestoreBatch())

    def delays(self, act: Callable[[], None]) -> bool:
        """Whether something was written that is not on the stack of undo yet, before the trainer has answered.

        Then ``act`` is done as soon as it is there, which may be at once.
        """
        if not self._unanswered and self._waiting is None:
            return False
        self._then.append(act)
        self._on_retry()
        return True

    def _on_document(self, change: Change) -> None:
        if change.replaced:
            # What is on its way belongs to the project that is left.
            self._waiting = self._gesture = None
            self._unanswered = False
            self._then.clear()
            # And so does what was turned by hand in it: of the other one no run has gone on.
            self._here, self.past = None, False
            self.changed.emit()

    @property
    def turning(self) -> Place | None:
        """What a gesture under way turns."""
        return self._gesture

    def is_own(self, run: int, step: int) -> bool:
        """Whether undo or redo leads to that moment, or led from it: it differs by hand edits from the present one."""
        return any((mark.run, mark.step) == (run, step) for mark in self._session.history.marks)

    def _on_retry(self) -> None:
        trainer = self._session.trainer
        if not trainer.pending:
            self._send()
        if not trainer.pending and self._then:
            # All is obeyed, but the window may not have heard of it yet.
            self._unanswered = False
            self._session.display.hear()
            acts, self._then = self._then, []
            for act in acts:
                act()
            self._retry.stop()
        if self._then:
            self._retry.start()

    def _send(self) -> None:
        if not self._then:
            self._retry.stop()
        if self._waiting is None:
            return
        (place, value, settled), self._waiting = self._waiting, None
        if place.sample >= 0:
            name = "y" if place.quantity == "target" else "x"
            write = Write(place.layer, name, (place.sample, *place.index), value)
            self._submit(ChangeBatch((write,), self._gesture != place))
        else:
            write = Write(place.layer, place.quantity, place.index, value)
            self._submit(WriteWeights((write,), self._gesture != place, settled))
        self._gesture = None if settled else place

    def _submit(self, command: Command) -> None:
        self._unanswered = not isinstance(command, Seek)
        self._session.trainer.submit(command)
        self._session.display.wake()

    # -- undo

    def go_to(self, mark: Mark) -> None:
        """Go to where the run stood before a gesture, or after it: an undo or redo leads there."""
        self._waiting = self._gesture = None
        self._here = mark.run, mark.step
        changes = tuple(write for write in mark.changes if isinstance(write, Write))
        self._submit(Seek(mark.step, mark.run, changes))
        self.left.emit()

    def _on_branched(self, event: Branched) -> None:
        here = Mark(event.run, event.step, event.changes)
        if event.writes:
            self._push(self._said(event.writes), Mark(event.parent, event.step, event.changes), here)
        elif self._here == (event.parent, event.step):
            # A setting changed behind the head: the gestures before it are this branch's too.
            self._here = here.run, here.step

    def follow(self, event: BatchChanged) -> None:
        """Put a change of the batch on the stack, or join it to the gesture that it belongs to."""
        before, after = (Mark(event.run, event.step, changes) for changes in (event.before, event.after))
        moved = None if event.first else self._session.history.moved_mark(before, after)
        if moved is not None:
            self._session.history = moved
        elif before != after:
            self._push(self._said(event.writes), before, after)

    def _push(self, what: Message, before: Mark, after: Mark) -> None:
        self._unanswered = False
        self._here, self.past = (after.run, after.step), False
        session = self._session
        session.history = session.history.push_marks(session.document, ChangeByHand(what), (before, after))
        self.changed.emit()

    def _said(self, writes: tuple[Write, ...]) -> Message:
        if not writes:
            return msg("Restore data")
        first = writes[0]
        if first.name == "x" and len(writes) > 1:
            return msg("Own input in the place of sample {sample}", sample=first.index[0] + 1)
        if first.name in ("x", "y"):
            number, sample = " → ".join(str(part + 1) for part in first.index[1:]), first.index[0] + 1
            if first.name == "x":
                return msg("Input {number} of sample {sample} by hand", number=number, sample=sample)
            return msg("Target {number} of sample {sample} by hand", number=number, sample=sample)
        node = self._session.document.network.by_id.get(first.layer)
        number = " → ".join(str(part + 1) for part in first.index)
        layer = node.name if node is not None else first.layer
        return msg("{what} {number} of {layer} by hand", what=parameter(first.name).title, number=number, layer=layer)

    def _on_ticked(self, frame: Frame) -> None:
        self._send()
        # What is on its way may lead to where it is expected yet.
        if self._here is not None and not self._session.trainer.pending and (frame.run_id, frame.step) != self._here:
            self._here, self.past = None, True
            self._session.history = self._session.history.without_marks()
            self.changed.emit()
