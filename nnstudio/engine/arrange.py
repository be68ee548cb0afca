"""Data on their way in: checked once, and laid out in the plan's order."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from nnstudio.engine.activation import Activation
from nnstudio.engine.activations import activations
from nnstudio.engine.axes import to_plan
from nnstudio.engine.columns import features_first
from nnstudio.engine.demands import whole
from nnstudio.engine.errors import DataError
from nnstudio.engine.layer import shape_text
from nnstudio.engine.loss import Loss, Target
from nnstudio.engine.typing import Array, Shape
from nnstudio.text import Message, msg

if TYPE_CHECKING:
    from nnstudio.engine.program import Program


def check_batch(batch_size: int) -> None:
    """Raise DataError for a batch without a sample, ParameterError for one that is no number of samples."""
    if whole("batch", batch_size, least=None) < 1:
        raise DataError(
            "batch", msg("at least one sample"), msg("{count}", count=batch_size), msg("Choose a larger batch size.")
        )


def probability(loss: Loss) -> Activation | None:
    """Return the activation that turns the output into a prediction, for losses that read net inputs."""
    return activations.make(loss.reads_logits) if loss.reads_logits else None


def arrange_set(program: Program, x: Array | Sequence[Array], y: Array | Sequence[Array]) -> tuple[Any, Any]:
    """Return inputs and targets in the plan's order; DataError unless all have the same number of samples."""
    inputs, targets = arrange_inputs(program, x), arrange_targets(program, y)
    counts = {name: array.shape[-1] for name, array in zip(program.graph.sources, _parts(inputs), strict=True)}
    counts |= {name: array.shape[-1] for name, array in zip(program.graph.sinks, _parts(targets), strict=True)}
    first = next(iter(counts.values()))
    for name, count in counts.items():
        if count != first:
            raise DataError(
                name,
                msg("{count} samples, as the first input has", count=first),
                msg("{count} samples", count=count),
                msg("Give every sample its target."),
            )
    return inputs, targets


def _parts(arranged: Any) -> list[Array]:
    return arranged if isinstance(arranged, list) else [arranged]


def arrange_inputs(program: Program, x: Array | Sequence[Array]) -> Any:
    """Return x in the plan's order; a list where the network has several inputs."""
    names = program.graph.sources
    arranged = [
        _arranged(name, array, program.shapes[name], program)
        for name, array in zip(names, _listed(x, len(names)), strict=True)
    ]
    return arranged if len(names) > 1 else arranged[0]


def arrange_targets(program: Program, y: Array | Sequence[Array]) -> Any:
    """Return y in the plan's order; a list where the network has several outputs."""
    names = program.graph.sinks
    arranged = []
    for name, array in zip(names, _listed(y, len(names)), strict=True):
        _check(name, array, program.shapes[name], program.dtype)
        _check_targets(name, array, program.loss)
        arranged.append(np.ascontiguousarray(features_first(to_plan(array, program.dtype))))
    return arranged if len(names) > 1 else arranged[0]


def _listed(values: Array | Sequence[Array], count: int) -> list[Array]:
    found = [_array(values)] if count == 1 else [_array(part) for part in values]
    if len(found) != count:
        raise _error("data", msg("{count} arrays", count=count), msg("{count} arrays", count=len(found)), _ONE_FOR_EACH)
    return found


def _array(values: object) -> Array:
    """Return values as an array; DataError where rows differ in length, or entries are masked out."""
    if isinstance(values, np.ma.MaskedArray) and np.ma.getmaskarray(values).any():
        hidden = int(np.ma.getmaskarray(values).sum())
        raise _error("data", msg("a value everywhere"), msg("{count} that are masked out", count=hidden), _FINITE)
    try:
        return np.asarray(values)
    except ValueError:
        raise _error("data", msg("rows of equal length"), msg("rows that differ"), _ONE_SHAPE) from None


_ONE_SHAPE = msg("Give every sample the same shape.")
_ONE_FOR_EACH = msg("Give one array for each input and each output layer.")
_FINITE = msg("Drop or fill in the missing values first.")


def _arranged(name: str, values: Array, shape: Shape, program: Program) -> Array:
    _check(name, values, shape, program.dtype)
    for reader, _ in program.graph.consumers[name]:
        program.graph[reader].layer.check_data(name, values)
    return to_plan(values, program.dtype)


def _check(name: str, values: Array, shape: Shape, dtype: np.dtype[Any]) -> None:
    if values.shape[1:] != shape or values.ndim != len(shape) + 1:
        wanted = msg("samples of shape {shape}", shape=shape_text(shape))
        given = msg("an array of shape {shape}", shape=shape_text(values.shape))
        raise _error(name, wanted, given, msg("Change the layer's size, or choose other data."))
    if values.shape[0] == 0:
        raise _error(
            name, msg("at least one sample"), msg("none"), msg("Choose data with samples, or a smaller split.")
        )
    if values.dtype.kind not in "fiub":
        raise _error(
            name, msg("numbers"), msg("{dtype} values", dtype=values.dtype.name), msg("Encode text as numbers.")
        )
    bad = values.size - int(np.isfinite(values).sum())
    if bad:
        raise _error(name, msg("finite numbers"), msg("{count} that are NaN or infinite", count=bad), _FINITE)
    largest, limit = max(abs(float(values.min())), abs(float(values.max()))), float(np.finfo(dtype).max)
    if largest > limit:
        expected = msg("numbers of at most {limit}, all that {dtype} holds", limit=f"{limit:.2g}", dtype=dtype.name)
        raise _error(name, expected, msg("{value}", value=f"{largest:.2g}"), msg("Scale the data first."))


def _check_targets(name: str, values: Array, loss: Loss) -> None:
    if Target.VALUES in loss.targets:
        return
    advice = msg("Choose a loss for such targets, such as the mean squared error.")
    if values.min() < 0 or values.max() > 1:
        received = msg("values in [{low}, {high}]", low=f"{values.min():g}", high=f"{values.max():g}")
        raise _error(name, msg("targets between 0 and 1"), received, advice)
    if Target.PROBABILITY not in loss.targets and not np.allclose(values.sum(axis=-1), 1, atol=1e-6):
        raise _error(
            name, msg("targets that sum to 1 in each row"), msg("rows with other sums"), msg("Use one-hot targets.")
        )


def _error(name: str, expected: Message, received: Message, advice: Message) -> DataError:
    return DataError(name, expected, received, advice)
