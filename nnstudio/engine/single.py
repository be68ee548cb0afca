"""One sample's part of a layer's place in a plan: what the terms of its share in a weight's gradient are read from."""

from __future__ import annotations

import copy
from dataclasses import replace
from typing import Any

import numpy as np

from nnstudio.engine.axes import Slot
from nnstudio.engine.site import Site
from nnstudio.engine.terms import Term
from nnstudio.engine.typing import Array


def sample_terms(site: Site, quantity: str, index: tuple[int, ...], sample: int) -> tuple[Term, ...]:
    """Return the terms of ``<parameter>_grad`` that belong to one sample, as :meth:`Layer.terms` gives those of all.

    A convolution's weight has as many terms as there are places, for each sample; of a large batch only these are made.

    Raises
    ------
    KeyError : there are none.
    """
    found = site.layer.terms(_single(site, sample), quantity, index, 0)
    return tuple(_moved(term, sample) for term in found)


def _single(site: Site, sample: int) -> Site:
    """Return views of one sample's numbers as the place of a plan for one sample."""
    alone = replace(
        site,
        batch=1,
        inputs=tuple(_cut_slot(slot, sample) for slot in site.inputs),
        quantities={name: _cut_slot(slot, sample) for name, slot in site.quantities.items()},
        own={},
        _output=_cut_slot(site.output, sample),
    )
    alone.own.update({name: _of(kept, site, alone, sample) for name, kept in site.own.items()})
    return alone


def _cut_slot(slot: Slot, sample: int) -> Slot:
    return Slot(slot.shape, _cut(slot.array, sample))


def _cut(array: Array, sample: int) -> Array:
    found: Array = array[..., sample : sample + 1]
    return found


def _of(kept: Any, site: Site, alone: Site, sample: int) -> Any:
    """Return what a layer's forward pass has left, for one sample: arrays cut, what points to the site redirected."""
    if isinstance(kept, list):
        return [_of(each, site, alone, sample) for each in kept]
    if isinstance(kept, np.ndarray):
        return _cut(kept, sample) if kept.shape[-1] == site.batch else kept
    if getattr(kept, "site", None) is not site:
        return kept
    found = copy.copy(kept)
    for name, value in vars(kept).items():
        if value is site:
            object.__setattr__(found, name, alone)
        elif getattr(value, "site", None) is site:
            object.__setattr__(found, name, _of(value, site, alone, sample))
    return found


def _moved(term: Term, sample: int) -> Term:
    """Return a term whose places name the sample's number in the whole batch."""
    factors = tuple(
        replace(factor, place=replace(factor.place, sample=sample))
        if factor.place is not None and factor.place.sample == 0
        else factor
        for factor in term.factors
    )
    return Term(term.value, factors)
