"""Numbers laid over the picture: of each neuron and link what the reader chose to see, one scale for each kind."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace

import numpy as np

from nnstudio.engine.foretell import foretell_all
from nnstudio.engine.typing import Array
from nnstudio.inspection.overlay import Overlay
from nnstudio.inspection.trace import Trace
from nnstudio.inspection.working_out import Covered

SCALES = {
    "a": "value",
    "z": "value",
    "product": "value",
    "slope": "slope",
    "grad_a": "gradient",
    "grad_z": "gradient",
    "bias": "weight",
    "weight": "weight",
    "weight_grad": "weight_grad",
    "change": "change",
}
"""Which scale a quantity's colours are on: what may be compared shares one."""


@dataclass(frozen=True, eq=False)
class Shade:
    """``values`` by layer: of neurons in the shape that is drawn, of links as their matrix; NaN where there is none.

    ``scale`` is a name of ``SCALES``; ``others`` names it for the layers that show something else (an input, whose
    numbers are no gradients).
    """

    quantity: str
    values: Mapping[str, Array]
    scale: str
    others: Mapping[str, str] = field(default_factory=dict)

    def scale_of(self, layer: str) -> str:
        """Return the scale that a layer's colours are on."""
        return self.others.get(layer, self.scale)

    def without(self, covered: Covered) -> Shade:
        """Return the same without a number that is covered."""
        shown = {layer: np.where(covered.hidden(values), np.nan, values) for layer, values in self.values.items()}
        own, place = shown.get(covered.place.layer), covered.place
        if own is not None and self.quantity == place.quantity and own.ndim == len(place.index):
            own[place.index] = np.nan
        return replace(self, values=shown)


@dataclass(frozen=True, eq=False)
class Shades:
    """What is laid over: ``fill`` and ``ring`` of neurons, ``colour`` and ``width`` of links; ``limits`` by scale."""

    fill: Shade
    ring: Shade | None
    colour: Shade
    width: Shade
    limits: Mapping[str, float]

    def limit(self, shade: Shade, layer: str) -> float:
        """Return the end of the scale on which a layer is coloured."""
        return self.limits.get(shade.scale_of(layer), 1.0)

    def without(self, covered: Covered | None) -> Shades:
        """Return the same without a number that is covered."""
        if covered is None:
            return self
        ring = self.ring.without(covered) if self.ring is not None else None
        fill, colour, width = (shade.without(covered) for shade in (self.fill, self.colour, self.width))
        return replace(self, fill=fill, ring=ring, colour=colour, width=width)

    def shown(self) -> tuple[tuple[str, tuple[str, ...]], ...]:
        """Return each scale in use with the quantities on it: what the legends say."""
        found: dict[str, dict[str, None]] = {}
        for shade in (self.fill, self.ring, self.colour, self.width):
            if shade is not None:
                found.setdefault(shade.scale, {})[shade.quantity] = None
                for other in shade.others.values():
                    found.setdefault(other, {})["a"] = None
        return tuple((scale, tuple(quantities)) for scale, quantities in found.items())


def round_up(peak: float) -> float:
    """Return the least number of two digits that is not below ``peak``; 1 for 0."""
    if not math.isfinite(peak) or peak <= 0:
        return 1.0
    power = math.floor(math.log10(peak)) - 1
    return math.ceil(peak / 10.0**power * (1 - 1e-9)) * 10.0**power


def neuron_numbers(trace: Trace, layer: str, quantity: str) -> Array | None:
    """Return a quantity of a layer's neurons, a copy in the shape that is drawn; None where it has none.

    Gradients are those of the sample's own loss, or of the batch their sum; all else is the sample's.
    """
    site = trace.plan.sites[layer]
    if quantity == "a":
        return np.array(trace.activations(layer))
    if quantity == "bias":
        known = (layer, "bias") in site.arenas.layout.entries
        values = site.parameter("bias") if known else np.zeros(0)
        return np.array(values) if known and values.shape == trace.face_shape(layer) else None
    if not trace.is_face(layer, quantity):
        return None
    values = site.quantities[quantity].outside
    if not quantity.startswith("grad_"):
        return np.array(values[trace.sample])
    return np.array(values.sum(axis=0)) if trace.batch else np.array(values[trace.sample] * trace.count)


def link_numbers(trace: Trace, layer: str, quantity: str, change: Array | None = None) -> Array:
    """Return a quantity of a dense layer's links, a copy of its matrix's shape.

    ``change`` : what the next update makes of all parameters, flat, where it is known already.
    """
    site = trace.plan.sites[layer]
    weight = site.parameter("weight")
    if quantity == "product":
        return np.array(weight * site.quantities["x"].outside[trace.sample].reshape(-1, 1))
    if quantity == "change":
        rule = trace.plan.update_rule
        new = foretell_all(trace.plan) if change is None else change
        return np.array(rule.layout.view(new, layer, "weight") - weight)
    if quantity != "weight_grad":
        return np.array(weight)
    if trace.batch:
        return np.array(site.gradient("weight"))
    x, delta = (site.quantities[name].outside[trace.sample].reshape(-1) for name in ("x", "grad_z"))
    return np.array(np.outer(x, delta * trace.count))


def neuron_shade(trace: Trace, layers: Iterable[str], quantity: str) -> Shade:
    """Return a quantity of all neurons that have it."""
    found = {layer: neuron_numbers(trace, layer, quantity) for layer in layers}
    known = {layer: values for layer, values in found.items() if values is not None}
    return Shade(quantity, known, SCALES[quantity])


def link_shade(trace: Trace, layers: Iterable[str], quantity: str) -> Shade:
    """Return a quantity of all links."""
    change = foretell_all(trace.plan) if quantity == "change" else None
    return Shade(quantity, {layer: link_numbers(trace, layer, quantity, change) for layer in layers}, SCALES[quantity])


def shades_of(
    trace: Trace,
    layers: Iterable[str],
    links: Iterable[str],
    overlay: Overlay,
    stepped: tuple[Shade, Mapping[str, float]],
) -> Shades:
    """Return what the overlay lays over the picture.

    ``stepped`` : what ``auto`` fills the neurons with, as far as the walk has come, and the peaks of all its numbers:
    so its colours stay while one walks.
    """
    shown, joined = list(layers), list(links)
    fill = stepped[0] if overlay.fill == "auto" else neuron_shade(trace, shown, overlay.fill)
    ring = neuron_shade(trace, shown, overlay.ring) if overlay.ring else None
    colour = link_shade(trace, joined, overlay.colour)
    width = colour if overlay.width == overlay.colour else link_shade(trace, joined, overlay.width)
    peaks: dict[str, float] = dict(stepped[1]) if overlay.fill == "auto" else {}
    chosen = [ring, colour, width] if overlay.fill == "auto" else [fill, ring, colour, width]
    for shade in filter(None, chosen):
        for values in shade.values.values():
            peak = float(np.nanmax(np.abs(values), initial=0.0))
            peaks[shade.scale] = max(peaks.get(shade.scale, 0.0), peak)
    return Shades(fill, ring, colour, width, {scale: round_up(peak) for scale, peak in peaks.items()})
