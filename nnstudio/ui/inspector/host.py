"""One half of Inspect: tabs of the groups of views above, the view of the chosen group below."""

from __future__ import annotations

from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from nnstudio.inspection import Lit, Moment
from nnstudio.text import Message
from nnstudio.ui import theme
from nnstudio.ui.bridge.session import Session
from nnstudio.ui.bridge.views import View
from nnstudio.ui.controls import Segmented, bind, hand_up_focus
from nnstudio.ui.inspector.group import ViewGroup


class ViewHost(QWidget):
    """Shows one view of those declared for its groups, and remembers which group was chosen.

    ``name`` says what is chosen here, ``key`` where it is remembered. Tabs are shown where there are several groups.
    """

    def __init__(
        self,
        session: Session,
        views: tuple[View, ...],
        groups: tuple[tuple[str, Message], ...],
        key: str,
        name: Message,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.session, self._key = session, f"inspect_{key}"
        made = {group: tuple(view for view in views if view.group == group) for group, _ in groups}
        self.tabs = Segmented(tuple((group, name) for group, name in groups if made[group]))
        self.groups = {group: ViewGroup(session, own, self.tabs.buttons[group]) for group, own in made.items() if own}
        self.stack = QStackedWidget()
        self._arrange()
        bind(self.tabs.setAccessibleName, name)
        self.tabs.chosen.connect(self._choose)
        for group in self.groups.values():
            self.stack.addWidget(group)
            group.changed.connect(self._show_again)
        remembered = session.settings.choice(self._key) if session.settings is not None else ""
        if remembered in self.groups:
            self.tabs.set_value(remembered)
        self._wanted = self.tabs.value()

    @property
    def group(self) -> ViewGroup:
        """The group that is shown."""
        return self.groups[self.tabs.value()]

    @property
    def shown(self) -> str:
        """The id of the view that is shown."""
        return self.group.current

    def widget(self, view_id: str) -> QWidget | None:
        """Return a view's widget if it has been built."""
        return next((group.widgets[view_id] for group in self.groups.values() if view_id in group.widgets), None)

    def show_group(self, group: str) -> None:
        """Bring a group to the top, as a click on its tab does."""
        if group in self.groups and group != self.tabs.value():
            self.tabs.set_value(group)
            self._choose(group)

    def show_view(self, view: View) -> None:
        """Bring one of the views to the top: its group and itself in one go."""
        self.groups[view.group].prefer(view.id)
        if view.group != self.tabs.value():
            self.show_group(view.group)
        else:
            self._show_again()

    def show_moment(self, moment: Moment) -> None:
        """Show the moment in the view on top; where that group has none for it, in the first that has."""
        offering = [group for group, views in self.groups.items() if views.offers(moment)]
        for group in self.groups:
            self.tabs.set_enabled(group, group in offering)
        wanted = self._wanted if self._wanted in offering else next(iter(offering), self._wanted)
        self.tabs.set_value(wanted)
        self._bring_group()
        self.group.show_moment(moment)
        for each in self.groups.values():
            each.choice.setVisible(each is self.group and each.several)

    def show_lit(self, lit: Lit) -> None:
        """Pass on what is pointed at elsewhere."""
        self.group.show_lit(lit)

    def _arrange(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.tokens().space(1))
        row = QHBoxLayout()
        # The views of the right half keep off the splitter by themselves.
        row.setContentsMargins(theme.tokens().space(2) if self._key == "inspect_right" else 0, 0, 0, 0)
        row.addWidget(self.tabs)
        # Beside the tabs: below them it would take a row from every view.
        for group in self.groups.values():
            row.addWidget(group.choice)
        row.addStretch(1)
        column.addLayout(row)
        column.addWidget(self.stack, 1)
        self.tabs.setVisible(len(self.groups) > 1)

    def _choose(self, group: str) -> None:
        self._wanted = group
        if self.session.settings is not None:
            self.session.settings.set_choice(self._key, group)
        self._show_again()

    def _bring_group(self) -> None:
        if self.stack.currentWidget() is not self.group:
            hand_up_focus(self.stack.currentWidget())
            self.stack.setCurrentWidget(self.group)

    def _show_again(self) -> None:
        self._bring_group()
        with self.session.inspection.hold() as moment:
            if moment is not None:
                self.show_moment(moment)
                self.show_lit(self.session.inspection.lit)
