"""The scalar graph behind a number of a plan: down to the inputs and weights, or as far as there is room."""

from __future__ import annotations

from collections import deque

import numpy as np

from nnstudio.engine.demands import whole
from nnstudio.engine.errors import DataError, ParameterError
from nnstudio.engine.places import checked
from nnstudio.engine.plan import Plan
from nnstudio.engine.scalars.constants import Constants
from nnstudio.engine.scalars.extent import extent, loss_nodes
from nnstudio.engine.scalars.loss_node import places_read
from nnstudio.engine.scalars.losses import WRITTEN
from nnstudio.engine.scalars.modes import LARGEST_EXPANDED as LARGEST
from nnstudio.engine.scalars.operation import NEGATE
from nnstudio.engine.scalars.recipe import Ingredient, Recipe, judged, number_at, recipe, resolved
from nnstudio.engine.scalars.value import Value, product, total
from nnstudio.engine.terms import Place
from nnstudio.text import msg

DEFAULT = 20_000
"""Nodes that a graph may have unless asked otherwise; what does not fit is folded into a leaf."""


def expand_graph(
    plan: Plan,
    layer: str,
    quantity: str,
    index: int | tuple[int, ...] = (),
    sample: int = -1,
    *,
    depth: int | None = None,
    largest: int = DEFAULT,
) -> Value:
    r"""Return the scalar graph behind a number of a plan, as it stands after the backward pass.

    Each number that stands in the plan is a node with the plan's own ``data`` and its ``place``; the terms that
    :func:`~nnstudio.engine.expand` names are the nodes between them, so that a node and what its operation makes of its
    children agree within ``n · eps · Σ|terms|``. A weight is one node wherever it is used: after
    ``expand_graph(plan, "loss", "loss").backward()`` its ``grad`` is the plan's ∂L/∂w, truncation in time included
    (``cut`` nodes). Where the graph had no room for all of it, it is not :attr:`~Value.complete`, and ``backward()``
    refuses, saying how large the whole is. What is drawn at random (a dropout mask) is a constant.

    Parameters
    ----------
    quantity : as for ``expand``: ``z a slope grad_a grad_z weight_grad bias_grad loss``.
    sample : of the batch; −1 with ``loss`` is the batch's mean. depth : how many numbers of the plan to go back; None:
        to the inputs. largest : how many nodes at most, shared ones counted once; what would not fit is a leaf marked
        ``folded``, the farthest first.

    Raises
    ------
    UnknownNameError, a KeyError : the layer has no such quantity. OutOfRangeError, an IndexError : index or sample past
        the end. ParameterError : ``largest`` or ``depth`` out of range.
    """
    _check_largest(largest)
    depth = None if depth is None else whole("depth", depth)
    place, number = checked(plan, layer, quantity, index, sample)
    root = resolved(plan, Place(layer, quantity, place, number))
    found = _Search(plan, root, depth, largest)
    node = _Builder(plan, found).build(root)
    if found.folded and depth is None:
        node.extent = extent(plan, root)
    return node


def _check_largest(largest: int) -> None:
    if not 1 <= whole("largest", largest) <= LARGEST:
        raise ParameterError(
            "largest",
            msg("a number of nodes from 1 to {count}", count=f"{LARGEST:,}"),
            msg("{value}", value=largest),
            msg("Ask for a part of the graph, with a smaller depth."),
        )


class _Search:
    """The recipes of all numbers that there is room for, the nearest first, and each one's symbol.

    ``folded`` are the places whose recipes were left out.
    """

    def __init__(self, plan: Plan, root: Place, depth: int | None, largest: int) -> None:
        self.plan = plan
        self.recipes: dict[Place, Recipe] = {}
        self.symbols = {root: root.quantity}
        self.folded: set[Place] = set()
        self._derived: set[tuple[Place, str]] = set()
        # Quantities whose numbers are too long for the room that is left: no use in looking at each.
        self._full: set[tuple[str, str]] = set()
        self._count = 1
        waiting = deque([(root, 0)])
        while waiting:
            place, far = waiting.popleft()
            if (place.layer, place.quantity) in self._full or (place != root and self._reads_too_much(place, largest)):
                self.folded.add(place)
                continue
            found = recipe(plan, place)
            if found.depends and ((depth is not None and far >= depth) or not self._fits(found, root, largest)):
                self.folded.add(place)
                continue
            self.recipes[place] = found
            for each, symbol in found.uses:
                if each not in self.symbols:
                    self.symbols[each] = symbol
                    waiting.append((each, far + 1))

    def _reads_too_much(self, place: Place, largest: int) -> bool:
        """Whether a sample's loss reads more than there is room for: seen before its recipe, the longest to find."""
        sink = judged(self.plan, place.layer) if place.quantity == "loss" and place.sample >= 0 else ""
        if not sink:
            return False
        read = ({resolved(self.plan, each) for each in group} for group in places_read(self.plan, sink, place.sample))
        return self._count + min(len(group.difference(self.symbols)) for group in read) > largest

    def _fits(self, found: Recipe, root: Place, largest: int) -> bool:
        """Whether there is room for a recipe's nodes; if so they are counted. The root's always are."""
        places = {place for place, _ in found.uses if place not in self.symbols}
        derived = set(found.derived) - self._derived
        count = self._count + found.between + len(places) + len(derived) + loss_nodes(found)
        if count > largest and found.place != root:
            if self._count + found.between > largest:
                self._full.add((found.place.layer, found.place.quantity))
            return False
        self._count = count
        self._derived |= derived
        return True


class _Builder:
    """Makes the Values, operands first."""

    def __init__(self, plan: Plan, found: _Search) -> None:
        self.plan, self.recipes, self.symbols, self.folded = plan, found.recipes, found.symbols, found.folded
        self.constants = Constants(plan)
        self.made: dict[Place, Value] = {}
        self.derived: dict[tuple[Place, str], Value] = {}
        self.tolerance = 1024 * float(np.finfo(plan.loss.dtype).eps)

    def build(self, root: Place) -> Value:
        path = [root]
        while path:
            place = path[-1]
            found = self.recipes.get(place)
            missing = [each for each, _ in found.uses if each not in self.made] if found else []
            if missing:
                path += missing
                continue
            path.pop()
            if place not in self.made:
                self.made[place] = self._node(place, found)
        return self.made[root]

    def _node(self, place: Place, found: Recipe | None) -> Value:
        label = self.symbols[place] or _label(place)
        if found is None:
            node = Value(number_at(self.plan, place), label)
            node.folded = place in self.folded and not self._is_constant(place)
        elif found.columns:
            node = self._written(found, label)
        elif found.applied:
            node = self._applied(found, label)
        elif found.products:
            node = self._sum(found, label)
        else:
            node = Value(found.data, label)
            node.folded = found.opaque and not self._is_constant(place)
        node.place = place
        return node

    def _is_constant(self, place: Place) -> bool:
        return self.constants.holds(place.layer, place.quantity)

    def _applied(self, found: Recipe, label: str) -> Value:
        assert found.applied is not None
        children = [self.made[place] for place in found.operands]
        return Value.made(found.applied.rule, children, label, found.data, found.applied.slopes)

    def _sum(self, found: Recipe, label: str) -> Value:
        terms = [self._product(ingredients) for ingredients in found.products]
        if len(terms) > 1:
            return total(terms, label, found.data)
        if len(found.products[0]) > 1:
            terms[0].label, terms[0].data = label, found.data
            return terms[0]
        return total(terms, label, found.data)

    def _product(self, ingredients: tuple[Ingredient, ...]) -> Value:
        factors = [self._factor(each) for each in ingredients]
        return product(factors) if len(factors) > 1 else factors[0]

    def _factor(self, each: Ingredient) -> Value:
        if each.place is None:
            node = Value(each.value, each.symbol)
            node.folded = each.opaque
            return node
        source = self.made[each.place]
        if each.rule is None:
            return source
        key = (each.place, each.rule.name)
        if key not in self.derived:
            label = "" if each.rule is NEGATE else each.symbol
            self.derived[key] = Value.made(each.rule, (source,), label, each.value)
        return self.derived[key]

    def _written(self, found: Recipe, label: str) -> Value:
        """Return the loss out of its elements; as one node where that fails or comes out otherwise."""
        children = iter(found.operands)
        parts = []
        try:
            for column in found.columns:
                outputs = [self.made[next(children)] for _ in column.places]
                targets = [Value(float(y), f"y_{{{k}}}") for k, y in enumerate(column.target[:, 0])]
                part = WRITTEN[column.loss.declaration.id](outputs, targets)
                parts.append(part if column.share == 1 else part * column.share)
        except DataError:
            return self._applied(found, label)
        node = total(parts, label) if len(parts) > 1 else parts[0]
        if abs(node.data - found.data) > self.tolerance * max(1.0, abs(found.data)):
            return self._applied(found, label)
        node.label, node.data = label, found.data
        return node


def _label(place: Place) -> str:
    inner = ",".join(str(part) for part in place.index)
    return f"{place.quantity}_{{{inner}}}" if inner else place.quantity
