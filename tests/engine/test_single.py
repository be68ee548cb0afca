"""One sample's terms of a weight's gradient are those among the batch's terms that belong to it."""

from __future__ import annotations

import sys
from pathlib import Path

import numpy as np
import pytest

from nnstudio.engine import layers
from nnstudio.engine.single import sample_terms
from nnstudio.engine.terms import Place, Term

sys.path.insert(0, str(Path(__file__).parents[1] / "contracts"))

from at_work import primed_plan


def belongs(term: Term, sample: int) -> bool:
    return any(factor.place is not None and factor.place.sample == sample for factor in term.factors)


def bare(term: Term) -> tuple[float, list[Place | None]]:
    return term.value, [factor.place for factor in term.factors]


@pytest.mark.parametrize("kind", [kind for kind in layers if not (layers[kind].is_source or layers[kind].is_sink)])
def test_they_are_the_same_terms(kind: str) -> None:
    plan = primed_plan(kind)
    for (layer, name), placed in next(iter(plan.sites.values())).arenas.layout.entries.items():
        site = plan.sites[layer]
        index = tuple(length // 2 for length in placed.key.shape)
        try:
            whole = site.layer.terms(site, f"{name}_grad", index, 0)
        except KeyError:
            continue
        for sample in (0, plan.batch_size - 1):
            own = [term for term in whole if belongs(term, sample)]
            found = sample_terms(site, f"{name}_grad", index, sample)
            assert [bare(term) for term in found] == [bare(term) for term in own]
        assert np.isfinite(sum(term.value for term in whole))
