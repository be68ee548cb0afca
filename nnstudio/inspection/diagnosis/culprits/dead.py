"""ReLUs that are off for every sample."""

from __future__ import annotations

from nnstudio.engine.declaration import Declaration
from nnstudio.inspection.diagnosis.case import Case
from nnstudio.inspection.diagnosis.figures import percent
from nnstudio.inspection.diagnosis.finding import Culprit, Evidence, Finding
from nnstudio.inspection.diagnosis.layer_readings import DEAD, deadest, illness
from nnstudio.inspection.diagnosis.look import Look
from nnstudio.inspection.diagnosis.remedies import other_function
from nnstudio.text import msg

IN_THE_END = 0.9
POOR = 0.6


class Dead(Culprit):
    """Most neurons of a hidden layer give 0 for every sample, and their slope is 0: they cannot come back."""

    declaration = Declaration(
        id="dead",
        name=msg("Dead neurons"),
        help=msg("Output and slope are 0 for every sample: no gradient reaches the weights, so nothing changes that."),
        formula=r"a = 0,\; f'(z) = 0 \;\text{for all}\; n",
        source="Maas, Hannun & Ng 2013; Lu et al. 2020",
        aliases=("dying ReLU", "死亡神经元", "死亡神經元"),
    )
    explains = frozenset({"vanishing", "learning_rate_low", "not_learning", "underfitting", "class_imbalance",
                          "exploding"})  # fmt: skip

    def find(self, case: Case) -> Finding | None:
        """Look at the first weights, then at the present ones."""
        first, last = case.first, case.last
        if last is None:
            return None
        ill, share = illness(first), deadest(last)[0]
        born = ill == self.declaration.id and share > DEAD
        died = not ill and case.skill < POOR and share > IN_THE_END
        return self._of(case, last) if born or died else None

    def _of(self, case: Case, look: Look) -> Finding | None:
        share, layer = deadest(look)
        if layer is None:
            return None
        neurons = tuple(layer.index(each) for each in layer.dead_first)
        return self.finding(
            msg(
                "At step {step}, {count} of the {neurons} neurons of “{layer}” give 0 for every sample: "
                "no gradient reaches their weights.",
                step=look.step,
                count=layer.dead,
                neurons=layer.neurons,
                layer=case.name_of(layer.layer),
            ),
            msg("Draw the weights anew, take leaky ReLU, which is never quite off, or a smaller learning rate."),
            [Evidence(msg("Dead neurons"), percent(share), layer.layer, neurons, look.step)],
            fix=other_function(case.document, [layer.layer], "leaky_relu", msg("Use leaky ReLU")),
        )
