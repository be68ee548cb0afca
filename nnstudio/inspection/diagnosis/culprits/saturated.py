"""Functions that are flat where the neurons work."""

from __future__ import annotations

from nnstudio.engine.declaration import Declaration
from nnstudio.inspection.diagnosis.case import Case
from nnstudio.inspection.diagnosis.figures import number, percent
from nnstudio.inspection.diagnosis.finding import Culprit, Evidence, Finding
from nnstudio.inspection.diagnosis.layer_readings import flattest, illness
from nnstudio.inspection.diagnosis.look import Look
from nnstudio.inspection.diagnosis.remedies import drawn_anew
from nnstudio.text import msg

IN_THE_END = 0.85
POOR = 0.5


class Saturated(Culprit):
    """A hidden layer's slopes are flat from the first step on, or in the end though little was learned."""

    declaration = Declaration(
        id="saturated",
        name=msg("Saturated neurons"),
        help=msg("The slopes of a layer are below 1 % of the steepest for most samples: hardly any gradient passes."),
        formula=r"\left|f'(z)\right| < 0.01\,\max\left|f'\right|",
        source="Glorot & Bengio 2010",
        aliases=("flat", "饱和", "飽和"),
    )
    explains = frozenset({"vanishing", "learning_rate_low", "not_learning", "underfitting", "class_imbalance",
                          "overfitting", "exploding", "diverging"})  # fmt: skip

    def find(self, case: Case) -> Finding | None:
        """Look at the first weights, then at the present ones."""
        first, last = case.first, case.last
        ill = illness(first)
        if first is not None and ill == self.declaration.id:
            return self._of(case, first)
        if last is not None and not ill and case.settled and case.skill < POOR and flattest(last)[0] > IN_THE_END:
            return self._of(case, last)
        return None

    def _of(self, case: Case, look: Look) -> Finding | None:
        share, layer = flattest(look)
        if layer is None:
            return None
        neurons = tuple(layer.index(each) for each in layer.flat_first)
        return self.finding(
            msg(
                "At step {step}, {share} of the slopes in “{layer}” are flat: "
                "{count} of its {neurons} neurons hardly learn.",
                step=look.step,
                share=percent(share),
                layer=case.name_of(layer.layer),
                count=layer.flat,
                neurons=layer.neurons,
            ),
            msg("Draw smaller first weights that suit the function, and scale the inputs."),
            [
                Evidence(msg("Flat slopes"), percent(share), layer.layer, neurons, look.step),
                Evidence(msg("‖θ‖ of the layer"), number(layer.weight), layer.layer, (), look.step),
            ],
            fix=drawn_anew(case.document, [layer.layer]),
        )
