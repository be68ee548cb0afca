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
HEAD = """
import numpy as np
from nnstudio.engine.declaration import Declaration
from nnstudio.engine.layer import Layer, Weight
from nnstudio.text import msg
"""


def block(number: int) -> str:
    return re.findall(r"```python\n(.*?)```", README.read_text(encoding="utf-8"), re.DOTALL)[number]


def run(text: str) -> ModuleType:
    module = ModuleType("readme")
    exec(compile(text, str(README), "exec"), vars(module))
    return module


def test_the_first_example_learns() -> None:
    module = run(block(0))
    assert float(module.plan.loss) < 0.1
    assert module.program.predict([[0, 1]])[0, 0] > 0.9


def test_the_layer_has_the_right_gradient(chain: Callable[..., engine.Graph]) -> None:
    scale = run(HEAD + block(1)).Scale
    graph = chain((3,), scale(), engine.layers.make("dense", units=2, activation="tanh"), scale())
    random = np.random.default_rng(0)
    found = engine.gradient_check(
        graph, engine.losses.make("mse"), random.normal(size=(5, 3)), random.normal(size=(5, 2))
    )
    assert found["1", "scale"] < 1e-7
    assert found == pytest.approx(dict.fromkeys(found, 0.0), abs=1e-7)
