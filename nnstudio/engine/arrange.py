"""Data on their way in: checked once, and laid out in the plan's order."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from nnstudio.engine.activation import Activation
from nnstudio.engine.activations import activations
from nnstudio.engine.axes import from_outside
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


def samples_in(batch: tuple[Any, Any]) -> int:
    """Return the number of samples of what :func:`arrange_set` gave."""
    targets = batch[1]
    return int((targets[0] if isinstance(targets, list) else targets).shape[-1])


def probability(loss: Loss, outputs: int) -> Activation | None:
    """Return the activation that turns so many outputs into a prediction, for losses that do not read one."""
    name = loss.answer(outputs)
    return activations.make(name) if name else None


def arrange_set(program: Program, x: Array | Sequence[Array], y: Array | Sequence[Array]) -> tuple[Any, Any]:
    """Return inputs and targets in the plan's order; DataError unless all have the same number of samples.

    All of them lie in one piece of memory, the targets first and then the inputs, each in its order: see
    :meth:`~nnstudio.engine.plan.Plan.loading`.
    """
    inputs, targets = _checked_inputs(program, x), _checked_targets(program, y)
    _check_counts(program.graph.sinks, targets, inputs[0].shape[-1], msg("Give every sample its target."))
    piece = np.empty(sum(view.size for view in (*targets, *inputs)), program.dtype)
    placed, start = [], 0
    for view in (*targets, *inputs):
        placed.append(piece[start : start + view.size].reshape(view.shape))
        placed[-1][...] = view
        start += view.size
    return _unlisted(placed[len(targets) :]), _unlisted(placed[: len(targets)])


def parts(arranged: Any) -> list[Array]:
    """Return the arrays of all inputs or outputs, also where there is but one."""
    return arranged if isinstance(arranged, list) else [arranged]


def _check_counts(names: Sequence[str], arrays: Sequence[Array], first: int, advice: Message) -> None:
    for name, array in zip(names, arrays, strict=True):
        count = array.shape[-1]
        if count != first:
            expected = msg("{count} samples, as the first input has", count=first)
            raise DataError(name, expected, msg("{count} samples", count=count), advice)


def arrange_inputs(program: Program, x: Array | Sequence[Array]) -> Any:
    """Return x in the plan's order; a list where the network has several inputs.

    Raises
    ------
    DataError : wrong shape, no sample, not finite; another number of samples than the first input has.
    """
    return _unlisted([np.array(view, program.dtype, order="C") for view in _checked_inputs(program, x)])


def arrange_targets(program: Program, y: Array | Sequence[Array]) -> Any:
    """Return y in the plan's order; a list where the network has several outputs."""
    return _unlisted([np.array(view, program.dtype, order="C") for view in _checked_targets(program, y)])


def _checked_inputs(program: Program, x: Array | Sequence[Array]) -> list[Array]:
    """Return views in the plan's order of inputs that are all right."""
    names = program.graph.sources
    given = list(zip(names, _listed(x, len(names)), strict=True))
    for name, array in given:
        _check(name, array, program.shapes[name], program.dtype)
        for reader, _ in program.graph.consumers[name]:
            program.graph[reader].layer.check_data(name, array)
    views = [from_outside(array) for _, array in given]
    _check_counts(names, views, views[0].shape[-1], msg("Give every sample a value in each input."))
    return views


def _checked_targets(program: Program, y: Array | Sequence[Array]) -> list[Array]:
    """Return views of targets likewise, the features first."""
    names = program.graph.sinks
    given = list(zip(names, _listed(y, len(names)), strict=True))
    for name, array in given:
        _check_rows(name, array, program.shapes[name], program.loss_of(name))
        _check(name, array, program.shapes[name], program.dtype)
        _check_targets(name, array, program.loss_of(name))
    return [features_first(from_outside(array)) for _, array in given]


def _unlisted(arrays: list[Array]) -> Any:
    return arrays if len(arrays) > 1 else arrays[0]


def _listed(values: Array | Sequence[Array], count: int) -> list[Array]:
    several = isinstance(values, list | tuple | np.ndarray)
    found = [as_array(values)] if count == 1 or not several else [as_array(part) for part in values]
    if len(found) != count:
        raise _error("data", msg("{count} arrays", count=count), msg("{count} arrays", count=len(found)), _ONE_FOR_EACH)
    return found


def as_array(values: object) -> Array:
    """Return values as an array; DataError where rows differ in length, or entries are masked out."""
    if isinstance(values, np.ma.MaskedArray) and np.ma.getmaskarray(values).any():
        hidden = int(np.ma.getmaskarray(values).sum())
        raise _error("data", msg("a value everywhere"), msg("{count} that are masked out", count=hidden), _FINITE)
    try:
        return np.asarray(values)
    except ValueError:
        raise _error("data", msg("rows of equal length"), msg("rows that differ"), _ONE_SHAPE) from None


_ONE_SHAPE = msg("Give every sample the same shape.")
_ONE_MORE_AXIS = msg("A single sample needs an axis in front of it, too: x[None].")
_RESIZE = msg("Change the layer's size, or choose other data.")
_ONE_FOR_EACH = msg("Give one array for each input and each output layer.")
_FINITE = msg("Drop or fill in the missing values first.")


def _check(name: str, values: Array, shape: Shape, dtype: np.dtype[Any]) -> None:
    if values.shape[1:] != shape or values.ndim != len(shape) + 1:
        wanted = msg("an array of shape {shape}, for N samples", shape=_of_samples(shape))
        given = msg("an array of shape {shape}", shape=shape_text(values.shape))
        raise _error(name, wanted, given, _ONE_MORE_AXIS if values.shape == shape else _RESIZE)
    if values.shape[0] == 0:
        raise _error(
            name, msg("at least one sample"), msg("none"), msg("Choose data with samples, or a smaller split.")
        )
    check_numbers(name, values, dtype)


def _of_samples(shape: Shape) -> str:
    return "N×" + shape_text(shape) if shape else "N"


def check_kind(name: str, values: Array) -> None:
    """Raise DataError for texts, objects, dates and complex numbers."""
    if values.dtype.kind not in "fiub":
        received = msg("{dtype} values", dtype=values.dtype.name)
        raise _error(name, msg("numbers"), received, msg("Encode text as numbers."))


def check_numbers(name: str, values: Array, dtype: np.dtype[Any]) -> None:
    """Raise DataError unless all are finite numbers that ``dtype`` holds."""
    check_kind(name, values)
    bad = values.size - int(np.isfinite(values).sum())
    if bad:
        raise _error(name, msg("finite numbers"), msg("{count} that are NaN or infinite", count=bad), _FINITE)
    largest, limit = max(abs(float(values.min())), abs(float(values.max()))), float(np.finfo(dtype).max)
    if largest > limit:
        expected = msg("numbers of at most {limit}, all that {dtype} holds", limit=f"{limit:.2g}", dtype=dtype.name)
        raise _error(name, expected, msg("{value}", value=f"{largest:.2g}"), msg("Scale the data first."))


def _check_rows(name: str, values: Array, shape: Shape, loss: Loss) -> None:
    """Say what to do about targets without an axis of their own: class numbers instead of rows, a bare column."""
    places, wanted = shape[:-1], msg("an array of shape {shape}, for N samples", shape=_of_samples(shape))
    given = msg("an array of shape {shape}", shape=shape_text(values.shape))
    bare = values.ndim == len(shape) and values.shape[1:] == places
    if bare and shape[-1] == 1:
        raise _error(name, wanted, given, msg("Give each target a row of its own: y[..., None]."))
    if loss.targets == {Target.DISTRIBUTION} and (bare or values.shape[1:] == (*places, 1) != shape):
        advice = msg(
            "For class numbers 0, 1, … make one-hot rows first: numpy.eye({count})[labels], or nnstudio.data.encode.",
            count=shape[-1],
        )
        raise _error(name, wanted, given, advice)


def _check_targets(name: str, values: Array, loss: Loss) -> None:
    if Target.VALUES in loss.targets:
        return
    advice = msg("Choose a loss for such targets, such as the mean squared error.")
    if values.min() < 0 or values.max() > 1:
        if np.isin(values, (-1, 1)).all():
            advice = msg("Write 0 for −1: (y + 1) / 2.")
        received = msg("values in [{low}, {high}]", low=f"{values.min():g}", high=f"{values.max():g}")
        raise _error(name, msg("targets between 0 and 1"), received, advice)
    if Target.PROBABILITY not in loss.targets and not np.allclose(values.sum(axis=-1), 1, atol=1e-6):
        raise _error(
            name, msg("targets that sum to 1 in each row"), msg("rows with other sums"), msg("Use one-hot targets.")
        )


def _error(name: str, expected: Message, received: Message, advice: Message) -> DataError:
    return DataError(name, expected, received, advice)
