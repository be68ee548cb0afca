"""Random networks against the numerical gradient: every parameter of every layer, branches, joins and all."""

from __future__ import annotations

from collections import Counter

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st
from random_networks import BATCH, KINDS, networks

from nnstudio.engine import Graph, compile, losses, optimizers
from nnstudio.engine.checking import check_program

TOLERANCE = 1e-7
NUDGE = 1e-5
EXAMPLES = 150


def test_gradients_agree_in_networks_of_all_kinds_of_layers() -> None:
    seen: Counter[str] = Counter()

    @settings(max_examples=EXAMPLES)
    @given(graph=networks(), seed=st.integers(0, 1000))
    def agree(graph: Graph, seed: int) -> None:
        check(graph, seed)
        seen.update(node.layer.declaration.id for node in graph.nodes)

    agree()
    wanted = {kind for kinds in KINDS.values() for kind in kinds} | {"add", "multiply", "concatenate", "projection"}
    assert wanted | {"attention"} <= set(seen)


def check(graph: Graph, seed: int) -> None:
    random = np.random.default_rng(seed)
    program = compile(graph, losses.make("mse"), optimizers.make("sgd"), learning_rate=0.1, dtype="float64", seed=seed)
    for key in program.parameters():
        program.set_parameter(key.layer, key.name, random.normal(size=key.shape) * 0.6)
    x = random.normal(size=(BATCH, *program.shapes["x"]))
    found = check_program(program, x, random.normal(size=(BATCH, 3)), NUDGE)
    # What rounding of L makes of the difference quotient, which is all there is where a gradient is next to nothing.
    noise = 4 * np.finfo(np.float64).eps * max(float(program.plan(BATCH).loss), 1e-3) / NUDGE
    for key, error in found.items():
        gradient = program.gradient(*key)
        allowed = TOLERANCE + noise * np.sqrt(gradient.size) / max(float(np.linalg.norm(gradient)), 1e-300)
        assert error <= allowed, (key, error, allowed)
