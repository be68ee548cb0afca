"""Weights that the next update leaves as they are."""

from __future__ import annotations

import numpy as np

from nnstudio.engine.declaration import Declaration
from nnstudio.engine.foretell import foretell_all
from nnstudio.inspection.search import MOST, Findings, Search
from nnstudio.inspection.searches.of_weights import findings
from nnstudio.inspection.trace import Trace
from nnstudio.text import msg


class Unchanged(Search):
    """Weights and biases whose new value is the old one, to the last bit."""

    declaration = Declaration(
        id="unchanged",
        name=msg("Unchanged weights"),
        help=msg("The next update leaves them as they are, to the last bit: they do not learn in this step."),
        formula=r"w^{+} = w",
        glyph="=",
        aliases=("frozen", "stuck", "不变", "不變"),
    )

    def find(self, trace: Trace) -> Findings:
        """Return them in the order of the parameters."""
        theta = trace.plan.update_rule.theta
        spots = np.flatnonzero(foretell_all(trace.plan) == theta)
        return findings(
            trace,
            theta,
            spots[:MOST].tolist(),
            len(spots),
            lambda words: msg("{what} stays as it is", what=words),
            "update",
            "backward",
        )
