"""Any derivative checked on request, over h, without touching the run; gradients of single samples."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest

from nnstudio.engine import Graph, Place, Program, layers
from nnstudio.engine.checking import checks_over_h, numerical_check
from nnstudio.engine.errors import ResourceError
from nnstudio.engine.samples import per_sample_gradients
from nnstudio.engine.typing import Array

Build = Callable[..., Graph]
Compile = Callable[..., Program]


def batch(count: int = 6, width: int = 3, outputs: int = 2) -> tuple[Array, Array]:
    random = np.random.default_rng(1)
    return random.normal(size=(count, width)), random.normal(size=(count, outputs))


@pytest.mark.parametrize("sample", [-1, 2])
def test_any_number_of_a_network_with_branches(branched: Build, compiled: Compile, sample: int) -> None:
    program = compiled(branched(), dtype="float32", seed=3)
    x, y = batch()
    places = [
        ("a", "weight", (1, 2)),
        ("a", "bias", (3,)),
        ("a", "z", (2,)),
        ("a", "a", (2,)),
        ("b", "z", (0,)),
        ("sum", "a", (1,)),
        ("join", "a", (5,)),
        ("act", "z", (5,)),
        ("act", "a", (5,)),
        ("c", "z", (1,)),
        ("x", "a", (1,)),
    ]
    for layer, quantity, index in places:
        found = numerical_check(program, x, y, Place(layer, quantity, index, sample))
        assert found.error < 1e-7 or abs(found.analytic - found.numeric) < 1e-10, (layer, quantity, found)


def test_the_run_is_untouched(branched: Build, compiled: Compile) -> None:
    program = compiled(branched(), dtype="float32", seed=3)
    x, y = batch()
    plan = program.plan(6)
    plan.load(*program.arrange(x, y))
    plan.step()
    plan.forward()
    plan.backward()
    before = program.save_state()
    grads = program.grad.copy()
    numerical_check(program, x * 2, y, Place("a", "weight", (0, 0)))
    per_sample_gradients(plan, "a", "weight")
    after = program.save_state()
    assert before.keys() == after.keys()
    for name, value in before.items():
        assert np.array_equal(value, after[name]) if isinstance(value, np.ndarray) else value == after[name]
    assert np.array_equal(grads, program.grad)


def test_the_error_over_h_has_its_valley(chain: Build, compiled: Compile) -> None:
    program = compiled(chain((3,), layers.make("dense", units=4, activation="tanh"), layers.make("dense", units=2)))
    found = checks_over_h(program, *batch(), Place("1", "weight", (0, 1)))
    errors = {round(np.log10(check.h)): check.error for check in found}
    assert len(found) == 12
    assert errors[-1] > 1e-5, "too coarse"
    assert min(errors[-5], errors[-6]) < 1e-8
    assert errors[-12] > 1e-6, "rounding"
    # Quartered at half the step: the error is one of h².
    assert errors[-1] / errors[-2] == pytest.approx(100, rel=0.2)


@pytest.mark.parametrize("dtype", ["float32", "float64"])
@pytest.mark.parametrize(("layer", "name"), [("a", "weight"), ("a", "bias"), ("b", "weight"), ("c", "bias")])
def test_the_mean_of_the_samples_gradients_is_the_plans(
    branched: Build, compiled: Compile, dtype: str, layer: str, name: str
) -> None:
    program = compiled(branched(), dtype=dtype, seed=3)
    x, y = batch()
    plan = program.plan(6)
    plan.load(*program.arrange(x, y))
    plan.forward()
    plan.backward()
    found = per_sample_gradients(plan, layer, name)
    assert found.shape == (6, *program.parameter(layer, name).shape)
    eps = float(np.finfo(dtype).eps)
    np.testing.assert_allclose(found.mean(axis=0), program.gradient(layer, name), rtol=0, atol=30 * eps)


def test_samples_are_told_apart_where_a_layer_mixes_them(chain: Build, compiled: Compile) -> None:
    parts = layers.make("dense", units=4, activation="tanh"), layers.make("batch_normalization")
    program = compiled(chain((3,), *parts, layers.make("dense", units=2)), seed=2)
    x, y = batch()
    plan = program.plan(6)
    plan.load(*program.arrange(x, y))
    plan.forward()
    plan.backward()
    found = per_sample_gradients(plan, "1", "weight")
    np.testing.assert_allclose(found.mean(axis=0), program.gradient("1", "weight"), rtol=0, atol=1e-14)
    for sample in (0, 5):
        check = numerical_check(program, x, y, Place("1", "weight", (1, 2), sample))
        assert found[sample, 1, 2] == pytest.approx(check.numeric, rel=1e-7)


def test_what_an_activation_learns(chain: Build, compiled: Compile) -> None:
    program = compiled(chain((3,), layers.make("dense", units=4, activation="prelu"), layers.make("dense", units=2)))
    x, y = batch()
    plan = program.plan(6)
    plan.load(*program.arrange(x, y))
    plan.forward()
    plan.backward()
    found = per_sample_gradients(plan, "1", "gamma")
    np.testing.assert_allclose(found.mean(axis=0), program.gradient("1", "gamma"), rtol=1e-12, atol=1e-15)
    check = numerical_check(program, x, y, Place("1", "gamma", (0,), 4))
    assert check.error < 1e-7
    assert check.analytic == pytest.approx(found[4, 0], rel=1e-12)


def test_the_generic_way_and_the_fast_one_agree(
    chain: Build, compiled: Compile, monkeypatch: pytest.MonkeyPatch
) -> None:
    program = compiled(chain((3,), layers.make("dense", units=4, activation="tanh"), layers.make("dense", units=2)))
    x, y = batch()
    plan = program.plan(6)
    plan.load(*program.arrange(x, y))
    plan.forward()
    plan.backward()
    fast = per_sample_gradients(plan, "1", "weight")
    monkeypatch.setattr("nnstudio.engine.samples._is_plain", lambda *_: False)
    np.testing.assert_allclose(per_sample_gradients(plan, "1", "weight"), fast, rtol=1e-12, atol=1e-15)
    monkeypatch.setattr("nnstudio.engine.samples.available", lambda: 100)
    with pytest.raises(ResourceError):
        per_sample_gradients(plan, "1", "weight")
