"""What the message strip says: refused edits, failed runs, faults of the program, work found after a crash."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication

from nnstudio.document.edits import Edit, SetTraining
from nnstudio.engine.errors import NnstudioError
from nnstudio.store import ProjectError
from nnstudio.text import Message, msg
from nnstudio.training import events
from nnstudio.training.frame import Status
from nnstudio.ui import theme
from nnstudio.ui.bridge.change import Change
from nnstudio.ui.bridge.looking_at import look_at
from nnstudio.ui.bridge.session import Session
from nnstudio.ui.shell.message_strip import MessageStrip, Remedy

if TYPE_CHECKING:
    from nnstudio.training.break_point import BreakPoint
    from nnstudio.training.history.filing import Shortened
    from nnstudio.ui.bridge.faults import FaultReporter

_SLOWER = 10.0


class Notices(QObject):
    """Listens to the session and speaks through the strip.

    Signals: ``place_wanted(str)``: the workspace where there is something to be seen; ``view_wanted(str)``: the view of
    Train.
    """

    place_wanted = Signal(str)
    view_wanted = Signal(str)

    def __init__(self, session: Session, strip: MessageStrip, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.session = session
        self.strip = strip
        self._refusal: object = None
        self._refused_file: object = None
        self._ending: object = None
        self._waits: object = None
        self._opening: object = None
        self._short: object = None
        self._short_told: object = None
        session.edit_refused.connect(self.refused)
        session.document_changed.connect(self._on_document_changed)
        session.events.connect(self._on_events)
        session.file.unprotected.connect(self.unprotected)
        session.file.renamed.connect(self._on_saved)
        session.dirty_changed.connect(lambda dirty: None if dirty else self._on_saved())
        session.file.shortened.connect(self._shortened)
        session.file.opening.changed.connect(self._on_opening)
        strip.closed.connect(self._on_closed)
        session.queue.ended.connect(self._on_queue_ended)

    def _on_opening(self) -> None:
        """Say how far the file is that is being opened, with a way to call it off."""
        opening, shown = self.session.file.opening, self.strip.shown
        ours = shown is not None and shown is self._opening
        if opening.path is None:
            if ours:
                self.strip.clear()
            self._opening = None
            return
        name, share = opening.path.stem, theme.percent(opening.share)
        said = msg("Opening “{name}”: {share}", name=name, share=share)
        if ours:
            self.strip.reword(said)
        elif self._opening is None:
            self.strip.say(said, "note", (Remedy(msg("Cancel"), opening.cancel),))
        else:
            # Something else has been said meanwhile: it stays.
            return
        self._opening = self.strip.shown

    def _on_closed(self, message: object) -> None:
        if message is self._opening:
            self.session.file.opening.cancel()

    def listen(self, faults: FaultReporter) -> None:
        """Show faults of the program too."""
        faults.reported.connect(self.fault)

    def refused(self, error: NnstudioError) -> None:
        """Say why an edit, a file or a command was refused, with the fix as a button where there is one."""
        fix = getattr(error, "fix", None)
        remedies = (Remedy(fix.name, lambda: self.session.edit(fix)),) if isinstance(fix, Edit) else ()
        self.strip.say(error.message, "warning", remedies)
        self._refusal = self.strip.shown
        self._refused_file = self._refusal if isinstance(error, ProjectError) else None

    def _on_saved(self) -> None:
        """Take back that a file could not be written, or read: all that there is, is in one now."""
        if self.strip.shown is not None and self.strip.shown is self._refused_file:
            self.strip.clear()

    def unprotected(self, error: NnstudioError) -> None:
        """Say that the work is not copied while it is done, so that a crash would lose what is unsaved."""
        self.strip.say(msg("Unsaved work can't be brought back after a crash. {reason}", reason=error.message), "note")

    def _shortened(self, short: Shortened) -> None:
        """Say that the file does not hold all of the past; not again at every saving of the same project."""
        sort = short.frames > 0, short.runs < short.all_runs
        if sort != self._short_told:
            self._short_told = sort
            self.strip.say(_short_words(short), "note")
            self._short = self.strip.shown

    def fault(self, report: str) -> None:
        """Say that the program itself made a mistake; the traceback can be copied."""
        copy = Remedy(msg("Copy the report"), lambda: QGuiApplication.clipboard().setText(report))
        last = next((line for line in reversed(report.splitlines()) if line.strip()), "")
        self.strip.say(
            msg("nnstudio made a mistake; your work is kept. Save it to be safe. ({report})", report=last),
            "error",
            (copy,),
        )

    def _on_queue_ended(self, count: int) -> None:
        """Call whoever looks elsewhere: the runs that waited are done."""
        QApplication.alert(self.strip.window())
        look = Remedy(msg("Compare runs"), lambda: self.view_wanted.emit("compare"))
        self.strip.say(msg("The queue is done. Runs trained: {count}.", count=count), "note", (look,))

    def _on_events(self, news: list[events.Event]) -> None:
        for event in news:
            if isinstance(event, events.RunFailed):
                self._failed(event)
            elif isinstance(event, events.TrainerCrashed):
                self.fault(event.report)
            elif isinstance(event, events.RunPaused):
                self._paused(event)
            elif isinstance(event, events.ProblemWithdrawn) and event.step:
                self._held(event.step)
            elif isinstance(event, events.ProblemLoaded):
                # Of a run that another network has ended there is nothing more to say, nor to run on.
                over = (self._waits,) if event.continued else (self._waits, self._ending)
                if self.strip.shown is not None and any(self.strip.shown is said for said in over):
                    self.strip.clear()
            elif isinstance(event, events.RunStarted | events.RunReset):
                ended = self.strip.shown is not None and self.strip.shown is self._ending
                if ended or self.strip.level == "warning":
                    self.strip.clear()

    def _held(self, step: int) -> None:
        """Say that the run is not lost with its network."""
        said = msg(
            "The network can't be trained as it is: the run waits at step {step}. Undo, and it goes on from there.",
            step=theme.count(step),
        )
        self.strip.say(said, "note")
        self._waits = self.strip.shown

    def _paused(self, event: events.RunPaused) -> None:
        """Say why a run has stopped by itself, and call whoever looks elsewhere meanwhile."""
        on = Remedy(msg("Run on"), self.session.run)
        if event.reason not in (events.Reason.ASKED, events.Reason.STEPPED, events.Reason.WITHDRAWN):
            QApplication.alert(self.strip.window())
        if event.reason is events.Reason.STOP_EPOCH:
            epoch, step = self.session.document.training.stop_epoch, theme.count(event.step)
            self.strip.say(msg("Done: epoch {epoch}, step {step}.", epoch=theme.count(epoch), step=step), "note")
            self._ending = self.strip.shown
        if event.reason is events.Reason.NO_IMPROVEMENT:
            best = theme.count(max(0, event.best_step))
            said = msg("Stopped early: the loss was lowest at step {step}, and its weights are back.", step=best)
            if not event.restored:
                said = msg("Stopped early: the loss has not fallen since step {step}.", step=best)
            self.strip.say(said, "note", (on,))
            self._ending = self.strip.shown
        elif event.reason is events.Reason.SMALL_GRADIENT:
            self.strip.say(msg("Stopped: the gradient is shorter than the bound that you set."), "note", (on,))
            self._ending = self.strip.shown
        elif event.point is not None:
            point = event.point
            step, what = theme.count(event.step), point.said(self.session.travel.names)
            look = Remedy(msg("Look inside"), lambda: self._look(point))
            self.strip.say(msg("Break-point at update {step}: {what}.", step=step, what=what), "note", (look, on))
            self._ending = self.strip.shown

    def _look(self, point: BreakPoint) -> None:
        """Show the number that has stopped the run, where it is a single one."""
        self.place_wanted.emit("inspect")
        with self.session.display.hold() as frame:
            place = point.place(frame.plan) if frame is not None else None
        if place is not None:
            look_at(self.session, place)

    def _failed(self, event: events.RunFailed) -> None:
        QApplication.alert(self.strip.window())
        slower = Remedy(msg("Learning rate ÷ 10, and reset"), self._slow_down)
        again = Remedy(msg("Reset"), self.session.reset)
        self.strip.say(event.message, "warning", (slower, again))
        self._ending = self.strip.shown

    def _slow_down(self) -> None:
        rate = self.session.document.training.learning_rate / _SLOWER
        if self.session.edit(SetTraining((("learning_rate", rate),))):
            self.session.reset()

    def _on_document_changed(self, change: Change) -> None:
        if change.replaced:
            # It was said of the project before.
            if self.strip.shown is not None and (self.strip.shown is self._ending or self.strip.shown is self._short):
                self.strip.clear()
            self._short_told = None
        # What was refused is settled by the next edit that works; a problem that the trainer refused, by another one.
        refused = self.session.status is Status.EMPTY and self.session.analysis.is_trainable
        if self.strip.shown is not None and self.strip.shown is self._refusal and (change.needs_load or not refused):
            self.strip.clear()


def _short_words(short: Shortened) -> Message:
    """Return what to say of a file that does not hold all of the past."""
    if not short.frames:
        return msg(
            "Saved without the run's earlier steps, which take more than a file may hold. "
            "Opened again, it goes on from where it stands."
        )
    frames, all_frames = theme.count(short.frames), theme.count(short.all_frames)
    if short.runs < short.all_runs:
        return msg(
            "Saved. Of the steps so far the file keeps {runs} of {all_runs} runs and {frames} of {all_frames} "
            "key frames, as many as it may hold. Opened again, every step of these runs can still be reached.",
            runs=theme.count(short.runs),
            all_runs=theme.count(short.all_runs),
            frames=frames,
            all_frames=all_frames,
        )
    return msg(
        "Saved. Of the steps so far the file keeps {frames} of {all_frames} key frames, as many as it may hold. "
        "Opened again, every step can still be reached, some after a longer wait.",
        frames=frames,
        all_frames=all_frames,
    )
