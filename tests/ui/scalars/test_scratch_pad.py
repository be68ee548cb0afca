"""The scratch pad by keys and by mouse: what the boxes say, step by step."""

from __future__ import annotations

from collections.abc import Callable
from threading import Event

import pytest
from inspecting import chain
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from nnstudio.text import set_language
from nnstudio.ui.bridge.session import Session
from nnstudio.ui.scalars.scratch_pad import _group_name

LEFT = Qt.MouseButton.LeftButton
MICROGRAD = """a = Value(-4.0)
b = Value(2.0)
c = a + b
d = a * b + b**3
c += c + 1
c += 1 + c + (-a)
d += d * 2 + (b + a).relu()
d += 3 * d + (b - a).relu()
e = c - d
f = e**2
g = f / 2.0
g += 10.0 / f
g.backward()
"""


def test_micrograd_s_example_typed_and_read_from_the_boxes(hand) -> None:
    hand.type_program(MICROGRAD)
    canvas = hand.pad.pane.canvas
    hand.digits(10)
    assert hand.box(canvas, "g").text("data") == "24.70408163"
    hand.digits(11)
    assert hand.box(canvas, "a").text("grad") == "138.83381924"
    assert hand.box(canvas, "b").text("grad") == "645.57725948"
    assert not hand.pad.problem.isVisible()


def test_the_tanh_neuron_built_with_the_mouse(hand) -> None:
    pad = hand.pad
    canvas, builder = pad.pane.canvas, pad.builder
    hand.click(pad.clear)
    pad.run_text()
    assert pad.editor.toPlainText() == ""
    numbers = {"x1": "2", "x2": "0", "w1": "-3", "w2": "1", "b": "6.8813735870195432"}
    for name, value in numbers.items():
        hand.fill(builder.value, value)
        hand.fill(builder.name, name)
        if name == "b":
            QTest.keyClick(builder.name, Qt.Key.Key_Return)
        else:
            hand.click(builder.add)
        assert builder.names == ()
        assert builder.window().focusWidget() is builder.value
    for first, second, name in (("x1", "w1", "p"), ("x2", "w2", "q"), ("p", "q", "s"), ("s", "b", "n")):
        hand.click_box(canvas, first)
        hand.click_box(canvas, second, more=True)
        hand.click(builder.operations["*" if first.startswith("x") else "+"])
        hand.fill(builder.name, name)
        QTest.keyClick(builder.name, Qt.Key.Key_Return)
    hand.click_box(canvas, "n")
    hand.function("tanh")
    hand.fill(builder.name, "o")
    QTest.keyClick(builder.name, Qt.Key.Key_Return)
    hand.click_box(canvas, "o")
    hand.click(builder.backward)
    hand.digits(8)
    assert hand.box(canvas, "o").text("data") == "0.70710678"
    grads = [hand.box(canvas, name).text("grad") for name in ("x1", "w1", "x2", "w2")]
    assert [float(text.replace("−", "-")) for text in grads] == [-1.5, 1.0, 0.5, 0.0]
    assert pad.editor.toPlainText().splitlines()[5:] == [
        "p = x1 * w1",
        "q = x2 * w2",
        "s = p + q",
        "n = s + b",
        "o = n.tanh()",
        "o.backward()",
    ]


def test_sigma_of_w_x_plus_b_in_both_modes(hand) -> None:
    hand.type_program("x = Value(1)\nw = Value(0)\nb = Value(0)\nf = sigmoid(w * x + b)\nf.backward()\nf.forward(w)\n")
    canvas = hand.pad.pane.canvas
    assert hand.box(canvas, "f").text("data") == "0.5"
    assert [hand.box(canvas, name).text("grad") for name in ("w", "b", "x")] == ["0.25", "0.25", "0"]
    assert hand.box(canvas, "f").text("tangent") == "0.25"


def test_stepping_makes_numbers_and_then_gradients(hand) -> None:
    hand.type_program("a = Value(3)\nL = a * a\nL.backward()\n")
    pad = hand.pad
    canvas, bar = pad.pane.canvas, pad.pane.bar
    hand.click(bar.first)
    assert [face.shown for face in canvas.faces] == [False, False]
    hand.click(bar.next)
    assert [face.shown for face in canvas.faces] == [True, False]
    hand.click(bar.next)
    assert pad.pane.sentence.text() == "L = 3 × 3 = 9"
    hand.click(bar.next)
    assert hand.box(canvas, "L").text("grad") == "1"
    assert hand.box(canvas, "a").text("grad") == "0"
    hand.click(bar.grain.buttons["edge"])
    hand.click(bar.next)
    assert hand.box(canvas, "a").text("grad") == "3"
    hand.click(bar.next)
    assert hand.box(canvas, "a").text("grad") == "6"
    assert "∂L/∂a ← ∂L/∂L · ∂L/∂a = 1 · 3 = 3" in pad.pane.sentence.text()
    assert "3 + 3 = 6" in pad.pane.sentence.text()
    hand.click(bar.previous)
    assert hand.box(canvas, "a").text("grad") == "3"


def test_a_mistake_is_marked_and_the_last_graph_stays(hand) -> None:
    hand.type_program("a = Value(3)\nb = a * 2\n")
    before = [face.label for face in hand.pad.pane.canvas.faces]
    hand.type_program("a = Value(3)\nb = a.__class__\n")
    pad = hand.pad
    assert pad.problem.isVisible()
    assert "Line 2" in pad.problem.text()
    assert len(pad.editor.extraSelections()) == 1
    assert pad.editor.extraSelections()[0].cursor.selectedText() == "__class__"
    assert [face.label for face in pad.pane.canvas.faces] == before
    assert not pad.builder.add.isEnabled()
    hand.type_program("a = Value(0)\nb = a + 1\nc = b / a\n")
    assert "Line 3" in pad.problem.text()
    assert [face.label for face in pad.pane.canvas.faces if face.label] == ["a", "b"]


def test_a_number_is_changed_renamed_named_and_deleted(hand) -> None:
    hand.type_program("a = Value(3)\nb = a * 2 + a\n")
    pad = hand.pad
    canvas, builder = pad.pane.canvas, pad.builder
    hand.click_box(canvas, "a")
    hand.fill(builder.value, "5")
    QTest.keyClick(builder.value, Qt.Key.Key_Return)
    assert hand.box(canvas, "b").text("data") == "15"
    hand.click_box(canvas, "a")
    hand.fill(builder.name, "w")
    QTest.keyClick(builder.name, Qt.Key.Key_Return)
    assert pad.editor.toPlainText() == "w = Value(5.0)\nb = w * 2 + w\n"
    unnamed = next(place for place, face in enumerate(canvas.faces) if face.operation == "×")
    QTest.mouseClick(canvas, LEFT, pos=canvas.point_of(unnamed).toPoint())
    hand.fill(builder.name, "t")
    QTest.keyClick(builder.name, Qt.Key.Key_Return)
    assert pad.editor.toPlainText() == "w = Value(5.0)\nt = w * 2\nb = t + w\n"
    hand.click_box(canvas, "t")
    hand.click(builder.delete)
    assert "used in line 3" in pad.problem.text()
    hand.click_box(canvas, "b")
    QTest.keyClick(canvas, Qt.Key.Key_Delete)
    assert pad.editor.toPlainText() == "w = Value(5.0)\nt = w * 2\n"
    QTest.keyClick(pad.editor, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert pad.editor.toPlainText() == "w = Value(5.0)\nt = w * 2\nb = t + w\n"


def test_a_network_of_scalars_folds_and_unfolds(hand) -> None:
    hand.type_program("n = MLP(2, [3, 1])\ny = n([1, 2])\n")
    pad = hand.pad
    canvas = pad.pane.canvas
    whole = len(canvas.faces)
    hand.click(pad.fold.buttons["neuron"])
    assert [face.count for face in canvas.faces if face.count > 1] == [7, 7, 7, 9]
    hand.click(pad.fold.buttons["layer"])
    assert [face.count for face in canvas.faces if face.count > 1] == [21, 9]
    place = canvas.box_of("n · 1")
    QTest.mouseDClick(canvas, LEFT, pos=canvas.point_of(place).toPoint())
    assert [face.count for face in canvas.faces if face.count > 1] == [7, 7, 7, 9]
    hand.click(pad.fold.buttons["none"])
    assert len(canvas.faces) == whole


def test_arrows_and_zoom(hand) -> None:
    hand.type_program("a = Value(1)\nb = Value(2)\nc = a + b\n")
    canvas = hand.pad.pane.canvas
    canvas.setFocus()
    for key in (Qt.Key.Key_Right, Qt.Key.Key_Left):
        QTest.keyClick(canvas, key)
    assert canvas.faces[canvas.marks.chosen[0]].label in ("a", "b")
    QTest.keyClick(canvas, Qt.Key.Key_Down if canvas.faces[canvas.marks.chosen[0]].label == "a" else Qt.Key.Key_Up)
    assert "data" in canvas.accessibleDescription()
    scale = canvas.viewport.scale
    canvas.zoom_in()
    assert canvas.viewport.scale > scale
    canvas.zoom_fit()
    whole = canvas.viewport.visible()
    assert whole.contains(canvas.drawing.size)
    QTest.mousePress(canvas, LEFT, pos=QPoint(5, 5))
    QTest.mouseRelease(canvas, LEFT, pos=QPoint(5, 5))
    assert canvas.marks.chosen == ()


def test_the_text_is_kept_and_languages_change(hand, show: Callable[[Session], object]) -> None:
    hand.type_program("kept = Value(1)\n")
    assert hand.session.settings.choice("scratch_pad") == "kept = Value(1)\n"
    for language in ("zh_CN", "zh_TW", "en"):
        set_language(language)
        assert hand.pad.pane.sentence.text()


def test_a_loop_is_typed_with_its_indentation(hand) -> None:
    editor = hand.pad.editor
    editor.selectAll()
    QTest.keyClick(editor, Qt.Key.Key_Delete)
    for line in ("a = Value(1)", "for i in range(3):", "a = a * 2"):
        QTest.keyClicks(editor, line)
        QTest.keyClick(editor, Qt.Key.Key_Return)
    QTest.keyClick(editor, Qt.Key.Key_Backspace)
    QTest.keyClicks(editor, "b = a")
    assert editor.toPlainText() == "a = Value(1)\nfor i in range(3):\n    a = a * 2\nb = a"
    hand.until(lambda: not hand.pad.timer.isActive())
    assert hand.pad.scratch.names["b"].data == 8


def test_a_program_that_is_too_long_says_so_and_does_not_hang(hand) -> None:
    hand.pad.editor.replace_text("a = Value(1)\nfor i in range(1e9):\n    a = a * 1.0001\n")
    hand.pad.run_text()
    hand.until(lambda: not hand.pad.aside.running)
    assert "more than 20,000 numbers" in hand.pad.problem.text()
    assert hand.pad.pane.empty.isVisible()
    assert "too many to draw" in hand.pad.pane.empty.title.text()
    hand.click(hand.pad.pane.bar.previous)
    hand.click(hand.pad.clear)
    hand.pad.run_text()
    hand.until(lambda: not hand.pad.aside.running)
    assert not hand.pad.problem.isVisible()


LONG = "x = Value(1.5)\nfor i in range(9000):\n    x = x * 1.0001\nx.backward()"


def test_a_long_program_does_not_hold_the_window(hand, monkeypatch: pytest.MonkeyPatch) -> None:
    """It runs beside the window: the editor takes keys meanwhile, and the limit is said in words."""
    pad, gate = hand.pad, Event()
    start = pad.aside.start
    monkeypatch.setattr("nnstudio.ui.bridge.aside.WAIT", 0.0)
    # However fast the machine: this program takes as long as the test wants.
    monkeypatch.setattr(pad.aside, "start", lambda work: start(lambda: gate.wait() and work()))
    pad.editor.setPlainText(LONG)
    pad.run_text()
    assert pad.aside.running
    QTest.keyClicks(pad.editor, "#")
    assert pad.editor.toPlainText().count("#") == 1
    QTest.keyClick(pad.editor, Qt.Key.Key_Backspace)
    gate.set()
    hand.until(lambda: not pad.aside.running)
    assert len(pad.scratch.made) > 9000
    assert pad.problem.isVisible()
    assert "more than 100,000 operations" in pad.problem.text()
    hand.type_program("a = Value(2.0)\nb = a * 3")
    pad.run_text()
    hand.until(lambda: pad.problem.isHidden())
    assert pad.scratch.names["b"].data == 6.0


def test_a_text_that_cannot_be_read_is_not_followed_by_an_older_graph(hand) -> None:
    pad = hand.pad
    pad.editor.setPlainText(LONG)
    pad.run_text()
    pad.editor.setPlainText("a = = 2")
    pad.run_text()
    hand.until(lambda: not pad.aside.running)
    assert pad.problem.isVisible()
    assert "more than" not in pad.problem.text()


def test_the_line_that_is_typed_stays_in_sight_when_a_mistake_is_said(hand) -> None:
    editor = hand.pad.editor
    hand.type_program("\n".join(f"v{number} = Value({number}.0)" for number in range(12)) + "\nw = sinh(v1)")
    hand.until(lambda: hand.pad.problem.isVisible())
    QApplication.processEvents()
    assert editor.viewport().rect().contains(editor.cursorRect())
    assert "sinh" in hand.pad.problem.text()
    assert "tanh" in hand.pad.problem.text()


def own_network(hand) -> None:
    """Choose the last of the examples by keys."""
    examples = hand.pad.examples
    examples.setFocus()
    QTest.keyClick(examples, Qt.Key.Key_End)


def test_the_inspected_network_built_by_hand_has_its_numbers(worked) -> None:
    own_network(worked)
    pad = worked.pad
    canvas = pad.pane.canvas
    worked.until(lambda: "L" in pad.scratch.names)
    said = {label: worked.box(canvas, label) for label in ("a2_2", "L", "w2_11", "w1_11")}
    assert said["a2_2"].text("data") == "0.772928465"
    assert said["L"].text("data") == "0.298371109"
    assert said["w2_11"].text("grad") == "0.0821670406"
    assert said["w1_11"].text("grad") == "0.000438567734"
    # One way forward finds the same slope.
    assert said["L"].text("tangent") == "0.000438567734"
    assert "L = 0.298371 " in pad.editor.toPlainText()
    worked.click(pad.pane.bar.first)
    worked.click(pad.pane.bar.next)
    assert "x1" in pad.pane.sentence.text()
    assert not pad.problem.isVisible()
    assert pad.fold.isVisible()
    for by, folded in (("neuron", {"Layer 1 · 1", "Layer 1 · 2", "Layer 2 · 1", "Layer 2 · 2"}), ("layer", set())):
        worked.click(pad.fold.buttons[by])
        groups = {_group_name(box) for box in pad.pane.folded.boxes if box.is_group}
        assert groups == (folded or {"Layer 1", "Layer 2"})


def test_a_network_that_cannot_be_written_by_hand_is_refused_in_words(show: Callable[[Session], object]) -> None:
    hand = show(Session(chain((2, 1), "softplus", loss="mse")))
    before = hand.pad.editor.toPlainText()
    own_network(hand)
    hand.until(hand.pad.problem.isVisible)
    assert "small chain" in hand.pad.problem.text()
    assert "Scalar graph" in hand.pad.problem.text()
    assert hand.pad.editor.toPlainText() == before
