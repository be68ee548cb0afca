"""The numbers of a moment, copied out of a frame: what the picture colours, and what hovering reads."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Literal

import numpy as np

from nnstudio.engine.typing import Array
from nnstudio.training.frame import Frame
from nnstudio.ui.network.arrangement import Arrangement, Floats
from nnstudio.ui.network.structure import Bundle, Column, Structure
from nnstudio.ui.network.weight_pictures import weight_picture

Mode = Literal["weights", "activations", "gradients"]
Scope = Literal["batch", "sample"]


@dataclass(frozen=True, eq=False)
class Reading:
    """What is drawn. NaN stands where there is no such number: an input has no bias, an addition no weight.

    ``neurons`` has the values of each strip's neurons, row by row; ``links`` ``(L,)`` those of the links. ``tiles`` are
    the pictures of images and sequences ``(panes, rows, columns)``: of an input always its activations, of what has
    learned something, in the mode of the weights, that. ``weight_tiles`` are those of the neurons that an image feeds.
    """

    mode: Mode
    scope: Scope
    links: Floats
    neurons: dict[str, Floats] = field(default_factory=dict)
    tiles: dict[str, Floats] = field(default_factory=dict)
    weight_tiles: dict[str, Floats] = field(default_factory=dict)
    inner: tuple[str, ...] = ()

    def neuron_peak(self) -> float:
        """Return the greatest magnitude among the neurons; 0 where there is none."""
        return _peak([*self.neurons.values(), *(self.tiles[node] for node in self.inner)])

    def link_peak(self) -> float:
        """Return the greatest magnitude among the links."""
        return _peak([self.links, *self.weight_tiles.values()])


def read(frame: Frame, arrangement: Arrangement, mode: Mode, scope: Scope) -> Reading:
    """Copy what the picture draws; the frame's own arrays are let go."""
    structure, links = arrangement.structure, arrangement.links
    inner = tuple(node for node, strip in arrangement.strips.items() if strip.tile and strip.column.kind != "input")
    reading = Reading(mode, scope, np.full(len(links), np.nan), inner=inner)
    for node, strip in arrangement.strips.items():
        if strip.tile is not None:
            reading.tiles[node] = tile_pictures(frame, strip.column, mode, scope)
        else:
            reading.neurons[node] = neuron_values(frame, strip.column, mode, scope)[strip.indices]
    for bundle, part in zip(structure.bundles, links.slices, strict=True):
        if not bundle.dense:
            continue
        matrix = link_matrix(frame, bundle, mode, scope)
        source, target = arrangement.strips[bundle.source], arrangement.strips[bundle.target]
        if source.tile is not None:
            block = matrix[:, target.indices].T[:, np.argsort(bundle.places)]
            reading.weight_tiles[bundle.target] = _flat_channels(block.reshape(-1, *source.column.shape))
        else:
            rows = np.searchsorted(bundle.places, source.indices)
            reading.links[part] = matrix[np.ix_(rows, target.indices)].ravel()
    return reading


def tile_pictures(frame: Frame, column: Column, mode: Mode, scope: Scope) -> Floats:
    """Return what the tiles of an image or a sequence show, ``(panes, rows, columns)``; NaN for nothing."""
    if column.kind == "input":
        mode = "activations"
    if mode == "weights":
        found = weight_picture(frame.parameter, column)
        return found if found is not None else np.full((column.tiling.panes, 1, 1), np.nan)
    return column.tiling.pictures(neuron_values(frame, column, mode, scope))


def neuron_values(frame: Frame, column: Column, mode: Mode, scope: Scope) -> Floats:
    """Return one number for each neuron of a layer, ``(D,)``: its bias, its activation, or the gradient by its z."""
    choose: dict[Mode, Callable[[], Array | None]] = {
        "weights": lambda: _of_size(_parameter(frame.parameter, column.node, "bias"), column),
        "activations": lambda: _summed(frame, column.node, "a", scope, mean=True),
        "gradients": lambda: gradient_of(frame, column, scope),
    }
    values = choose[mode]()
    if values is None:
        return np.full(column.size, np.nan)
    return np.array(values, np.float64).reshape(-1)


def gradient_of(frame: Frame, column: Column, scope: Scope) -> Array | None:
    """Return ∂L/∂z of a layer: over the batch Σₙ ∂L/∂zₙ (that is ∂L/∂b), of the sample ∂ℓₙ/∂z, not divided by N.

    Where its z is of another shape than its output (a recurrent layer that gives out its last step) it is ∂L/∂a.
    """
    if scope == "batch" and column.kind == "dense" and not column.is_image:
        own = _parameter(frame.gradient, column.node, "bias")
        if own is not None:
            return own
    delta = _of_size(_summed(frame, column.node, "grad_z", scope, mean=False), column)
    return delta if delta is not None else _of_size(_summed(frame, column.node, "grad_a", scope, mean=False), column)


def _of_size(values: Array | None, column: Column) -> Array | None:
    """Return values of which there is one for each neuron; None for others, such as the biases of four gates."""
    return values if values is not None and values.size == column.size else None


def link_matrix(frame: Frame, bundle: Bundle, mode: Mode, scope: Scope) -> Array:
    """Return the weights ``(D_in, D_out)`` of a dense layer, or their gradients."""
    if mode != "gradients":
        return frame.parameter(bundle.target, "weight")
    if scope == "batch":
        return frame.gradient(bundle.target, "weight")
    x = frame.quantity(bundle.target, "x")[frame.sample].reshape(-1)
    delta = _summed(frame, bundle.target, "grad_z", scope, mean=False)
    assert delta is not None
    return np.multiply.outer(x, delta)


@dataclass(frozen=True)
class NeuronNumbers:
    """What there is to read at one neuron; NaN for what it does not have."""

    z: float
    a: float
    gradient: float
    bias: float
    scale: float = float("nan")
    shift: float = float("nan")


@dataclass(frozen=True)
class LinkNumbers:
    """What there is to read at one link; NaN where it has no weight."""

    weight: float
    gradient: float


def neuron_numbers(frame: Frame, column: Column, flat: int, scope: Scope) -> NeuronNumbers:
    """Return the numbers of one neuron: the sample's, or the batch's mean (gradients: the sum)."""

    def pick(values: Array | None) -> float:
        own = _of_size(values, column)
        return float("nan") if own is None else float(own.reshape(-1)[flat])

    def of_channel(name: str) -> float:
        # A kernel's bias, and a scale, is that of a whole channel.
        own = _parameter(frame.parameter, column.node, name)
        fits = own is not None and own.shape == column.shape[-1:]
        return float(own[column.index(flat)[-1]]) if own is not None and fits else float("nan")

    return NeuronNumbers(
        z=pick(_summed(frame, column.node, "z", scope, mean=True)),
        a=pick(_summed(frame, column.node, "a", scope, mean=True)),
        gradient=pick(gradient_of(frame, column, scope)),
        bias=of_channel("bias"),
        scale=of_channel("scale"),
        shift=of_channel("shift"),
    )


def link_numbers(
    frame: Frame, structure: Structure, bundle: int, source: int, target: int, scope: Scope
) -> LinkNumbers:
    """Return weight and gradient of one link."""
    found = structure.bundles[bundle]
    if not found.dense:
        return LinkNumbers(float("nan"), float("nan"))
    row = int(np.flatnonzero(found.places == source)[0])
    weight = frame.parameter(found.target, "weight")[row, target]
    gradient = link_matrix(frame, found, "gradients", scope)[row, target]
    return LinkNumbers(float(weight), float(gradient))


def _parameter(get: Callable[[str, str], Array], node: str, name: str) -> Array | None:
    try:
        return get(node, name)
    except KeyError:
        return None


def _quantity(frame: Frame, node: str, name: str) -> Array | None:
    try:
        return frame.quantity(node, name)
    except KeyError:
        return None


def _summed(frame: Frame, node: str, name: str, scope: Scope, *, mean: bool) -> Array | None:
    values = _quantity(frame, node, name)
    if values is None:
        return None
    if scope == "sample":
        own = values[min(frame.sample, len(values) - 1)]
        return own if mean else own * len(values)
    return values.mean(axis=0) if mean else values.sum(axis=0)


def _flat_channels(pictures: Array) -> Floats:
    """Return ``(k, H, W)`` of images ``(k, H, W, C)``, channels as their mean; of sequences ``(k, F, T)``."""
    made = pictures.mean(axis=3) if pictures.ndim == 4 else pictures.transpose(0, 2, 1)
    return np.array(made, np.float64)


def _peak(arrays: list[Floats]) -> float:
    peaks = [float(np.fmax.reduce(np.abs(array), axis=None, initial=0.0)) for array in arrays if array.size]
    return max((peak for peak in peaks if np.isfinite(peak)), default=0.0)
