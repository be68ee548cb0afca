r"""The scaled dot product, ``softmax(Q Kᵀ / √d) V``, for all samples and heads at once, as calls.

Arrays are ``(N, heads, T, d)``: batched products in BLAS, whose operands and results may be views of rows.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from nnstudio.engine.attention.rows import show_rows
from nnstudio.engine.elementary import full
from nnstudio.engine.site import Site
from nnstudio.engine.typing import Array

SCORES = r"s_{tr} = \frac{1}{\sqrt d}\sum_i q_{ti}\,k_{ri}"
WEIGHTS = r"w_{tr} = \frac{e^{s_{tr}}}{\sum_u e^{s_{tu}}}"
CONTEXT = r"a_{ti} = \sum_r w_{tr}\,v_{ri}"
GRAD_WEIGHTS = r"\frac{\partial L}{\partial w_{tr}} = \sum_i \frac{\partial L}{\partial a_{ti}}\,v_{ri}"
GRAD_SCORES = (
    r"\frac{\partial L}{\partial s_{tr}} = w_{tr}\Bigl(\frac{\partial L}{\partial w_{tr}}"
    r" - \sum_u w_{tu}\,\frac{\partial L}{\partial w_{tu}}\Bigr)"
)
GRAD_QUERY = r"\frac{\partial L}{\partial q_{ti}} = \frac{1}{\sqrt d}\sum_r \frac{\partial L}{\partial s_{tr}}\,k_{ri}"
GRAD_KEY = r"\frac{\partial L}{\partial k_{ri}} = \frac{1}{\sqrt d}\sum_t \frac{\partial L}{\partial s_{tr}}\,q_{ti}"
GRAD_VALUE = r"\frac{\partial L}{\partial v_{ri}} = \sum_t w_{tr}\,\frac{\partial L}{\partial a_{ti}}"


@dataclass(eq=False)
class ScaledDotProduct:
    """One layer's attention: ``query`` ``(N, heads, T, d)``, ``key`` and ``value`` ``(N, heads, R, d)``.

    ``causal``: step t sees steps r ≤ t only. It shows ``scores`` and ``weights``, outside ``(T, R)``, or
    ``(T, R, heads)`` with ``several`` heads, the ``total`` of each row's exponentials, ``(T, 1)`` or ``(T, 1, heads)``,
    and after the backward pass the gradients of scores and weights.
    """

    site: Site
    query: Array
    key: Array
    value: Array
    causal: bool
    several: bool

    def __post_init__(self) -> None:
        """Make the buffers: one number for each pair of steps."""
        samples, heads, steps, features = self.query.shape
        seen = self.key.shape[2]
        emit = self.site.emit
        self.shape = (samples, heads, steps, seen)
        self.scores, self.weights, self.room = (emit.scratch(self.shape) for _ in range(3))
        self.rows = samples * heads * steps
        self.sums = emit.scratch((self.rows,))
        self.ones = full(emit, (seen,), 1.0)
        self.scale = emit.constant(1 / math.sqrt(features))

    def emit_forward(self, out: Array) -> None:
        """Emit scores, weights, and the weighted sum of values into ``out`` ``(N, heads, T, d)``."""
        emit = self.site.emit
        self._show("scores", self.scores)
        self._show("weights", self.weights)
        self._show("total", self.sums.reshape(*self.shape[:3], 1))
        emit.about("scores", SCORES)
        emit.call(np.matmul, self.query, self.key.transpose(0, 1, 3, 2), self.scores)
        emit.call(np.multiply, self.scores, self.scale, self.scores)
        emit.about("weights", WEIGHTS)
        self._emit_softmax(self._emit_masked())
        emit.about("context" if self.several else "a", CONTEXT)
        emit.call(np.matmul, self.weights, self.value, out)

    def _emit_masked(self) -> Array:
        """Return the scores with −∞ where a step must not look."""
        if not self.causal:
            return self.scores
        emit = self.site.emit
        mask, masked = emit.scratch(self.shape), emit.scratch(self.shape)
        mask[:] = np.where(np.tri(*self.shape[2:], dtype=bool), 0.0, -np.inf)
        emit.call(np.add, self.scores, mask, masked)
        return masked

    def _emit_softmax(self, scores: Array) -> None:
        """Emit the softmax of each row, shifted by its largest score so that nothing overflows."""
        emit, flat = self.site.emit, (self.rows, self.shape[-1])
        largest, room = emit.scratch((self.rows, 1)), self.room.reshape(flat)
        weights = self.weights.reshape(flat)
        emit.call(np.maximum.reduce, scores.reshape(flat), 1, None, largest, True)
        emit.call(np.copyto, room, largest)
        emit.call(np.subtract, scores.reshape(flat), room, weights)
        emit.call(np.exp, weights, weights)
        emit.call(weights.dot, self.ones, self.sums)
        emit.call(np.copyto, room, self.sums[:, None])
        emit.call(np.divide, weights, room, weights)

    def emit_backward(self, grad: Array, query: Array | None, key: Array | None, value: Array | None) -> None:
        """Emit the gradients of scores and weights, and those of query, key, value, where wanted, into these arrays."""
        emit = self.site.emit
        if value is not None:
            emit.about("grad_value", GRAD_VALUE)
            emit.call(np.matmul, self.weights.transpose(0, 1, 3, 2), grad, value)
        if query is None and key is None:
            return
        scores = self._emit_scores_gradient(grad)
        if query is not None:
            emit.about("grad_query", GRAD_QUERY)
            emit.call(np.matmul, scores, self.key, query)
            emit.call(np.multiply, query, self.scale, query)
        if key is not None:
            emit.about("grad_key", GRAD_KEY)
            emit.call(np.matmul, scores.transpose(0, 1, 3, 2), self.query, key)
            emit.call(np.multiply, key, self.scale, key)

    def _emit_scores_gradient(self, grad: Array) -> Array:
        emit, flat = self.site.emit, (self.rows, self.shape[-1])
        weights, scores = emit.scratch(self.shape), emit.scratch(self.shape)
        self._show("grad_weights", weights)
        self._show("grad_scores", scores)
        sums, room = emit.scratch((self.rows,)), self.room.reshape(flat)
        emit.about("grad_weights", GRAD_WEIGHTS)
        emit.call(np.matmul, grad, self.value.transpose(0, 1, 3, 2), weights)
        emit.about("grad_scores", GRAD_SCORES)
        emit.call(np.multiply, weights, self.weights, self.room)
        emit.call(room.dot, self.ones, sums)
        emit.call(np.copyto, room, sums[:, None])
        emit.call(np.subtract, weights, self.room, scores)
        emit.call(np.multiply, scores, self.weights, scores)
        return scores

    def _show(self, name: str, array: Array) -> None:
        show_rows(self.site, name, array.transpose(0, 2, 3, 1) if self.several else array[:, 0])
