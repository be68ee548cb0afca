"""Widgets that several panels share, styled from the theme, reachable by keyboard, named for screen readers.

Texts follow the language through :func:`bind`: ``bind(button.setText, msg("Run"))``. Nothing here knows the session
or a panel.
"""

from nnstudio.ui.controls.card import Card, EmptyState
from nnstudio.ui.controls.cells import CellGrid
from nnstudio.ui.controls.export import ExportButton
from nnstudio.ui.controls.focus import hand_up_focus
from nnstudio.ui.controls.focus_ring import FocusRing, take_keys_for
from nnstudio.ui.controls.formula import FormulaLabel, draw_formula, formula_renderer, formula_size
from nnstudio.ui.controls.icons import IconButton, icon
from nnstudio.ui.controls.labels import ElidedLabel, NumberLabel, label, repolish, rule, set_role
from nnstudio.ui.controls.legend import ColorScaleLegend
from nnstudio.ui.controls.line_field import LineField, take_typed
from nnstudio.ui.controls.number_field import NumberField
from nnstudio.ui.controls.own_delete import OwnDelete
from nnstudio.ui.controls.pages import Pages
from nnstudio.ui.controls.parameter_form import ParameterForm
from nnstudio.ui.controls.search_field import SearchField
from nnstudio.ui.controls.segmented import Segmented
from nnstudio.ui.controls.splitter import Splitter
from nnstudio.ui.controls.tab_order import visit_after
from nnstudio.ui.controls.text_field import TextField
from nnstudio.ui.controls.translation import Text, bind, on_retranslate, retranslate, unbind
from nnstudio.ui.controls.unrolled import ChoiceBox, Slider
from nnstudio.ui.controls.wrapping import WrappingRow

__all__ = [
    "Card",
    "CellGrid",
    "ChoiceBox",
    "ColorScaleLegend",
    "ElidedLabel",
    "EmptyState",
    "ExportButton",
    "FocusRing",
    "FormulaLabel",
    "IconButton",
    "LineField",
    "NumberField",
    "NumberLabel",
    "OwnDelete",
    "Pages",
    "ParameterForm",
    "SearchField",
    "Segmented",
    "Slider",
    "Splitter",
    "Text",
    "TextField",
    "WrappingRow",
    "bind",
    "draw_formula",
    "formula_renderer",
    "formula_size",
    "hand_up_focus",
    "icon",
    "label",
    "on_retranslate",
    "repolish",
    "retranslate",
    "rule",
    "set_role",
    "take_keys_for",
    "take_typed",
    "unbind",
    "visit_after",
]
