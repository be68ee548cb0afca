"""Each break-point stops a run at the first step at which its condition comes true, and at no other."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import numpy as np
import pytest
from training_networks import Endless, document, loading, problem

from nnstudio.document import SetParameters, apply
from nnstudio.engine import NnstudioError, chain, compile, layers, losses, optimizers
from nnstudio.training import commands as c
from nnstudio.training.break_point import BreakPoint, read_place, write_place
from nnstudio.training.break_points import break_points
from nnstudio.training.break_points.gradient_above import surely_below
from nnstudio.training.events import Reason, RunPaused
from nnstudio.training.feed import Feed
from nnstudio.training.headless import make_problem
from nnstudio.training.problem import Problem
from nnstudio.training.run import Run
from nnstudio.training.stops import Stops
from nnstudio.training.trainer import Trainer

MOST = 400
Condition = Callable[[Problem, list[float]], bool]


def ramp() -> Problem:
    """Return a network of rectifiers, some of which are silent for a whole batch now and then."""
    made = document(hidden=8, learning_rate=0.3, batch_size=5, optimizer="sgd")
    return make_problem(apply(made, SetParameters("n2", (("activation", "relu"),))))


def crossing(problem: Problem, losses: list[float], seen: dict[int, float]) -> bool:
    weight = float(problem.program.parameter("n2", "weight")[1, 3])
    before = seen.setdefault(id(problem), weight)
    seen[id(problem)] = weight
    return before * weight < 0


def rising(losses: list[float], length: int, share: float) -> bool:
    if len(losses) < 2 * length:
        return False
    return float(np.mean(losses[-length:])) > (1 + share) * float(np.mean(losses[-2 * length : -length]))


def died(problem: Problem) -> bool:
    plan = problem.run.plan
    silent = (plan.quantity("n2", "a") == 0) & (plan.quantity("n2", "slope") == 0)
    return bool(silent.all(axis=0).any())


def conditions() -> Iterator[tuple[BreakPoint, Condition]]:
    make, seen = break_points.make, dict[int, float]()
    for neuron in (0, 3, 5):
        yield (
            make("delta_zero", at=f"n2/grad_z/{neuron}"),
            lambda p, _, n=neuron: not p.run.plan.quantity("n2", "grad_z")[:, n].any(),
        )
    yield (
        make("delta_zero", at="n3/grad_z/0", tolerance=0.05),
        lambda p, _: bool((np.abs(p.run.plan.quantity("n3", "grad_z")) <= 0.05).all()),
    )
    yield make("dead", layer="n2"), lambda p, _: died(p)
    yield make("weight_crosses_zero", at="n2/weight/1,3"), lambda p, losses: crossing(p, losses, seen)
    yield make("gradient_above", limit=0.4), lambda p, _: bool(np.abs(p.program.grad).max() > 0.4)
    yield (
        make("gradient_above", limit=0.2, layer="n2"),
        lambda p, _: any(np.abs(p.program.gradient("n2", name)).max() > 0.2 for name in ("weight", "bias")),
    )
    yield make("loss_rises", share=0.2, steps=6), lambda _, losses: rising(losses, 6, 0.2)
    yield make("loss_below", limit=0.5), lambda _, losses: losses[-1] < 0.5
    yield make("at_epoch", epoch=3), lambda p, _: p.run.epoch >= 3
    yield make("at_step", step=123), lambda p, _: p.run.step >= 123


def expected(condition: Condition) -> list[int]:
    """Return, from a run of its own, the steps at which a condition is true that was not at the step before."""
    made, losses, found = ramp(), [], []
    losses.append(float(made.run.plan.loss))
    before = condition(made, losses)
    for step in range(1, MOST + 1):
        made.run.advance(1, Endless())
        losses += made.run.losses
        now = condition(made, losses)
        if now and not before:
            found.append(step)
        before = now
    return found


@pytest.mark.parametrize(("point", "condition"), list(conditions()))
def test_it_stops_where_the_condition_comes_true_and_only_there(point: BreakPoint, condition: Condition) -> None:
    made, stops, found = ramp(), Stops((point,)), list[int]()
    run = made.run
    while run.step < MOST:
        known = stops.goal(run)
        stops.advance(run, min(MOST, known or MOST) - run.step, Endless())
        if stops.hit == 0:
            found.append(run.step)
    assert found == expected(condition)
    assert found, "or this would show nothing"


@pytest.mark.parametrize("kind", ["delta_zero", "dead", "weight_crosses_zero", "gradient_above", "loss_below"])
def test_it_leads_to_the_number_that_shows_it(kind: str) -> None:
    point = next(point for point, _ in conditions() if point.declaration.id == kind)
    made, stops = ramp(), Stops((point,))
    while stops.hit != 0:
        assert made.run.step < MOST
        stops.advance(made.run, MOST - made.run.step, Endless())
    plan, place = made.run.plan, point.place(made.run.plan)
    assert place is not None
    if kind in ("delta_zero", "dead"):
        assert not plan.quantity(place.layer, place.quantity)[:, place.index[0]].any()
    elif kind == "gradient_above":
        name = place.quantity.removesuffix("_grad")
        assert abs(made.program.gradient(place.layer, name)[place.index]) == np.abs(made.program.grad).max() > 0.4
    else:
        expected = {"weight_crosses_zero": ("n2", "weight_grad", (1, 3)), "loss_below": ("n4", "mean_loss", ())}
        assert (place.layer, place.quantity, place.index) == expected[kind]


@pytest.mark.parametrize("dtype", ["float32", "float64"])
@pytest.mark.parametrize("limit", [1e-30, 1e-20, 1e-3, 0.4, 1.0, 1e25])
def test_a_sum_of_squares_hides_no_gradient_above_the_bound(limit: float, dtype: str) -> None:
    random = np.random.default_rng(7)
    for size in (1, 7, 300, 5000):
        just_above = np.nextafter(np.dtype(dtype).type(limit), np.dtype(dtype).type(np.inf))
        for largest in (just_above, 3 * just_above, np.inf, np.nan):
            values = (random.uniform(-1e-3, 1e-3, size) * limit).astype(dtype)
            values[size // 2] = -largest
            with np.errstate(all="ignore"):
                assert not float(values.dot(values)) <= surely_below(limit, values)
    if 1e-15 < limit < 1e15:
        small = np.full(10, limit / 10, dtype)
        assert float(small.dot(small)) <= surely_below(limit, small), "else it would be of no use"


def test_a_neuron_dies_in_a_convolution_too() -> None:
    made = chain(
        (4, 4, 1),
        layers.make("convolution2d", filters=3, activation="relu"),
        layers.make("flatten"),
        layers.make("dense", units=1),
    )
    program = compile(made, losses.make("mse"), optimizers.make("sgd"), learning_rate=0.1)
    random = np.random.default_rng(3)
    x, y = program.arrange(random.normal(size=(64, 4, 4, 1)), random.normal(size=(64, 1)))
    run, layer = Run(program, Feed(x, y, 3, seed=1)), program.graph.order[1]
    test, found = break_points.make("dead", layer=layer).watch(run), set[bool]()
    program.set_parameter(layer, "bias", np.full(3, 1.0))
    for _ in range(40):
        run.advance(1, Endless())
        silent = (run.plan.quantity(layer, "a") == 0) & (run.plan.quantity(layer, "slope") == 0)
        assert test(run.plan) == silent.all(axis=0).any()
        found.add(test(run.plan))
    assert found == {True, False}, "or this would show nothing"


def test_being_watched_changes_no_bit() -> None:
    points = tuple(point for point, _ in conditions())
    quiet, watched, stops = problem(dropout=0.2), problem(dropout=0.2), Stops(points)
    while watched.run.step < 300:
        stops.advance(watched.run, 300 - watched.run.step, Endless())
    while quiet.run.step < 300:
        quiet.run.advance(300 - quiet.run.step, Endless())
    assert np.array_equal(quiet.program.theta, watched.program.theta)


def test_every_break_point_says_what_it_is() -> None:
    for kind in break_points.values():
        made = kind()
        assert str(made.said({"n2": "Hidden"}))
        assert str(made.declaration.help)
    assert "Hidden" in str(break_points.make("dead", layer="n2").said({"n2": "Hidden"}))


def test_a_place_that_this_network_has_not_watches_nothing() -> None:
    made = ramp()
    stops = Stops((break_points.make("delta_zero", at="n9/grad_z/0"), break_points.make("loss_below", limit=9.0)))
    stops.advance(made.run, 20, Endless())
    assert (made.run.step, stops.hit) == (20, -1)


def test_places_are_written_and_read() -> None:
    place = read_place("n2/weight/0,12")
    assert (place.layer, place.quantity, place.index) == ("n2", "weight", (0, 12))
    assert write_place(place) == "n2/weight/0,12"
    for wrong in ("", "n2", "n2/weight/x", "a/b/c/d"):
        with pytest.raises(NnstudioError):
            read_place(wrong)


def test_the_trainer_pauses_there_and_goes_on_from_there() -> None:
    trainer, paused = Trainer(), list[RunPaused]()
    trainer.start()
    trainer.handshake.release()

    def wait(count: int) -> None:
        import time

        end = time.monotonic() + 60
        while len(paused) < count and time.monotonic() < end:
            paused.extend(event for event in trainer.mailbox.drain().events if isinstance(event, RunPaused))
            time.sleep(0.001)
        assert len(paused) == count

    try:
        trainer.submit(loading(document()))
        points = break_points.make("at_step", step=40), break_points.make("at_epoch", epoch=20)
        trainer.submit(c.SetBreakPoints(points))
        trainer.submit(c.Run())
        wait(1)
        trainer.submit(c.Run())
        wait(2)
        assert [(event.reason, event.point) for event in paused] == [(Reason.BREAK_POINT, point) for point in points]
        assert paused[0].step == 40
        trainer.submit(c.Seek(10))
        trainer.submit(c.Run())
        wait(3)
        assert (paused[2].step, paused[2].point) == (40, points[0]), "a replay stops there, too"
    finally:
        assert trainer.close(60.0)
