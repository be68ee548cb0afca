"""The PDF says what the sheet says, on pages that cut nothing apart."""

from __future__ import annotations

import re
from dataclasses import replace

import numpy as np
import pytest
from printed import drawings, pages
from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QImage, QPainter, QTextDocument
from PySide6.QtWidgets import QApplication

from nnstudio.exchange.sheet import Formula, Matrix, Sheet, sheet_of
from nnstudio.text import msg, set_language
from nnstudio.ui.bridge.session import Session
from nnstudio.ui.controls import formula_renderer
from nnstudio.ui.sheets.formula_object import install, outline_of
from nnstudio.ui.sheets.page import WIDTH, page_of
from nnstudio.ui.sheets.pages import KEEP, Span, page_spans
from nnstudio.ui.sheets.pdf import to_pdf

REFERENCE = ("0.593269992", "0.751365070", "0.772928465", "0.298371109", "0.0821670406", "0.149780716", "0.561370121")


def sheet(session: Session, scope: str = "pass", digits: int = 9) -> Sheet:
    with session.inspection.hold() as moment:
        assert moment is not None
        return sheet_of(moment.trace, scope, moment.step, digits=digits)


def bare(text: str) -> str:
    return re.sub(r"[\s\ufffc]", "", text)


@pytest.mark.parametrize("language", ["en", "zh_CN", "zh_TW"])
def test_its_text_is_the_sheets(session: Session, language: str) -> None:
    set_language(language)
    made = sheet(session)
    printed = pages(to_pdf(made))
    foot = {"en": "Page1of", "zh_CN": "第1页", "zh_TW": "第1頁"}[language]
    assert foot in bare(printed[0])
    text = bare("".join(re.sub(r"nnstudio\d.*$|(Page|第)\d+.*$", "", bare(page)) for page in printed))
    assert text == bare(page_of(made).toPlainText())
    assert [number for number in REFERENCE if number not in text] == []
    assert "291027924" not in text


def test_every_page_is_filled_and_none_cuts_a_calculation(session: Session) -> None:
    document = page_of(sheet(session), 640)
    height = 900.0
    spans = page_spans(document, height)
    assert len(spans) > 3
    assert all(bottom - top <= height for top, bottom in spans)
    assert [top for top, _ in spans[1:]] == [bottom for _, bottom in spans[:-1]]
    block, layout = document.begin(), document.documentLayout()
    # Behind a table at the end there is an empty paragraph, which needs no page.
    while block.isValid() and block != document.lastBlock():
        box = layout.blockBoundingRect(block)
        assert any(top - 0.5 <= box.top() and box.bottom() <= bottom + 0.5 for top, bottom in spans), block.text()
        block = block.next()


@pytest.mark.parametrize("height", [500.0, 620.0, 740.0, 900.0])
def test_a_heading_stays_with_what_it_is_of(session: Session, height: float) -> None:
    document = page_of(sheet(session), 640)
    layout = document.documentLayout()
    for top, bottom in page_spans(document, height):
        block, last = document.begin(), document.begin()
        while block.isValid():
            box = layout.blockBoundingRect(block)
            last = block if top <= box.top() and box.bottom() <= bottom + 0.5 else last
            block = block.next()
        assert not last.blockFormat().property(KEEP), last.text()


def of_matrices(rows: int, count: int, columns: int = 6, digits: int = 6) -> Sheet:
    """Matrices of the longest numbers there are."""
    values = tuple(
        tuple(-1.2345678901234567e-9 * (row + column + 1) for column in range(columns)) for row in range(rows)
    )
    matrix = Matrix("∂L/∂W", msg("Weight"), values)
    return Sheet(msg("Worked calculation"), (), ((msg("In matrices"), (matrix,) * count),), digits)


@pytest.mark.parametrize("rows", [1, 3, 8])
def test_a_matrix_is_on_one_page_with_its_title(rows: int) -> None:
    document = page_of(of_matrices(rows, 12), WIDTH)
    spans = page_spans(document, 620.0)
    assert len(spans) > 1
    texts = _texts(document, spans)
    assert sum(len(text) for text in texts) == 12 * (rows * 6 + 2) + 2
    for text in texts:
        assert text.count("Weight") * rows * 6 == sum("×10" in part for part in text), text


def test_behind_the_last_matrix_comes_no_empty_page() -> None:
    for count in range(1, 30):
        document = page_of(of_matrices(1, count), WIDTH)
        assert all(_texts(document, page_spans(document, 620.0))), count


@pytest.mark.parametrize(("columns", "digits"), [(6, 6), (3, 17), (8, 2)])
def test_a_matrix_breaks_no_number_and_is_no_wider_than_the_page(columns: int, digits: int) -> None:
    document = page_of(of_matrices(3, 1, columns, digits), WIDTH)
    block = document.begin()
    while block.isValid():
        assert block.layout().lineCount() <= 1, block.text()
        if block.text():
            assert document.documentLayout().blockBoundingRect(block).right() <= WIDTH, block.text()
        block = block.next()


def _texts(document: QTextDocument, spans: list[Span]) -> list[list[str]]:
    """Return what stands on each page."""
    found: list[list[str]] = [[] for _ in spans]
    block = document.begin()
    while block.isValid():
        box = document.documentLayout().blockBoundingRect(block)
        for page, (top, bottom) in zip(found, spans, strict=True):
            if block.text() and top <= box.center().y() < bottom:
                page.append(block.text())
        block = block.next()
    return found


def test_formulas_are_drawn_as_curves(session: Session) -> None:
    data = to_pdf(sheet(session, "neuron"))
    assert b"/Subtype /Image" not in data
    assert any(drawing.count(b" c\n") > 200 for drawing in drawings(data))


def test_letters_of_formulas_are_filled_once_and_not_drawn_along_their_edges() -> None:
    latex = r"\frac{\partial \ell}{\partial w} = \sqrt{x}"
    made = Sheet(msg("Worked calculation"), (), ((msg("Forward pass"), (Formula(latex),)),), 6)
    (drawing,) = drawings(to_pdf(made))
    # All its shapes are one path, which is filled by one word; an edge would be another one.
    assert len(re.findall(rb"^(?:h )?f\*?$", drawing, re.MULTILINE)) == 1
    assert re.search(rb"^(?:h )?[SB]\*?$", drawing, re.MULTILINE) is None


@pytest.mark.parametrize("latex", [r"\frac{a}{b} = \sqrt{x_j}", r"z = \sum_{i} w_{ij} x_i", r"\lVert x \rVert \leq 1"])
def test_a_formula_on_the_page_is_the_one_in_the_window(qapp: QApplication, latex: str) -> None:
    box, outline = outline_of(latex, 16)
    renderer = formula_renderer(latex, 16, "#000000")
    assert box == renderer.viewBoxF()
    ours, theirs = (QImage(240, 120, QImage.Format.Format_RGB32) for _ in range(2))
    for image in (ours, theirs):
        image.fill(Qt.GlobalColor.white)
        painter = QPainter(image)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if image is theirs:
            renderer.render(painter, QRectF(0, 0, box.width() * 2, box.height() * 2))
        else:
            painter.scale(2, 2)
            painter.translate(-box.topLeft())
            painter.fillPath(outline, Qt.GlobalColor.black)
        painter.end()
    inked, away = _ink(theirs), abs(_ink(ours) - _ink(theirs)).sum()
    assert inked.sum() > 0
    assert away <= 0.02 * inked.sum()


def _ink(image: QImage) -> np.ndarray:
    return 255 - np.frombuffer(image.constBits(), np.uint8).reshape(image.height(), -1, 4)[..., 0].astype(int)


def test_a_sheet_is_laid_out_once_however_long(session: Session, monkeypatch: pytest.MonkeyPatch) -> None:
    changes: list[int] = []

    def watched(document: QTextDocument) -> None:
        install(document)
        document.contentsChange.connect(lambda *_: changes.append(0))

    monkeypatch.setattr("nnstudio.ui.sheets.page.install", watched)
    made, counts = sheet(session), []
    for times in (1, 4):
        changes.clear()
        page_of(replace(made, parts=made.parts * times), 640)
        counts.append(len(changes))
    # Of each change the layout is told; set paragraph by paragraph there would be as many as paragraphs.
    assert counts[0] == counts[1] < 10
