"""The menus File, Edit, View, Run and Help."""

from __future__ import annotations

import os
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMenu, QMenuBar

from nnstudio.document import templates
from nnstudio.text import LANGUAGES, Message, finding, msg, tr
from nnstudio.training.frame import Status
from nnstudio.ui import theme
from nnstudio.ui.bridge.arranging import ARRANGING
from nnstudio.ui.bridge.seeing import SWITCHES, SeeingOptions
from nnstudio.ui.controls import bind
from nnstudio.ui.shell import focused
from nnstudio.ui.shell.actions import Actions, Key
from nnstudio.ui.shell.command_palette import Command
from nnstudio.ui.shell.places import PLACES

if TYPE_CHECKING:
    from nnstudio.ui.shell.window import MainWindow

BACK = ("back_sample", "back_batch", "back_epoch")
REDUCED_MOTION = "reduced_motion"
"""The name of the setting."""
GROUPING = ("group", "ungroup", "regroup", "fold_group", "repeat", "save_block", "add_note")
_EDITING = ("cut", "copy", "paste", "paste_with_inputs", "duplicate", "delete")
_THEMES = (("system", msg("As the system")), ("light", msg("Light")), ("dark", msg("Dark")))


class Menus:
    """Builds the menus of a window and keeps names, marks and greyed items right."""

    def __init__(self, window: MainWindow, bar: QMenuBar) -> None:
        self.window = window
        self.session = window.session
        self.actions = Actions(window)
        self._bar = bar
        self._menus: list[QMenu] = []
        self._file()
        self._edit()
        self._view()
        self._run()
        self._help()
        self.session.document_changed.connect(self.refresh)
        self.session.run_changed.connect(self.refresh)
        self.session.what_if.changed.connect(self.refresh)
        self.session.language_changed.connect(self.refresh)
        self.refresh()

    def refresh(self) -> None:
        """Bring names and states up to date."""
        history, actions = self.session.history, self.actions
        _name(actions["undo"], msg("&Undo"), msg("&Undo “{what}”", what=history.undo_name), history.undo_name)
        _name(actions["redo"], msg("&Redo"), msg("&Redo “{what}”", what=history.redo_name), history.redo_name)
        running = self.session.status is Status.RUNNING
        bind(actions["run"].setText, msg("&Pause") if running else msg("&Run"))
        for name in ("run", "step_sample", "step_batch", "step_epoch", *BACK, "reset", "new_seed", "export_sheet"):
            actions[name].setEnabled(self.session.status is not Status.EMPTY)
        actions["look"].setEnabled(bool(self.session.document.template))
        actions["export_picture"].setEnabled(bool(self.session.document.network.nodes))

    def mark(self, prefix: str, key: str) -> None:
        """Check one of a group of choices, such as the language in force."""
        self.actions[f"{prefix}{key}"].setChecked(True)

    def shortcut_hints(self) -> dict[str, str]:
        """Return the Run menu's shortcuts by action."""
        names = ("run", "step_sample", "step_batch", "step_epoch", "reset", "new_seed")
        return {name: self.actions[name].shortcut().toString() for name in names}

    def _menu(self, title: Message, *action_ids: str) -> QMenu:
        menu = QMenu(self._bar)
        bind(menu.setTitle, title)
        self._bar.addMenu(menu)
        self._menus.append(menu)
        self._fill(menu, action_ids)
        return menu

    def _fill(self, menu: QMenu, action_ids: tuple[str, ...]) -> None:
        for action_id in action_ids:
            if action_id:
                self.actions.settle(action_id, menu)
            else:
                menu.addSeparator()

    def _submenu(self, menu: QMenu, title: Message, before: QAction | None = None) -> QMenu:
        child = QMenu(menu)
        bind(child.setTitle, title)
        if before is None:
            menu.addMenu(child)
        else:
            menu.insertMenu(before, child)
        return child

    def _file(self) -> None:
        files, add = self.window.files, partial(self.actions.add, takes_typed=True)
        add("new", msg("&New"), files.new, Key.New)
        add("new_template", msg("New from &template …"), self.window.show_gallery, "Ctrl+Shift+N")
        add("open", msg("&Open …"), files.open, Key.Open)
        add("save", msg("&Save"), files.save, Key.Save)
        add("save_as", msg("Save &as …"), files.save_as, "Ctrl+Shift+S")
        add("export_sheet", msg("&Export calculation …"), files.export_sheet, "Ctrl+E")
        add("export_picture", msg("P&icture of the network …"), files.export_picture, "Ctrl+Shift+E")
        add("quit", msg("&Quit"), self.window.close, "Ctrl+Q")
        menu = self._menu(
            *(msg("&File"), "new", "new_template", "open", "", "save", "save_as", ""),
            *("export_sheet", "export_picture", "", "quit"),
        )
        self.recent = self._submenu(menu, msg("Open &recent"), menu.actions()[3])
        self.recent.aboutToShow.connect(self._fill_recent)

    def _edit(self) -> None:
        session, add = self.session, self.actions.add
        add("undo", msg("&Undo"), session.undo, Key.Undo)
        add("redo", msg("&Redo"), session.redo, "Ctrl+Shift+Z Ctrl+Y")
        self._add_focused("cut", msg("Cu&t"), Key.Cut)
        self._add_focused("copy", msg("&Copy"), Key.Copy)
        self._add_focused("paste", msg("&Paste"), Key.Paste)
        self._add_focused("paste_with_inputs", msg("Paste with its &inputs"), "Ctrl+Shift+V")
        self._add_focused("duplicate", msg("&Duplicate"), "Ctrl+D")
        self._add_focused("delete", msg("De&lete"), "Del")
        self._add_focused("group", msg("&Group"), "Ctrl+G")
        self._add_focused("ungroup", msg("U&ngroup"), "Ctrl+Shift+G")
        self._add_focused("regroup", msg("&Move into a group …"), "Ctrl+Alt+G")
        # Without their plain letters: those are the canvas's, and elsewhere they are typed.
        self._add_focused("fold_group", msg("Fold or open group"), None)
        self._add_focused("save_block", msg("Save as block …"), None)
        self._add_focused("add_note", msg("Add note"), None)
        self._add_focused("repeat", msg("&Repeat block …"), "Ctrl+Shift+D")
        self._add_focused("select_all", msg("Select &all"), Key.SelectAll)
        self._add_focused("add_after", msg("Add a layer after the &selection"), "Ctrl+.")
        add("find", msg("&Find in the network …"), partial(self._in_build, "find"), "Ctrl+F Ctrl+Shift+F")
        for command, (text, keys) in ARRANGING.items():
            self._add_focused(command, text, keys)
        last = ("select_all", "find", "add_after")
        menu = self._menu(msg("&Edit"), "undo", "redo", "", *_EDITING, "", *GROUPING, "", *last)
        self._fill(self._submenu(menu, msg("Al&ign and distribute")), tuple(ARRANGING))
        # Greyed only while the menu is open: a greyed action's shortcut would be deaf to a later focus.
        menu.aboutToShow.connect(self._grey_edit)
        menu.aboutToHide.connect(self._ungrey_edit)

    def _view(self) -> None:
        add = self.actions.add
        for number, place in enumerate(PLACES, 1):
            add(f"place_{place.id}", place.name, partial(self.window.show_place, place.id), f"Ctrl+{number}")
        self._add_focused("zoom_in", msg("Zoom &in"), "Ctrl++ Ctrl+=")
        self._add_focused("zoom_out", msg("Zoom &out"), "Ctrl+-")
        add("zoom_actual", msg("Actual &size (100 %)"), self._zoom_actual, "Ctrl+0")
        self._add_focused("zoom_fit", msg("&Fit to the window"), "Ctrl+9")
        self._add_focused("auto_layout", msg("Lay the network out"), "Ctrl+L")
        add("analysis", msg("&Analysis table"), partial(self._in_build, "show_analysis"), "Ctrl+Shift+T")
        add("problems", msg("List of &problems"), partial(self._in_build, "show_problems"), "Ctrl+Shift+M")
        add("outline", msg("&Outline as text"), partial(self._in_build, "show_outline"), "Ctrl+Shift+O")
        still = add("reduced_motion", msg("Reduce &motion"), self._on_reduced_motion)
        still.setCheckable(True)
        still.setChecked(theme.reduced_motion())
        self.actions.add_choices("theme_", _THEMES, self.window.set_theme)
        self.actions.add_choices("language_", tuple(LANGUAGES.items()), self.window.set_language)
        places = tuple(f"place_{place.id}" for place in PLACES)
        menu = self._menu(
            msg("&View"),
            *places,
            *(
                "",
                "zoom_in",
                "zoom_out",
                "zoom_actual",
                "zoom_fit",
                "auto_layout",
                "",
                "analysis",
                "problems",
                "outline",
                "",
            ),
        )
        self._seen(menu)
        self._fill(self._submenu(menu, msg("&Theme")), tuple(f"theme_{key}" for key, _ in _THEMES))
        self._fill(self._submenu(menu, msg("&Language")), tuple(f"language_{key}" for key in LANGUAGES))
        self._fill(menu, ("reduced_motion",))

    def _seen(self, menu: QMenu) -> None:
        for name, text in SWITCHES:
            self.actions.add(f"see_{name}", text, partial(self._in_build, "turn_over", name)).setCheckable(True)
        self._fill(self._submenu(menu, msg("Sho&wn in Build")), tuple(f"see_{name}" for name, _text in SWITCHES))
        menu.aboutToShow.connect(self._mark_seen)

    def _run(self) -> None:
        session, add = self.session, partial(self.actions.add, takes_typed=True)
        add("run", msg("&Run"), session.toggle, "Ctrl+R")
        add("step_sample", msg("Step one &sample"), lambda: session.step_sample(1), "F7")
        add("step_batch", msg("Step one &batch"), session.step_batch, "F8")
        add("step_epoch", msg("Step one &epoch"), session.step_epoch, "F9")
        add("back_sample", msg("One sample back"), lambda: session.step_sample(-1), "Shift+F7")
        add("back_batch", msg("One batch back"), lambda: session.travel.back_batch(), "Shift+F8")
        add("back_epoch", msg("One epoch back"), lambda: session.travel.back_epoch(), "Shift+F9")
        add("reset", msg("Rese&t"), session.reset, "Ctrl+Shift+R")
        add("new_seed", msg("Reset with a &new seed"), session.reset_with_new_seed, "Ctrl+Alt+R")
        steps = ("step_sample", "step_batch", "step_epoch", "", "back_sample", "back_batch", "back_epoch")
        self._menu(msg("R&un"), "run", "", *steps, "", "reset", "new_seed")

    def _help(self) -> None:
        self.actions.add("look", msg("&What to look at"), lambda: self.window.guiding.show(), "Shift+F1")
        self.actions.add("commands", msg("&Commands …"), self.window.show_commands, "Ctrl+K")
        self.actions.add("shortcuts", msg("&Keyboard shortcuts"), self.window.show_shortcuts, "F1 ?")
        self.actions.add("about", msg("&About nnstudio"), self.window.show_about)
        self._menu(msg("&Help"), "look", "", "commands", "shortcuts", "", "about")

    def commands(self) -> list[Command]:
        """Return all that can be done: the menus' commands as they stand now, the templates, the lab's pages."""
        self._grey_edit()
        try:
            return [*self.actions.commands(), *self._template_commands(), *self._lab_commands()]
        finally:
            self._ungrey_edit()

    def _template_commands(self) -> Iterator[Command]:
        home = tr("New from template")
        for made in templates.values():
            template, name = made(), made.declaration.name
            names = (str(name), *finding.in_every_language(name), *made.declaration.aliases, home)
            act = partial(self.window.files.open_template, template)
            yield Command(f"template_{template.declaration.id}", names[0], home, "", names, True, act)

    def _lab_commands(self) -> Iterator[Command]:
        # Imported when it is asked for: the window is there sooner.
        from nnstudio.ui.functions.pages import PAGES

        home = tr("Functions")
        for page in PAGES:
            names = (str(page.name), *finding.in_every_language(page.name), *page.aliases, home)
            yield Command(f"lab_{page.id}", names[0], home, "", names, True, partial(self._open_lab, page.id))

    def _open_lab(self, page: str) -> None:
        from nnstudio.ui.functions import FunctionsPanel

        panel = self.window.workspaces.go_to("functions")
        assert isinstance(panel, FunctionsPanel)
        panel.show_page(page)

    def _in_build(self, command: str, *fields: str) -> None:
        getattr(self.window.workspaces.go_to("build"), command)(*fields)

    def _mark_seen(self) -> None:
        build = self.window.workspaces.panels.get("build")
        options = getattr(build, "seeing", None) or SeeingOptions(self.session.settings)
        for name, _text in SWITCHES:
            self.actions[f"see_{name}"].setChecked(options[name])

    def _zoom_actual(self) -> None:
        # Most pictures have no size of their own: there it shows all.
        panel = self.window.workspaces.panel()
        if not focused.perform("zoom_actual", panel):
            focused.perform("zoom_fit", panel)

    def _on_reduced_motion(self) -> None:
        reduced = self.actions["reduced_motion"].isChecked()
        theme.set_reduced_motion(reduced)
        if self.session.settings is not None:
            self.session.settings.set_flag(REDUCED_MOTION, reduced)

    def _add_focused(self, command: str, text: Message, keys: Key | str | None) -> None:
        self.actions.add(command, text, lambda: focused.perform(command, self.window.workspaces.panel()), keys)

    def _grey_edit(self) -> None:
        self.refresh()
        for command in (*_EDITING, *GROUPING, "select_all", "add_after", *ARRANGING):
            self.actions[command].setEnabled(focused.can(command, self.window.workspaces.panel()))

    def _ungrey_edit(self) -> None:
        for command in (*_EDITING, *GROUPING, "select_all", "add_after", *ARRANGING):
            self.actions[command].setEnabled(True)

    def _fill_recent(self) -> None:
        self.recent.clear()
        paths = self.session.settings.recent if self.session.settings is not None else ()
        for path in paths:
            self._add_recent(path)
        if not paths:
            self.recent.addAction(tr("No files yet")).setEnabled(False)

    def _add_recent(self, path: Path) -> None:
        # An ampersand in a file's name would become an underlined letter.
        action = self.recent.addAction(path.name.replace("&", "&&"))
        action.setToolTip(str(path))
        # Greyed, not gone: the disk that it is on may be back tomorrow, or its folder may be looked into again.
        action.setEnabled(os.path.isfile(path))
        action.triggered.connect(lambda: self.window.files.open_path(path))


def _name(action: QAction, plain: Message, full: Message, what: Message | None) -> None:
    bind(action.setText, plain if what is None else full)
    action.setEnabled(what is not None)
