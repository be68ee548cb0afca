"""The truth table of OR."""

from __future__ import annotations

from nnstudio.data.dataset import TRUTH_TABLE
from nnstudio.data.truth_table import REPEATS, TruthTable
from nnstudio.engine.declaration import Declaration
from nnstudio.text import msg


class Or(TruthTable):
    """``OR``: true if at least one input is true. One straight line separates the classes."""

    declaration = Declaration(
        id="or",
        name=msg("OR"),
        help=msg("True if at least one input is true. One straight line separates the classes."),
        group=TRUTH_TABLE,
        formula=r"y = x_1 \lor x_2",
        parameters=(REPEATS,),
        source="McCulloch & Pitts 1943",
        aliases=("logic", "或", "gate"),
    )
    outputs = (0, 1, 1, 1)
