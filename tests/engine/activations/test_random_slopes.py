"""RReLU draws from the run's generator: the same seed gives the same slopes, and a saved run goes on with its own."""

import numpy as np

from nnstudio import engine
from nnstudio.engine.program import Program


def program(seed: int = 3, function: str = "rrelu") -> Program:
    graph = engine.Graph(
        (
            engine.GraphNode("x", engine.layers["input"](shape=(4,))),
            engine.GraphNode("h", engine.layers.make("dense", units=8, activation=function), ("x",)),
            engine.GraphNode("o", engine.layers.make("dense", units=1), ("h",)),
            engine.GraphNode("y", engine.layers.make("output"), ("o",)),
        )
    )
    return engine.compile(
        graph, engine.losses.make("mse"), engine.optimizers.make("adam"), learning_rate=0.01, seed=seed
    )


DATA = np.random.default_rng(0).normal(size=(16, 4)), np.random.default_rng(1).normal(size=(16, 1))


def trained(made: Program, steps: int) -> Program:
    plan = made.plan(16)
    plan.load(*made.arrange(*DATA))
    for _ in range(steps):
        plan.step()
    return made


def test_the_seed_decides_and_another_draws_otherwise() -> None:
    one, same, other = (trained(program(), 5) for _ in range(3))
    np.testing.assert_array_equal(one.theta, same.theta)
    other.reset(4)
    assert not np.array_equal(trained(other, 5).theta, one.theta)


def test_a_saved_run_goes_on_bit_for_bit() -> None:
    whole, first = trained(program(), 10), trained(program(), 5)
    later = program(seed=9)
    later.load_state(first.save_state())
    np.testing.assert_array_equal(trained(later, 5).theta, whole.theta)


def test_each_number_has_a_slope_of_its_own_at_each_step_within_the_range() -> None:
    made = program()
    plan = trained(made, 1).plan(16)
    slopes = []
    for _ in range(2):
        plan.step()
        z, slope = plan.quantity("h", "z"), plan.quantity("h", "slope").copy()
        assert (slope[z > 0] == 1).all()
        slopes.append(slope[z <= 0])
        assert 0.125 <= slopes[-1].min() < slopes[-1].max() <= 1 / 3
        np.testing.assert_allclose(plan.quantity("h", "a"), np.where(z > 0, z, slope * z), rtol=1e-6)
    assert not np.array_equal(*(part[:20] for part in slopes))


def test_outside_training_the_slope_is_the_mean() -> None:
    made = program()
    first = made.predict(DATA[0])
    np.testing.assert_array_equal(made.predict(DATA[0]), first)
    plan = made.plan(16, "evaluate")
    plan.load(*made.arrange(*DATA))
    plan.forward()
    z, a = plan.quantity("h", "z"), plan.quantity("h", "a")
    np.testing.assert_allclose(a, np.where(z > 0, z, z * (0.125 + 1 / 3) / 2), rtol=1e-6)


def test_the_inspector_reads_the_number_that_was_drawn() -> None:
    plan = trained(program(), 3).plan(16)
    for quantity in ("a", "slope"):
        found = engine.expand(plan, "h", quantity, 2, 5)
        assert sum(term.value for term in found.terms) == found.total
