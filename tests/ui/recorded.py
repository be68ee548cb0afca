"""Plays what a hand has done at the window, written down as lines of text that can be read.

A line is a verb and what it is done to; ``#`` begins a remark. Layers are called by the names they have on the canvas.

By mouse: ``new`` empties the canvas by the menu; ``go PLACE`` clicks a workspace; ``take DATASET`` finds and clicks it
in Data; ``drop KIND at X Y`` drags a layer from the palette to a place of the canvas, ``drop KIND on A -> B`` onto the
wire between two; ``pull A -> B`` drags from A's output to the body of B, ``pull A -> B:2`` to its second input;
``pick A`` clicks it; ``fill NAME VALUE`` and ``choose NAME KEY`` use the form that is open, ``loss KEY`` the one in
Train; ``zoom N`` turns the wheel with Ctrl; ``run`` clicks on the transport bar.

By keys: ``press KEYS`` (several apart by blanks, ``Tab*3`` thrice), ``write TEXT``.
"""

from __future__ import annotations

import re
from pathlib import Path

from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractItemView, QApplication, QComboBox, QWidget

from nnstudio.document.model import Wire
from nnstudio.ui.canvas.adding.layer_list import KIND
from nnstudio.ui.canvas.scene import OUTPUT, Port
from nnstudio.ui.shell import MainWindow
from walk.hand import NOTCH, EventHand

FOLDER = Path(__file__).parent / "journey" / "recordings"
FOREVER = 1_000_000_000
HELD = {
    "Ctrl": Qt.KeyboardModifier.ControlModifier,
    "Shift": Qt.KeyboardModifier.ShiftModifier,
    "Alt": Qt.KeyboardModifier.AltModifier,
}


def recording(name: str) -> list[str]:
    """Return the lines of a recording, without remarks."""
    lines = (line.split("#")[0].strip() for line in (FOLDER / f"{name}.txt").read_text("utf-8").splitlines())
    return [line for line in lines if line]


class Player:
    """Does one line after the other, and lets the window live in between. It reads where things are, no more."""

    def __init__(self, window: MainWindow) -> None:
        self.window, self.session, self.hand = window, window.session, EventHand()

    def play(self, lines: list[str]) -> None:
        """Do all that some lines say."""
        for line in lines:
            self.do(line)

    def do(self, line: str) -> None:
        """Do one line."""
        verb, _, rest = line.partition(" ")
        try:
            getattr(self, f"do_{verb}")(rest.strip())
        except Exception as error:
            error.add_note(f"at the line: {line}")
            raise
        for _ in range(3):
            QApplication.processEvents()

    # -- where things are

    @property
    def panel(self) -> QWidget:
        """The workspace that is shown."""
        panel = self.window.workspaces.panel()
        assert panel is not None
        return panel

    def node(self, name: str) -> str:
        """Return the id of a layer by its name."""
        return next(node.id for node in self.session.document.network.nodes if node.name == name)

    def _place(self, x: float, y: float) -> QPoint:
        """Return where a point of the paper is; a hand can only reach what is in sight."""
        canvas = self.panel.canvas
        place = canvas.mapFromScene(QPointF(x, y))
        assert canvas.viewport().rect().contains(place), f"{x:g} {y:g} is out of sight"
        return place

    def _port(self, node: str, number: int) -> QPoint:
        point = self.panel.canvas.stage.port_point(Port(node, number))
        return self._place(point.x(), point.y())

    # -- by mouse

    def do_new(self, _rest: str) -> None:
        self.hand.menu(self.window.header.menu_bar, "File", "New")

    def do_go(self, place: str) -> None:
        self.hand.click(self.window.header.switch.buttons[place])

    def do_take(self, dataset: str) -> None:
        gallery = self.panel.gallery
        self.hand.click(gallery.search)
        self.hand.write(dataset)
        self.hand.wait("the data set to be found", lambda: gallery.index_of(dataset).isValid())
        self.hand.click(gallery.list.viewport(), gallery.list.visualRect(gallery.index_of(dataset)).center())

    def do_drop(self, rest: str) -> None:
        kind, where = re.split(r" (?=at |on )", rest)
        palette = self.panel.palette_column
        self.hand.click(palette.search)
        self.hand.key("Ctrl+A")
        self.hand.write(kind)
        rows = [palette.list.item(i) for i in range(palette.list.count())]
        row = next(row for row in rows if row.text() == kind and row.data(KIND))
        start = palette.list.visualItemRect(row).center()
        self.hand.carry(palette.list, start, self.panel.canvas.viewport(), self._where(where))

    def _where(self, where: str) -> QPoint:
        if where.startswith("at "):
            x, y = map(float, where.split()[1:])
            return self._place(x, y)
        source, target = (self.node(name) for name in where.removeprefix("on ").split(" -> "))
        wire = next(w for w in self.session.document.network.wires if (w.source, w.target) == (source, target))
        middle = self._middle(wire)
        return self._place(middle.x(), middle.y())

    def _middle(self, wire: Wire) -> QPointF:
        return self.panel.canvas.stage.wires[wire].path.pointAtPercent(0.5)

    def do_pull(self, rest: str) -> None:
        source, target = rest.split(" -> ")
        name, _, port = target.partition(":")
        end = self._port(self.node(name), int(port) - 1) if port else self._body(name)
        self.hand.drag(self.panel.canvas.viewport(), self._port(self.node(source), OUTPUT), end)

    def _body(self, name: str) -> QPoint:
        middle = self.panel.canvas.stage.nodes[self.node(name)].pos()
        return self._place(middle.x(), middle.y())

    def do_pick(self, name: str) -> None:
        self.hand.click(self.panel.canvas.viewport(), self._body(name))

    def do_fill(self, rest: str) -> None:
        name, value = rest.split()
        self.hand.fill(self.panel.properties.node.form.rows[name].editor, value)

    def do_choose(self, rest: str) -> None:
        name, key = rest.split()
        self._choose(self.panel.properties.node.form.rows[name].editor, key)

    def do_loss(self, key: str) -> None:
        self._choose(self.panel.settings.loss.rows["loss"].editor, key)

    def _choose(self, box: QWidget, key: str) -> None:
        assert isinstance(box, QComboBox)
        self.hand.choose(box, key)

    def do_zoom(self, notches: str) -> None:
        viewport = self.panel.canvas.viewport()
        for _ in range(abs(int(notches))):
            turn = QPoint(0, NOTCH if int(notches) > 0 else -NOTCH)
            place = QPointF(viewport.rect().center())
            held, phase = Qt.KeyboardModifier.ControlModifier, Qt.ScrollPhase.NoScrollPhase
            spot, button = viewport.mapToGlobal(place), Qt.MouseButton.NoButton
            QApplication.sendEvent(viewport, QWheelEvent(place, spot, QPoint(), turn, button, held, phase, False))

    def do_run(self, _rest: str) -> None:
        self.hand.click(self.window.header.transport.run)

    # -- by keys

    def do_press(self, rest: str) -> None:
        for word in rest.split():
            keys, _, times = word.partition("*")
            *held, name = keys.split("+")
            modifiers = Qt.KeyboardModifier.NoModifier
            for each in held:
                modifiers |= HELD[each]
            for _ in range(int(times or 1)):
                QTest.keyClick(QApplication.focusWidget() or self.window, getattr(Qt.Key, f"Key_{name}"), modifiers)
                QApplication.processEvents()

    def do_write(self, text: str) -> None:
        if not isinstance(QApplication.focusWidget(), QComboBox | QAbstractItemView):
            self.hand.write(text)
            return
        # A list takes what is typed after a while for a new word: here each line is one, however fast it comes.
        pause = QApplication.keyboardInputInterval()
        try:
            QApplication.setKeyboardInputInterval(0)
            self.hand.pause(0.002)
            self.hand.write(text[0])
            QApplication.setKeyboardInputInterval(FOREVER)
            self.hand.write(text[1:])
        finally:
            QApplication.setKeyboardInputInterval(pause)
