"""The picture of the network: SVG, PDF and PNG hold what the canvas shows, whatever the window's theme is."""

from __future__ import annotations

import re
import zlib
from collections import Counter
from pathlib import Path
from xml.etree import ElementTree

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QImage
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QFileDialog

from nnstudio.document import (
    AddLayer,
    AddNote,
    FoldGroups,
    GroupLayers,
    RemoveLayers,
    RenameLayer,
    SetParameters,
    opening_document,
)
from nnstudio.ui import theme
from nnstudio.ui.bridge.seeing import DOWN, HEAT, INSIDE
from nnstudio.ui.bridge.session import Session
from nnstudio.ui.bridge.settings import Settings
from nnstudio.ui.canvas.picture.dialog import PictureDialog
from nnstudio.ui.canvas.picture.drawing import to_image, to_pdf, to_png, to_svg
from nnstudio.ui.theme.tokens import load

SVG = "{http://www.w3.org/2000/svg}"
LEFT = Qt.MouseButton.LeftButton


def texts(svg: bytes) -> list[str]:
    return ["".join(found.itertext()).strip() for found in ElementTree.fromstring(svg).iter(f"{SVG}text")]


def test_text_is_text_and_every_layer_is_there(hand):
    hand.session.edit(RenameLayer("n2", "Edges & <corners>"))
    hand.session.select(("n3",))
    svg = to_svg(hand.session)
    # The name of two words in two lines, whole.
    assert {"Input", "Edges &", "<corners>", "Dense 2", "Output", "→ 6"} <= set(texts(svg))
    root = ElementTree.fromstring(svg)
    assert not list(root.iter(f"{SVG}image"))


def test_nothing_is_fetched_and_the_fonts_are_within(hand):
    svg = to_svg(hand.session).decode()
    assert not re.findall(r'(?:href|src)\s*[=:]\s*["\']?https?:', svg)
    assert svg.count("@font-face") == 3
    assert len(re.findall(r"url\(data:font/", svg)) == svg.count("url(")
    assert 'font-family="&apos;' in svg or "font-family=\"'nnstudio Sans'" in svg


def test_pdf_has_one_page_of_the_networks_size_with_its_fonts_and_no_pixels(hand):
    pdf = to_pdf(hand.session)
    assert pdf.startswith(b"%PDF")
    image = to_image(hand.session)
    (box,) = re.findall(rb"/MediaBox \[([^\]]*)\]", pdf)
    width, height = (float(number) for number in box.split()[2:])
    assert (width, height) == pytest.approx((image.width() * 0.375, image.height() * 0.375), abs=1.0)
    assert b"nnstudioSans" in pdf
    assert b"/Subtype /Image" not in pdf
    streams = [zlib.decompress(part) for part in re.findall(rb"stream\r?\n(x.*?)\r?\nendstream", pdf, re.S)]
    assert any(b"TJ" in stream or b"Tj" in stream for stream in streams)


@pytest.mark.parametrize(("background", "expected"), [("white", "#ffffff"), ("theme", "")])
def test_the_background_is_white_or_the_windows(hand, qapp, background, expected):
    theme.apply(qapp, "dark")
    image = to_image(hand.session, background)
    corner = QColor(image.pixel(2, 2)).name()
    assert corner == (expected or theme.tokens().window.name())
    light = sum(QColor(image.pixel(x, image.height() // 2)).lightness() > 128 for x in range(image.width()))
    assert (light > image.width() * 0.8) is (background == "white")
    assert theme.tokens().dark


def test_groups_notes_and_what_is_folded_are_as_on_the_canvas(hand):
    hand.session.edit(GroupLayers(("n2", "n3"), "Block"))
    hand.session.edit(AddNote("Look here", 0.0, 200.0))
    assert {"Block", "Look here", "Dense", "Dense 2"} <= set(texts(to_svg(hand.session)))
    (group,) = hand.document.network.groups
    hand.session.edit(FoldGroups((group.id,), True))
    folded = set(texts(to_svg(hand.session)))
    assert {"Block", "Look here"} <= folded
    assert not {"Dense", "Dense 2"} & folded


def test_neither_badges_nor_the_selection_are_in_it(hand):
    plain = to_png(hand.session)
    hand.session.select(("n2",))
    assert to_png(hand.session) == plain
    whole = to_image(hand.session)
    hand.session.edit(SetParameters("n2", (("units", 7),)))
    hand.session.edit(SetParameters("n2", (("units", 6), ("activation", "identity"))))
    assert hand.session.analysis.problems
    assert to_image(hand.session).size() == whole.size()


def test_the_dialog_saves_in_each_format(hand, tmp_path, monkeypatch):
    dialog = PictureDialog(hand.session, hand.panel)
    dialog.show()
    starts = {"svg": b"<?xml", "pdf": b"%PDF", "png": b"\x89PNG"}
    for kind, start in starts.items():
        QTest.mouseClick(dialog.format.buttons[kind], LEFT)
        path = tmp_path / f"network {kind}"
        monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_args, path=path: (str(path), ""))
        QTest.mouseClick(dialog.save_button, LEFT)
        written = path.with_name(f"{path.name}.{kind}")
        assert written.read_bytes().startswith(start)
        assert str(written) in dialog.said.toolTip() or "Saved" in dialog.said.text()
    dialog.close()


def test_a_place_that_cannot_be_written_is_told(hand, tmp_path):
    dialog = PictureDialog(hand.session, hand.panel)
    assert not dialog.write(tmp_path / "missing" / "a.svg")
    assert dialog.said.text()
    dialog.close()


def test_copied_as_pixels_and_as_svg(hand):
    dialog = PictureDialog(hand.session, hand.panel)
    dialog.copy()
    data = QApplication.clipboard().mimeData()
    assert data.hasImage()
    assert bytes(data.data("image/svg+xml").data()).startswith(b"<?xml")
    assert isinstance(QApplication.clipboard().image(), QImage)
    dialog.close()


def test_an_empty_network_has_a_picture_of_nothing(hand, tmp_path: Path):
    hand.session.edit(RemoveLayers(("n1", "n2", "n3", "n4")))
    assert texts(to_svg(hand.session)) == []
    assert to_pdf(hand.session).startswith(b"%PDF")


def test_a_network_that_leads_down_is_saved_as_it_stands(hand):
    across = to_image(hand.session)
    hand.canvas.seeing.set(DOWN, True)
    hand.panel.auto_layout()
    down = to_image(hand.session)
    assert across.width() > across.height()
    assert down.height() > down.width()
    assert {"Input", "Dense", "Dense 2", "Output"} <= set(texts(to_svg(hand.session)))
    (box,) = re.findall(rb"/MediaBox \[([^\]]*)\]", to_pdf(hand.session))
    width, height = (float(number) for number in box.split()[2:])
    assert (width, height) == pytest.approx((down.width() * 0.375, down.height() * 0.375), abs=1.0)


def shapes(svg: bytes) -> dict[str, int]:
    """Return how often each of SVG's elements is in it."""
    return Counter(found.tag.removeprefix(SVG) for found in ElementTree.fromstring(svg).iter())


def test_layers_drawn_as_their_neurons_are_saved_so(make_hand, built):
    hand = make_hand(
        built(
            AddLayer("input", 0, 0),
            AddLayer("dense", 160, 0, (("units", 6),), connect_from="n1"),
            AddLayer("dense", 320, 0, (("units", 5),), connect_from="n2"),
        )
    )
    session, canvas = hand.session, hand.canvas
    image, pdf = to_image(session, "white", canvas), to_pdf(session, "white", canvas)
    hand.panel.status.buttons["seeing"].actions_of[INSIDE].trigger()
    drawn = shapes(to_svg(session, "white", canvas))
    neurons = sum(len(item.neurons()) for item in canvas.stage.nodes.values())
    links = sum(
        len(canvas.stage.nodes[wire.source].neurons()) * len(canvas.stage.nodes[wire.target].neurons())
        for wire in canvas.stage.wires
    )
    assert neurons == 2 + 6 + 5
    assert links == 2 * 6 + 6 * 5
    ports = 5
    assert drawn["circle"] == ports + neurons
    assert drawn["polyline"] == links
    inside = to_image(session, "white", canvas)
    assert inside.size() == image.size()
    assert inside != image
    assert to_pdf(session, "white", canvas) != pdf
    hand.panel.status.buttons["seeing"].actions_of[INSIDE].trigger()
    assert to_image(session, "white", canvas) == image


def test_the_students_choice_holds_before_the_canvas_was_opened(qapp, tmp_path):
    settings = Settings(tmp_path / "settings.ini")
    session = Session(settings=settings)
    try:
        boxes = to_image(session)
        settings.set_flag(f"canvas_{INSIDE}", True)
        assert to_image(session) != boxes
    finally:
        session.close()


def test_gradients_in_sight_are_saved_with_their_legend(make_hand, qtbot):
    hand = make_hand(opening_document())
    session, canvas = hand.session, hand.canvas
    plain = to_image(session, "white", canvas)
    hand.panel.status.buttons["seeing"].actions_of[HEAT].trigger()
    assert to_image(session, "white", canvas) == plain
    session.start()
    session.step_batch()
    qtbot.waitUntil(lambda: canvas.heat.peak > 0, timeout=60_000)
    assert to_image(session, "white", canvas).height() > plain.height()
    svg = to_svg(session, "white", canvas)
    assert "Gradient ‖∂L/∂a‖" in texts(svg)
    strokes = set(re.findall(r'stroke="(#[0-9a-f]{6})"', svg.decode()))
    with theme.drawn_with(load("light")):
        wanted = {theme.magnitude(canvas.heat.share(size.norm), 1.0).name() for size in canvas.heat.found.values()}
    assert wanted & strokes
    assert not list(ElementTree.fromstring(svg).iter(f"{SVG}image"))
    # Out of sight they are no longer followed.
    hand.panel.hide()
    assert to_image(session, "white", canvas) == plain


def test_shapes_lie_over_all_wires_and_below_the_boxes_as_on_the_canvas(hand):
    wires = len(hand.document.network.wires)
    drawn = [
        "curve" if one.tag == f"{SVG}path" else "".join(one.itertext()).strip()
        for one in ElementTree.fromstring(to_svg(hand.session)).iter()
        if one.tag == f"{SVG}text" or (one.tag == f"{SVG}path" and "C" in (one.get("d") or ""))
    ]
    assert drawn[:wires] == ["curve"] * wires
    shapes = sorted(item.face.shape for item in hand.canvas.stage.wires.values() if item.labelled)
    assert shapes
    assert sorted(drawn[wires : wires + len(shapes)]) == shapes
    assert drawn.index("Input") > wires + len(shapes)
