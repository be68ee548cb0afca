"""The picture of the network: SVG, PDF and PNG hold what the canvas shows, whatever the window's theme is."""

from __future__ import annotations

import re
import zlib
from pathlib import Path
from xml.etree import ElementTree

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QImage
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QFileDialog

from nnstudio.document import AddNote, FoldGroups, GroupLayers, RemoveLayers, RenameLayer, SetParameters
from nnstudio.ui import theme
from nnstudio.ui.canvas.picture.dialog import PictureDialog
from nnstudio.ui.canvas.picture.drawing import to_image, to_pdf, to_png, to_svg
from nnstudio.ui.canvas.seeing.options import DOWN

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
