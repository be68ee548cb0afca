"""Whether one straight boundary can separate a few samples of two classes."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

Numbers = npt.NDArray[np.float64]
_MOST_ROUNDS = 1000


def is_inseparable(x: Numbers, y: npt.NDArray[np.int64]) -> bool:
    r"""Return whether it is proved that no ``w``, ``b`` separate the rows of ``x`` ``(N, F)`` by their class, 0 or 1.

    The perceptron rule adds ``±(x, 1)`` at each mistake. Where it comes back to weights that it has had at the same
    row, what it added in between sums to nothing: :math:`\sum_n \lambda_n t_n (x_n, 1) = 0` with some
    :math:`\lambda_n > 0`, which contradicts :math:`t_n (w x_n + b) > 0` for all of them. Small whole numbers, as in
    truth tables, add up exactly. False where it ends, or where nothing is proved in so many rounds.

    Source: Minsky & Papert 1969, §11.
    """
    signed = np.column_stack([x, np.ones(len(x))]) * np.where(y == 1, 1.0, -1.0)[:, None]
    weights, seen = np.zeros(signed.shape[1]), set()
    for _ in range(_MOST_ROUNDS):
        mistakes = 0
        for row in signed:
            if row @ weights <= 0:
                weights = weights + row
                mistakes += 1
        if not mistakes:
            return False
        known = (weights + 0.0).tobytes()
        if known in seen:
            return True
        seen.add(known)
    return False
