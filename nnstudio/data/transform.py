"""What a feature transformation is: before scaling, it makes other columns of columns, or a picture of a picture."""

from __future__ import annotations

from abc import ABC, abstractmethod
from dataclasses import dataclass
from typing import ClassVar, Final

import numpy as np
import numpy.typing as npt

from nnstudio.engine.declaration import Declared
from nnstudio.engine.typing import Shape
from nnstudio.text import Message, msg

Floats = npt.NDArray[np.float64]

UP: Final = "up"
DOWN: Final = "down"
PICTURE: Final = "picture"

DIRECTIONS: Final[dict[str, Message]] = {
    UP: msg("More columns"),
    DOWN: msg("Fewer columns"),
    PICTURE: msg("Pictures"),
}
"""The groups of transformations in the order in which they are listed, with their names."""


@dataclass(frozen=True)
class Columns:
    """What the inputs are at one stage.

    ``shape`` is one sample's, ``names`` has a name for each column of a row (none for pictures and sequences),
    ``texts`` whether it is part of a text spelled out as 0 and 1, ``classes`` how many classes there are to part (0:
    the target is a value, or there is one at every step).
    """

    shape: Shape
    names: tuple[str, ...] = ()
    texts: tuple[bool, ...] = ()
    classes: int = 0

    @property
    def numbers(self) -> tuple[int, ...]:
        """The places of the columns that are measurements."""
        return tuple(place for place, text in enumerate(self.texts) if not text)

    def with_columns(self, names: tuple[str, ...], texts: tuple[bool, ...]) -> Columns:
        """Return the same of other columns."""
        return Columns((len(names),), names, texts, self.classes)


@dataclass(frozen=True, eq=False)
class Fitted:
    """What was measured on the training rows: ``state`` as the transformation wants it; of new columns their
    ``shares`` of all the variance (of what parts the classes), the largest first.
    """

    state: tuple[Floats, ...] = ()
    shares: tuple[float, ...] = ()


UNFITTED: Final = Fitted()


class Transform(Declared, ABC):
    """Base of the transformations; the declaration's ``group`` is one of :data:`DIRECTIONS`.

    ``of_pictures`` : it takes a picture ``(H, W, C)`` and gives one; the others take a row of columns, of which
    ``chosen`` are the places. ``parts_classes`` : it needs classes.
    """

    of_pictures: ClassVar[bool] = False
    parts_classes: ClassVar[bool] = False

    @abstractmethod
    def columns(self, before: Columns, chosen: tuple[int, ...]) -> Columns:
        """Return what the inputs are afterwards; known without any data."""

    def fit(self, x: Floats, y: npt.NDArray[np.generic], chosen: tuple[int, ...], before: Columns) -> Fitted:
        """Measure what is needed on the training rows ``x`` ``(N, *shape)`` and their targets, and on no other."""
        return UNFITTED

    @abstractmethod
    def apply(self, x: Floats, chosen: tuple[int, ...], fitted: Fitted) -> Floats:
        """Return the transformed samples ``(N, *shape after)``."""


def others(x: Floats, chosen: tuple[int, ...]) -> Floats:
    """Return the columns of ``x`` ``(N, F)`` that were not chosen."""
    return np.delete(x, list(chosen), axis=1)


def replaced(before: Columns, chosen: tuple[int, ...], made: tuple[str, ...]) -> Columns:
    """Return the columns that were not chosen, and after them the ones made of those that were."""
    kept = [place for place in range(len(before.names)) if place not in chosen]
    names = (*(before.names[place] for place in kept), *made)
    return before.with_columns(names, (*(before.texts[place] for place in kept), *(False for _ in made)))


def appended(before: Columns, made: tuple[str, ...]) -> Columns:
    """Return all columns, and after them new ones."""
    return before.with_columns((*before.names, *made), (*before.texts, *(False for _ in made)))


def bracketed(name: str) -> str:
    """Return a name that a sign may follow: one of several words in brackets."""
    return f"({name})" if any(sign in name for sign in " ·^+-") else name


def signed(directions: Floats) -> Floats:
    """Return directions ``(C, K)`` of which either sense will do so that the largest part of each is positive."""
    largest = directions[np.abs(directions).argmax(axis=0), np.arange(directions.shape[1])]
    return directions * np.where(largest < 0, -1.0, 1.0)


def shares_of(values: Floats, count: int) -> tuple[float, ...]:
    """Return what the first ``count`` of ``values`` have of all together; rounding below 0 is 0."""
    kept = np.maximum(values, 0.0)
    total = float(kept.sum())
    return tuple((kept[:count] / total).tolist()) if total > 0 else (0.0,) * count
