"""One pane of Train: a list of the views that the problem offers, the chosen one below it, ways to arrange it."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from nnstudio.text import Message, msg
from nnstudio.training.frame import Status
from nnstudio.ui import theme
from nnstudio.ui.bridge.session import Session
from nnstudio.ui.bridge.train_views import TrainView
from nnstudio.ui.controls import ChoiceBox, IconButton, bind, on_retranslate, visit_after
from nnstudio.ui.shell.arrange_button import ArrangeButton
from nnstudio.ui.shell.view_bar import ViewBar
from nnstudio.ui.shell.view_room import ViewRoom


class ViewArea(QWidget):
    """Builds a view when it is first chosen, and remembers the choice.

    ``name`` says what is chosen here. ``widgets`` : the views that are here by id. A view that was chosen and has
    nothing to show of another problem gives way to the first that has, and comes back with its own. A view is in one
    place at a time: one that another of the ``others`` shows changes places with the one here.

    Signals
    -------
    enlarged(bool) : the button was pressed. inspect_requested(node, index), workspace_wanted(id), view_wanted(id) :
        from the views.
    """

    enlarged = Signal(bool)
    inspect_requested = Signal(str, object)
    workspace_wanted = Signal(str)
    view_wanted = Signal(str)

    def __init__(
        self,
        session: Session,
        views: tuple[TrainView, ...],
        key: str,
        name: Message,
        others: Callable[[], Sequence[ViewArea]] = lambda: (),
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._others = others
        self.session, self.views, self._key = session, views, f"train_{key}"
        self.widgets: dict[str, QWidget] = {}
        self.current = ""
        self._offered: tuple[TrainView, ...] = ()
        self._tools: dict[str, QWidget] = {}
        self.choice = ChoiceBox()
        self.enlarge = IconButton("enlarge", msg("Enlarge this view, or make it small again"))
        self.enlarge.setCheckable(True)
        self.arrange = ArrangeButton()
        self.stack = ViewRoom()
        self._arrange()
        bind(self.choice.setAccessibleName, name)
        remembered = session.settings.choice(self._key) if session.settings is not None else ""
        self._wanted = remembered if remembered in {view.id for view in views} else ""
        self.choice.activated.connect(lambda number: self.choose(self._offered[number].id))
        self.enlarge.toggled.connect(self.enlarged)
        session.problem_loaded.connect(self.offer)
        session.run_changed.connect(lambda status: self.offer() if status is Status.EMPTY else None)
        on_retranslate(self, self._fill)

    def choose(self, view_id: str) -> None:
        """Show a view, as a choice from the list does, and remember it."""
        holder = next((other for other in self._others() if other.current == view_id), None)
        mine, self.current = self.current, ""
        self._want(view_id)
        if holder is not None and mine:
            holder.current = ""
            holder._want(mine)
            holder.offer()
        self.offer()

    def rest(self) -> None:
        """Show nothing: the pane is closed. What it has stays here until another asks for it."""
        self.current = ""
        self.hide()

    def _want(self, view_id: str) -> None:
        self._wanted = view_id
        if self.session.settings is not None:
            self.session.settings.set_choice(self._key, view_id)

    def offer(self) -> None:
        """Offer what has something to show of the present problem; show the view that is wanted, or the first.

        What another pane shows is not taken from it.
        """
        offered = tuple(view for view in self.views if view.fits(self.session))
        if offered != self._offered:
            self._offered = offered
            self._fill()
        elsewhere = {other.current for other in self._others()}
        left = [view for view in offered if view.id not in elsewhere]
        chosen = next((view for view in left if view.id == self._wanted), left[0] if left else None)
        if chosen is not None:
            self._bring(chosen)

    def _bring(self, view: TrainView) -> None:
        if view.id not in self.widgets and not any(other.give(view.id, self) for other in self._others()):
            self._build(view)
        self.current = view.id
        self.stack.setCurrentWidget(self.widgets[view.id])
        self.choice.setCurrentIndex(self._offered.index(view))
        for id_, box in self._tools.items():
            box.setVisible(id_ == view.id)
        # A list of one is no choice, and would take a row from the view.
        self.bar.setVisible(len(self._offered) > 1 or hasattr(self.widgets[view.id], "tools"))

    def _build(self, view: TrainView) -> None:
        made = view.make(self.session)
        for name in ("inspect_requested", "workspace_wanted", "view_wanted"):
            signal = getattr(made, name, None)
            if signal is not None:
                signal.connect(getattr(self, name))
        box = QWidget()
        row = QHBoxLayout(box)
        row.setContentsMargins(0, 0, 0, 0)
        # Buttons bring their own air; on a small screen the view's name needs what is left.
        row.setSpacing(0)
        for tool in getattr(made, "tools", ()):
            home = tool.parentWidget()
            row.addWidget(tool)
            if home not in (None, made) and not home.findChildren(QWidget):
                home.hide()
        self._take(view.id, made, box)

    def give(self, view_id: str, other: ViewArea) -> bool:
        """Let another pane have a view; False where it is not here."""
        if view_id not in self.widgets:
            return False
        box = self._tools.pop(view_id)
        self.bar.leave(box)
        other._take(view_id, self.widgets.pop(view_id), box)
        return True

    def _take(self, view_id: str, made: QWidget, box: QWidget) -> None:
        self.widgets[view_id], self._tools[view_id] = made, box
        self.stack.addWidget(made)
        self.bar.put(box)
        visit_after(self.choice, *getattr(made, "tools", ()), self.arrange, self.enlarge, made)

    def _fill(self) -> None:
        self.choice.clear()
        self.choice.addItems([str(view.name) for view in self._offered])
        known = [view.id for view in self._offered]
        if self.current in known:
            self.choice.setCurrentIndex(known.index(self.current))

    def _arrange(self) -> None:
        space = theme.tokens().space
        self.choice.setSizeAdjustPolicy(ChoiceBox.SizeAdjustPolicy.AdjustToContents)
        # Where it is narrow the name gives way to the buttons.
        self.choice.setMinimumWidth(space(14))
        self.bar = ViewBar(self.choice, self.arrange, self.enlarge)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.bar)
        column.addWidget(self.stack, 1)
