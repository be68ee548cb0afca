"""A calculation on the screen: its numbers, symbols, lines with numbers over symbols, and the table of operands.

Shared by the rooms of Inspect. Knows ``nnstudio.inspection``; no session, no panel.
"""

from nnstudio.ui.controls.calculation.expression_view import ExpressionView
from nnstudio.ui.controls.calculation.markup import SymbolDelegate, draw_symbol, symbol_width
from nnstudio.ui.controls.calculation.numbers import is_whole, marked, relation, written
from nnstudio.ui.controls.calculation.operand_table import OperandTable

__all__ = [
    "ExpressionView",
    "OperandTable",
    "SymbolDelegate",
    "draw_symbol",
    "is_whole",
    "marked",
    "relation",
    "symbol_width",
    "written",
]
