"""Whether a plan has a number at a place, checked before it is explained: an error says what there is instead."""

from __future__ import annotations

from collections.abc import Sequence

from nnstudio.engine.demands import instance, is_text, unknown, whole, within
from nnstudio.engine.errors import OutOfRangeError
from nnstudio.engine.plan import Plan
from nnstudio.engine.typing import Shape
from nnstudio.text import msg

Index = tuple[int, ...]
A_PLAN = msg("a plan, as program.plan gives it")


def checked(plan: Plan, layer: str, quantity: str, index: int | Sequence[int], sample: int) -> tuple[Index, int]:
    """Return index and sample of a number of the plan, both from 0; sample −1 where the number is none sample's own.

    ``quantity`` is what a layer shows, a parameter's name, alone or with ``_grad`` or ``_update``, ``target`` or
    ``loss`` (``layer`` does not matter then; sample −1 is the batch's mean). Elsewhere −1 is the last sample.

    Raises
    ------
    UnknownNameError : no such layer or quantity. OutOfRangeError : index or sample past the end.
    ParameterError : no whole numbers.
    """
    instance("plan", plan, Plan, A_PLAN)
    instance("quantity", quantity, str, msg("a name"))
    if quantity == "loss":
        return (), -1 if sample == -1 else sample_of(plan, sample)
    if not is_text(layer) or layer not in plan.sites:
        raise unknown("layer", layer, plan.sites)
    shape, of_sample = _shape(plan, layer, quantity)
    place = within(f"{layer}.{quantity}", index, shape)
    return place, sample_of(plan, sample) if of_sample else -1


def _shape(plan: Plan, layer: str, quantity: str) -> tuple[Shape, bool]:
    """Return the shape of a quantity, and whether every sample has its own."""
    site = plan.sites[layer]
    if quantity in site.quantities:
        return site.quantities[quantity].shape, True
    if quantity == "target" and layer in plan.graph.sinks:
        return site.output.shape, True
    weights = {name: placed.key.shape for (own, name), placed in site.arenas.layout.entries.items() if own == layer}
    name = parameter_of(quantity)
    if name in weights:
        return weights[name], False
    raise unknown(layer, quantity, (*site.quantities, *weights, *(f"{name}_grad" for name in weights)))


def parameter_of(quantity: str) -> str:
    """Return the parameter that ``weight``, ``weight_grad``, ``weight_update`` is about; ``update`` is the weight's."""
    return quantity.removesuffix("_grad").removesuffix("update").removesuffix("_") or "weight"


def sample_of(plan: Plan, sample: int) -> int:
    """Return the number of a sample of the batch, counted from 0; OutOfRangeError or ParameterError if it is none."""
    number = whole("sample", sample, least=None)
    if not -plan.batch_size <= number < plan.batch_size:
        expected = msg("one of the batch's {count} samples, from 0", count=plan.batch_size)
        raise OutOfRangeError("sample", expected, msg("{value}", value=number), msg("Count from 0."))
    return number % plan.batch_size
