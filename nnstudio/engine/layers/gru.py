"""The GRU layer."""

from __future__ import annotations

from nnstudio.engine.declaration import Choice, Declaration, Kind, Parameter
from nnstudio.engine.recurrence.cell import Cell
from nnstudio.engine.recurrence.gated_terms import GRUTerms
from nnstudio.engine.recurrence.gru import GRUAfterCell, GRUBeforeCell
from nnstudio.engine.recurrence.layer import RecurrentLayer
from nnstudio.engine.recurrence.options import OPTIONS, UNITS
from nnstudio.engine.recurrence.terms import CellTerms
from nnstudio.text import msg


class GRU(RecurrentLayer):
    """Gated recurrent units; the gates' columns in U, W and b in the order reset, update, candidate.

    The two passes, step by step: ``recurrence/gru.py``. Where the reset gate acts after the product there is one more
    bias, ``recurrent_bias`` ``(H,)``.

    Source: Cho et al. 2014.
    """

    declaration = Declaration(
        id="gru",
        name=msg("GRU"),
        help=msg(
            "Reads a sequence step by step; two gates decide how much of its state h is kept and how much is new."
        ),
        group="recurrent",
        formula=r"h_t = (1-u_t)\odot\tilde h_t + u_t\odot h_{t-1}",
        derivative=(
            r"\frac{\partial L}{\partial h_{t-1}} = u_t\odot\frac{\partial L}{\partial h_t}"
            r" + \left[\delta^r_t,\ \delta^u_t,\ r_t\odot\delta^{\tilde h}_t\right] W^\top + \dots"
        ),
        parameters=(
            UNITS,
            Parameter(
                "reset",
                msg("Reset"),
                Kind.CHOICE,
                "after",
                msg("Whether the reset gate acts on what W makes of the state (PyTorch), or on the state before it."),
                choices=(Choice("after", msg("After the product")), Choice("before", msg("Before the product"))),
            ),
            *OPTIONS,
        ),
        source="Cho et al. 2014",
        glyph="gru",
        aliases=("gated recurrent unit", "门控循环单元", "閘控循環單元"),
    )

    @property
    def terms_kind(self) -> type[CellTerms]:
        """What says the terms of its numbers."""
        return GRUTerms

    @property
    def cell_kind(self) -> type[Cell]:
        """The cell that resets after or before the product."""
        return GRUAfterCell if self.reset == "after" else GRUBeforeCell
