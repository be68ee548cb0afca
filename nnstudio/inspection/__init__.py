"""Pure: a primed plan becomes steps, and each step a sentence, a formula, and the formula with its numbers.

The numbers are the plan's own; what is written out here are the operands that they were made of. Knows no Qt, keeps
no state, changes nothing of a run.
"""

from nnstudio.engine import Check
from nnstudio.inspection.check import check
from nnstudio.inspection.describe import describe
from nnstudio.inspection.description import Description, Highlight, Line
from nnstudio.inspection.expression import Node, Operand, Token, evaluate, operands, tokens
from nnstudio.inspection.steps import GRAINS, PHASES, Step, Steps, steps
from nnstudio.inspection.trace import Trace
from nnstudio.inspection.writing import as_latex, as_text

__all__ = [
    "GRAINS",
    "PHASES",
    "Check",
    "Description",
    "Highlight",
    "Line",
    "Node",
    "Operand",
    "Step",
    "Steps",
    "Token",
    "Trace",
    "as_latex",
    "as_text",
    "check",
    "describe",
    "evaluate",
    "operands",
    "steps",
    "tokens",
]
