"""The LSTM layer."""

from __future__ import annotations

from nnstudio.engine.declaration import Choice, Declaration, Kind, Parameter
from nnstudio.engine.recurrence.cell import Cell
from nnstudio.engine.recurrence.gated_terms import LSTMTerms
from nnstudio.engine.recurrence.layer import RecurrentLayer
from nnstudio.engine.recurrence.lstm import LSTMCell
from nnstudio.engine.recurrence.lstm_variants import CoupledCell, NoForgetCell, PeepholeCell
from nnstudio.engine.recurrence.options import OPTIONS, UNITS
from nnstudio.engine.recurrence.terms import CellTerms
from nnstudio.text import msg

_CELLS: dict[str, type[LSTMCell]] = {
    "standard": LSTMCell,
    "peephole": PeepholeCell,
    "coupled": CoupledCell,
    "no_forget": NoForgetCell,
}


class LSTM(RecurrentLayer):
    """Long short-term memory; the gates' columns in U, W and b in the order forget, input, candidate, output.

    Forward and backward of one step on one page: ``recurrence/lstm.py``. The variants, ``recurrence/lstm_variants.py``,
    have these gates: peephole the same and ``peephole`` ``(3, H)`` for forget, input, output; coupled forget,
    candidate, output (input = 1 − forget); no_forget input, candidate, output (forget = 1).

    Source: Hochreiter & Schmidhuber 1997; Gers, Schmidhuber & Cummins 2000.
    """

    declaration = Declaration(
        id="lstm",
        name=msg("LSTM"),
        help=msg("Reads a sequence step by step; gates decide what its cell c keeps, takes in and gives out."),
        group="recurrent",
        formula=r"c_t = f_t\odot c_{t-1} + i_t\odot\tilde c_t,\quad h_t = o_t\odot\tanh c_t",
        derivative=(
            r"\frac{\partial L}{\partial c_t} = \frac{\partial L}{\partial h_t}\odot o_t\odot(1-\tanh^2 c_t)"
            r" + f_{t+1}\odot\frac{\partial L}{\partial c_{t+1}}"
        ),
        parameters=(
            UNITS,
            Parameter(
                "variant",
                msg("Variant"),
                Kind.CHOICE,
                "standard",
                msg("Which gates the cell has, and whether they look at the cell itself."),
                choices=(
                    Choice("standard", msg("Standard")),
                    Choice("peephole", msg("Peepholes: gates see the cell")),
                    Choice("coupled", msg("Coupled: input = 1 − forget")),
                    Choice("no_forget", msg("Without forget gate")),
                ),
            ),
            Parameter(
                "forget_bias",
                msg("Forget gate's first bias"),
                Kind.REAL,
                1.0,
                msg("What the forget gate's bias starts at; at 1 the cell remembers from the start."),
                minimum=-10,
                maximum=10,
            ),
            *OPTIONS,
        ),
        source="Hochreiter & Schmidhuber 1997; Gers, Schmidhuber & Cummins 2000; Greff et al. 2017 (variants)",
        glyph="lstm",
        aliases=("long short-term memory", "peephole", "长短期记忆", "長短期記憶"),
    )

    @property
    def terms_kind(self) -> type[CellTerms]:
        """What says the terms of its numbers."""
        return LSTMTerms

    @property
    def cell_kind(self) -> type[Cell]:
        """The variant's cell."""
        return _CELLS[str(self.variant)]

    def first_bias(self, gate: str) -> float:
        """Return the forget gate's first bias as asked for, 0 for the others."""
        return float(self.forget_bias) if gate == "forget" else 0.0
