"""Where the network does not fit the data: what is wrong, and the edit that mends it."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QVBoxLayout

from nnstudio.document import Analysis, Problem
from nnstudio.text import msg, tr
from nnstudio.ui import theme
from nnstudio.ui.controls import bind, icon, label


class FitStrip(QFrame):
    """Hidden while the network can learn the data.

    Signals: ``fix_wanted(Edit)``; ``build_wanted()``, to see the network.
    """

    fix_wanted = Signal(object)
    build_wanted = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setProperty("role", "message")
        self.problem: Problem | None = None
        self._picture = QLabel()
        self.text = label("", wrap=True)
        self.fix = QPushButton()
        self.build = QPushButton()
        self.build.setProperty("role", "quiet")
        bind(self.build.setText, msg("Show the network"))
        self._arrange()
        self.fix.clicked.connect(lambda: self.problem and self.fix_wanted.emit(self.problem.fix))
        self.build.clicked.connect(self.build_wanted)
        theme.changed.connect(self._restyle)
        self._restyle()
        self.hide()

    def show_analysis(self, analysis: Analysis) -> None:
        """Show the first error that has a fix, else the first; none hides the strip."""
        errors = sorted(analysis.errors, key=lambda problem: problem.fix is None)
        self.problem = errors[0] if errors else None
        self.setVisible(bool(errors))
        if self.problem is None:
            return
        place, message, mend = self.problem.place, self.problem.message, self.problem.fix
        bind(
            self.text.setText,
            lambda: tr(
                "The network does not fit these data yet. {place}: {problem}", place=place, problem=str(message)
            ),
        )
        self.fix.setVisible(mend is not None)
        if mend is not None:
            bind(self.fix.setText, mend.name)

    def _arrange(self) -> None:
        space = theme.tokens().space
        buttons = QHBoxLayout()
        buttons.setSpacing(space(1))
        buttons.addWidget(self.fix)
        buttons.addWidget(self.build)
        buttons.addStretch(1)
        words = QVBoxLayout()
        words.setSpacing(space(0.5))
        words.addWidget(self.text)
        words.addLayout(buttons)
        row = QHBoxLayout(self)
        row.setContentsMargins(space(1.5), space(1), space(1.5), space(1))
        row.setSpacing(space(1))
        row.addWidget(self._picture, 0, Qt.AlignmentFlag.AlignTop)
        row.addLayout(words, 1)

    def _restyle(self) -> None:
        tokens = theme.tokens()
        self._picture.setPixmap(icon("warning", tokens.warning).pixmap(tokens.icon, tokens.icon))
