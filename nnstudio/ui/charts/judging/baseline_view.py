"""Simple rules beside the network (M8): on the same samples, by the same metric, live."""

from __future__ import annotations

import math
from dataclasses import dataclass

from PySide6.QtCore import QEvent, QRectF, Qt
from PySide6.QtGui import QHelpEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QToolTip, QWidget

from nnstudio.data.samples import Prepared, Task
from nnstudio.engine import Program
from nnstudio.exchange.table import Table
from nnstudio.inspection.baselines import Scores, baselines, can_judge, judge
from nnstudio.text import msg, tr
from nnstudio.training.frame import Frame
from nnstudio.ui import theme
from nnstudio.ui.bridge.aside import Aside
from nnstudio.ui.bridge.session import Session
from nnstudio.ui.charts.surroundings import as_plot, over_reading
from nnstudio.ui.controls import ExportButton, bind, label, on_retranslate

_ENTROPIES = ("binary_cross_entropy", "binary_cross_entropy_logits", "cross_entropy", "cross_entropy_logits", "nll")
"""The losses that may be held against a rule's cross-entropy."""


@dataclass(frozen=True)
class Entry:
    """One line: the network or a baseline, what it is, and its scores; ``when`` they were measured, if that is said."""

    name: str
    help: str
    scores: Scores
    own: bool = False
    when: str = ""

    @property
    def title(self) -> str:
        """Its name, with its cross-entropy where it has one."""
        loss = self.scores.loss
        if loss is None or math.isnan(loss):
            return self.name
        return tr("{name} · cross-entropy {loss}", name=self.name, loss=theme.number(loss, 3))


class BaselinePicture(QWidget):
    """A bar for each set under each name; the network's stand out."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        as_plot(self)
        self.entries: tuple[Entry, ...] = ()
        self.names = ("", "")
        self.shares = True
        theme.changed.connect(self.update)

    def show_entries(self, entries: tuple[Entry, ...], shares: bool) -> None:
        """Show other lines; ``shares``: the scores are shares of right answers."""
        self.entries, self.shares = entries, shares
        self.names = tr("Training"), tr("Validation")
        lines = [tr("{name}: {said}", name=each.title, said=", ".join(self._said(each))) for each in entries]
        self.setAccessibleDescription("\n".join(lines))
        self.update()

    def _said(self, entry: Entry) -> tuple[str, ...]:
        return (*filter(None, (entry.when,)), *self.texts(entry))

    def texts(self, entry: Entry) -> tuple[str, str]:
        """Return an entry's two scores in words."""
        return self._text(0, entry.scores.training), self._text(1, entry.scores.validation)

    def _text(self, place: int, score: float) -> str:
        number = "—" if math.isnan(score) else theme.percent(score, 1) if self.shares else theme.fraction(score)
        return f"{self.names[place]} {number}"

    def line(self) -> float:
        """Return the height of an entry."""
        most = float(theme.tokens().space(9))
        return min(most, (self.height() - 2 * self._edge()) / max(1, len(self.entries)))

    def _edge(self) -> int:
        return theme.tokens().space(1)

    def event(self, event: QEvent) -> bool:
        """Say what a rule is under the mouse."""
        if event.type() == QEvent.Type.ToolTip and isinstance(event, QHelpEvent):
            number = int((event.pos().y() - self._edge()) // max(1.0, self.line()))
            text = self.entries[number].help if 0 <= number < len(self.entries) else ""
            QToolTip.showText(event.globalPos(), text, self)
            return True
        return super().event(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw all lines."""
        painter = QPainter(self)
        painter.fillRect(self.rect(), theme.tokens().plot)
        edge, line = self._edge(), self.line()
        for number, entry in enumerate(self.entries):
            box = QRectF(edge, edge + number * line, self.width() - 2 * edge, line - edge * 0.5)
            self._paint_entry(painter, box, entry)

    def _paint_entry(self, painter: QPainter, box: QRectF, entry: Entry) -> None:
        tokens = theme.tokens()
        painter.setFont(theme.font("strong" if entry.own else "body"))
        painter.setPen(tokens.text)
        # Where three lines do not fit, the training set's number is left out: what counts is the other one.
        close = box.height() / 3 < painter.fontMetrics().height() * 0.75
        head = box.height() / (2 if close else 3)
        third = (box.height() - head) / 2
        self._paint_head(painter, QRectF(box.left(), box.top(), box.width(), head), entry)
        painter.setFont(theme.font("number_caption"))
        room = painter.fontMetrics().horizontalAdvance(max(self.names, key=len) + " −100.0 %") + tokens.space(1)
        for place, (score, text) in enumerate(
            zip((entry.scores.training, entry.scores.validation), self.texts(entry), strict=True)
        ):
            top = box.top() + head + place * third
            color = tokens.accent if entry.own else tokens.text_soft
            whole = QRectF(box.left(), top + third * 0.15, max(1.0, box.width() - room), third * 0.7)
            painter.fillRect(whole, tokens.hairline)
            share = 0.0 if math.isnan(score) else min(1.0, max(0.0, score))
            bar = QRectF(whole.left(), whole.top(), whole.width() * share, whole.height())
            # The training set's is paler: what counts is the other one.
            painter.fillRect(bar, theme.with_alpha(color, 0.45 if place == 0 else 1.0))
            painter.setPen(tokens.text if place else tokens.text_soft)
            words = QRectF(box.right() - room, top, room, third)
            if close and not place:
                continue
            if close:
                words.setTop(box.top() + head)
            painter.drawText(words, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter, text)

    def _paint_head(self, painter: QPainter, box: QRectF, entry: Entry) -> None:
        """Draw an entry's title, and on the right when it was measured, which must not be lost to a long title."""
        tokens, strong = theme.tokens(), painter.font()
        painter.setFont(theme.font("caption"))
        wide = painter.fontMetrics().horizontalAdvance(entry.when) + tokens.space(1) if entry.when else 0
        painter.setPen(tokens.text_soft)
        painter.drawText(box, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter, entry.when)
        painter.setFont(strong)
        painter.setPen(tokens.text)
        shown = painter.fontMetrics().elidedText(entry.title, Qt.TextElideMode.ElideRight, int(box.width()) - wide)
        painter.drawText(box, Qt.AlignmentFlag.AlignVCenter, shown)


class BaselineView(QWidget):
    """``picture`` over ``reading``, which says by how much the network beats the best of the simple rules."""

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self._prepared: Prepared | None = None
        self._measured: Scores = Scores(math.nan, math.nan)
        self._earlier: int | None = None
        self.found: dict[str, Scores] = {}
        self.work = Aside(self)
        self.picture, self.reading = BaselinePicture(), label("", "caption", wrap=True)
        self.export_button = ExportButton(
            lambda: self.picture, self.table, lambda: tr("Baselines"), session.file.folder
        )
        self.tools = (self.export_button,)
        over_reading(self, self.picture, self.reading, self.export_button)
        self.work.done.connect(self._on_judged)
        bind(self.picture.setAccessibleName, msg("Network and simple rules"))
        session.display.add(self, self.paint)
        on_retranslate(self, self._show)

    def table(self) -> Table:
        """Return the scores as a table."""
        entries = self.picture.entries
        columns = [each.name for each in entries], [each.scores.training for each in entries]
        return Table(("rule", "training", "validation"), (*columns, [each.scores.validation for each in entries]))

    def paint(self, frame: Frame) -> None:
        """Show what was measured of the network last; other data are judged anew."""
        prepared = self._session.prepared
        if prepared is None:
            return
        if prepared is not self._prepared:
            self._prepared, self.found = prepared, {}
            if can_judge(prepared):
                self.work.start(lambda: (prepared, judge(prepared)))
        last = frame.measurement
        self._measured, self._earlier = Scores(math.nan, math.nan), None
        if last is not None:
            # While a run goes on its numbers are always of a moment ago.
            self._earlier = None if frame.running or last.step == frame.step else last.step
            loss = last.validation_loss if len(prepared.validation) else last.train_loss
            told = loss if _is_plain_entropy(frame.program) else None
            self._measured = Scores(last.train_metric, last.validation_metric, told)
        self._show()

    def _on_judged(self, result: tuple[Prepared, dict[str, Scores]]) -> None:
        if result[0] is self._prepared:
            self.found = result[1]
            self._show()

    def _show(self) -> None:
        if self._prepared is None:
            return
        when = "" if self._earlier is None else tr("step {step}", step=theme.count(self._earlier))
        own = Entry(tr("The network"), tr("As it is measured during the run."), self._measured, own=True, when=when)
        rules = [(baselines[key].declaration, scores) for key, scores in self.found.items()]
        others = [Entry(str(rule.name), str(rule.help), scores) for rule, scores in rules]
        shares = self._prepared.shape.task is Task.CLASSIFICATION
        self.picture.show_entries((own, *others), shares)
        self.reading.setText(self._text(others, shares))

    def _text(self, others: list[Entry], shares: bool) -> str:
        held = bool(self._prepared is not None and len(self._prepared.validation))
        scored = [(each.scores.validation if held else each.scores.training, each.name) for each in others]
        own = self._measured.validation if held else self._measured.training
        if scored and all(math.isnan(score) for score, _ in scored):
            return tr("Where all targets are the same, there is no R².")
        if not scored or math.isnan(own):
            return tr("Run: the network's score is measured as it learns.")
        best, name = max(scored)
        # 96 % and 93 % differ by three percentage points, which is more than 3 %.
        points, away = theme.number(100.0 * abs(own - best), 3), theme.fixed(abs(own - best), 3)
        gap = tr("{points} percentage points", points=points) if shares else away
        if own > best:
            return tr("The network is ahead of the best simple rule ({name}) by {gap}.", name=name, gap=gap)
        if own == best:
            return tr("The network is level with the best simple rule ({name}).", name=name)
        return tr("The best simple rule ({name}) is ahead of the network by {gap}.", name=name, gap=gap)


def _is_plain_entropy(program: Program) -> bool:
    """Whether the loss can be held against a rule's: of one output, of the right class alone, each counting alike."""
    sink, *others = program.graph.sinks
    loss = program.loss_of(sink)
    kind, altered = loss.declaration.id, loss.values.get("class_weights") or loss.values.get("smoothing")
    # Of several classes a binary one asks each on its own, which is another number.
    binary = kind.startswith("binary")
    return kind in _ENTROPIES and not (others or altered or (binary and program.shapes[sink][-1] > 1))
