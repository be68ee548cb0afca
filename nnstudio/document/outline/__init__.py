"""The network as text that can be read and edited: a line for each layer, in the order in which they compute.

``Hidden 1 = dense(Input, units=6, activation=tanh)``: the layer's name, its kind, what feeds it, and what differs from
its declared defaults. ``?`` stands for an input without a wire, ``#`` begins a remark. A name or text with signs in it
stands in double quotes. Nothing here knows a widget or keeps an edit: ``edits.outline`` does.
"""

from nnstudio.document.outline.reading import read_outline
from nnstudio.document.outline.scanning import OutlineError
from nnstudio.document.outline.writing import written_outline

__all__ = ["OutlineError", "read_outline", "written_outline"]
