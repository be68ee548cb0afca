"""How one number of a plan is made of others: what :func:`expand` says, put into the form of a scalar graph."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from nnstudio.engine.columns import column_number
from nnstudio.engine.expand import expand
from nnstudio.engine.plan import Plan
from nnstudio.engine.scalars import functions, loss_node
from nnstudio.engine.scalars.functions import Applied
from nnstudio.engine.scalars.loss_node import Column
from nnstudio.engine.scalars.operation import CUT, NEGATE, Operation
from nnstudio.engine.terms import Factor, Place, Term


@dataclass(frozen=True)
class Ingredient:
    """A factor of a product: the number at a place, or a function of it (``rule``); or a constant."""

    symbol: str
    value: float
    place: Place | None = None
    rule: Operation | None = None
    opaque: bool = False


@dataclass(frozen=True)
class Recipe:
    """A number with its products, whose sum it is; or the function that it is the value of; or neither: a leaf."""

    place: Place
    data: float
    products: tuple[tuple[Ingredient, ...], ...] = ()
    applied: Applied | None = None
    opaque: bool = False
    operands: tuple[Place, ...] = ()
    columns: tuple[Column, ...] = ()

    @property
    def between(self) -> int:
        """How many nodes it makes between its own and those at places: products and constants (the loss's: apart)."""
        constants = sum(i.place is None for product in self.products for i in product)
        products = sum(len(product) > 1 for product in self.products)
        return constants + (products if len(self.products) > 1 else 0)

    @property
    def derived(self) -> tuple[tuple[Place, str], ...]:
        """The functions of numbers at places that it needs: one node each, wherever they are used."""
        factors = (i for product in self.products for i in product)
        return tuple((i.place, i.rule.name) for i in factors if i.place is not None and i.rule is not None)

    @property
    def depends(self) -> bool:
        """Whether it is made of anything."""
        return bool(self.products or self.applied or self.opaque)

    @cached_property
    def uses(self) -> tuple[tuple[Place, str], ...]:
        """The places that it reads, with their symbols."""
        read = [(i.place, i.symbol.strip("()-")) for product in self.products for i in product if i.place is not None]
        return (*read, *((place, "") for place in self.operands))


def number_at(plan: Plan, place: Place) -> float:
    """Return the plan's number at a place; gradients are those of L, the mean over the batch. KeyError: none there."""
    layer, quantity, index, sample = place.layer, place.quantity, place.index, place.sample
    if quantity == "loss":
        return float(plan.losses_of(layer)[sample] if sample >= 0 else plan.mean_of(layer))
    site = plan.sites[layer]
    if quantity == "target":
        target = plan.targets[plan.graph.sinks.index(layer)]
        number = column_number(index, site.output.shape, plan.batch_size, sample)
        return float(target.reshape(len(target), -1)[index[-1], number])
    if sample < 0:
        if quantity.endswith("_grad"):
            return float(site.gradient(quantity.removesuffix("_grad"))[index])
        return float(site.parameter(quantity)[index])
    return float(plan.quantity(layer, quantity)[(sample, *index)])


def resolved(plan: Plan, place: Place) -> Place:
    """Return the place where the same number was made: x is the a of the layer before, an identity's a is its z."""
    if place.quantity in ("loss", "target") or place.sample < 0:
        return place
    site = plan.sites[place.layer]
    known = site.quantities
    quantity = place.quantity
    if quantity == "a" and "z" in known and known["a"].array is known["z"].array:
        quantity = "z"
    own = known.get(quantity)
    for port, slot in enumerate(site.inputs):
        # The slot itself, or one on the same memory in the same shape: the layer only passes it on.
        if own is not None and slot.array is own.array:
            source = plan.graph[place.layer].inputs[port]
            return resolved(plan, Place(source, "a", place.index, place.sample))
    return Place(place.layer, quantity, place.index, place.sample)


def recipe(plan: Plan, place: Place) -> Recipe:
    """Return how the number at a (resolved) place is made."""
    data = number_at(plan, place)
    if place.quantity == "target" or _is_given(plan, place):
        return Recipe(place, data)
    if place.quantity == "loss" and place.sample >= 0 and (of_output := judged(plan, place.layer)):
        return _of_loss(plan, of_output, place, data)
    applied = _applied(plan, place)
    if applied is not None:
        return Recipe(place, data, applied=applied, operands=tuple(resolved(plan, p) for p in applied.places))
    try:
        terms = expand(plan, place.layer, place.quantity, place.index, place.sample).terms
    except KeyError:
        return Recipe(place, data, opaque=True)
    # No terms at all are a sum of nothing, such as what a causal attention must not see.
    return Recipe(place, data, tuple(_ingredients(plan, term) for term in terms))


def _applied(plan: Plan, place: Place) -> Applied | None:
    if place.quantity == "grad_a" and plan.sites[place.layer].layer.is_sink:
        return loss_node.loss_slope(plan, place)
    return functions.applied(plan, place)


def _is_given(plan: Plan, place: Place) -> bool:
    if place.sample < 0 and place.quantity != "loss":
        return not place.quantity.endswith("_grad")
    return place.quantity == "a" and plan.sites[place.layer].layer.is_source


def _ingredients(plan: Plan, term: Term) -> tuple[Ingredient, ...]:
    return tuple(_ingredient(plan, factor) for factor in term.factors or (Factor("", term.value),))


def _ingredient(plan: Plan, factor: Factor) -> Ingredient:
    if factor.place is None:
        return Ingredient(factor.symbol, factor.value)
    place = resolved(plan, factor.place)
    there = number_at(plan, place)
    if factor.cut:
        return Ingredient(factor.symbol, factor.value, place, CUT)
    if factor.value == there:
        return Ingredient(factor.symbol, factor.value, place)
    if factor.value == -there:
        return Ingredient(factor.symbol, factor.value, place, NEGATE)
    rule = functions.derived(plan, factor.symbol, factor.value, factor.place, there)
    if rule is not None:
        return Ingredient(factor.symbol, factor.value, place, rule)
    # A function of the number there, which the term does not name: shown, but not followed.
    return Ingredient(factor.symbol, factor.value, opaque=True)


def judged(plan: Plan, layer: str) -> str:
    """Return the output layer whose own loss is meant; empty where it is the whole of several."""
    return layer if layer in plan.graph.sinks else "" if plan.judges.weighted else plan.graph.sinks[0]


def _of_loss(plan: Plan, sink: str, place: Place, data: float) -> Recipe:
    """Return a sample's loss at an output layer: a function of the outputs at each place of it."""
    applied, parts, may_write = loss_node.loss(plan, sink, place.sample)
    operands = tuple(resolved(plan, each) for each in applied.places)
    return Recipe(place, data, applied=applied, operands=operands, columns=tuple(parts) if may_write else ())
