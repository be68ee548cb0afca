"""The truth table of AND."""

from __future__ import annotations

from nnstudio.data.dataset import TRUTH_TABLE
from nnstudio.data.truth_table import REPEATS, TruthTable
from nnstudio.engine.declaration import Declaration
from nnstudio.text import msg


class And(TruthTable):
    """``AND``: true only if both inputs are true. One straight line separates the classes."""

    declaration = Declaration(
        id="and",
        name=msg("AND"),
        help=msg("True only if both inputs are true. One straight line separates the classes."),
        group=TRUTH_TABLE,
        formula=r"y = x_1 \land x_2",
        parameters=(REPEATS,),
        source="McCulloch & Pitts 1943",
        aliases=("logic", "与", "與", "gate"),
    )
    outputs = (0, 0, 0, 1)
