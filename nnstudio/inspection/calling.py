"""What a number is called: its symbol, and in words where it stands. A reader counts from 1."""

from __future__ import annotations

from typing import TYPE_CHECKING

from nnstudio.engine import Place
from nnstudio.engine.layers.subsampling2d import Subsampling2d
from nnstudio.engine.normalisation.base import Normalisation
from nnstudio.engine.recurrence.cell import REVERSE
from nnstudio.engine.recurrence.layer import RecurrentLayer
from nnstudio.engine.windows.filtering import Filtering
from nnstudio.engine.windows.transposed import TransposedConvolution
from nnstudio.inspection.convention import PAIRS, index_of
from nnstudio.inspection.quantities import Known, known, known_of, parameter
from nnstudio.inspection.symbols import scripted
from nnstudio.text import Message, msg

if TYPE_CHECKING:
    from nnstudio.inspection.trace import Neuron, Trace

_PIECES = frozenset({"pieces", "grad_pieces"})


# -- symbols


def symbol(trace: Trace, place: Place, sample: int | None) -> str:
    """Return the symbol of the number at a place, raised to the sample's number where one is given."""
    quantity, index = place.quantity, place.index
    if place.sample < 0 and is_parameter(trace, place.layer, quantity):
        return _parameter_symbol(trace, place)
    port = trace.port(place)
    if port is not None:
        layer, found = trace.origin(place.layer, index, port)
        index = found if len(found) == len(index) else index
        return scripted("x" if trace.layer(layer).is_source else "a", index, sample, commas=len(index) > 1)
    letter, commas = _letter(trace, place), len(index) > 1
    index = index_of(quantity, index, trace.columns)
    if quantity == "slope":
        return f"f'({scripted('z', index, sample, commas=commas)})"
    return scripted(letter, index, sample, commas=commas)


def _letter(trace: Trace, place: Place) -> str:
    if place.quantity == "target":
        return "y"
    if place.quantity == "mask":
        return "m/q"
    return known_of(trace.layer(place.layer).declaration.id, place.quantity).letter


def is_parameter(trace: Trace, layer: str, name: str) -> bool:
    """Whether a layer learns something of that name."""
    return layer in trace.plan.sites and (layer, name) in trace.plan.sites[layer].arenas.layout.entries


def _parameter_symbol(trace: Trace, place: Place) -> str:
    letter, index = parameter(place.quantity).letter, place.index
    gate, index = gate_of(trace, place)
    if place.quantity == "weight" and isinstance(trace.layer(place.layer), Filtering):
        index = kernel_index(trace, place)
    if trace.layer(place.layer).declaration.id != "embedding":
        index = index_of(place.quantity.removeprefix(REVERSE), index, trace.columns)
    raised = f"^{{{gate[0]}}}" if gate else ""
    return scripted(f"{letter}{raised}", index, commas=len(index) > 2)


def kernel_index(trace: Trace, place: Place) -> tuple[int, ...]:
    """Return taps and channels of a kernel's weight, as a formula's w counts them."""
    site = trace.plan.sites[place.layer]
    assert isinstance(site.layer, Filtering)
    taps, links = place.index[: site.layer.rank - 1], site.layer.links(site.layer.geometry(site.inputs[0].shape))
    return (*taps, *links.written(*links.ends(place.index[len(taps) :])))


def gate_of(trace: Trace, place: Place) -> tuple[str, tuple[int, ...]]:
    """Return which gate a recurrent layer's weight belongs to, and its index with the unit for the column."""
    layer, index = trace.layer(place.layer), place.index
    shape = trace.plan.sites[place.layer].parameter(place.quantity).shape
    if not isinstance(layer, RecurrentLayer):
        return "", index
    gates, units = layer.cell_kind.gates, int(layer.units)
    if len(gates) > 1 and shape[-1] == len(gates) * units:
        return gates[index[-1] // units], (*index[:-1], index[-1] % units)
    if place.quantity.endswith("peephole"):
        return [gate for gate in ("forget", "input", "output") if gate in gates][index[0]], index[1:]
    return "", index


# -- words


def words(trace: Trace, place: Place) -> Message:
    """Return what a number is, in words."""
    if place.quantity == "loss" and trace.several and place.layer in trace.graph.sinks:
        return msg("loss at {output}, sample {number}", output=trace.name(place.layer), number=place.sample + 1)
    if place.quantity == "loss":
        return msg("loss of sample {number}", number=place.sample + 1)
    if place.sample < 0 and is_parameter(trace, place.layer, place.quantity):
        return parameter_words(trace, place)
    port = trace.port(place)
    if port is not None:
        neuron = trace.origin(place.layer, place.index, port)
        name = trace.neuron_name(neuron)
        source = trace.layer(neuron[0]).is_source
        return msg("input {neuron}", neuron=name) if source else msg("output of {neuron}", neuron=name)
    name = place_name(trace, place.layer, place.quantity, place.index)
    short = _known_words(place.quantity, name)
    found: Known = known(place.quantity)
    return short if short is not None else msg("{what} · {where}", what=found.title, where=name)


def _known_words(quantity: str, name: Message) -> Message | None:
    match quantity:
        case "z":
            return msg("net input of {neuron}", neuron=name)
        case "a":
            return msg("output of {neuron}", neuron=name)
        case "slope":
            return msg("slope of {neuron} at its z", neuron=name)
        case "grad_z":
            return msg("δ of {neuron}", neuron=name)
        case "grad_a":
            return msg("slope of the loss at {neuron}", neuron=name)
        case "target":
            return msg("target of {neuron}", neuron=name)
        case "mask":
            return msg("dropout's factor for {neuron}", neuron=name)
    return None


def place_name(trace: Trace, layer: str, quantity: str, index: tuple[int, ...]) -> Message:
    """Return where in a layer a quantity's number stands."""
    if quantity == "target" or trace.is_face(layer, quantity):
        return trace.neuron_name(trace.shown(layer, index))
    site = trace.plan.sites[layer]
    if isinstance(site.layer, Normalisation) and quantity in site.quantities:
        return _group_name(trace, (layer, index))
    return inner_name(trace, (layer, index), quantity)


def _group_name(trace: Trace, neuron: Neuron) -> Message:
    """Return the name of what several numbers share: a channel's or a group's mean, a step's, a pixel's."""
    layer, index = neuron
    name, kind, numbers = trace.name(layer), trace.layer(layer).declaration.id, [part + 1 for part in index]
    if len(trace.shape(layer)) == 1 and kind in ("layer_normalization", "rms_normalization"):
        return msg("{layer}", layer=name)
    if len(numbers) == 2:
        return msg("{layer} · row {row}, column {column}", layer=name, row=numbers[0], column=numbers[1])
    if kind == "batch_normalization":
        return msg("{layer} · channel {channel}", layer=name, channel=numbers[0])
    if kind == "group_normalization":
        return msg("{layer} · group {group}", layer=name, group=numbers[0])
    return msg("{layer} · step {step}", layer=name, step=numbers[0])


def inner_name(trace: Trace, neuron: Neuron, quantity: str = "a") -> Message:
    """Return a place's name by the number of its axes: a neuron, a step's unit, a pixel's channel."""
    layer, index = neuron
    name, numbers = trace.name(layer), [part + 1 for part in index]
    if quantity in PAIRS and len(index) == 2:
        return msg("{layer} · step {step} to step {other}", layer=name, step=numbers[0], other=numbers[1])
    if quantity in PAIRS and len(index) == 3:
        step, other, head = numbers
        return msg("{layer} · step {step} to step {other}, head {head}", layer=name, step=step, other=other, head=head)
    if quantity == "total":
        return _row_name(name, [numbers[0], *numbers[2:]])
    if quantity in _PIECES and len(index) == 2:
        return msg("{layer} · neuron {number}, piece {piece}", layer=name, number=numbers[1], piece=numbers[0])
    match numbers:
        case [number]:
            return msg("{layer} · neuron {number}", layer=name, number=number)
        case [step, unit]:
            return msg("{layer} · step {step}, unit {unit}", layer=name, step=step, unit=unit)
        case [row, column, _] if trace.shape(layer)[-1] == 1:
            return msg("{layer} · row {row}, column {column}", layer=name, row=row, column=column)
        case [row, column, channel]:
            place = msg("row {row}, column {column}, channel {channel}", row=row, column=column, channel=channel)
            return msg("{layer} · {place}", layer=name, place=place)
    return msg("{layer}", layer=name)


def _row_name(layer: str, numbers: list[int]) -> Message:
    """Return the name of a row of attention: whose it is, and of which head where there are several."""
    if len(numbers) == 1:
        return msg("{layer} · step {step}", layer=layer, step=numbers[0])
    return msg("{layer} · step {step}, head {head}", layer=layer, step=numbers[0], head=numbers[1])


def parameter_words(trace: Trace, place: Place) -> Message:
    """Return what a weight, a bias or another learned number is, in words."""
    site, name = trace.plan.sites[place.layer], place.quantity
    alone = len(place.index) == len(trace.shape(place.layer)) == 1
    if name == "bias" and alone and not isinstance(site.layer, RecurrentLayer):
        return msg("bias of {neuron}", neuron=trace.neuron_name((place.layer, place.index[-1:])))
    if name == "weight" and site.layer.declaration.id == "dense":
        return msg("weight {link}", link=trace.link_name(place.layer, place.index))
    return msg("{what}: {where}", what=parameter(name).title, where=_within(trace, place))


def parameter_place(trace: Trace, place: Place) -> Message:
    """Return the layer of a learned number, and where it stands there."""
    return msg("{layer} · {place}", layer=trace.name(place.layer), place=_within(trace, place))


def _within(trace: Trace, place: Place) -> Message:
    """Return where in its layer a learned number stands."""
    site, name = trace.plan.sites[place.layer], place.quantity
    kind, numbers = site.layer.declaration.id, [part + 1 for part in place.index]
    if isinstance(site.layer, RecurrentLayer):
        return _recurrent_place(trace, place)
    if name == "weight" and isinstance(site.layer, Filtering):
        *taps, first, last = [part + 1 for part in kernel_index(trace, place)]
        first, last = (last, first) if isinstance(site.layer, TransposedConvolution) else (first, last)
        channels = msg("channel {channel} → filter {filter}", channel=first, filter=last)
        if len(taps) == 1:
            return msg("tap {tap}, {channels}", tap=taps[0], channels=channels)
        return msg("row {row}, column {column}, {channels}", row=taps[0], column=taps[1], channels=channels)
    if isinstance(site.layer, Subsampling2d):
        return msg("map {number}", number=numbers[0])
    if kind == "maxout":
        piece = msg("piece {piece} of neuron {number}", piece=numbers[-2], number=numbers[-1])
        return msg("{source} → {target}", source=numbers[0], target=piece) if len(numbers) == 3 else piece
    if name == "weight" and kind == "embedding":
        return msg("token {token}, feature {feature}", token=place.index[0], feature=numbers[1])
    return msg("{name}", name=(" → " if len(numbers) == 2 else ", ").join(map(str, numbers)))


def _recurrent_place(trace: Trace, place: Place) -> Message:
    gate, index = gate_of(trace, place)
    unit = msg("unit {unit}", unit=index[-1] + 1)
    if gate:
        title = known(gate if gate == "candidate" else f"{gate}_gate").title
        unit = msg("{gate}, unit {unit}", gate=title, unit=index[-1] + 1)
    if len(index) == 2:
        return msg("{source} → {target}", source=index[0] + 1, target=unit)
    return unit
