"""Which steps a sheet is about: those of one neuron, of one layer, or all of them."""

from __future__ import annotations

from collections.abc import Iterator

from nnstudio.exchange.errors import ExportError
from nnstudio.exchange.sheet.model import Scope
from nnstudio.inspection import Step, Trace
from nnstudio.inspection.block import Block
from nnstudio.text import msg, tr

MOST_CALCULATIONS = 2000
"""Steps of one sheet: some two hundred pages."""
_SUFFIXES = ("_grad", "_update")


def steps_in(trace: Trace, scope: Scope, about: Step) -> tuple[Step, ...]:
    """Return the steps of a scope, each once, in the plan's order.

    ``neuron`` : all that belongs to the neuron of ``about``: its own numbers and those of the parameters that lead to
    it; where ``about`` is a whole window or time step, the numbers of all its neurons. ``layer`` : all of its layer.
    ``pass`` : everything.

    Raises
    ------
    ExportError : there are more than :data:`MOST_CALCULATIONS`, or a neuron is asked for where ``about`` names none.
    """
    blocks = [block for block in trace.fine.blocks if scope == "pass" or block.layer == about.layer]
    if scope == "neuron" and is_group(trace, about):
        found = [step for block in blocks for step in _of_group(block, about.index or ())]
        _check(len(found))
        return tuple(found)
    if scope == "neuron":
        index, width = neuron_of(trace, about), trace.face_shape(about.layer)[-1]
        found = [step for block in blocks for step in _of_neuron(block, index, width)]
        _check(len(found))
        return tuple(found)
    _check(sum(block.count for block in blocks))
    return tuple(block.step(place) for block in blocks for place in range(block.count))


def _check(count: int) -> None:
    if count > MOST_CALCULATIONS:
        raise ExportError(
            tr("sheet"),
            msg("at most {count} calculations", count=MOST_CALCULATIONS),
            msg("{count} calculations", count=count),
            msg("Choose one layer, or one neuron."),
        )


def is_parameter_step(step: Step) -> bool:
    """Whether a step is about a parameter: its gradient or its update."""
    return step.quantity.endswith(_SUFFIXES)


def is_group(trace: Trace, step: Step) -> bool:
    """Whether a step is a whole window or time step: its index is the beginning of its neurons' indices."""
    block = trace.fine.block_of(step.phase, step.layer, step.quantity)
    return bool(step.index) and block is not None and block.fan_in < 0 and len(step.index or ()) < len(block.shape)


def _of_group(block: Block, prefix: tuple[int, ...]) -> Iterator[Step]:
    if block.fan_in >= 0 or len(block.shape) <= len(prefix) or block.quantities[0].endswith(_SUFFIXES):
        return
    steps = (block.step(place) for place in range(block.count))
    yield from (step for step in steps if step.index is not None and step.index[: len(prefix)] == prefix)


def neuron_of(trace: Trace, about: Step) -> tuple[int, ...]:
    """Return the neuron that a step is about; of a parameter the unit alone, wherever and whenever it is used."""
    if about.index is None:
        raise ExportError(
            tr("sheet"),
            msg("the step of a neuron"),
            msg("the step of a whole layer"),
            msg("Choose a neuron in the picture, or the whole layer for the sheet."),
        )
    # A parameter's last axis is the neuron (the channel) that it leads to; gates stand there one after the other.
    return (about.index[-1] % trace.face_shape(about.layer)[-1],) if is_parameter_step(about) else about.index


def _of_neuron(block: Block, neuron: tuple[int, ...], width: int) -> Iterator[Step]:
    if block.fan_in >= 0:
        each = block.fan_in + len(block.quantities) - 1
        yield from (block.step(place) for place in range(neuron[-1] * each, (neuron[-1] + 1) * each))
        return
    for place in range(block.count):
        step = block.step(place)
        if step.index is not None and _belongs(step, step.index, neuron, width):
            yield step


def _belongs(step: Step, index: tuple[int, ...], neuron: tuple[int, ...], width: int) -> bool:
    """Whether a number belongs to a neuron of a layer that is ``width`` wide.

    A parameter does by its last index, in which gates stand one after the other; of other numbers the shorter index is
    the end of the longer.
    """
    if is_parameter_step(step):
        return bool(index) and index[-1] % width == neuron[-1]
    shared = min(len(index), len(neuron))
    return index[len(index) - shared :] == neuron[len(neuron) - shared :]
