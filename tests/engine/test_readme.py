"""The examples of the engine's README run, and the layer in it is right."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from types import ModuleType

import numpy as np
import pytest

import nnstudio.engine
from nnstudio import engine

README = Path(nnstudio.engine.__file__).with_name("README.md")


def block(number: int) -> str:
    return re.findall(r"```python\n(.*?)```", README.read_text(encoding="utf-8"), re.DOTALL)[number]


def run(text: str, module: ModuleType | None = None) -> ModuleType:
    module = module or ModuleType("readme")
    exec(compile(text, str(README), "exec"), vars(module))
    return module


def test_the_first_example_learns() -> None:
    module = run(block(0))
    assert float(module.plan.loss) < 0.1
    assert module.program.predict([[0, 1]])[0, 0] > 0.9


def test_the_layer_has_the_right_gradient(chain: Callable[..., engine.Graph]) -> None:
    scale = run(block(1)).Scale
    graph = chain((3,), scale(), engine.layers.make("dense", units=2, activation="tanh"), scale())
    random = np.random.default_rng(0)
    found = engine.gradient_check(
        graph, engine.losses.make("mse"), random.normal(size=(5, 3)), random.normal(size=(5, 2))
    )
    assert found["1", "scale"] < 1e-7
    assert found == pytest.approx(dict.fromkeys(found, 0.0), abs=1e-7)
    program = engine.compile(graph, engine.losses.make("mse"), engine.optimizers.make("sgd"), learning_rate=0.1)
    plan = program.plan(batch_size=2)
    plan.load(*program.arrange(random.normal(size=(2, 3)), random.normal(size=(2, 2))))
    plan.forward(), plan.backward()
    root = engine.expand_graph(plan, "loss", "loss")
    assert root.complete, "the graph of scalars ends at the layer"
    root.backward()
    leaves = [node for node in root.topological_order() if node.is_leaf and node.place]
    found = {node.place.index: node.grad for node in leaves if node.place.layer == "1"}
    np.testing.assert_allclose([found[(k,)] for k in range(3)], program.gradient("1", "scale"), rtol=1e-4, atol=1e-6)


def test_the_notebook_runs_from_top_to_bottom() -> None:
    module = ModuleType("readme")
    for number in range(2, 6):
        assert len(block(number).strip().splitlines()) <= 11, "ten lines and a blank one"
        run(block(number), module)
    found = vars(module)
    assert found["slope"] == found["program"].gradient("dense1", "weight")[0, 2]
    assert len(found["weights"]) == 9
    for node in found["weights"]:
        place = node.place
        expected = found["program"].gradient(place.layer, place.quantity)[place.index]
        assert node.grad == pytest.approx(float(expected), rel=1e-4, abs=1e-6)
    assert np.array_equal(found["delta"].result[2, 1], found["plan"].quantity("dense1", "grad_z")[1, 2])
    np.testing.assert_allclose(found["each"].mean(axis=0), found["program"].gradient("dense1", "weight"), rtol=1e-5)
    assert min(check.error for check in found["checks"]) < 1e-7
    assert found["losses_along"][5] == pytest.approx(float(found["plan"].loss), rel=1e-5)
    assert found["verdict"] == "slope"


def test_the_notebook_tells_a_schedule_of_its_losses() -> None:
    module = ModuleType("readme")
    for number in (2, 6):
        assert len(block(number).strip().splitlines()) <= 11
        run(block(number), module)
    program, saved = vars(module)["program"], vars(module)["saved"]
    assert program.timetable.seen["count"] == 12
    assert vars(module)["rate"] == program.current_rate
    assert saved["step"] == program.step_number == 13
    assert np.array_equal(saved["theta"], program.theta)
