"""What the views of layers have in common: they follow the step, light what is pointed at, and lead to steps."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Callable, Iterable

from PySide6.QtCore import QPoint, QSize
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QScrollArea, QWidget

from nnstudio.engine import Graph, Place
from nnstudio.inspection import Lit, Moment
from nnstudio.inspection.working_out import Covered, covered
from nnstudio.text import Message, language, msg
from nnstudio.ui import theme
from nnstudio.ui.bridge.session import Session
from nnstudio.ui.controls import Segmented, bind
from nnstudio.ui.controls.calculation.expression_view import ExpressionView
from nnstudio.ui.controls.scrolled_column import height_over, scrolled_column
from nnstudio.ui.layer_views.light import Alias, aliases_of, variants
from nnstudio.ui.layer_views.pane import TIGHTEST, Pane

Index = tuple[int, ...]


def at_step(moment: Moment, before: Index) -> Index:
    """Return where a step of the layer's own places is; of a whole window or time step the unit looked at before."""
    index, shape = moment.step.index, moment.trace.shape(moment.step.layer)
    if index is None or len(before) != len(shape):
        return before
    if len(index) == len(shape):
        found = index
    elif len(index) == len(shape) - 1:
        found = (*index, before[-1])
    else:
        return before
    return found if all(part < length for part, length in zip(found, shape, strict=True)) else before


_GAPS = 1.5, 1, 1, 0.5
"""Between the parts of the column, in units of the grid, by how tight it is."""
_SLACK = 15
"""What drawing tighter may save beside the grids' own heights, likewise."""
_SPARE = 84
"""Height of a view from which larger grids are tried, likewise."""
_SCROLLED = 10
"""Height of a grid at least that scrolls so that others are seen, likewise."""


class LayerView(QScrollArea):
    """A column of grids and sums that scrolls where it must. ``source`` names it as what points.

    A kind of layer fills :attr:`column` and implements :meth:`fill`. Where that is taller than the view, its grids are
    drawn smaller, so that as little as can be is below the edge.

    Attributes
    ----------
    beside : height that is needed beside its tallest grid, in
        units of the grid; that one takes the rest. 0: no grid is much taller than the others.
    tight : how much smaller than they may be the grids are drawn; 0: not at all.
    large : whether they are drawn larger than they mostly are, since there is room to spare.
    """

    source = "layer"
    beside = 0

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.inspection = session.inspection
        self.layer = ""
        self._subject: tuple[object, ...] = ()
        self._extent: tuple[object, ...] = ()
        self.panes: list[Pane] = []
        self._sides: Segmented | None = None
        self._room = (0, 0)
        self.tight, self.large = 0, False
        self._fitted: tuple[object, ...] = ()
        self._graph: Graph | None = None
        self._fits: dict[tuple[object, ...], tuple[int, bool, dict[Pane, int]]] = {}
        self._sums: list[ExpressionView] = []
        self._covered: Covered | None = None
        self._aliases: tuple[Alias, ...] = ()
        self._lit: frozenset[Place] = frozenset()
        self._followed = ""
        self.column = scrolled_column(self, right=1, spacing=_GAPS[0])

    # -- what is shown

    def show_moment(self, moment: Moment) -> None:
        """Show the step's layer at this moment."""
        # What was chosen in another document's layer of the same name is not in this one.
        same = moment.subject == self._subject
        if not same or moment.extent != self._extent:
            # The side that was chosen of a layer stays where its window or its width is changed.
            self._followed = self._followed if same else ""
            self._subject, self._extent, self.layer = moment.subject, moment.extent, moment.step.layer
            self._fitted = ()
            self._aliases = aliases_of(moment.trace, self.layer)
            # How small it must be drawn is seen from its full size: it is filled in at that at once.
            self._tighten(0, again=False)
            self._enlarge(False, again=False)
            self.begin(moment)
        self._fill_in(moment)
        self._light()

    def _fill_in(self, moment: Moment) -> None:
        """Show the moment, in smaller grids where it is too tall; that is looked at once for each side of a layer."""
        self._covered = covered(moment)
        for pane in self.panes:
            pane.covered = self._covered
        for total in self._sums:
            total.covered = self._covered
        self.fill(moment)
        options, graph = moment.options, moment.trace.graph
        if graph is not self._graph:
            self._graph = graph
            self._fits.clear()
        written = options.batch, options.columns, options.digits, language()
        fitted = self._subject, self._room, self.aspect(), written
        if fitted != self._fitted:
            self._fitted = fitted
            for pane in self.panes:
                pane.cut(0)
            if fitted in self._fits:
                self._fit_again(*self._fits[fitted])
            else:
                self._tighten(0)
                self._enlarge(False)
                self._settle()
                self._try_larger()
        # A longer sum takes from the grids, a shorter one gives nothing back: they are not to jump with each step.
        if self._fit() or fitted not in self._fits:
            self._keep(fitted)
        self._settle()

    def _fit(self) -> bool:
        """Draw the grids as small as they must be; return whether they were larger."""
        over = self._over()
        if over <= 0:
            return False
        if self.large:
            self._enlarge(False)
            self._settle()
            over = self._over()
        while over > 0 and self.tight < TIGHTEST:
            self._tighten(self._enough(over))
            over = self._over()
        self._cut(over)
        return True

    def _keep(self, fitted: tuple[object, ...]) -> None:
        """Remember how small the grids are drawn."""
        if self.isVisible():
            self._fits[fitted] = self.tight, self.large, {pane: pane.grid.tallest for pane in self.panes if pane.is_cut}

    def _enough(self, over: int) -> int:
        """Return how tight to draw next: levels that cannot be enough are not laid out."""
        rows = [(row, _height(row)) for row in self._rows()]
        slack = theme.tokens().space(_SLACK)
        for tight in range(self.tight + 1, TIGHTEST):
            saved = sum(before - max(pane.height_at(tight) for pane in row) for row, before in rows)
            if saved + slack >= over:
                return tight
        return TIGHTEST

    def _rows(self) -> list[list[Pane]]:
        """Return the grids that are seen, of which those in a row begin at one height."""
        rows: dict[int, list[Pane]] = {}
        for pane in self.panes:
            if pane.isVisible():
                rows.setdefault(pane.mapTo(self, QPoint()).y(), []).append(pane)
        return list(rows.values())

    def _fit_again(self, tight: int, large: bool, cuts: dict[Pane, int]) -> None:
        """Draw them as was found out before: a walk comes to the same layers again and again."""
        self._tighten(tight)
        self._enlarge(large)
        for pane, tallest in cuts.items():
            pane.cut(tallest)

    def aspect(self) -> str:
        """Return what of the layer is shown: each aspect is as tall as it is."""
        return self._sides.value() if self._sides is not None else ""

    def _over(self) -> int:
        """Return how much taller than the view the column is."""
        return height_over(self, self.column)

    def _tighten(self, tight: int, again: bool = True) -> None:
        if tight == self.tight:
            return
        self.tight = tight
        self.column.setSpacing(theme.tokens().space(_GAPS[tight]))
        # What is as high as another comes after that one.
        for pane in sorted(self.panes, key=lambda each: each.as_high_as is not None):
            pane.tighten(tight, again=again and pane.isVisibleTo(self))
        self.tightened(tight)

    def tightened(self, tight: int) -> None:
        """Lay out for less height the larger ``tight`` is, 0: for all that there may be."""

    def _cut(self, over: int) -> None:
        """Where it is still too tall, let the tallest grids scroll by themselves, with those beside them."""
        if over <= 0:
            return
        self._settle()
        least = theme.tokens().space(_SCROLLED)
        # A table of written numbers is read as a whole.
        kept = ([pane for pane in row if not pane.grid.board.text] for row in self._rows())
        rows = sorted(filter(None, kept), key=_height, reverse=True)
        for row in rows:
            before = _height(row)
            tallest = max(least, before - over)
            for pane in row:
                high = pane.grid.sizeHint().height()
                if high > tallest:
                    pane.cut(tallest)
                    # A bar across that this brings forth takes height itself.
                    pane.cut(max(least, 2 * tallest - pane.grid.sizeHint().height()))
            over -= before - _height(row)
            if over <= 0:
                # Something else may be as high as the row.
                over = self._over()
            if over <= 0:
                return

    def _try_larger(self) -> None:
        """Draw the grids larger where the view is high, and all of them have room for it."""
        if self.viewport().height() < theme.tokens().space(_SPARE) or self._over() > 0:
            return
        self._enlarge(True)
        self._settle()
        seen = [pane.grid for pane in self.panes if pane.isVisible()]
        if self._over() > 0 or any(grid.sizeHint().width() > grid.width() for grid in seen):
            self._enlarge(False)
            self._settle()

    def _enlarge(self, large: bool, again: bool = True) -> None:
        if large == self.large:
            return
        self.large = large
        # What is as high as another comes after that one.
        for pane in sorted(self.panes, key=lambda each: each.as_high_as is not None):
            pane.enlarge(large, again=again and pane.isVisibleTo(self))

    def _settle(self) -> None:
        """Lay out at once, from the grids outwards, so that no frame shows new numbers in old places."""
        depths: dict[QWidget, int] = {}
        for pane in self.panes:
            line: list[QWidget] = []
            widget: QWidget | None = pane if pane.isVisible() else None
            while widget is not None and widget is not self.viewport():
                line.append(widget)
                widget = widget.parentWidget()
            depths.update({each: len(line) - place for place, each in enumerate(line)})
        for widget in sorted(depths, key=lambda each: -depths[each]):
            layout = widget.layout()
            if layout is not None:
                layout.activate()
            else:
                # Pages have none, and pass their shown page's size on.
                widget.updateGeometry()

    def follow(self, tabs: Segmented, side: str) -> None:
        """Turn to the step's side when it becomes another; a side chosen by hand stays until then."""
        if side != self._followed:
            self._followed = side
            tabs.set_value(side)

    def begin(self, moment: Moment) -> None:
        """Forget what was chosen: another layer is shown."""

    @abstractmethod
    def fill(self, moment: Moment) -> None:
        """Show the moment; the trainer is held."""

    def refill(self) -> None:
        """Show the present moment again, after a choice in this view."""
        with self.inspection.hold() as moment:
            if moment is not None and (moment.subject, moment.extent) == (self._subject, self._extent):
                self._fill_in(moment)
        self._light()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Give the grids more room in a larger window."""
        super().resizeEvent(event)
        size, space = self.viewport().size(), theme.tokens().space
        for pane in self.panes:
            self._give_room(pane)
        before, self._room = self._room, (_room_in(size) // space(4), size.height() // space(2))
        if self._room != before and self.layer:
            self.refill()

    def _give_room(self, pane: Pane) -> None:
        size, space = self.viewport().size(), theme.tokens().space
        pane.give_room(_room_in(size))
        if self.beside:
            pane.grow_to(max(space(12), size.height() - space(self.beside)))

    def show_lit(self, lit: Lit) -> None:
        """Frame what is pointed at elsewhere."""
        self._lit = lit.places if lit.source != self.source else frozenset()
        self._light()

    def _light(self) -> None:
        lit = self.inspection.lit
        if lit.source == self.source:
            # What is pointed at here stays framed, whatever frames come meanwhile.
            places = self._under_other_names(lit.places)
        else:
            places = variants(self._lit, self._aliases)
        for pane in self.panes:
            if pane.isVisibleTo(self):
                pane.light(places)

    # -- its parts

    def side_tabs(self, sides: tuple[tuple[str, Message], ...]) -> Segmented:
        """Return the tabs by which one of the layer's sides is chosen."""
        made = self._sides = Segmented(sides)
        bind(made.setAccessibleName, msg("Side of the layer"))
        made.chosen.connect(self.choose_side)
        return made

    def choose_side(self, side: str) -> None:
        """Show another side of the layer."""
        self.refill()

    def pane(self, chosen: Callable[[Place], None] | None = None) -> Pane:
        """Return a new grid, joined to what is pointed at; a click leads to the number's step, or to ``chosen``."""
        made = Pane()
        made.covered = self._covered
        self.panes.append(made)
        made.pointed.connect(self.point)
        made.chosen.connect(chosen or self.choose)
        if self.layer:
            # Built later than the others, it has missed what they were told.
            made.tighten(self.tight, again=False)
            made.enlarge(self.large, again=False)
            self._give_room(made)
        return made

    def sum_view(self) -> ExpressionView:
        """Return a new place for a sum with its numbers."""
        made = ExpressionView()
        made.covered = self._covered
        self._sums.append(made)
        made.pointed.connect(lambda operand: self.point(operand.place if operand is not None else None))
        made.activated.connect(self.inspection.ask)
        return made

    # -- what is chosen

    def point(self, place: Place | None) -> None:
        """Light a number up everywhere else."""
        self.light_up(() if place is None else (place,))

    def light_up(self, places: Iterable[Place]) -> None:
        """Light numbers up everywhere else, and under their other names here."""
        found = tuple(places)
        self.inspection.light(found, self.source)
        lit = self._under_other_names(found)
        for pane in self.panes:
            if pane.isVisibleTo(self):
                pane.light(lit)

    def _under_other_names(self, places: Iterable[Place]) -> frozenset[Place]:
        """Return what is framed here of what is pointed at here: the number alone is under the mouse anyway."""
        found = variants(places, self._aliases)
        return found if len(found) > 1 else frozenset()

    def choose(self, place: Place) -> None:
        """Go to a number's step."""
        self.inspection.to(place)


def _room_in(size: QSize) -> int:
    """Return how wide a grid may become in a view of this size."""
    return min(size.width(), size.height()) * 2 // 5


def _height(panes: Iterable[Pane]) -> int:
    """Return how high the tallest of their grids is."""
    return max(pane.grid.sizeHint().height() for pane in panes)
