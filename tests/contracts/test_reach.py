"""Every registered layer's reach, by which views show who saw what, has the shapes of the layer."""

from __future__ import annotations

import numpy as np
import pytest
from at_work import primed_plan

from nnstudio.engine import layers
from nnstudio.engine.reach import Mask


@pytest.mark.parametrize("kind", [kind for kind in layers if not layers[kind].is_source])
def test_reach_both_ways_has_the_shapes_of_the_layer(kind: str) -> None:
    plan = primed_plan(kind if kind != "output" else "dense")
    for name in plan.graph.order:
        node = plan.graph[name]
        inputs = tuple(plan.sites[source].output.shape for source in node.inputs)
        shape = plan.sites[name].output.shape
        for port, own in enumerate(inputs):
            back = node.layer.reach(inputs, port, np.ones(shape, bool), True)
            forth = node.layer.reach(inputs, port, np.ones(own, bool), False)
            assert (back.shape, forth.shape) == (own, shape)
            nothing: Mask = np.zeros(shape, bool)
            assert not node.layer.reach(inputs, port, nothing, True).any()
            assert not node.layer.reach(inputs, port, np.zeros(own, bool), False).any()
