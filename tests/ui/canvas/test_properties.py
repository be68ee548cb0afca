"""The properties, the problem's bubble, the status line."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QLineEdit

from nnstudio.document import AddLayer, Connect, RemoveLayers, SetColor, SetData, SetParameters
from nnstudio.text import set_language
from nnstudio.ui import theme

Key = Qt.Key


def test_the_count_of_parameters_is_explained(make_hand, built):
    hand = make_hand(
        built(
            SetData((("dataset", "iris"),)),
            AddLayer("input"),
            AddLayer("dense", 160, 0, (("units", 16),), connect_from="n1"),
        )
    )
    hand.session.select(("n2",))
    assert "4 × 16 + 16 = 80" in hand.panel.properties.node.facts.text()
    assert hand.panel.status.total.text().startswith("80 parameters")


def test_the_parameters_of_the_chosen_activation_appear(hand):
    hand.session.select(("n2",))
    form = hand.panel.properties.node.form
    before = set(form.rows)
    hand.session.edit(SetParameters("n2", (("activation", "leaky_relu"),)))
    assert any(name.startswith("activation.") for name in set(form.rows) - before)


def test_it_is_said_when_other_first_weights_take_effect(hand):
    page = hand.panel.properties
    hand.session.select(("n2",))
    note = page.node.form.rows["initializer"].note
    assert note.isVisible()
    assert note.text() == "Takes effect at the next reset"
    assert not page.node.form.rows["units"].note.isVisible()
    hand.session.select(("n2", "n3"))
    rows = page.several.form.rows
    assert rows["initializer"].note.text() == note.text()
    hand.session.edit(SetParameters("n3", (("initializer", "zeros"),)))
    assert rows["initializer"].note.text() == "differs between these layers"


def test_what_stands_on_the_box_comes_first_and_then_the_activation_with_its_own(hand):
    hand.session.edit(AddLayer("convolution2d", 160, 160, (("activation", "leaky_relu"),)))
    hand.session.select((hand.document.network.nodes[-1].id,))
    form = hand.panel.properties.node.form
    first = ["filters", "kernel_height", "kernel_width", "activation", "activation.gamma", "stride"]
    assert list(form.rows)[:6] == first
    form.rows["filters"].editor.setFocus()
    for _ in range(3):
        QTest.keyClick(QApplication.focusWidget(), Key.Key_Tab)
    assert form.rows["activation"].isAncestorOf(QApplication.focusWidget())


def test_the_form_edits_the_document(hand):
    hand.click(hand.at("n2"))
    editor = hand.panel.properties.node.form.rows["units"].editor
    editor.setFocus()
    editor.selectAll()
    QTest.keyClicks(editor, "12")
    QTest.keyClick(editor, Key.Key_Return)
    assert hand.document.network.by_id["n2"].value("units") == 12
    assert hand.canvas.stage.nodes["n2"].face.detail.startswith("12")
    assert "→ 12" not in hand.canvas.stage.nodes["n3"].face.shape
    wire = next(item for key, item in hand.canvas.stage.wires.items() if key.source == "n2")
    assert wire.face.shape == "12"


def test_renaming_in_the_form(hand):
    hand.session.select(("n2",))
    field: QLineEdit = hand.panel.properties.node.name
    field.setFocus()
    field.selectAll()
    QTest.keyClicks(field, "Edges")
    QTest.keyClick(field, Key.Key_Return)
    assert hand.document.network.by_id["n2"].name == "Edges"


def test_the_list_of_inputs_wires_without_a_mouse(hand):
    hand.session.select(("n3",))
    box = hand.panel.properties.node.inputs.boxes[0]
    offered = [box.itemData(i) for i in range(box.count())]
    assert offered == ["", "n1", "n2"]
    box.setCurrentIndex(1)
    box.activated.emit(1)
    assert ("n1", "n3", 0) in hand.wires()
    box.setCurrentIndex(0)
    box.activated.emit(0)
    assert not any(target == "n3" for _source, target, _port in hand.wires())


def test_several_layers_are_set_at_once_in_one_step(hand):
    hand.session.select(("n2", "n3"))
    page = hand.panel.properties.several
    page.form.edited.emit("activation", "relu")
    values = [hand.document.network.by_id[node].value("activation") for node in ("n2", "n3")]
    assert values == ["relu", "relu"]
    hand.session.undo()
    assert not hand.session.history.can_undo


def test_the_badge_opens_the_reason_and_the_fix_fixes(make_hand, built):
    hand = make_hand(
        built(
            AddLayer("input", 0, 0),
            AddLayer("dense", 160, 0, (("units", 6),), connect_from="n1"),
            AddLayer("dense", 320, 0, (("units", 4),), connect_from="n2"),
            AddLayer("add", 480, 0, connect_from="n3"),
            Connect("n2", "n4", 1),
            AddLayer("output", 640, 0, connect_from="n4"),
        )
    )
    item = hand.canvas.stage.nodes["n4"]
    assert item.face.severe
    from nnstudio.ui.canvas.geometry import badge_rect

    hand.click(hand.canvas.mapFromScene(item.pos() + badge_rect(item.rect).center()))
    assert hand.panel.bubble.isVisible()
    button = hand.panel.bubble.card.buttons[0]
    assert QApplication.focusWidget() is button
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)
    assert not hand.panel.bubble.isVisible()
    assert (hand.session.selection, QApplication.focusWidget()) == (("n4",), hand.canvas)
    assert "n4" in hand.session.analysis.shapes
    assert not any(problem.is_error for problem in hand.session.analysis.problems_of("n4"))
    hand.assert_scene_is_document()


def test_a_long_reason_is_seen_whole_at_the_first_opening(make_hand, built):
    layers = [AddLayer("dense", 160 * i, 0, (("activation", "logistic"),), connect_from=f"n{i}") for i in range(1, 7)]
    hand = make_hand(built(AddLayer("input", 0, 0), *layers, AddLayer("output", 1120, 0, connect_from="n7")))
    hand.panel.show_problem("n2")
    words = hand.panel.bubble.card.findChildren(QLabel)
    assert words
    for line in words:
        assert line.height() >= line.heightForWidth(line.width()) > 2 * line.fontMetrics().height()


def test_scrolling_away_from_the_bubble_selects_nothing_else(make_hand, built):
    hand = make_hand(built(AddLayer("input", 0, 0), AddLayer("dense", 160, 0), AddLayer("output", 320, 0)))
    hand.panel.show_problem("n2")
    assert hand.panel.bubble.isAncestorOf(QApplication.focusWidget())
    hand.canvas.zooming.zoom_by(1.5)
    assert not hand.panel.bubble.isVisible()
    assert (hand.session.selection, QApplication.focusWidget()) == (("n2",), hand.canvas)


def test_the_sum_of_a_layer_in_trouble_is_the_one_that_is_counted(make_hand, built):
    hand = make_hand(
        built(
            SetData((("dataset", "shapes"),)),
            AddLayer("input"),
            AddLayer("dense", 160, 0, (("units", 4),), connect_from="n1"),
        )
    )
    hand.session.select(("n2",))
    assert "144 × 4 + 4 = 580" in hand.panel.properties.node.facts.text()


def test_the_summary_lists_every_layer_and_leads_to_it(hand):
    table = hand.panel.properties.network.table
    assert [table.item(row, 0).text() for row in range(4)] == [n.name for n in hand.document.network.nodes]
    table.cellClicked.emit(1, 0)
    assert hand.session.selection == ("n2",)


def test_the_summary_writes_shapes_and_counts_out(hand):
    hand.session.edit(SetParameters("n2", (("units", 12345678),)))
    table = hand.panel.properties.network.table
    metrics = table.fontMetrics()
    assert table.font().pixelSize() == theme.tokens().caption
    for row in range(table.rowCount()):
        for column in (1, 2):
            assert metrics.horizontalAdvance(table.item(row, column).text()) < table.columnWidth(column)


def test_every_control_has_a_name_in_every_language(hand):
    for language in ("en", "zh_CN", "zh_TW"):
        set_language(language)
        hand.session.language_changed.emit()
        hand.session.select(("n2",))
        for button in hand.panel.status.buttons.values():
            assert button.accessibleName()
        assert hand.canvas.accessibleName()
        assert hand.canvas.accessibleDescription()
        for row in hand.panel.properties.node.form.rows.values():
            assert row.editor.accessibleName()
        for item in hand.canvas.stage.nodes.values():
            assert item.face.name in item.face.spoken


def test_the_outline_is_read_and_walked_by_keys(hand):
    """Enter on a row goes to the layer's editors, Esc back to the row; a row says its layer's inputs."""
    table = hand.panel.properties.network.table
    said = QAccessible.queryAccessibleInterface(table.viewport().parentWidget())
    names = [said.child(place).text(QAccessible.Text.Name) for place in range(said.childCount())]
    wanted = f"{hand.document.network.by_id['n2'].name}, Dense"
    row = next(name for name in names if name.startswith(wanted))
    assert "input from Input" in row
    assert "output shape 6" in row
    table.setFocus()
    table.setCurrentCell(0, 0)
    hand.key(Qt.Key.Key_Down)
    hand.key(Qt.Key.Key_Return)
    assert hand.session.selection == ("n2",)
    editor = hand.panel.properties.node.form.rows["units"].editor
    assert QApplication.focusWidget() is editor
    hand.key(Qt.Key.Key_Escape)
    assert hand.session.selection == ()
    assert QApplication.focusWidget() is table
    assert table.currentRow() == 1


def test_escape_leads_from_the_properties_to_the_canvas(hand):
    hand.canvas.select(("n2",))
    hand.key(Qt.Key.Key_Return)
    assert QApplication.focusWidget() is hand.panel.properties.node.form.rows["units"].editor
    hand.key(Qt.Key.Key_Escape)
    assert QApplication.focusWidget() is hand.canvas
    assert hand.session.selection == ("n2",)


def test_the_formula_follows_the_convention_chosen_in_inspect(hand):
    hand.session.select(("n2",))
    formula = hand.panel.properties.node.formula
    assert formula.latex() == r"a = f\!\left(x W + b\right)"
    hand.session.inspection.set_options(columns=True)
    assert formula.latex() == r"a = f\!\left(W x + b\right)"
    hand.session.inspection.set_options(columns=False, digits=7)
    assert formula.latex() == r"a = f\!\left(x W + b\right)"


def test_an_output_beside_others_has_a_loss_weight(hand):
    output = hand.document.network.of_kind("output")[0]
    hand.session.select((output.id,))
    form = hand.panel.properties.node.form
    assert not form.rows, "alone it has none"
    hand.session.edit(AddLayer("output", 600, 300))
    other = hand.document.network.of_kind("output")[1]
    hand.session.select((other.id,))
    editor = form.rows["loss_weight"].editor
    editor.setFocus()
    editor.selectAll()
    QTest.keyClicks(editor, "0.3")
    QTest.keyClick(editor, Key.Key_Return)
    assert hand.document.training.loss_weights == ((other.id, 0.3),)
    hand.session.undo()
    assert hand.document.training.loss_weights == ()
    assert form.rows["loss_weight"].editor.text() == "1"


def test_a_layer_is_given_a_colour_in_its_properties_and_loses_it_again(hand):
    hand.session.select(("n2",))
    row = hand.panel.properties.node.color
    assert row.buttons[""].isChecked()
    QTest.mouseClick(row.buttons["teal"], Qt.MouseButton.LeftButton)
    assert hand.document.network.by_id["n2"].color == "teal"
    assert [name for name, button in row.buttons.items() if button.isChecked()] == ["teal"]
    hand.session.undo()
    assert row.buttons[""].isChecked()
    assert hand.document.network.by_id["n2"].color == ""


def test_several_layers_are_given_a_colour_at_once_in_one_step(hand):
    hand.session.edit(SetColor(("n2",), "red"))
    hand.session.select(("n2", "n3"))
    row = hand.panel.properties.several.color
    assert not any(button.isChecked() for button in row.buttons.values())
    row.buttons["blue"].setFocus()
    QTest.keyClick(row.buttons["blue"], Key.Key_Space)
    assert [hand.document.network.by_id[node].color for node in ("n2", "n3")] == ["blue", "blue"]
    hand.session.undo()
    assert [hand.document.network.by_id[node].color for node in ("n2", "n3")] == ["red", ""]


def test_the_colours_fit_into_the_properties_of_a_small_window(hand, qtbot):
    hand.panel.resize(1024, 700)
    hand.session.select(("n2",))
    page = hand.panel.properties.node
    qtbot.waitUntil(lambda: hand.panel.properties.width() > page.minimumSizeHint().width(), timeout=60_000)
    row = page.color.rect()
    assert all(row.contains(button.geometry()) for button in page.color.buttons.values())


def test_an_output_beside_others_may_have_a_loss_of_its_own(hand):
    hand.session.edit(AddLayer("output", 600, 300))
    other = hand.document.network.of_kind("output")[1]
    hand.session.select((other.id,))
    form = hand.panel.properties.node.form
    box = form.rows["output_loss"].editor
    assert box.currentText() == "As set for the training"
    choose(box, "huber")
    assert hand.document.training.loss_at(other.id)[0] == "huber"
    editor = form.rows["output_loss.delta"].editor
    editor.setFocus()
    editor.selectAll()
    QTest.keyClicks(editor, "2")
    QTest.keyClick(editor, Key.Key_Return)
    assert hand.document.training.loss_at(other.id) == ("huber", (("delta", 2.0),))
    choose(form.rows["output_loss"].editor, "same")
    assert hand.document.training.output_losses == ()
    assert list(form.rows) == ["output_loss", "loss_weight"]
    hand.session.undo()
    assert form.rows["output_loss.delta"].editor.text() == "2"


def choose(box, key):
    """Choose from the list."""
    goal = box.findData(key)
    box.setCurrentIndex(goal)
    box.activated.emit(goal)


def test_layers_are_counted_both_ways(hand):
    hand.session.select(())
    shown = hand.panel.properties.network.facts
    assert shown.text().startswith("Layers with weights 2; 3 with the input\n")
    hand.session.edit(RemoveLayers(("n2",)))
    assert shown.text().startswith("Layers with weights 1; 2 with the input\n")


def test_numbers_of_a_huge_network_stand_whole_in_the_column(hand):
    shown = hand.panel.properties
    hand.session.edit(SetParameters("n2", (("units", 65536),)))
    hand.session.edit(SetParameters("n3", (("units", 65536),)))
    for selection, page in (((), shown.network), (("n3",), shown.node)):
        hand.session.select(selection)
        QApplication.processEvents()
        assert page.width() <= page.parentWidget().width()
        for text in page.facts.findChildren(QLabel):
            assert text.isHidden() or text.minimumSizeHint().width() <= text.width(), text.text()
        assert "4\u202f295" in page.facts.text()
        assert not overlapping([text for text in page.facts.findChildren(QLabel) if text.isVisible()])
    hand.session.undo()
    hand.session.undo()
    QApplication.processEvents()
    facts = shown.node.facts.findChildren(QLabel)
    assert len({text.x() for text in facts if text.isVisible()}) == 2


def overlapping(labels):
    """Return the pairs of labels that cover one another."""
    return [
        (a.text(), b.text()) for a in labels for b in labels if a is not b and a.geometry().intersects(b.geometry())
    ]
