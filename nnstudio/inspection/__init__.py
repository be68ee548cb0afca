"""Pure: a primed plan becomes steps, and each step a sentence, a formula, and the formula with its numbers.

The numbers are the plan's own; what is written out here are the operands that they were made of. Knows no Qt, keeps
no state, changes nothing of a run.
"""

from nnstudio.engine import Check
from nnstudio.inspection.checking import check
from nnstudio.inspection.cursor import GRAINS, Cursor, Grain, Leap
from nnstudio.inspection.describe import describe
from nnstudio.inspection.description import Description, Highlight, Line
from nnstudio.inspection.expression import Node, Operand, evaluate, operands
from nnstudio.inspection.lit import Lit
from nnstudio.inspection.moment import Moment, moment_of
from nnstudio.inspection.operations import Operation, Operations, operations
from nnstudio.inspection.options import Options
from nnstudio.inspection.overlay import Overlay
from nnstudio.inspection.steps import PHASES, Step, Steps, steps
from nnstudio.inspection.trace import Trace
from nnstudio.inspection.writing import as_latex, as_text
from nnstudio.inspection.writing_order import ENDS, SHORTER, Token, tokens

__all__ = [
    "ENDS",
    "GRAINS",
    "PHASES",
    "SHORTER",
    "Check",
    "Cursor",
    "Description",
    "Grain",
    "Highlight",
    "Leap",
    "Line",
    "Lit",
    "Moment",
    "Node",
    "Operand",
    "Operation",
    "Operations",
    "Options",
    "Overlay",
    "Step",
    "Steps",
    "Token",
    "Trace",
    "as_latex",
    "as_text",
    "check",
    "describe",
    "evaluate",
    "moment_of",
    "operands",
    "operations",
    "steps",
    "tokens",
]
