"""The Check view: is this gradient right? Two numbers, their difference, and how it depends on the nudge."""

from __future__ import annotations

from collections.abc import Iterator

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from nnstudio.engine import Check
from nnstudio.engine.checking import STEPS
from nnstudio.inspection import Lit, Moment
from nnstudio.inspection.checking import H, Nudging, gradient_step, nudging, regimes
from nnstudio.inspection.symbols import to_text
from nnstudio.inspection.working_out import Covered, covered
from nnstudio.text import msg, tr
from nnstudio.ui import theme
from nnstudio.ui.bridge.session import Session
from nnstudio.ui.bridge.slices import Slices
from nnstudio.ui.check.saying import verdict
from nnstudio.ui.check.whole_network import WholeNetwork
from nnstudio.ui.controls import NumberField, NumberLabel, bind, label, rule
from nnstudio.ui.controls.error_plot import ErrorPlot

SMALLEST, LARGEST = 1e-13, 1.0
DIGITS = 9


class CheckView(QWidget):
    """The step's gradient by back-propagation and by nudging; of other steps the one that belongs to it.

    The moment is read once; all nudging is done in a twin, in slices between the window's events.
    """

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.session = session
        self.title = label("", "title")
        self.where = label("", "soft", wrap=True)
        self.h = NumberField(H, minimum=SMALLEST, maximum=LARGEST, logarithmic=True)
        self.analytic, self.numeric, self.error = (NumberLabel("−0.123456789×10⁻⁹⁹") for _ in range(3))
        self.verdict = label("", "body", wrap=True)
        self.plot = ErrorPlot()
        self.network = WholeNetwork(session)
        self.checks: list[Check] = []
        self._nudging: Nudging | None = None
        self._covered: Covered | None = None
        self._is_own = True
        self._slices = Slices(self._take, self)
        self._arrange()
        self.h.edited.connect(self._take_h)
        self.plot.chosen.connect(self._choose)
        self._slices.paused.connect(self._show_curve)

    @property
    def running(self) -> bool:
        """Whether the curve over h is still being worked out."""
        return self._slices.running

    def _arrange(self) -> None:
        space = theme.tokens().space
        outer = QVBoxLayout(self)
        outer.setContentsMargins(space(2), 0, 0, 0)
        outer.setSpacing(space(1))
        for shown in (self.title, self.where):
            outer.addWidget(shown)
        self._single = QWidget()
        outer.addWidget(self._single, 3)
        column = QVBoxLayout(self._single)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(space(1))
        column.addLayout(self._numbers())
        column.addWidget(self.verdict)
        self.plot.setMinimumHeight(space(19))
        column.addWidget(self.plot, 1)
        outer.addWidget(rule())
        outer.addWidget(self.network)
        outer.addStretch(0)

    def _numbers(self) -> QHBoxLayout:
        space = theme.tokens().space
        grid = QGridLayout()
        grid.setHorizontalSpacing(space(2))
        grid.setVerticalSpacing(space(0.5))
        rows = (
            (msg("By back-propagation"), self.analytic),
            (msg("By nudging up and down by h"), self.numeric),
            (msg("Relative difference"), self.error),
        )
        for row, (name, number) in enumerate(rows):
            grid.addWidget(label(name, "soft"), row, 0)
            grid.addWidget(number, row, 1)
            number.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        whole = QHBoxLayout()
        whole.addLayout(grid)
        whole.addStretch(1)
        self.h.setFixedWidth(space(10))
        bind(self.h.setAccessibleName, msg("h, the nudge"))
        bind(self.h.setToolTip, msg("(L(θ+h) − L(θ−h)) / 2h, in a float64 copy of the run"))
        whole.addWidget(label("h", "number", buddy=self.h), 0, Qt.AlignmentFlag.AlignTop)
        whole.addWidget(self.h, 0, Qt.AlignmentFlag.AlignTop)
        return whole

    # -- what is shown

    def show_moment(self, moment: Moment) -> None:
        """Check the gradient of the moment's step."""
        self._slices.stop()
        self.checks, self._covered = [], covered(moment)
        self.network.show_moment(moment)
        step = gradient_step(moment.trace, moment.step)
        self._is_own = step == moment.step
        self._single.setVisible(step is not None)
        if step is None:
            self._nudging = None
            self.title.setText(tr("No gradient to check here"))
            self.where.setText(
                tr("Go to a neuron or a weight: its gradient is checked. The whole network can be, below.")
            )
            return
        self._nudging = nudging(moment.trace, step)
        description = self._nudging.description
        assert description.main is not None
        self.title.setText(tr("Check of {symbol}", symbol=to_text(description.main.symbol)))
        self.where.setText(str(description.where) if description.where is not None else "")
        self._show_chosen()
        self._slices.start(self._over_h(self._nudging))

    def show_lit(self, lit: Lit) -> None:
        """Nothing here stands for a place of its own."""

    @staticmethod
    def _over_h(number: Nudging) -> Iterator[Check]:
        return (number.at(h) for h in STEPS)

    def _take(self, check: Check) -> None:
        self.checks.append(check)

    def _choose(self, h: float) -> None:
        self.h.set_value(h)
        self._take_h(h)

    def _take_h(self, h: float) -> None:
        """Nudge by another h: the number in sight, and the network where that has been checked."""
        self._show_chosen()
        self.network.nudge_by(h)

    def _show_chosen(self) -> None:
        """Nudge by the h in force."""
        if self._nudging is None:
            return
        found = self._nudging.at(self.h.value())
        # The nudged number tells it as well; how far both are apart does not.
        hidden = self._covered is not None and (self._is_own or self._covered.hides(found.analytic))
        for shown, value in ((self.analytic, found.analytic), (self.numeric, found.numeric)):
            shown.setText("?" if hidden else theme.number(value, DIGITS))
        self.error.setText(theme.number(found.error, 2))
        both_zero = hidden and not found.analytic and not found.numeric
        agreed = tr("They agree in every digit that the run has.")
        self.verdict.setText(agreed if both_zero else verdict(found, self._nudging.eps))
        self._show_curve()

    def _show_curve(self) -> None:
        if self._nudging is not None:
            seen = regimes(self.checks, self._nudging.level, self._nudging.eps)
            self.plot.show_checks(self.checks, seen, self.h.value())
