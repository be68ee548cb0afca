"""How many nodes a scalar graph has, and about how many a whole one would have."""

from __future__ import annotations

from collections import Counter, deque
from math import prod

from nnstudio.engine.plan import Plan
from nnstudio.engine.scalars.losses import written_size
from nnstudio.engine.scalars.recipe import Recipe, recipe
from nnstudio.engine.terms import Place

_LOOKS = 8
"""So many numbers of a quantity are looked at: those at an edge or at the first step have fewer terms."""


def loss_nodes(found: Recipe) -> int:
    """Return how many nodes a loss that is written out has between its own and those of the outputs."""
    parts = found.columns
    sizes = [
        written_size(part.loss.declaration.id, part.values[:, 0].tolist(), part.target[:, 0].tolist()) for part in parts
    ]
    shares = 2 * sum(part.share != 1 for part in parts)
    return sum(sizes) + shares - (len(parts) == 1) if parts else 0


def extent(plan: Plan, root: Place) -> int:
    """Return about how many nodes the whole graph behind a number has, without building it.

    A few numbers of each quantity stand for all of it: too much for a single number that only some of them lead to (a
    window of an image).
    """
    sizes: dict[tuple[str, str], int] = {}
    looked: Counter[tuple[str, str]] = Counter()
    samples = {root.sample}
    known, waiting = {root}, deque([root])
    while waiting:
        place = waiting.popleft()
        kind = (place.layer, place.quantity)
        if looked[kind] >= _LOOKS:
            continue
        looked[kind] += 1
        samples.add(place.sample)
        found = recipe(plan, place)
        own = 1 + found.between + len(set(found.derived)) + loss_nodes(found)
        sizes[kind] = max(sizes.get(kind, 0), own)
        fresh = [each for each, _ in found.uses if each not in known]
        known.update(fresh)
        waiting += fresh
    copies = plan.batch_size if len(samples - {-1}) > 1 else 1
    return sum(size * _numbers(plan, root, kind, copies) for kind, size in sizes.items())


def _numbers(plan: Plan, root: Place, kind: tuple[str, str], copies: int) -> int:
    """Return how many numbers a quantity has, of all samples that count."""
    layer, quantity = kind
    if kind == (root.layer, root.quantity) and root.sample < 0 and quantity != "loss":
        return 1
    if quantity == "loss":
        return copies
    site = plan.sites[layer]
    slot = site.quantities.get(quantity)
    if slot is not None:
        return prod(slot.shape) * copies
    if quantity == "target":
        return prod(site.output.shape) * copies
    return int(site.parameter(quantity.removesuffix("_grad")).size)
