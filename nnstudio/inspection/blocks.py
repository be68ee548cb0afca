"""Which steps a plan has: what each layer shows, in the order in which it is computed."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby

from nnstudio.engine import Plan
from nnstudio.engine.recurrence.cell import REVERSE
from nnstudio.engine.site import Site
from nnstudio.inspection.block import Block

PASSED_THROUGH = frozenset({"flatten", "reshape", "output"})
"""Layers without numbers of their own: they only read the memory of the one before in another way."""

MIXING = frozenset({"dense", "maxout", "projection", "layer_normalization", "group_normalization", "rms_normalization"})
"""Layers of lists whose every number depends on every number that comes in."""

_SILENT = frozenset({"mask", "winner"})
"""Shown by their layers, but no step: drawn at random, or a mark."""

_BEFORE = {
    "weights": ("scores", "total"),
    "context": ("weights",),
    "candidate_z": ("recurrent_candidate",),
    "output_gate_z": ("c",),
}
"""What a quantity is made of, where its layer shows it later."""

_BACK = ("grad_a", "grad_h", "slope", "output_gate_grad_z", "grad_c", "update_gate_grad_z", "candidate_grad_z")
"""In which order a recurrent layer's gradients follow from one another; the others as they are shown."""


def blocks(plan: Plan) -> tuple[Block, ...]:
    """Return the blocks of a plan for training."""
    return (*_forward(plan), *_loss(plan), *_backward(plan), *_parameters(plan, "update"))


def port_of(site: Site, quantity: str) -> int | None:
    """Return which input of the layer a quantity shows; None for what it computes itself."""
    slot = site.quantities[quantity]
    return next((port for port, given in enumerate(site.inputs) if given is slot and quantity != "a"), None)


def _forward(plan: Plan) -> Iterator[Block]:
    working = {instruction.layer for instruction in plan.info if instruction.phase == "forward"}
    for name in plan.graph.order:
        site = plan.sites[name]
        if name in working and site.layer.declaration.id not in PASSED_THROUGH:
            yield from _grouped(plan, site, "forward", _told(site))


def _told(site: Site) -> list[str]:
    """Return what the forward pass computes, each after what it is made of."""
    shown = [name for name in site.told if port_of(site, name) is None and name not in _SILENT]
    if "z" in shown and "a" in shown and site.quantities["a"] is site.quantities["z"]:
        shown.remove("a")  # The identity: a is z.
    found: list[str] = []
    for name in sorted(shown, key=lambda each: each == "a"):
        _append(found, name, shown)
    return found


def _append(found: list[str], name: str, shown: list[str]) -> None:
    """Append a quantity after what it is made of: a gate after its net input."""
    if name in found or name not in shown:
        return
    prefix = REVERSE if name.startswith(REVERSE) else ""
    for before in (*_BEFORE.get(name.removeprefix(prefix), ()), f"{name.removeprefix(prefix)}_z"):
        _append(found, prefix + before, shown)
    found.append(name)


def _grouped(plan: Plan, site: Site, phase: str, names: list[str]) -> Iterator[Block]:
    """Yield blocks of neighbouring quantities of one shape, neuron by neuron, where they can be computed so."""
    stepwise = any(i.time >= 0 for i in plan.info if i.layer == site.name)
    for (shape, reverse, _), several in groupby(names, lambda name: _kind(site, name)):
        descending = stepwise and len(shape) > 1 and (reverse != (phase == "backward"))
        yield Block(phase, site.name, tuple(several), shape, descending=descending, axes=_axes(site, shape))


def _axes(site: Site, shape: tuple[int, ...]) -> int:
    """Return how many axes tell the places of an image, or the steps of a sequence."""
    if len(shape) == 3 and "scores" not in site.told:
        return 2
    steps = {slot.shape[0] for slot in (*site.inputs, site.output) if len(slot.shape) == 2}
    return int(len(shape) > 1 and shape[0] in steps)


def _kind(site: Site, name: str) -> tuple[tuple[int, ...], bool, str]:
    """Return what neighbours must share: the shape, the direction; a number that reads many of them stands alone."""
    function = site.layer.activation_function
    mixes = "scores" in site.told or (name in ("z", "a") and function is not None and not function.elementwise)
    return site.quantities[name].shape, name.startswith(REVERSE), name if mixes else ""


def _loss(plan: Plan) -> Iterator[Block]:
    for sink in plan.graph.sinks:
        yield Block("loss", sink, ("loss",), ())
    if len(plan.graph.sinks) > 1:
        yield Block("loss", plan.graph.sinks[0], ("whole_loss",), ())
    yield Block("loss", plan.graph.sinks[0], ("mean_loss",), ())


def _backward(plan: Plan) -> Iterator[Block]:
    for sink in plan.graph.sinks:
        if "grad_a" in plan.sites[sink].quantities and not plan.sites[plan.graph[sink].inputs[0]].fused:
            yield Block("backward", sink, ("grad_a",), plan.sites[sink].output.shape)
    for name in reversed(plan.graph.order):
        yield from _grouped(plan, plan.sites[name], "backward", _gradients(plan.sites[name]))
        yield from (block for block in _parameters(plan, "grad") if block.layer == name)


def _gradients(site: Site) -> list[str]:
    layer = site.layer
    if layer.is_source or layer.declaration.id in PASSED_THROUGH:
        return []
    if layer.activation_function is not None and "grad_z" in site.quantities:
        return ["slope", "grad_z"] if "slope" in site.quantities else ["grad_z"]
    found = [name for name in site.quantities if name not in site.told and name not in _SILENT]
    found = [name for name in found if port_of(site, name) is None]
    order = {name: place for place, name in enumerate(_BACK)}
    return sorted(found, key=lambda name: (name.startswith(REVERSE), order.get(name.removeprefix(REVERSE), len(order))))


def _parameters(plan: Plan, suffix: str) -> Iterator[Block]:
    phase = "update" if suffix == "update" else "backward"
    layout = next(iter(plan.sites.values())).arenas.layout
    for (layer, name), placed in layout.entries.items():
        shape = placed.key.shape
        by_neuron = plan.graph[layer].layer.declaration.id == "dense"
        if by_neuron and name == "weight":
            names = (
                (f"weight_{suffix}", f"bias_{suffix}") if (layer, "bias") in layout.entries else (f"weight_{suffix}",)
            )
            yield Block(phase, layer, names, (shape[1],), shape[0])
        elif not (by_neuron and name == "bias"):
            yield Block(phase, layer, (f"{name}_{suffix}",), shape)
