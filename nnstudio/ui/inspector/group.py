"""The views of one group in one place: the best for the step is shown; where there are several, one may choose."""

from __future__ import annotations

from typing import cast

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QStackedWidget, QVBoxLayout, QWidget

from nnstudio.inspection import Lit, Moment
from nnstudio.text import msg
from nnstudio.ui import theme
from nnstudio.ui.bridge.session import Session
from nnstudio.ui.bridge.views import InspectView, View
from nnstudio.ui.controls import ChoiceBox, bind, hand_up_focus, on_retranslate, visit_after


class ViewGroup(QWidget):
    """Builds a view when it is first needed, or before that while nothing happens; calls the one that is shown alone.

    Tab comes from the group's ``tab`` to what is in it. Where there is something to choose, whoever arranges the group
    shows its ``choice``.

    Signals: ``changed()`` after another of the views is to be shown.
    """

    changed = Signal()

    def __init__(self, session: Session, views: tuple[View, ...], tab: QWidget, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.session, self.views, self.tab = session, views, tab
        self.widgets: dict[str, QWidget] = {}
        self._made: dict[str, QWidget] = {}
        self.current = ""
        self._offered: tuple[View, ...] = ()
        self._chosen = ""
        self.choice = ChoiceBox()
        self.stack = QStackedWidget()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.tokens().space(0.5))
        column.addWidget(self.stack, 1)
        self.choice.setSizeAdjustPolicy(ChoiceBox.SizeAdjustPolicy.AdjustToContents)
        bind(self.choice.setAccessibleName, msg("View"))
        self.choice.hide()
        self.choice.activated.connect(lambda number: self._choose(self._offered[number].id))
        on_retranslate(self, self._fill)

    @property
    def several(self) -> bool:
        """Whether there is something to choose."""
        return len(self._offered) > 1

    def offers(self, moment: Moment) -> bool:
        """Whether there is a view for this moment's step."""
        return any(view.fits(moment) for view in self.views)

    def show_moment(self, moment: Moment) -> None:
        """Show the moment in the view that is made for it, or that was chosen."""
        fits = {view: view.fits(moment) for view in self.views}
        offered = tuple(view for view in self.views if fits[view])
        if not offered:
            return
        if offered != self._offered:
            self._offered = offered
            self._fill()
        known = {view.id: view for view in offered}
        view = known.get(self._chosen) or max(offered, key=lambda each: fits[each])
        self._bring(view)
        self._view().show_moment(moment)

    def show_lit(self, lit: Lit) -> None:
        """Pass on what is pointed at elsewhere."""
        if self.current:
            self._view().show_lit(lit)

    def _view(self) -> InspectView:
        return cast(InspectView, self.widgets[self.current])

    def make(self, view: View) -> None:
        """Make a view's widget, if there is none yet; :meth:`build` gives it its place, which takes a while as well."""
        if view.id not in self.widgets and view.id not in self._made:
            self._made[view.id] = view.make(self.session)

    def build(self, view: View) -> None:
        """Have a view's widget in its place, if it is not there yet."""
        if view.id not in self.widgets:
            self.make(view)
            self.widgets[view.id] = self._made.pop(view.id)
            self.stack.addWidget(self.widgets[view.id])
            visit_after(self.tab, self.choice, self.widgets[view.id])

    def _bring(self, view: View) -> None:
        self.build(view)
        if view.id != self.current:
            hand_up_focus(self.widgets.get(self.current))
        self.current = view.id
        self.stack.setCurrentWidget(self.widgets[view.id])
        if view in self._offered:
            self.choice.setCurrentIndex(self._offered.index(view))

    def _fill(self) -> None:
        self.choice.clear()
        self.choice.addItems([str(view.name) for view in self._offered])
        known = [view.id for view in self._offered]
        if self.current in known:
            self.choice.setCurrentIndex(known.index(self.current))

    def prefer(self, view_id: str) -> None:
        """Have a view shown, wherever it is offered, from the next moment on."""
        self._chosen = view_id

    def _choose(self, view_id: str) -> None:
        self.prefer(view_id)
        self.changed.emit()
