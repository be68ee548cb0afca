"""Formulas typed by a person: read, differentiated, turned into calls of a plan, set in LaTeX.

``reading`` makes a ``Tape`` of the text (through Python's own parser and a white-list: nothing is ever evaluated),
``dual`` extends it by the derivative (forward mode), ``emission`` emits either as NumPy calls, ``setting`` writes
either in LaTeX. No activation lives here, and nothing of the graph.
"""

from nnstudio.engine.formulas.dual import differentiate
from nnstudio.engine.formulas.mistake import FormulaError
from nnstudio.engine.formulas.reading import Formula, read
from nnstudio.engine.formulas.setting import latex
from nnstudio.engine.formulas.tape import Tape

__all__ = ["Formula", "FormulaError", "Tape", "differentiate", "latex", "read"]
