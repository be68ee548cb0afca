"""What the next update will make of one weight: the update's own calls on copies, in the run's dtype."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from nnstudio.engine.demands import instance, within
from nnstudio.engine.emitter import Emitter
from nnstudio.engine.places import A_PLAN
from nnstudio.engine.plan import Plan
from nnstudio.engine.terms import Factor, Place, Term, product
from nnstudio.engine.typing import Array
from nnstudio.engine.update import Update, emit_decay


@dataclass(frozen=True)
class Foretold:
    """One weight before and after the next update, which is bit for bit what the update will write.

    Attributes
    ----------
    old, new : the weight. terms : add up to ``new``.
    data_grad, penalised, shrunk, grad : the gradient of the data loss; with the penalties; clipped by norm; clipped by
        value too, as the optimiser sees it.
    norm, factor : of the clipping by norm; 0 and 1 where it is off.
    decay : the λ of the decoupled decay of this weight; 0 where there is none.
    before, after : what the optimiser keeps for the weight. scalars : of the step, the learning rate among them.
    """

    old: float
    new: float
    data_grad: float
    penalised: float
    shrunk: float
    grad: float
    norm: float
    factor: float
    decay: float
    before: Mapping[str, float]
    after: Mapping[str, float]
    scalars: Mapping[str, float]
    terms: tuple[Term, ...]


def foretell(plan: Plan, layer: str, name: str, index: int | tuple[int, ...]) -> Foretold:
    """Return what the next update will make of a weight, ``index`` in the outside order. Nothing of the run changes.

    Raises
    ------
    UnknownNameError, a KeyError : no such parameter. OutOfRangeError, an IndexError : past its end.
    """
    rule = instance("plan", plan, Plan, A_PLAN).update_rule
    placed = rule.layout.placed(layer, name)
    index = within(f"{layer}.{name}", index, placed.key.shape)
    spot = placed.start + int(np.ravel_multi_index(index, placed.key.shape))
    scalars = rule.upcoming()
    whole = not rule.optimizer.elementwise
    part, here = (slice(None), spot) if whole else (slice(spot, spot + 1), 0)
    conditioned = rule.rehearse_gradient(part)
    theta, after = _rehearse(rule, part, conditioned.final, scalars)
    old, grad = float(rule.theta[spot]), float(conditioned.final[here])
    before = {kept: float(array[spot]) for kept, array in rule.state.items()}
    decay, new = float(rule.decay[spot]), float(theta[here])
    penalised, factor = conditioned.penalised[here], conditioned.factor
    if whole:
        terms = rule.optimizer.terms_at(spot, old, conditioned.final, after, scalars)
    else:
        terms = rule.optimizer.terms(old, grad, before, scalars)
    return Foretold(
        old=old,
        new=new,
        data_grad=float(rule.grad[spot]),
        penalised=float(penalised),
        shrunk=float(penalised if factor is None else penalised * factor),
        grad=grad,
        norm=0.0 if conditioned.norm is None else float(conditioned.norm),
        factor=1.0 if factor is None else float(factor),
        decay=decay,
        before=before,
        after={kept: float(after[kept][here]) for kept in rule.state},
        scalars=scalars,
        terms=_complete(terms, old, new, decay, scalars["learning_rate"], Place(layer, name, index)),
    )


def foretell_all(plan: Plan) -> Array:
    """Return what the next update will make of all weights, in the order of ``theta``; nothing of the run changes."""
    rule = plan.update_rule
    whole = slice(None)
    return _rehearse(rule, whole, rule.rehearse_gradient(whole).final, rule.upcoming())[0]


def _rehearse(rule: Update, part: slice, grad: Array, scalars: Mapping[str, float]) -> tuple[Array, dict[str, Array]]:
    """Return copies of a part of θ and of the optimiser's state, updated."""
    emit = Emitter(rule.theta.dtype)
    theta = rule.theta[part].copy()
    state = {kept: array[part].copy() for kept, array in rule.state.items()}
    state |= {kept: array.copy() for kept, array in rule.memory.items()}
    values = {name: emit.constant(value) for name, value in scalars.items()}
    if rule.optimizer.decay:
        emit_decay(emit, theta, rule.decay[part], values["learning_rate"])
    rule.optimizer.emit_update(emit, theta, grad, state, values)
    emit.run()
    return theta, state


def _complete(
    terms: tuple[Term, ...], old: float, new: float, decay: float, rate: float, place: Place
) -> tuple[Term, ...]:
    """Put the weight itself first, then its decay; where the optimiser names no terms, the change as a whole."""
    theta = Factor(r"\theta", old, place)
    if not terms:
        return product(theta), Term(new - old, (Factor(r"\Delta\theta", new - old),))
    decayed = product(Factor(r"(-\alpha)", -rate), Factor(r"\lambda", decay), theta)
    return product(theta), *((decayed,) if decay else ()), *terms[1:]
