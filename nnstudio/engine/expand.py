r"""Where a number comes from: its terms, multiplied out from the operands that stand in the plan.

The total is always the plan's own number; nothing is computed anew but the products, in double precision. So the sum of
the terms differs from the total by no more than rounding allows: :math:`n\,\varepsilon\sum|t|` (Higham 2002, §3.1).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np

from nnstudio.engine.activation import Activation
from nnstudio.engine.columns import column_number, features_first, place_count
from nnstudio.engine.curves import jacobian
from nnstudio.engine.errors import UnknownNameError
from nnstudio.engine.foretell import foretell
from nnstudio.engine.places import Index, checked, parameter_of
from nnstudio.engine.plan import Plan
from nnstudio.engine.rerun import rerun_activation, rerun_loss, rerun_slope
from nnstudio.engine.site import Site
from nnstudio.engine.terms import Expansion, Factor, Place, Term, product, size_of
from nnstudio.engine.typing import Array
from nnstudio.text import msg

_SLACK = 8
"""Roundings beside those of the sum: the product with the slope, 1/N, and those inside a function."""

_LOSS_GRADIENT = r"\frac{\partial L}{\partial a} = \frac{1}{N}\,\frac{\partial \ell_n}{\partial a}"
_SUM_BACK = r"\frac{\partial L}{\partial a_i} = \sum_j w_{ij}\,\delta_j"
_HIDDEN_DELTA = r"\delta_i = f'(z_i)\sum_j w_{ij}\,\delta_j"
_JACOBIAN_DELTA = r"\delta_i = \sum_k \frac{\partial a_k}{\partial z_i}\,\frac{\partial L}{\partial a_k}"
_MEAN = r"L = \frac{1}{N}\sum_n \ell_n"
_MEAN_OF_OUTPUT = r"L_k = \frac{1}{N}\sum_n \ell_{n,k}"
_WEIGHTED = r"\ell_n = \sum_k \lambda_k \, \ell_{n,k}"


def expand(plan: Plan, layer: str, quantity: str, index: int | Index, sample: int = -1) -> Expansion:
    """Return a number of the plan with the terms that add up to it.

    Parameters
    ----------
    layer : the node's name; for the loss ``loss`` or the output layer, which of several has its own, unweighted.
    quantity : ``z a slope grad_a grad_z``; ``weight_grad``, ``bias_grad`` (sums over the batch, ``sample`` is ignored);
        ``loss`` (of a sample, or of the batch with sample −1); ``weight_update``, ``bias_update`` (the new value).
    index : the place in the outside order; negative numbers count from the end, so that sample −1 is the last.

    Raises
    ------
    UnknownNameError : the layer has no such quantity, or it is an input of the network, which has no terms; it is a
        KeyError. OutOfRangeError, an IndexError : index or sample past the end.
    """
    place, sample = checked(plan, layer, quantity, index, sample)
    try:
        return _expanded(plan, layer, quantity, place, sample)
    except UnknownNameError:
        raise
    except KeyError:
        expected, advice = msg("a number that is made of others"), msg("Ask for what the layer computes from it.")
        raise UnknownNameError(layer, expected, msg("{value}", value=quantity), advice) from None


def _expanded(plan: Plan, layer: str, quantity: str, place: Index, sample: int) -> Expansion:
    if quantity == "loss":
        return _loss(plan, layer, sample)
    if quantity.endswith("update"):
        return _update(plan, layer, parameter_of(quantity), place)
    site = plan.sites[layer]
    if quantity.endswith("_grad"):
        total = float(site.gradient(quantity.removesuffix("_grad"))[place])
        return _summed(plan, total, site.layer.terms(site, quantity, place, sample), _formula(plan, layer, quantity))
    total = float(plan.quantity(layer, quantity)[(sample, *place)])
    if quantity in ("grad_a", "grad_z"):
        return _backward(plan, site, quantity, place, sample, total)
    return _forward(plan, site, quantity, place, sample, total)


def _forward(plan: Plan, site: Site, quantity: str, index: Index, sample: int, total: float) -> Expansion:
    function = site.layer.activation_function
    formula = _formula(plan, site.name, quantity)
    if function is None or quantity not in ("a", "slope"):
        return _summed(plan, total, site.layer.terms(site, quantity, index, sample), formula)
    z = site.quantities["z"].array[..., sample : sample + 1 or None]
    learned, _ = site.learned({scalar.name: scalar.per_neuron for scalar in function.learned()}, site.output.shape)
    again = (rerun_activation if quantity == "a" else rerun_slope)(function, z, learned)
    value = float(np.moveaxis(again, -1, 0)[0][_plan_index(index)])
    if function.draws and site.training:
        value = total  # What was drawn for this step is gone: another run of the calls would draw anew.
    symbol = rf"f(z_{{{index[-1]}}})" if quantity == "a" else rf"f'(z_{{{index[-1]}}})"
    return _summed(plan, total, (Term(value, (Factor(symbol, value, Place(site.name, "z", index, sample)),)),), formula)


def _plan_index(index: Index) -> Index:
    return (index[0], index[2], index[1]) if len(index) == 3 else index


def _backward(plan: Plan, site: Site, quantity: str, index: Index, sample: int, total: float) -> Expansion:
    if quantity == "grad_a":
        if site.layer.is_sink:
            return _loss_gradient(plan, site, index, sample, total)
        return _summed(plan, total, _arriving(plan, site, index, sample), _SUM_BACK)
    function = site.layer.activation_function
    if function is None:
        return _summed(
            plan, total, site.layer.terms(site, quantity, index, sample), _formula(plan, site.name, quantity)
        )
    if site.fused:
        return _fused(plan, site, index, sample, total)
    if not function.elementwise:
        return _mixed(plan, site, function, index, sample, total)
    if "slope" not in site.quantities:
        return _summed(plan, total, _arriving(plan, site, index, sample), _SUM_BACK)
    slope = site.factor("slope", rf"f'(z_{{{index[-1]}}})", index, sample)
    terms = tuple(product(slope, *term.factors) for term in _arriving(plan, site, index, sample))
    return _summed(plan, total, terms, _HIDDEN_DELTA)


def _arriving(plan: Plan, site: Site, index: Index, sample: int) -> tuple[Term, ...]:
    """Return the terms that all readers of the layer's output send back to one place of it."""
    readers = plan.graph.consumers[site.name]
    return tuple(
        term
        for name, port in readers
        for term in plan.sites[name].layer.gradient_terms(plan.sites[name], port, index, sample)
    )


def _mixed(plan: Plan, site: Site, function: Activation, index: Index, sample: int, total: float) -> Expansion:
    z = np.array(plan.quantity(site.name, "z")[(sample, *index[:-1])], np.float64)
    _, rows = jacobian(function, z)
    place = index[-1]
    terms = []
    for k in range(len(z)):
        symbol = rf"\frac{{\partial a_{{{k}}}}}{{\partial z_{{{place}}}}}"
        grad = site.factor("grad_a", rf"\frac{{\partial L}}{{\partial a_{{{k}}}}}", (*index[:-1], k), sample)
        terms.append(product(Factor(symbol, float(rows[k, place])), grad))
    # Inside the Jacobian's product numbers of the size of the gradients cancel.
    inner = sum(abs(term.factors[1].value) for term in terms)
    return _summed(plan, total, tuple(terms), _JACOBIAN_DELTA, inner)


def _fused(plan: Plan, site: Site, index: Index, sample: int, total: float) -> Expansion:
    shape, sink = site.output.shape, plan.graph.consumers[site.name][0][0]
    columns = plan.batch_size * place_count(shape)
    share = Factor(r"\frac{1}{N}" if columns == plan.batch_size else r"\frac{1}{N T}", 1 / columns)
    scale = plan.loss_of(sink).fused_scale(shape[-1])
    if scale != 1:
        share = Factor(r"\frac{1}{N K}", scale / columns)
    counts = weight_factors(plan, sink)
    number = column_number(index, shape, plan.batch_size, sample)
    weight, target = plan.sample_loss(sink).weighting(_target(plan, sink)[:, number].astype(np.float64))
    k = index[-1]
    a = site.factor("a", rf"a_{{{k}}}", index, sample)
    y = Factor(rf"(-y_{{{k}}})", -float(target[k]), Place(sink, "target", index, sample))
    if weight[k] == 1 and target[k] == _target(plan, sink)[k, number]:
        terms = product(*counts, share, a), product(*counts, share, y)
        return _summed(plan, total, terms, _counted(r"\delta = \frac{1}{N}(a - y)", counts))
    y = Factor(rf"(-t_{{{k}}})", -float(target[k]))
    terms = product(*counts, share, Factor("W", float(weight[k])), a), product(*counts, share, y)
    return _summed(plan, total, terms, _counted(r"\delta = \frac{1}{N}(W a - t)", counts))


def weight_factors(plan: Plan, sink: str) -> tuple[Factor, ...]:
    """Return the factor ``λ_k`` by which an output's loss counts; none where there is no other output."""
    if not plan.judges.weighted:
        return ()
    return (Factor(rf"\lambda_{{{plan.graph.sinks.index(sink)}}}", plan.weight_of(sink)),)


def _counted(formula: str, counts: tuple[Factor, ...]) -> str:
    return formula.replace(r"\frac{1}{N}", r"\frac{\lambda_k}{N}") if counts else formula


def _target(plan: Plan, sink: str) -> Array:
    """Return the targets of an output as columns, ``(K, P·N)``."""
    target = plan.targets[plan.graph.sinks.index(sink)]
    return target.reshape(len(target), -1)


def _loss_gradient(plan: Plan, site: Site, index: Index, sample: int, total: float) -> Expansion:
    shape = site.output.shape
    number = column_number(index, shape, plan.batch_size, sample)
    output = features_first(site.output.array).reshape(shape[-1], -1)[:, number : number + 1]
    _, grad = rerun_loss(plan.sample_loss(site.name), output, _target(plan, site.name)[:, number : number + 1])
    columns = plan.batch_size * place_count(shape)
    share = Factor(r"\frac{1}{N}" if columns == plan.batch_size else r"\frac{1}{N T}", 1 / columns)
    own = Factor(r"\frac{\partial \ell_n}{\partial a}", float(grad[index[-1], 0]))
    counts = weight_factors(plan, site.name)
    return _summed(plan, total, (product(*counts, share, own),), _counted(_LOSS_GRADIENT, counts))


def _loss(plan: Plan, layer: str, sample: int) -> Expansion:
    of_output = layer in plan.graph.sinks
    if sample < 0:
        share, symbol = Factor(r"\frac{1}{N}", 1 / plan.batch_size), _loss_symbol(plan, layer)
        losses = enumerate(plan.losses_of(layer).tolist())
        terms = tuple(product(share, Factor(symbol(n), x, Place(layer, "loss", (), n))) for n, x in losses)
        formula = _MEAN_OF_OUTPUT if of_output and plan.judges.weighted else _MEAN
        return _summed(plan, float(plan.mean_of(layer)), terms, formula)
    if plan.judges.weighted and not of_output:
        terms = tuple(_share_of(plan, sink, sample) for sink in plan.graph.sinks)
        return _summed(plan, float(plan.losses[sample]), terms, _WEIGHTED)
    return _output_loss(plan, layer if of_output else plan.graph.sinks[0], sample)


def _loss_symbol(plan: Plan, layer: str) -> Callable[[int], str]:
    """Return how a sample's loss is written: ``ℓ_n``, of one of several outputs ``ℓ_{n,k}``."""
    if layer not in plan.graph.sinks or not plan.judges.weighted:
        return lambda n: rf"\ell_{{{n}}}"
    number = plan.graph.sinks.index(layer)
    return lambda n: rf"\ell_{{{n},{number}}}"


def _share_of(plan: Plan, sink: str, sample: int) -> Term:
    """Return ``λ_k ℓ_{n,k}``: what an output adds to a sample's loss."""
    value = float(plan.losses_of(sink)[sample])
    own = Factor(_loss_symbol(plan, sink)(sample), value, Place(sink, "loss", (), sample))
    return product(*weight_factors(plan, sink), own)


def _output_loss(plan: Plan, sink: str, sample: int) -> Expansion:
    total, formula = float(plan.losses_of(sink)[sample]), plan.loss_of(sink).formula
    whole = (Term(total, (Factor(r"\ell_n", total),)),)
    if place_count(plan.sites[sink].output.shape) > 1:
        return _summed(plan, total, whole, formula)
    output = plan.sites[sink].output.flat[:, sample].astype(np.float64)
    terms = plan.sample_loss(sink).terms(output, _target(plan, sink)[:, sample].astype(np.float64))
    found = _summed(plan, total, terms, formula, 1.0 + float(np.abs(output).max()))
    # A fused loss is computed from z: where a is 1 to the last bit, ln(1 − a) cannot be read from a any more.
    agrees = abs(sum(term.value for term in terms) - total) <= found.bound
    return found if agrees and terms else _summed(plan, total, whole, formula)


def _update(plan: Plan, layer: str, name: str, index: Index) -> Expansion:
    seen = foretell(plan, layer, name, index)
    return _summed(plan, seen.new, seen.terms, plan.update_rule.optimizer.written(seen.decay))


def _summed(plan: Plan, total: float, terms: Sequence[Term], formula: str, inner: float = 0.0) -> Expansion:
    eps = float(np.finfo(plan.loss.dtype).eps)
    size = size_of(terms) + inner
    return Expansion(total, terms, (len(terms) + _SLACK) * eps * size, formula)


def _formula(plan: Plan, layer: str, quantity: str) -> str:
    shown, site = plan.formula_of(layer, quantity), plan.sites[layer]
    return shown if shown is not None else site.formulas.get(quantity) or site.layer.declaration.formula
