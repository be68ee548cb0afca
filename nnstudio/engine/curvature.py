r"""The two-loop recursion of L-BFGS: the inverse Hessian times a vector, from the last steps alone.

With steps :math:`s_k`, changes of the gradient :math:`y_k` and :math:`\rho_k = 1/(y_k^\top s_k)`:

.. math:: q \leftarrow -g; \qquad a_k = \rho_k\,s_k^\top q,\quad q \leftarrow q - a_k y_k \quad\text{(newest first)};
          \qquad d \leftarrow \gamma q; \qquad b_k = \rho_k\,y_k^\top d,\quad d \leftarrow d + (a_k - b_k)\,s_k

Source: Nocedal & Wright, Numerical Optimization (2006), algorithm 7.4.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from nnstudio.engine.typing import Array

TOLERANCE_GRADIENT = 1e-7
TOLERANCE_CHANGE = 1e-9
LEAST_CURVATURE = 1e-10
"""PyTorch's bounds: a largest gradient below the first is the goal; a direction that falls less than the second is
none; a pair with less curvature than the third is not kept."""


class Recursion:
    """One step of L-BFGS, in place, without allocating. All that it reads next time is in the arrays of ``state``.

    ``state`` has ``d`` and ``before`` (P,); ``steps`` and ``changes`` (M, P), a ring; ``inverse`` ρ, ``along`` a and
    ``mixed`` a − b, each (M,); and ``numbers``, by the names of :data:`NUMBERS`.
    """

    NUMBERS = ("started", "moved", "count", "head", "gamma", "t")
    """Whether there was a step, and whether the last one moved; pairs held, and the place of the oldest; γ; t."""

    def __init__(self, theta: Array, grad: Array, state: Mapping[str, Array], rate: Array, part: Array) -> None:
        self._theta, self._grad, self._rate, self._part = theta, grad, rate, part
        self._d, self._before = state["d"], state["before"]
        self._steps, self._changes = state["steps"], state["changes"]
        self._inverse, self._along, self._mixed = state["inverse"], state["along"], state["mixed"]
        self._numbers = state["numbers"]

    def step(self) -> None:
        """Make one step, or none where the gradient has all but vanished."""
        started, moved, count, head, gamma, t = self._numbers.tolist()
        np.abs(self._grad, self._part)
        if not self._part.size or self._part.max() <= TOLERANCE_GRADIENT:
            self._numbers[1] = 0.0
            return
        rate = float(self._rate)
        if started:
            count, head, gamma = self._remember(int(count), int(head), gamma, t if moved else 0.0)
            self._turn(int(count), int(head), gamma)
            t = rate
        else:
            np.negative(self._grad, self._d)
            gamma, t = 1.0, min(1.0, 1.0 / float(self._part.sum())) * rate
        self._before[:] = self._grad
        falls = float(self._grad.dot(self._d)) <= -TOLERANCE_CHANGE
        if falls:
            np.multiply(self._d, t, self._part)
            np.add(self._theta, self._part, self._theta)
        self._numbers[:] = 1.0, float(falls), count, head, gamma, t

    def _remember(self, count: int, head: int, gamma: float, t: float) -> tuple[int, int, float]:
        """Take the last step and the change of the gradient into the history, if they show curvature."""
        size = len(self._steps)
        place = (head + count) % size
        np.subtract(self._grad, self._before, self._part)
        curvature = float(self._part.dot(self._d)) * t
        if not curvature > LEAST_CURVATURE:
            return count, head, gamma
        if count == size:
            head = (head + 1) % size
        self._changes[place] = self._part
        np.multiply(self._d, t, self._steps[place])
        curvature = float(self._part.dot(self._steps[place]))
        self._inverse[place] = 1.0 / curvature
        return min(count + 1, size), head, curvature / float(self._part.dot(self._part))

    def _turn(self, count: int, head: int, gamma: float) -> None:
        """Make the direction of the gradient."""
        d, part, size = self._d, self._part, len(self._steps)
        np.negative(self._grad, d)
        for k in range(count - 1, -1, -1):
            place = (head + k) % size
            self._along[place] = along = float(self._steps[place].dot(d)) * float(self._inverse[place])
            np.multiply(self._changes[place], along, part)
            np.subtract(d, part, d)
        np.multiply(d, gamma, d)
        for k in range(count):
            place = (head + k) % size
            back = float(self._changes[place].dot(d)) * float(self._inverse[place])
            self._mixed[place] = mixed = float(self._along[place]) - back
            np.multiply(self._steps[place], mixed, part)
            np.add(d, part, d)
