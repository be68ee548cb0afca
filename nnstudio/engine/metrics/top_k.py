"""Top-k accuracy."""

from __future__ import annotations

import numpy as np

from nnstudio.engine.declaration import Declaration, Kind, Parameter
from nnstudio.engine.metric import Metric, rows_of, true_classes
from nnstudio.engine.typing import Array
from nnstudio.text import msg


class TopK(Metric):
    r"""The share of samples whose true class is among the k with the largest scores.

    A class is among them where fewer than k others are larger; among equal scores the class with the lower number
    comes first, as it is the answer then: with k = 1 this is the accuracy, and never less. (In scikit-learn's sort from
    the end the higher number comes first.)
    """

    declaration = Declaration(
        id="top_k",
        name=msg("Top-k accuracy"),
        help=msg("The share of samples whose true class is among the k most probable ones."),
        group="classification",
        formula=r"\frac{1}{N} \sum_n [\, c_n \in \mathrm{top}_k(a_n) \,]",
        parameters=(
            Parameter(
                "k",
                msg("Places"),
                Kind.INTEGER,
                5,
                msg("How many of the most probable classes count."),
                minimum=1,
                maximum=1000,
                symbol="k",
            ),
        ),
        source="Russakovsky et al., International Journal of Computer Vision 115 (2015)",
        glyph="k✓",
        aliases=("top-5", "top 5 accuracy", "前 k 准确率", "前 k 準確率"),
    )

    def measure(self, prediction: Array, target: Array) -> Array:
        """Return the share, 0 to 1."""
        scores, truth = rows_of(prediction, target)
        if scores.shape[1] == 1:
            scores = np.concatenate([1.0 - scores, scores], axis=1)
        order = np.argsort(-scores, axis=1, kind="stable")[:, : self.k]
        return np.asarray((order == true_classes(truth, scores.shape[1])[:, None]).any(axis=1).mean())
