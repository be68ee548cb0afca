"""The truth table of NAND."""

from __future__ import annotations

from nnstudio.data.dataset import TRUTH_TABLE
from nnstudio.data.truth_table import REPEATS, TruthTable
from nnstudio.engine.declaration import Declaration
from nnstudio.text import msg


class Nand(TruthTable):
    """``NAND``: false only if both inputs are true. Every logic function can be built from it."""

    declaration = Declaration(
        id="nand",
        name=msg("NAND"),
        help=msg("False only if both inputs are true. Every logic function can be built from it."),
        group=TRUTH_TABLE,
        formula=r"y = \lnot (x_1 \land x_2)",
        parameters=(REPEATS,),
        source="Sheffer 1913",
        aliases=("logic", "与非", "反及", "gate"),
    )
    outputs = (1, 1, 1, 0)
