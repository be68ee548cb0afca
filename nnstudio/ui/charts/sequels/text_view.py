"""A text that the network writes on, letter by letter, with the weights of the moment."""

from __future__ import annotations

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from nnstudio.data.samples import Prepared
from nnstudio.inspection.sequels import Letter, Writer
from nnstudio.inspection.trying import Answer, of_row, read_text, spell
from nnstudio.text import msg, tr
from nnstudio.training.frame import Frame
from nnstudio.ui import theme
from nnstudio.ui.bridge.session import Session
from nnstudio.ui.charts.naming import class_names
from nnstudio.ui.charts.sequels.paper import Paper
from nnstudio.ui.charts.surroundings import as_panel
from nnstudio.ui.charts.trying.answer_bars import AnswerBars
from nnstudio.ui.controls import ElidedLabel, IconButton, NumberField, TextField, bind, label, on_retranslate

_PACE, _FAST = 90, 20
"""Milliseconds from letter to letter while it writes: first, and once there is more than one reads along with."""
_SOON = 100
"""Letters from which on it writes faster."""
MOST = 5000
"""Letters after which it stops by itself."""
_HOTTEST = 5.0


class TextView(QWidget):
    """``prompt`` is read first, ``paper`` shows what was added, ``bars`` the shares of the next letter.

    A letter that is chosen on the paper brings back the shares that it was drawn from. ``seed`` : the same draws lead
    to the same text as long as the weights are the same.
    ``tools`` : buttons that whoever shows the view may put elsewhere.
    Signals: ``inspect_requested(node, index)`` once what the network reads stands in the batch under way.
    """

    inspect_requested = Signal(str, object)

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self._prepared: Prepared | None = None
        self._wanted = False
        self.writer: Writer | None = None
        self.seed = 0
        self.prompt = TextField("", self._check)
        self.temperature = NumberField(1.0, minimum=0.0, maximum=_HOTTEST)
        self.write = IconButton("run", msg("Write, or stop"))
        self.one = IconButton("next", msg("Write one letter"))
        self.anew = IconButton("reset", msg("Begin anew, with the same draws"))
        self.dice = IconButton("new_seed", msg("Begin anew, with other draws"))
        self.inspect_button = IconButton("inspect", msg("Inspect what the network reads now"))
        self.tools = (self.write, self.one, self.anew, self.dice, self.inspect_button)
        self.paper, self.bars, self.reading = Paper(), AnswerBars(), ElidedLabel("caption")
        self._clock = QTimer(self, interval=_PACE)
        self._arrange()
        self._connect()

    # -- building

    def _arrange(self) -> None:
        space = theme.tokens().space
        column, top = as_panel(self), QHBoxLayout()
        top.setSpacing(space(0.5))
        top.addWidget(label(msg("Prompt"), "caption", buddy=self.prompt))
        top.addWidget(self.prompt, 1)
        top.addWidget(label(msg("Temperature"), "caption", buddy=self.temperature))
        self.temperature.setFixedWidth(space(6))
        top.addWidget(self.temperature)
        self.write.setCheckable(True)
        buttons, body, side = QHBoxLayout(), QHBoxLayout(), QVBoxLayout()
        buttons.setSpacing(space(0.5))
        buttons.addStretch(1)
        for tool in self.tools:
            buttons.addWidget(tool)
        body.setSpacing(space(1.5))
        body.addWidget(self.paper, 3)
        side.setSpacing(0)
        side.addWidget(label(msg("Next letter"), "caption"))
        side.addWidget(self.bars, 1)
        body.addLayout(side, 2)
        column.addLayout(buttons)
        column.addLayout(top)
        column.addLayout(body, 1)
        column.addWidget(self.reading)

    def _connect(self) -> None:
        session = self._session
        self.prompt.edited.connect(lambda _: self._begin())
        self.temperature.edited.connect(lambda _: session.display.refresh(self))
        self.write.toggled.connect(self._on_write)
        self.one.clicked.connect(self._on_one)
        self.anew.clicked.connect(self._begin)
        self.dice.clicked.connect(self._on_dice)
        self.inspect_button.clicked.connect(self._on_inspect)
        self.paper.chosen_changed.connect(lambda: session.display.refresh(self))
        self._clock.timeout.connect(self._ask)
        session.display.add(self, self.paint)
        bind(self.prompt.setAccessibleName, msg("Text that the network reads first"))
        bind(
            self.temperature.setToolTip,
            msg("Below 1 the likely letters become likelier, above 1 the others; at 0 the likeliest is always taken"),
        )
        bind(self.bars.setAccessibleName, msg("Shares of the next letter"))
        on_retranslate(self, lambda: session.display.refresh(self))

    # -- following the run

    def paint(self, frame: Frame) -> None:
        """Write what was asked for, and show what may come next."""
        if self._session.prepared is not self._prepared:
            self._take(self._session.prepared)
        writer, temperature = self.writer, self.temperature.value()
        if writer is None:
            return
        if self._wanted:
            self._wanted = False
            writer.write(frame.predict, temperature)
        if len(writer.written) >= MOST:
            self.write.setChecked(False)
        self._clock.setInterval(_FAST if len(writer.written) >= _SOON else _PACE)
        self.paper.show_letters(writer.written, self._spelled)
        chosen = self.paper.chosen()
        shares = chosen.shares if chosen is not None else writer.look(frame.predict, temperature)
        self.bars.show_answer(Answer(shares, classes=True, shares=True), class_names(self._session), -1)
        self._read(chosen)

    def hideEvent(self, event: object) -> None:
        """Nobody reads on: stop writing."""
        self.write.setChecked(False)

    def _take(self, prepared: Prepared | None) -> None:
        self._prepared, self.writer = prepared, None
        if prepared is None:
            return
        self.prompt.set_value(spell(of_row(prepared, 0), prepared).strip())
        self._begin()

    def _begin(self) -> None:
        prepared = self._prepared
        if prepared is not None:
            self._wanted = False
            self.writer = Writer(prepared, read_text(self.prompt.value(), prepared), self.seed)
            self.paper.clear()
            self._session.display.refresh(self)

    # -- what the user does

    def _check(self, text: str) -> object:
        return read_text(text, self._prepared) if self._prepared is not None else text

    def _on_write(self, on: bool) -> None:
        self.write.set_icon("pause" if on else "run")
        if not on:
            self._clock.stop()
            self._wanted = False
            return
        if self.writer is not None and len(self.writer.written) >= MOST:
            self._begin()
        self.paper.let_go()
        self._clock.start()

    def _on_one(self) -> None:
        self.paper.let_go()
        self._ask()

    def _ask(self) -> None:
        """Have a letter written at the next painting."""
        self._wanted = True
        self._session.display.refresh(self)

    def _on_dice(self) -> None:
        self.seed += 1
        self._begin()

    def _on_inspect(self) -> None:
        prepared, writer = self._prepared, self.writer
        if prepared is None or writer is None:
            return
        chosen = self.paper.chosen()
        read = chosen.read if chosen is not None else writer.read
        with self._session.display.hold(exclusive=True) as frame:
            if frame is None:
                return
            graph, sample = frame.program.graph, min(frame.sample, len(frame.rows) - 1)
            last = graph[graph.sinks[0]].inputs[0]
            shape = frame.program.shapes[last]
        self._session.what_if.enter(graph.sources[0], sample, prepared.scaled(read[None])[0])
        assert self.bars.answer is not None
        self.inspect_requested.emit(last, (*(length - 1 for length in shape[:-1]), self.bars.answer.winner()))

    # -- words

    def _spelled(self, letter: Letter) -> str:
        assert self._prepared is not None
        names = self._prepared.raw.codes or self._prepared.raw.feature_names
        return {"␣": " ", "⏎": "\n"}.get(names[letter.number], names[letter.number])

    def _read(self, chosen: Letter | None) -> None:
        problem = self.prompt.problem()
        if problem is not None:
            self.reading.setText(str(problem))
        elif chosen is not None:
            share = theme.percent(float(chosen.shares[chosen.number]))
            name = class_names(self._session)[chosen.number]
            self.reading.setText(tr("“{letter}” was drawn with {share}", letter=name, share=share))
        elif self.writer is not None and self.writer.written:
            count = theme.count(len(self.writer.written))
            self.reading.setText(tr("{count} letters written; choose one to see what it was drawn from", count=count))
        else:
            self.reading.setText(tr("Written with the weights of the moment, even during the run"))
