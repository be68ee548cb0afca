"""Bumps are what the formulas say, on the engine's own network; more of them come nearer, and training nearer still."""

from __future__ import annotations

import numpy as np
import pytest

from nnstudio.inspection.functions.approximation import GOALS, UPDATES, learn, reached
from nnstudio.inspection.functions.bumps import KINDS, Bump, Sum, X, bump_parts, distance, even_bumps, weights_of

SINE = GOALS["sine"][1]


def test_a_tent_of_three_relus() -> None:
    bump = Bump(0.25, 0.5, -0.8)
    network = Sum("relu", 3)
    network.put(weights_of("relu", (bump,), 20.0))
    np.testing.assert_allclose(
        network.answer(), -0.8 * np.maximum(0, 1 - np.abs(X - 0.25) / 0.5), rtol=1e-12, atol=1e-12
    )


def test_a_bump_of_two_logistic_neurons_is_half_as_high_at_its_edges() -> None:
    bump = Bump(0.0, 1.0, 0.8)
    network = Sum("logistic", 2)
    network.put(weights_of("logistic", (bump,), 40.0))
    answer = dict(zip(np.round(X, 6), network.answer(), strict=True))
    assert answer[0.0] == pytest.approx(0.8, abs=1e-6)
    assert answer[0.5] == pytest.approx(0.4, abs=1e-6)
    assert answer[-0.5] == pytest.approx(0.4, abs=1e-6)
    assert abs(answer[1.0]) < 1e-6


@pytest.mark.parametrize("kind", KINDS)
def test_bumps_add_up_to_the_answer(kind: str) -> None:
    bumps = even_bumps(kind, SINE, 5)
    weights = weights_of(kind, bumps, 20.0)
    network = Sum(kind, weights.units)
    network.put(weights)
    answer = network.answer()
    parts = bump_parts(kind, network.parts())
    assert parts.shape == (5, len(X))
    np.testing.assert_allclose(parts.sum(axis=0), answer, atol=1e-12)
    kept = network.weights()
    np.testing.assert_array_equal(kept.out, weights.out)
    np.testing.assert_array_equal(kept.bias, weights.bias)


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("goal", ["sine", "hills", "teeth"])
def test_more_bumps_come_nearer_to_a_continuous_curve(kind: str, goal: str) -> None:
    curve, found = GOALS[goal][1], []
    for count in (4, 8, 16, 32, 64):
        network = Sum(kind, count * KINDS[kind])
        network.put(weights_of(kind, even_bumps(kind, curve, count), 20.0))
        # The ends of the outermost logistic bumps lie on the range's ends: half a bump is missing there.
        inside = np.abs(X) < 0.9
        found.append(float(np.abs(network.answer() - curve)[inside].max()))
    # A staircase comes nearer with the width of its steps, straight lines with its square.
    assert found[-1] < 0.2 * found[0]
    assert found[-1] < 0.12


def test_a_jump_stays_half_a_jump_away() -> None:
    """The theorem is of continuous curves."""
    curve = GOALS["step"][1]
    for count in (8, 16, 32):
        network = Sum("relu", 3 * count)
        network.put(weights_of("relu", even_bumps("relu", curve, count), 20.0))
        assert distance(network.answer(), curve)[1] > 0.5


@pytest.mark.parametrize("kind", KINDS)
def test_training_goes_on_from_the_bumps(kind: str) -> None:
    weights = weights_of(kind, even_bumps(kind, SINE, 6), 20.0)
    network = Sum(kind, weights.units)
    network.put(weights)
    learned = learn(kind, weights, SINE, 0.01)
    np.testing.assert_array_equal(learned.answers[0], network.answer())
    assert learned.answers.shape == (UPDATES + 1, len(X))
    assert learned.distances[0] == pytest.approx(distance(network.answer(), SINE)[0])
    assert learned.distances.min() < 0.5 * learned.distances[0]
    one = reached(kind, SINE, 6, 20.0, 0.01)
    assert one.units == 6 * KINDS[kind]
    assert one.built == pytest.approx(learned.distances[0])
    assert one.trained == pytest.approx(learned.distances[-1])
