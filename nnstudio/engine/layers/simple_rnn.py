"""The simple recurrent layer."""

from __future__ import annotations

from nnstudio.engine.declaration import Choice, Declaration, Kind, Parameter
from nnstudio.engine.recurrence.cell import Cell
from nnstudio.engine.recurrence.layer import RecurrentLayer
from nnstudio.engine.recurrence.options import OPTIONS, UNITS
from nnstudio.engine.recurrence.simple import AdditiveCell, SimpleCell
from nnstudio.engine.recurrence.terms import AdditiveTerms, CellTerms, SimpleTerms
from nnstudio.text import msg


class SimpleRNN(RecurrentLayer):
    """``z_t = x_t U + h_{t−1} W + b``, ``h_t = f(z_t)``: U is ``(D, H)``, W is ``(H, H)``, b is ``(H,)``.

    With ``state="added"``: ``h_t = h_{t−1} + f(z_t)``.

    The two passes, step by step: ``recurrence/simple.py``.

    Source: Elman 1990.
    """

    declaration = Declaration(
        id="simple_rnn",
        name=msg("Simple recurrent"),
        help=msg("Reads a sequence step by step; its state h carries on what it has seen, for some ten steps."),
        group="recurrent",
        formula=r"h_t = f\!\left(x_t U + h_{t-1} W + b\right)",
        derivative=(
            r"\delta_t = f'(z_t)\odot\left(\frac{\partial L}{\partial a_t} + \delta_{t+1} W^\top\right),\quad"
            r"\frac{\partial L}{\partial W} = \sum_t h_{t-1}^\top \delta_t"
        ),
        parameters=(
            UNITS,
            Parameter(
                "activation",
                msg("Activation"),
                Kind.CHOICE,
                "tanh",
                msg("What bends the net input z of each step into the state h."),
                choices=(
                    Choice("tanh", msg("Tanh")),
                    Choice("relu", msg("ReLU")),
                    Choice("logistic", msg("Logistic")),
                ),
            ),
            Parameter(
                "state",
                msg("State"),
                Kind.CHOICE,
                "replaced",
                msg("Whether f(z) takes the place of the state before, or is added to it: then the gradient lasts."),
                choices=(Choice("replaced", msg("Replaced")), Choice("added", msg("Added to"))),
            ),
            *OPTIONS,
        ),
        source="Elman 1990; Werbos 1990",
        glyph="rnn",
        aliases=("RNN", "Elman", "vanilla", "循环神经网络", "循環神經網路"),
    )

    @property
    def terms_kind(self) -> type[CellTerms]:
        """What says the terms of its numbers."""
        return AdditiveTerms if self.state == "added" else SimpleTerms

    @property
    def cell_kind(self) -> type[Cell]:
        """The simple cell, or the one that adds to its state."""
        return AdditiveCell if self.state == "added" else SimpleCell
