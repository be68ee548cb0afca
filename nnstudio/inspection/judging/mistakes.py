"""The samples whose class is answered wrongly, the surest mistake first."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from nnstudio.data.samples import Numbers


@dataclass(frozen=True)
class Mistake:
    """Sample ``place`` of those asked about, of class ``truth``, is taken for ``predicted``.

    ``given`` and ``share`` are the network's scores for the two classes: probabilities, where it gives such.
    """

    place: int
    truth: int
    predicted: int
    given: float
    share: float


def mistakes(answers: Numbers, truth: Numbers, scores: Numbers | None = None) -> tuple[Mistake, ...]:
    """Return the wrong ones among answers ``(N, K)`` to samples of classes ``(N,)``, those given most surely first.

    One column is the probability of the second of two classes, which wins above ½. Answers that are no numbers are
    left out. ``scores`` : what ranks the samples, where one column of answers only names the class, as behind a hinge
    loss: positive for the second class, as much below 0 for the first.
    """
    found = np.asarray(answers, np.float64)
    if found.shape[1] == 1:
        predicted = (found[:, 0] > 0.5).astype(np.int64)
        first, second = (1 - found, found) if scores is None else (-scores, scores)
        found = np.concatenate([first, second], axis=1)
    else:
        predicted = np.nan_to_num(found, nan=-np.inf).argmax(axis=1)
    wrong = np.flatnonzero((predicted != truth.astype(np.int64)) & np.isfinite(found).all(axis=1))
    surest = wrong[np.argsort(-found[wrong, predicted[wrong]], kind="stable")]
    return tuple(
        Mistake(place, int(truth[place]), int(predicted[place]), *found[place, [int(truth[place]), predicted[place]]])
        for place in surest.tolist()
    )
