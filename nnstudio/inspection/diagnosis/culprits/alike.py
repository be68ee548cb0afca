"""Neurons that can never become different."""

from __future__ import annotations

from nnstudio.engine.declaration import Declaration
from nnstudio.inspection.diagnosis.case import Case
from nnstudio.inspection.diagnosis.figures import number
from nnstudio.inspection.diagnosis.finding import Culprit, Evidence, Finding
from nnstudio.inspection.diagnosis.remedies import drawn_anew
from nnstudio.text import msg


class Alike(Culprit):
    """The neurons of a hidden layer have the same weights and get the same gradients."""

    declaration = Declaration(
        id="alike",
        name=msg("Neurons that stay alike"),
        help=msg("Neurons with the same weights get the same gradients: a whole layer does the work of one neuron."),
        formula=r"w_{ij} = w_{ik},\; \frac{\partial L}{\partial w_{ij}} = \frac{\partial L}{\partial w_{ik}}",
        source="Rumelhart, Hinton & Williams 1986",
        aliases=("symmetry", "zero initialisation", "对称", "對稱"),
    )
    explains = frozenset(
        {"saturated", "dead", "vanishing", "learning_rate_low", "not_learning", "underfitting", "penalty",
         "class_imbalance"}
    )  # fmt: skip

    def find(self, case: Case) -> Finding | None:
        """Look at the hidden layers as they are now."""
        look = case.last
        found = [each for each in look.layers if each.identical] if look is not None else []
        if look is None or not found:
            return None
        layer = found[0]
        return self.finding(
            msg(
                "All {count} neurons of “{layer}” have the same weights and get the same gradients: they stay one.",
                count=layer.neurons,
                layer=case.name_of(layer.layer),
            ),
            msg("Draw the first weights at random, so that the neurons begin differently."),
            [
                Evidence(msg("Neurons with the same weights"), number(each.neurons, 1), each.layer, (), look.step)
                for each in found
            ],
            fix=drawn_anew(case.document, [each.layer for each in look.learning]),
            neurons=tuple(layer.index(each) for each in range(min(layer.neurons, 2))),
        )
