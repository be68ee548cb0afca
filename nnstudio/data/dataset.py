"""What a data set is: a declaration, a cheap shape, and samples drawn from a generator."""

from __future__ import annotations

import math
from abc import ABC, abstractmethod
from typing import ClassVar, Final

import numpy as np

from nnstudio.data.samples import DataShape, Numbers, Samples, Targets, Task
from nnstudio.engine.declaration import Declared, Kind, Parameter
from nnstudio.engine.typing import Shape
from nnstudio.text import Message, msg

GENERATED: Final = "generated"
TRUTH_TABLE: Final = "truth_table"
FUNCTION: Final = "function"
PICTURE: Final = "picture"
SEQUENCE: Final = "sequence"
MEASURED: Final = "measured"

GROUPS: Final[dict[str, Message]] = {
    TRUTH_TABLE: msg("Truth tables"),
    GENERATED: msg("Drawn in the plane"),
    FUNCTION: msg("Functions"),
    PICTURE: msg("Drawn pictures"),
    SEQUENCE: msg("Sequences"),
    MEASURED: msg("Measured"),
}
"""The groups of data sets in the order in which they are listed, with their names."""


class DataSet(Declared, ABC):
    """Base of the data sets.

    ``samples`` draws *clean* points: the one noise there is, ``DataSettings.noise``, is added by ``prepare``, to the
    features or, where ``noisy_target`` is set, to the target. ``words`` are those feature and class names that are
    words of a language. ``continues`` : the target is what follows the input, so that an answer can be read on from.
    """

    licence: ClassVar[str] = ""
    noisy_target: ClassVar[bool] = False
    words: ClassVar[tuple[Message, ...]] = ()
    continues: ClassVar[bool] = False

    @property
    @abstractmethod
    def shape(self) -> DataShape:
        """What a network must fit, known without drawing or loading anything."""

    @abstractmethod
    def samples(self, random: np.random.Generator) -> Samples:
        """Draw (or load) the samples: ``x`` ``(N, *shape)`` float64, ``y`` as ``Targets`` says."""


def class_shape(inputs: Shape, names: tuple[str, ...], places: Shape = ()) -> DataShape:
    """Return the shape of a classification: two classes fit one logistic output or a softmax of two."""
    widths = (1, 2) if len(names) == 2 else (len(names),)
    return DataShape(inputs, widths, Task.CLASSIFICATION, names, places)


def size_parameter(default: int) -> Parameter:
    """Return the declaration of the number of samples that a generated set draws."""
    return Parameter(
        "size",
        msg("Number of samples"),
        Kind.INTEGER,
        default,
        msg("How many points are drawn, over all classes."),
        minimum=10,
        maximum=20_000,
        symbol="N",
        logarithmic=True,
    )


def length_parameter(default: int, minimum: int, maximum: int) -> Parameter:
    """Return the declaration of the number of steps of a sequence."""
    return Parameter(
        "length",
        msg("Steps"),
        Kind.INTEGER,
        default,
        msg("How many steps each sequence has."),
        minimum=minimum,
        maximum=maximum,
        symbol="T",
        logarithmic=True,
    )


def side_parameter(default: int, minimum: int) -> Parameter:
    """Return the declaration of the side of a square picture."""
    return Parameter(
        "side",
        msg("Side"),
        Kind.INTEGER,
        default,
        msg("Width and height of each picture."),
        minimum=minimum,
        maximum=32,
        unit="px",
    )


def class_sizes(size: int, classes: int) -> list[int]:
    """Share ``size`` samples evenly among classes; the first ones get the remainder."""
    return [size // classes + (k < size % classes) for k in range(classes)]


def planar(x: Numbers, y: Targets, classes: int) -> Samples:
    """Return points ``(N, 2)`` of the plane with their class numbers ``(N,)``."""
    return Samples(
        x.astype(np.float64), y.astype(np.int64), Task.CLASSIFICATION, ("x₁", "x₂"), class_numbers(classes), ("y",)
    )


def class_numbers(classes: int) -> tuple[str, ...]:
    """Return the names ``"0"``, ``"1"`` … of classes that have no other."""
    return tuple(str(k) for k in range(classes))


def polar(radius: Numbers, angle: Numbers) -> Numbers:
    """Return points ``(N, 2)`` from radii and angles ``(N,)``."""
    return np.column_stack((radius * np.cos(angle), radius * np.sin(angle)))


TURN: Final = 2 * math.pi
