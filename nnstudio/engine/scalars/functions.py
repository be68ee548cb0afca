"""Activations of a plan as operations of a scalar graph: the plan's own value and local derivatives."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from weakref import WeakKeyDictionary

import numpy as np

from nnstudio.engine.activation import Activation
from nnstudio.engine.activations import activations
from nnstudio.engine.curves import jacobian
from nnstudio.engine.emitter import Emitter
from nnstudio.engine.plan import Plan
from nnstudio.engine.rerun import rerun_activation, rerun_slope
from nnstudio.engine.scalars.operation import TANH, Operation
from nnstudio.engine.site import Site
from nnstudio.engine.terms import Function, Place
from nnstudio.engine.typing import Array

_MATRICES: WeakKeyDictionary[Plan, dict[str, tuple[bytes, Array]]] = WeakKeyDictionary()
"""Of a layer whose outputs depend on every z, the slopes at the z asked for last: all of its outputs ask for them."""

H = 1e-5
"""The nudge of a second derivative, which no function declares."""


@dataclass(frozen=True)
class Applied:
    """An operation with the places of its operands and the local derivatives that the plan has."""

    rule: Operation
    places: tuple[Place, ...]
    slopes: tuple[float, ...]


def applied(plan: Plan, place: Place) -> Applied | None:
    """Return the function whose value stands at a place; None where it is a sum of products."""
    site = plan.sites.get(place.layer)
    if site is None or place.sample < 0:
        return None
    special = site.layer.function(site, place.quantity, place.index, place.sample)
    if special is not None:
        return _special(plan, special)
    function = site.layer.activation_function
    if function is None or place.quantity not in ("a", "slope"):
        return None
    if not function.elementwise:
        return _mixing(plan, site, function, place) if place.quantity == "a" else None
    return _elementwise(plan, site, function, place)


def _special(plan: Plan, function: Function) -> Applied:
    numbers = [float(plan.quantity(p.layer, p.quantity)[(p.sample, *p.index)]) for p in function.places]
    rule = Operation(function.name, function.evaluate, function.slopes)
    return Applied(rule, function.places, rule.slopes(function.evaluate(*numbers), *numbers))


def derived(plan: Plan, symbol: str, value: float, place: Place, there: float) -> Operation | None:
    r"""Return the function that a factor says it is of the number at its place: ``\\tanh z``, ``f(z)``, ``(1-g)``.

    The symbol says which one, the value has to confirm it; None where it does not.
    """
    rules = [rule for sign, rule in _SYMBOLS if symbol.startswith(sign)]
    function = _chosen(plan, place.layer)
    if function is not None and function.elementwise and symbol.startswith(("f(", "f'(")):
        rules.append(_function(function, {}, derivative=symbol.startswith("f'")))
    bound = 64 * float(np.finfo(plan.loss.dtype).eps) * max(abs(value), abs(there))
    return next((rule for rule in rules if abs(rule.evaluate(there) - value) <= bound), None)


def _chosen(plan: Plan, layer: str) -> Activation | None:
    """Return the activation that a layer names among its parameters, such as a recurrent layer's f."""
    own = plan.graph[layer].layer
    parameter = next((each for each in own.declaration.parameters if each.id == "activation"), None)
    if parameter is None:
        return None
    # From a registry with its own parameters, or by its id alone.
    found = own.chosen("activation") if parameter.registry else activations.make(str(own.values["activation"]))
    return found if isinstance(found, Activation) and not found.learned() else None


def _half_tanh_slope(a: float, z: float) -> tuple[float]:
    return ((1.0 - a * a) / 2,)


_SYMBOLS = (
    (r"\tanh\tfrac", Operation("tanh(½·)", lambda z: math.tanh(z / 2), _half_tanh_slope)),
    (r"\tanh", TANH),
    ("(1-", Operation("1−", lambda g: 1.0 - g, lambda a, g: (-1.0,))),
)


# -- activations


def _elementwise(plan: Plan, site: Site, function: Activation, place: Place) -> Applied:
    names = {scalar.name: scalar.per_neuron for scalar in function.learned()}
    learned = {name: _own(site, name, names[name], place) for name in names}
    values = {name: np.full((1, 1), site.parameter(name)[index.index], np.float64) for name, index in learned.items()}
    own = Place(place.layer, "z", place.index, place.sample)
    z = float(plan.quantity(place.layer, "z")[(place.sample, *place.index)])
    rule = _function(function, values, derivative=place.quantity == "slope")
    if place.quantity == "slope":
        return Applied(rule, (own,), rule.slopes(0.0, z))
    if "slope" in site.quantities:
        slope = float(plan.quantity(place.layer, "slope")[(place.sample, *place.index)])
    else:
        slope = rule.slopes(0.0, z)[0]
    by_learned = tuple(_by_learned(function, z, values, name) for name in names)
    return Applied(rule, (own, *learned.values()), (slope, *by_learned))


def _own(site: Site, name: str, per_neuron: bool, place: Place) -> Place:
    return Place(site.name, name, (place.index[-1],) if per_neuron else (0,))


def _function(function: Activation, learned: dict[str, Array], derivative: bool) -> Operation:
    name = function.declaration.id

    def column(z: float) -> Array:
        return np.array([[z]])

    def value(z: float, *_: float) -> float:
        return float(rerun_activation(function, column(z), learned)[0, 0])

    def slope(z: float, *_: float) -> float:
        return float(rerun_slope(function, column(z), learned)[0, 0])

    def bend(z: float) -> float:
        return (slope(z + H) - slope(z - H)) / (2 * H)

    if derivative:
        return Operation(f"{name}′", slope, lambda a, z: (bend(z),))
    others = tuple(learned)
    return Operation(
        name, value, lambda a, z, *_: (slope(z), *(_by_learned(function, z, learned, other) for other in others))
    )


def _by_learned(function: Activation, z: float, learned: dict[str, Array], name: str) -> float:
    """Return ∂a/∂γ of one number: the gradient that an upstream gradient of 1 gives."""
    emit = Emitter(np.dtype(np.float64))
    gradients = {each: np.zeros_like(array) for each, array in learned.items()}
    column = np.array([[z]])
    a, slope = emit.scratch(column.shape), emit.scratch(column.shape)
    function.emit_forward(emit, column, a, learned)
    function.emit_slope(emit, column, a, slope, learned)
    function.emit_learned_gradient(emit, column, a, np.ones_like(column), learned, gradients)
    emit.run()
    return float(gradients[name][0, 0])


def _mixing(plan: Plan, site: Site, function: Activation, place: Place) -> Applied:
    row = np.array(plan.quantity(site.name, "z")[(place.sample, *place.index[:-1])], np.float64)
    own = place.index[-1]

    def both(z: Sequence[float]) -> tuple[Array, Array]:
        return jacobian(function, np.array(z))

    places = tuple(Place(site.name, "z", (*place.index[:-1], k), place.sample) for k in range(len(row)))
    rule = Operation(
        function.declaration.id,
        lambda *z: float(both(z)[0][own]),
        lambda a, *z: tuple(both(z)[1][own].tolist()),
    )
    known, key = _MATRICES.setdefault(plan, {}), row.tobytes()
    if site.name not in known or known[site.name][0] != key:
        known[site.name] = key, jacobian(function, row)[1]
    return Applied(rule, places, tuple(known[site.name][1][own].tolist()))
