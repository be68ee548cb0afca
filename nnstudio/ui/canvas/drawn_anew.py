"""What a change of the network cost: which layers kept what they had learned, and which were drawn anew."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from nnstudio.text import tr
from nnstudio.training.events import Event, ProblemLoaded, RunReset

if TYPE_CHECKING:
    from nnstudio.training.frame import Frame
    from nnstudio.ui.bridge.change import Change
    from nnstudio.ui.bridge.session import Session

_NAMED = 3
"""Layers that are named; of more the number is said."""


class DrawnAnew(QObject):
    """Signals: ``said(text)`` after a change in the midst of a run; before the first step there is nothing to lose."""

    said = Signal(str)

    def __init__(self, session: Session, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self._learned: dict[int, bool] = {}
        self._run = -1
        session.ticked.connect(self._on_ticked)
        session.events.connect(self._on_events)
        session.document_changed.connect(self._on_document_changed)

    def _on_ticked(self, frame: Frame) -> None:
        if self._run < 0:
            self._run = frame.run_id
        # By run: the first frame of the next one may come before the word that it is loaded.
        self._learned[frame.run_id] = frame.step > 0 or self._learned.get(frame.run_id, False)

    def _on_document_changed(self, change: Change) -> None:
        if change.replaced:
            self._learned.clear()

    def _on_events(self, news: list[Event]) -> None:
        for event in news:
            if isinstance(event, RunReset):
                self._learned.clear()
            elif isinstance(event, ProblemLoaded):
                learned = self._learned.pop(self._run, False)
                if learned and not (event.continued or event.restored):
                    self._say(frozenset(event.kept))
                # The next run begins at step 0, with what the layers that it keeps have learned; an undo brings back
                # the others' weights.
                self._learned[event.run] = learned or self._learned.get(event.run, False)
                self._run = event.run

    def _say(self, kept: frozenset[str]) -> None:
        analysis, nodes = self._session.analysis, self._session.document.network.by_id
        learning = [node for node in analysis.order if analysis.counts.get(node) and node in analysis.trained]
        anew = [nodes[node].name for node in learning if node not in kept]
        if not anew:
            # After an undo the remark on what it took back still stands.
            self.said.emit(tr("All layers keep their weights."))
        elif len(anew) == len(learning):
            self.said.emit(tr("The weights of all layers were drawn anew."))
        elif len(anew) <= _NAMED:
            names = ", ".join(anew)
            self.said.emit(tr("Weights drawn anew: {layers}. All other layers keep theirs.", layers=names))
        else:
            count = len(anew)
            self.said.emit(tr("Weights of {count} layers drawn anew. All other layers keep theirs.", count=count))
