"""The small map, zoom and fit, the layout's direction."""

from __future__ import annotations

from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from nnstudio.document import MoveLayers
from nnstudio.ui import theme
from nnstudio.ui.bridge.seeing import DOWN, MINIMAP

CTRL = Qt.KeyboardModifier.ControlModifier
LEFT = Qt.MouseButton.LeftButton


def test_the_map_shows_itself_only_where_not_all_is_in_sight(hand, qtbot):
    hand.canvas.zooming.zoom_to(4.0)
    qtbot.waitUntil(hand.canvas.minimap.isVisible)
    hand.canvas.zooming.fit()
    qtbot.waitUntil(lambda: not hand.canvas.minimap.isVisible())
    hand.canvas.zooming.zoom_to(4.0)
    qtbot.waitUntil(hand.canvas.minimap.isVisible)
    assert hand.canvas.minimap.accessibleName() == "Map of the network"
    hand.canvas.seeing.set(MINIMAP, False)
    assert not hand.canvas.minimap.isVisible()


def test_a_click_and_a_drag_on_the_map_look_elsewhere(hand, qtbot):
    canvas = hand.canvas
    canvas.zooming.zoom_to(4.0)
    chart = canvas.minimap
    qtbot.waitUntil(chart.isVisible)
    place = chart.to_map().map(canvas.stage.nodes["n4"].pos()).toPoint()
    QTest.mousePress(chart, LEFT, Qt.KeyboardModifier.NoModifier, place)
    assert abs(canvas.centre().x() - canvas.stage.nodes["n4"].pos().x()) < 8
    assert chart.visible_part().contains(place)
    place = chart.to_map().map(canvas.stage.nodes["n1"].pos()).toPoint()
    QTest.mouseMove(chart, place)
    QApplication.processEvents()
    QTest.mouseRelease(chart, LEFT, Qt.KeyboardModifier.NoModifier, place)
    assert abs(canvas.centre().x() - canvas.stage.nodes["n1"].pos().x()) < 12
    hand.assert_scene_is_document()


def test_home_fits_and_control_nought_shows_at_a_hundred(hand):
    hand.canvas.zooming.zoom_to(3.0)
    hand.key(Qt.Key.Key_0, CTRL)
    assert hand.canvas.zoom == 1.0
    assert hand.panel.status.zoom.text() == "100 %"
    hand.key(Qt.Key.Key_Home)
    seen = hand.canvas.mapToScene(hand.canvas.viewport().rect()).boundingRect()
    assert seen.contains(hand.canvas.stage.content())
    hand.canvas.zooming.zoom_to(5.0)
    hand.key(Qt.Key.Key_9, CTRL)
    seen = hand.canvas.mapToScene(hand.canvas.viewport().rect()).boundingRect()
    assert seen.contains(hand.canvas.stage.content())


def test_zoom_ends_at_ten_and_eight_hundred_percent(hand):
    hand.canvas.zooming.zoom_to(100.0)
    assert hand.canvas.zoom == 8.0
    hand.canvas.zooming.zoom_to(0.001)
    assert hand.canvas.zoom == 0.1


def test_layers_are_laid_out_downwards_as_one_step(hand):
    before = hand.document
    hand.panel.status.buttons["seeing"].actions_of[DOWN].trigger()
    nodes = hand.document.network.by_id
    assert nodes["n1"].y < nodes["n2"].y < nodes["n3"].y < nodes["n4"].y
    assert len({nodes[key].x for key in nodes}) == 1
    hand.assert_scene_is_document()
    laid = hand.document
    hand.key(Qt.Key.Key_L, CTRL)
    assert hand.document is laid
    hand.session.undo()
    assert hand.document == before
    hand.assert_scene_is_document()
    # Undone, the layers follow one another to the right again; the layout still leads down.
    hand.key(Qt.Key.Key_L, CTRL)
    assert hand.document.network.down


def test_a_network_that_leads_down_already_keeps_its_places(hand):
    hand.canvas.seeing.set(DOWN, True)
    hand.session.edit(MoveLayers((("n2", 64.0, 8.0),)))
    hand.session.undo()
    laid = hand.document
    hand.session.undo()
    hand.canvas.seeing.set(DOWN, False)
    hand.session.redo()
    assert hand.document == laid
    hand.canvas.seeing.set(DOWN, True)
    assert hand.document == laid


def test_the_menu_of_what_is_shown_switches(hand):
    button = hand.panel.status.buttons["seeing"]
    button.actions_of[DOWN].trigger()
    assert hand.canvas.seeing[DOWN]
    button.actions_of[MINIMAP].trigger()
    assert not hand.canvas.seeing[MINIMAP]
    assert button.accessibleName() == "What is shown"


def test_pictures_are_sharp_again_after_a_zoom(hand, qtbot):
    hand.canvas.zooming.zoom_at(1.3, hand.canvas.viewport().rect().center().toPointF())
    painting = hand.canvas.painting
    scale = hand.canvas.zoom * hand.canvas.devicePixelRatioF()
    qtbot.waitUntil(lambda: {made.scale for made in painting._pictures.values()} == {scale})
    shown = hand.canvas.viewport().grab().toImage()
    assert shown.pixelColor(hand.at("n2") + QPoint(0, 0)) != shown.pixelColor(QPoint(2, 2))


def test_the_map_shows_the_layers_where_they_have_glided_to(hand, qtbot):
    theme.set_reduced_motion(False)
    chart, stage = hand.canvas.minimap, hand.canvas.stage
    hand.canvas.seeing.set(DOWN, True)
    with qtbot.waitSignal(stage.arrived):
        hand.panel.auto_layout()
    qtbot.waitUntil(lambda: chart._content == stage.content())
    assert stage.content().height() > stage.content().width()
