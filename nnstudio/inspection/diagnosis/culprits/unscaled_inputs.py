"""Inputs in units that a network cannot work with."""

from __future__ import annotations

import numpy as np

from nnstudio.data.settings import Scaling
from nnstudio.document.edits import SetData, Several
from nnstudio.engine.declaration import Declaration
from nnstudio.engine.layers import layers
from nnstudio.inspection.diagnosis.case import Case
from nnstudio.inspection.diagnosis.figures import number
from nnstudio.inspection.diagnosis.finding import Culprit, Evidence, Finding
from nnstudio.text import msg

LARGE = 20.0
SMALL = 0.02
MOST_SHOWN = 3


class UnscaledInputs(Culprit):
    """A feature's root mean square is far from 1, and no layer brings it there."""

    declaration = Declaration(
        id="unscaled_inputs",
        name=msg("Inputs are not scaled"),
        help=msg("First weights are drawn for inputs of about 1; much larger or smaller ones saturate or starve."),
        formula=r"\sqrt{\tfrac1N\sum_n x_{ni}^2} > 20 \text{ or } < 0.02",
        source="LeCun, Bottou, Orr & Müller 1998, §4.3",
        aliases=("scaling", "normalisation", "缩放", "縮放"),
    )
    explains = frozenset(
        {
            "saturated", "dead", "exploding", "vanishing", "diverging", "not_finite", "learning_rate_high",
            "learning_rate_low", "not_learning", "underfitting", "class_imbalance", "overfitting",
        }
    )  # fmt: skip

    def find(self, case: Case) -> Finding | None:
        """Look at the features as the network sees them."""
        facts = case.facts_of_data
        if not facts.rms.size or facts.prepared.raw.codes or _normalised(case):
            return None
        largest = float(facts.rms.max())
        if SMALL <= largest <= LARGE:
            return None
        order = [int(each) for each in np.argsort(-facts.rms)[:MOST_SHOWN]]
        names = facts.prepared.input_names
        name = names[order[0]] if order[0] < len(names) else "x"
        sentence = (
            msg("The inputs are large: “{name}” is about {size}.", name=name, size=number(largest))
            if largest > LARGE
            else msg("The inputs are small: “{name}” is about {size}.", name=name, size=number(largest))
        )
        fix = None
        if case.document.data.scaling is Scaling.NONE:
            fix = Several((SetData((("scaling", Scaling.STANDARD.value),)),), msg("Scale the inputs"))
        return self.finding(
            sentence,
            msg("Scale every feature to mean 0 and standard deviation 1; the first weights are drawn for that."),
            [
                Evidence(
                    msg("Root mean square of “{name}”", name=names[each] if each < len(names) else "x"),
                    number(float(facts.rms[each])),
                    case.input_layer,
                    ((each,),) if each < len(names) else (),
                    0,
                )
                for each in order
            ],
            fix=fix,
        )


def _normalised(case: Case) -> bool:
    """Whether a layer that normalises comes first."""
    network = case.document.network
    after = [wire.target for wire in network.outgoing.get(case.input_layer, ())]
    kinds = [network.by_id[each].kind for each in after]
    return any(kind in layers and layers[kind].declaration.group == "normalisation" for kind in kinds)
