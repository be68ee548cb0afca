"""Tape to paper: the calculation of a neuron, a layer or the whole pass as a sheet, and the sheet as a file.

A sheet is data (words, formulas, the inspection's own lines); Markdown and HTML are written from it here, PDF in the
window. No file is opened here.
"""

from nnstudio.exchange.sheet.compose import sheet_of
from nnstudio.exchange.sheet.figures import figure, relation
from nnstudio.exchange.sheet.model import (
    GAP,
    SCOPES,
    Block,
    Calculation,
    Cell,
    Fact,
    Formula,
    Heading,
    Matrix,
    Part,
    Scope,
    Sheet,
    Table,
    Words,
)
from nnstudio.exchange.sheet.scope import MOST_CALCULATIONS, steps_in
from nnstudio.exchange.sheet.to_html import to_html
from nnstudio.exchange.sheet.to_markdown import to_markdown

__all__ = [
    "GAP",
    "MOST_CALCULATIONS",
    "SCOPES",
    "Block",
    "Calculation",
    "Cell",
    "Fact",
    "Formula",
    "Heading",
    "Matrix",
    "Part",
    "Scope",
    "Sheet",
    "Table",
    "Words",
    "figure",
    "relation",
    "sheet_of",
    "steps_in",
    "to_html",
    "to_markdown",
]
