"""Dead neurons."""

from __future__ import annotations

from nnstudio.engine.declaration import Declaration
from nnstudio.engine.measures.units import units
from nnstudio.inspection.search import Findings, Search
from nnstudio.inspection.searches.of_units import findings
from nnstudio.inspection.trace import Trace
from nnstudio.text import Message, msg


class Dead(Search):
    """Neurons whose output and slope are 0 for every sample of the batch."""

    declaration = Declaration(
        id="dead",
        name=msg("Dead neurons"),
        help=msg("Output and slope are 0 for every sample of the batch: no gradient reaches their weights."),
        formula=r"a = 0,\; f'(z) = 0 \;\text{for all}\; n",
        glyph="✕",
        aliases=("dying ReLU", "silent", "死亡神经元", "死亡神經元"),
    )

    def find(self, trace: Trace) -> Findings:
        """Return them in the network's order."""
        return findings(trace, {layer: each.dead for layer, each in units(trace.plan).items()}, _said)


def _said(trace: Trace, words: Message, share: float) -> Message:
    return msg("{what}: 0 for all {count} samples", what=words, count=trace.count)
