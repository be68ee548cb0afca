"""The truth table of XOR."""

from __future__ import annotations

from nnstudio.data.dataset import TRUTH_TABLE
from nnstudio.data.truth_table import REPEATS, TruthTable
from nnstudio.engine.declaration import Declaration
from nnstudio.text import msg


class Xor(TruthTable):
    """``XOR``: true if the inputs differ. No straight line separates the classes: a hidden layer is needed."""

    declaration = Declaration(
        id="xor",
        name=msg("XOR"),
        help=msg("True if the inputs differ. No straight line separates the classes: a hidden layer is needed."),
        group=TRUTH_TABLE,
        formula=r"y = x_1 \oplus x_2",
        parameters=(REPEATS,),
        source="Minsky & Papert 1969",
        aliases=("logic", "异或", "互斥或", "exclusive or"),
    )
    outputs = (0, 1, 1, 0)
