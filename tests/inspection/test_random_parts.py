"""Random networks: the parts that views show add up to the whole (time steps, windows)."""

from __future__ import annotations

import numpy as np
import pytest
from drawn_kinds import plans_of
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from nnstudio.inspection import Trace
from nnstudio.inspection.layer_views.gathered import gathered
from nnstudio.inspection.sequences.direction import Direction
from nnstudio.inspection.sequences.through_time import SHARED, shares_of

few = settings(max_examples=6, deadline=None, suppress_health_check=list(HealthCheck))
CONVOLUTIONS = ("convolution1d", "convolution2d", "transposed_convolution1d", "transposed_convolution2d")


@pytest.mark.parametrize("kind", ["simple_rnn", "lstm", "gru"])
@few
@given(data=st.data(), batch=st.booleans())
def test_the_steps_shares_add_up(kind: str, data: st.DataObject, batch: bool) -> None:
    plan = data.draw(plans_of(kind))
    direction = Direction(Trace(plan, 1, batch), "k")
    for weight in SHARED:
        found = shares_of(direction, weight)
        assert found.holds, (weight, found.residue, found.bound)


@pytest.mark.parametrize("kind", CONVOLUTIONS)
@few
@given(data=st.data(), seed=st.integers(0, 99))
def test_the_windows_shares_add_up(kind: str, data: st.DataObject, seed: int) -> None:
    plan = data.draw(plans_of(kind))
    shape = plan.sites["k"].parameter("weight").shape
    index = tuple(int(np.random.default_rng(seed).integers(0, length)) for length in shape)
    found = gathered(Trace(plan, 1), "k", index)
    assert found.total.holds
    assert found.mean.holds
    assert found.mean.result == float(plan.sites["k"].gradient("weight")[index])
