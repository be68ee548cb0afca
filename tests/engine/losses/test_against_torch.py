"""Losses against values that torch 2.13.0 (CPU, float64) gave: three samples, two outputs, written down once."""

import numpy as np
import pytest

from nnstudio.engine.emitter import Emitter
from nnstudio.engine.losses import losses

PROBABILITIES = [[0.9, 0.2], [0.35, 0.6], [0.05, 0.7]]
LOGITS = [[2.0, -1.0], [-0.5, 0.25], [-3.0, 4.0]]
DISTRIBUTIONS = [[0.7, 0.3], [0.2, 0.8], [0.45, 0.55]]
TARGETS = [[1.0, 0.0], [0.0, 1.0], [0.0, 1.0]]
TAKES_LOGITS = {"binary_cross_entropy_logits", "cross_entropy_logits", "hinge"}
LOSS_AND_GRADIENT = {
    "mse": (
        0.07083333333333335,
        [
            [-0.033333333333333326, 0.06666666666666667],
            [0.11666666666666665, -0.13333333333333333],
            [0.016666666666666666, -0.1],
        ],
    ),
    "half_mse": (
        0.07083333333333335,
        [
            [-0.033333333333333326, 0.06666666666666667],
            [0.11666666666666665, -0.13333333333333333],
            [0.016666666666666666, -0.1],
        ],
    ),
    "mae": (
        0.2333333333333333,
        [
            [-0.16666666666666666, 0.16666666666666666],
            [0.16666666666666666, -0.16666666666666666],
            [0.16666666666666666, -0.16666666666666666],
        ],
    ),
    "binary_cross_entropy": (
        0.27968014085946064,
        [
            [-0.1851851851851852, 0.2083333333333333],
            [0.25641025641025644, -0.2777777777777778],
            [0.17543859649122806, -0.2380952380952381],
        ],
    ),
    "binary_cross_entropy_logits": (
        0.2594905636852829,
        [
            [-0.01986715367035295, 0.04482357022833252],
            [0.0629234447996909, -0.07297058318570032],
            [0.00790431219626113, -0.0029977016603485915],
        ],
    ),
    "cross_entropy": (
        0.3925518320028542,
        [[-0.4761904761904762, -0.0], [-0.0, -0.41666666666666663], [-0.0, -0.606060606060606]],
    ),
    "cross_entropy_logits": (
        0.14545660804747204,
        [
            [-0.015808624392522248, 0.015808624392522258],
            [0.10694043360820234, -0.10694043360820234],
            [0.00030368373146688165, -0.00030368373146686756],
        ],
    ),
    "hinge": (0.20833333333333334, [[-0.0, 0.0], [0.16666666666666666, -0.16666666666666666], [0.0, -0.0]]),
}


@pytest.mark.parametrize("name", LOSS_AND_GRADIENT)
def test_mean_and_gradient(name: str) -> None:
    rows = LOGITS if name in TAKES_LOGITS else DISTRIBUTIONS if name == "cross_entropy" else PROBABILITIES
    output, target = (np.ascontiguousarray(np.array(values).T) for values in (rows, TARGETS))
    each, grad, emit = np.zeros(3), np.zeros_like(output), Emitter(output.dtype)
    losses[name]().emit_forward(emit, output, target, each)
    losses[name]().emit_backward(emit, output, target, grad)
    emit.run()
    mean, gradient = LOSS_AND_GRADIENT[name]
    assert each.mean() == pytest.approx(mean, rel=1e-14)
    np.testing.assert_allclose(grad.T, gradient, rtol=1e-12, atol=1e-16)


def test_the_worked_example_s_loss() -> None:
    """E = ½ Σ (t − o)² of one sample, as the two-layer example is published."""
    output, target = np.array([[0.751365070], [0.772928465]]), np.array([[0.01], [0.99]])
    each, emit = np.zeros(1), Emitter(output.dtype)
    losses["half_mse"]().emit_forward(emit, output, target, each)
    emit.run()
    assert each[0] == pytest.approx(0.298371109, abs=1e-9)


def test_a_clamped_logarithm_costs_a_hundred_as_in_torch() -> None:
    output, target = np.array([[0.0, 1.0]], np.float32), np.array([[1.0, 0.0]], np.float32)
    each, emit = np.zeros(2, np.float32), Emitter(output.dtype)
    losses["binary_cross_entropy"]().emit_forward(emit, output, target, each)
    emit.run()
    np.testing.assert_array_equal(each, [100.0, 100.0])
