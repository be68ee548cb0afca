"""The largest weights."""

from __future__ import annotations

import numpy as np

from nnstudio.engine.declaration import Declaration
from nnstudio.inspection.search import Findings, Search, largest
from nnstudio.inspection.searches.of_weights import findings
from nnstudio.inspection.trace import Trace
from nnstudio.text import msg


class LargestWeight(Search):
    """The largest |w|; biases are none."""

    declaration = Declaration(
        id="largest_weight",
        name=msg("Largest weight"),
        help=msg("The strongest connections of the network: the largest |w|. Biases are not among them."),
        formula=r"\max\left|w\right|",
        glyph="w",
        aliases=("strongest", "最大权重", "最大權重"),
    )

    def find(self, trace: Trace) -> Findings:
        """Return them, the largest first."""
        rule = trace.plan.update_rule
        spots = np.flatnonzero(rule.conditioning.mask)
        first = (int(spots[number]) for number in largest(np.abs(rule.theta[spots])))
        return findings(
            trace, rule.theta, first, len(spots), lambda words: msg("{what}", what=words), "backward", "update"
        )
