"""Test surfaces: slopes against differences, minima, and the engine's optimisers on them against PyTorch's rules."""

from __future__ import annotations

import numpy as np
import pytest

from nnstudio.engine import optimizers
from nnstudio.inspection.surfaces import Racer, Surface, surfaces

EVERY = [surfaces.make(key) for key in surfaces]


@pytest.mark.parametrize("surface", EVERY, ids=lambda surface: surface.declaration.id)
def test_the_slope_is_that_of_the_loss(surface: Surface) -> None:
    low, high = np.array(surface.low), np.array(surface.high)
    for x, y in np.random.default_rng(0).uniform(low, high, (50, 2)):
        h = 1e-6
        across = (surface.loss(x + h, y) - surface.loss(x - h, y)) / (2 * h)
        up = (surface.loss(x, y + h) - surface.loss(x, y - h)) / (2 * h)
        np.testing.assert_allclose(surface.slope(x, y), (across, up), rtol=1e-5, atol=1e-5)


@pytest.mark.parametrize("surface", EVERY, ids=lambda surface: surface.declaration.id)
def test_the_minima_are_flat_in_sight_and_lower_than_all_around(surface: Surface) -> None:
    low, high = np.array(surface.low), np.array(surface.high)
    grid = np.stack(np.meshgrid(*np.linspace(low, high, 101).T), axis=-1)
    losses = surface.loss(grid[..., 0], grid[..., 1])
    for place in surface.minima:
        assert (low < place).all()
        assert (place < high).all()
        np.testing.assert_allclose(surface.slope(*place), 0, atol=1e-9)
        assert float(surface.loss(*np.array(place))) <= losses.min() + 1e-12
    assert (low < surface.start).all()
    assert (surface.start < high).all()


def test_plain_descent_momentum_and_adam_move_by_their_rules() -> None:
    ravine = surfaces.make("ravine")
    place = np.array(ravine.start)
    for name in ("sgd", "momentum", "adam"):
        racer = Racer(ravine, name, 0.03, ravine.start)
        theta, v, m, s = place.copy(), np.zeros(2), np.zeros(2), np.zeros(2)
        for step in range(1, 21):
            g = np.array(ravine.slope(*theta))
            if name == "sgd":
                theta = theta - 0.03 * g
            elif name == "momentum":
                v = 0.9 * v + g
                theta = theta - 0.03 * v
            else:
                m, s = 0.9 * m + 0.1 * g, 0.999 * s + 0.001 * g * g
                theta = theta - 0.03 * (m / (1 - 0.9**step)) / (np.sqrt(s / (1 - 0.999**step)) + 1e-8)
            racer.step()
            np.testing.assert_allclose(racer.moves[-1].place, theta, rtol=1e-10)
        assert racer.way.shape == (21, 2)


@pytest.mark.parametrize("optimizer", optimizers)
def test_every_optimiser_descends_into_the_bowl_and_begins_anew_alike(optimizer: str) -> None:
    bowl = surfaces.make("bowl")
    racer = Racer(bowl, optimizer, 0.05, bowl.start)
    for _ in range(60):
        racer.step()
    first = racer.way
    assert racer.moves[-1].loss < racer.moves[0].loss
    racer.begin(bowl.start)
    for _ in range(60):
        racer.step()
    np.testing.assert_array_equal(racer.way, first)


def test_who_leaps_too_far_is_lost_and_stays_so() -> None:
    ravine = surfaces.make("ravine")
    racer = Racer(ravine, "sgd", 0.2, ravine.start)
    for _ in range(60):
        racer.step()
    assert racer.lost
    length = len(racer.moves)
    racer.step()
    assert len(racer.moves) == length


def test_known_truths_adam_leaves_the_plateau_and_momentum_swings_in_the_ravine() -> None:
    plateau, ravine = surfaces.make("plateau"), surfaces.make("ravine")
    ends = {}
    for name in ("sgd", "adam"):
        racer = Racer(plateau, name, 0.05, plateau.start)
        for _ in range(100):
            racer.step()
        ends[name] = racer.moves[-1].loss
    assert ends["adam"] < 0.01 < 0.5 < ends["sgd"]

    def rises(name: str) -> int:
        racer = Racer(ravine, name, 0.03, ravine.start)
        for _ in range(100):
            racer.step()
        return int((np.diff([move.loss for move in racer.moves]) > 1e-9).sum())

    assert rises("sgd") == 0 < rises("momentum")
