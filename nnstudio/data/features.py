"""The chain of feature transformations: what each makes of the columns before it, fitted on the training rows alone."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt

from nnstudio.data.settings import FeatureStep
from nnstudio.data.transform import UNFITTED, Columns, Fitted, Floats, Transform
from nnstudio.data.transforms import transforms
from nnstudio.engine.errors import DataError, ParameterError
from nnstudio.text import Message, msg

MOST_COLUMNS: Final = 2000
"""Products of pairs grow fast: more inputs than this are no network for a first course."""


@dataclass(frozen=True, eq=False)
class Stage:
    """One transformation of the chain: of ``before`` it makes ``after``; ``chosen`` are places of columns before."""

    transform: Transform
    chosen: tuple[int, ...]
    before: Columns
    after: Columns
    fitted: Fitted = UNFITTED

    def apply(self, x: Floats) -> Floats:
        """Return samples ``(N, *shape)`` transformed."""
        return self.transform.apply(x, self.chosen, self.fitted)


@dataclass(frozen=True, eq=False)
class Features:
    """The fitted chain; without stages the inputs stay as they are."""

    stages: tuple[Stage, ...] = ()

    def apply(self, x: Floats) -> Floats:
        """Return raw samples ``(N, *shape)`` as they are before scaling."""
        with np.errstate(all="ignore"):
            for stage in self.stages:
                x = stage.apply(x)
        return x

    def named(self, names: tuple[str, ...]) -> tuple[str, ...]:
        """Return what the inputs are called if the raw columns are called ``names``, in whatever language."""
        for stage in self.stages:
            before = Columns(stage.before.shape, names, stage.before.texts, stage.before.classes)
            names = stage.transform.columns(before, stage.chosen).names
        return names

    def kept(self, count: int) -> tuple[int, ...]:
        """Return for each input which of the ``count`` raw columns it still is, −1 where it was made of some."""
        if any(stage.transform.of_pictures for stage in self.stages):
            return (-1,) * count
        # A column that is made of others is never called what one of them is.
        marks = {f"\0{place}": place for place in range(count)}
        return tuple(marks.get(name, -1) for name in self.named(tuple(marks)))


UNCHANGED: Final = Features()


def planned(steps: tuple[FeatureStep, ...], columns: Columns) -> tuple[Stage, ...]:
    """Return the chain, not yet fitted: what each step makes of the columns is known without any data.

    Raises
    ------
    ParameterError : an unknown step, parameter or column; a step that these data do not allow.
    DataError : no column left, or more than 2000.
    """
    stages = []
    for number, step in enumerate(steps):
        place = f"data.steps[{number}]"
        kind = transforms.resolve(step.kind, place)
        transform = kind(**kind.declaration.complete(dict(step.parameters), place))
        _check(transform, columns, place)
        chosen = _chosen(step, columns, place)
        after = transform.columns(columns, chosen)
        if columns.names and not 1 <= len(after.names) <= MOST_COLUMNS:
            raise DataError(
                place,
                msg("1 to {limit} inputs", limit=MOST_COLUMNS),
                msg("{count} inputs", count=len(after.names)),
                msg("Choose other columns for this step."),
            )
        stages.append(Stage(transform, chosen, columns, after))
        columns = after
    return tuple(stages)


def fits(kind: type[Transform], columns: Columns) -> bool:
    """Whether a transformation can be made of such inputs."""
    if kind.of_pictures:
        return len(columns.shape) == 3
    return bool(columns.numbers) and (columns.classes > 1 or not kind.parts_classes)


def fit(stages: tuple[Stage, ...], x: Floats, y: npt.NDArray[np.generic]) -> Features:
    """Fit the chain on training samples ``(N, *shape)``, without gaps, and their targets.

    Raises
    ------
    DataError : numbers beyond what a computer holds.
    """
    fitted = []
    with np.errstate(all="ignore"):
        for number, stage in enumerate(stages):
            measured = stage.transform.fit(x, y, stage.chosen, stage.before)
            fitted.append(Stage(stage.transform, stage.chosen, stage.before, stage.after, measured))
            x = fitted[-1].apply(x)
            if not np.isfinite(x).all():
                raise DataError(
                    f"data.steps[{number}]", msg("finite numbers"), msg("∞"), msg("Choose other columns for this step.")
                )
    return Features(tuple(fitted))


def _check(transform: Transform, columns: Columns, place: str) -> None:
    if fits(type(transform), columns):
        return
    wanted = msg("pictures") if transform.of_pictures else msg("a row of measured columns")
    if transform.parts_classes and columns.numbers:
        wanted = msg("one class for each sample")
    _refuse(place, wanted, msg("other data"))


def _chosen(step: FeatureStep, columns: Columns, place: str) -> tuple[int, ...]:
    """Return the places of the chosen columns, of all measurements where none was named."""
    if not step.columns:
        return columns.numbers
    for name in step.columns:
        if name not in columns.names:
            _refuse(place, msg("a column of this step's inputs"), msg("“{text}”", text=name))
    return tuple(place for place, name in enumerate(columns.names) if name in step.columns)


def _refuse(place: str, expected: Message, received: Message) -> None:
    raise ParameterError(place, expected, received, msg("Take this step out, or choose other columns."))
