"""Subnormal numbers count as zero where steps are made, on that thread, and nowhere else."""

from threading import Thread

import numpy as np
import pytest

from nnstudio import engine
from nnstudio.engine import subnormal
from nnstudio.engine.subnormal import stepping

CAN = subnormal._setter() is not subnormal._leave
needs_mode = pytest.mark.skipif(not CAN, reason="this machine cannot be told to flush subnormal numbers")


def survive() -> bool:
    """Whether a hundredth of the smallest normal number is more than zero, on this thread and now."""
    return bool((np.full(33, np.finfo(np.float32).tiny) * np.float32(0.01)).all())


def test_overflow_is_not_watched_for_within() -> None:
    large = np.full(3, 3e38, np.float32)
    with stepping():
        assert np.isinf(large * large).all()
    with pytest.warns(RuntimeWarning, match="overflow"):
        assert np.isinf(large * large).all()


@needs_mode
def test_they_are_zero_within_and_themselves_after() -> None:
    assert survive()
    with stepping():
        assert not survive()
        with stepping():
            assert not survive()
        assert not survive()
    assert survive()


@needs_mode
def test_an_error_within_leaves_the_mode_as_it_was() -> None:
    with pytest.raises(KeyError), stepping():
        raise KeyError
    assert survive()


@needs_mode
def test_another_thread_keeps_its_own_way() -> None:
    found: list[bool] = []
    thread = Thread(target=lambda: found.append(survive()))
    thread.start()
    thread.join()
    with stepping():
        assert not survive()
    assert found == [True]


@needs_mode
def test_normal_numbers_and_doubles_of_that_size_are_what_they_were() -> None:
    small = np.geomspace(2.0**-125, 1.0, 50).astype(np.float32)
    doubles = np.geomspace(1e-300, 1.0, 50)
    plain = small * np.float32(0.75), np.exp(-small), doubles * 0.75, small.astype(np.float64) * 1e-100
    with stepping():
        flushed = small * np.float32(0.75), np.exp(-small), doubles * 0.75, small.astype(np.float64) * 1e-100
    for one, other in zip(plain, flushed, strict=True):
        assert np.array_equal(one, other)


def test_a_machine_without_the_mode_goes_on_as_it_is(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(subnormal, "_setter", lambda: subnormal._leave)
    with stepping():
        assert survive()


def test_a_setter_that_does_nothing_is_found_out() -> None:
    assert not subnormal._works(subnormal._leave)


@pytest.mark.parametrize("known", [("linux", "riscv64"), ("emscripten", "wasm32")])
def test_an_unknown_processor_is_left_alone(known: tuple[str, str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(subnormal.sys, "platform", known[0])
    monkeypatch.setattr(subnormal.platform, "machine", lambda: known[1])
    assert subnormal._of_fenv() is subnormal._leave


@needs_mode
def test_a_network_that_has_learnt_its_data_trains_with_the_same_weights() -> None:
    """The numbers that are taken for zero are too small for a weight to tell."""

    def trained(flush: bool) -> tuple[np.ndarray, np.ndarray]:
        nodes = (
            engine.GraphNode("x", engine.layers["input"](shape=(1,))),
            engine.GraphNode("p", engine.layers.make("dense", units=2, activation="softmax"), ("x",)),
            engine.GraphNode("y", engine.layers.make("output"), ("p",)),
        )
        program = engine.compile(engine.Graph(nodes), "cross_entropy", "adam", learning_rate=0.001)
        program.set_parameter("p", "weight", np.array([[45.0, -45.0]]))
        x = np.array([[1.0], [-1.0], [1.01], [-1.02]], np.float32)
        plan = program.plan(4)
        plan.load(*program.arrange(x, np.eye(2, dtype=np.float32)[[0, 1, 0, 1]]))
        for _ in range(100):
            if flush:
                with stepping():
                    plan.step()
            else:
                plan.step()
        return program.theta.copy(), plan.quantity("p", "a").copy()

    (flushed, _), (plain, small) = trained(True), trained(False)
    assert ((small > 0) & (small < np.finfo(np.float32).tiny)).any()
    assert np.allclose(flushed, plain, rtol=1e-6, atol=1e-30)
