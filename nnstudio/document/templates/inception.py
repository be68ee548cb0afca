"""Inception-like: four views of the same maps, side by side."""

from __future__ import annotations

from nnstudio.data.settings import DataSettings
from nnstudio.document.model import TrainingSettings
from nnstudio.document.sketch import Sketch
from nnstudio.document.template import CONVOLUTION, Look, Template
from nnstudio.engine.declaration import Declaration
from nnstudio.text import msg

_MIDDLE = 1.5
"""The row between those of four branches."""


class Inception(Template):
    """Inception-like: four views of the same maps, side by side."""

    declaration = Declaration(
        id="inception",
        name=msg("Inception-like"),
        help=msg("Kernels of 1×1, 3×3 and 5×5 and a pooling read the same maps; their answers stand side by side."),
        group=CONVOLUTION,
        source="Szegedy et al. 2015",
        aliases=("CNN", "GoogLeNet", "branches", "分支"),
    )
    data = DataSettings("shapes")
    training = TrainingSettings("cross_entropy", learning_rate=0.005, batch_size=32)
    looks = (
        Look(
            "build",
            msg("A 1×1 convolution before the 3×3 and 5×5 makes the maps fewer, so that the wide kernels cost little."),
        ),
        Look(
            "inspect",
            msg("A 1×1 kernel mixes the channels of one pixel and never looks beside it."),
            view="convolution",
            layer="convolution2d",
        ),
        Look(
            "inspect",
            msg("Concatenate puts the maps of the four branches side by side; the gradient is cut up again."),
            view="quantities",
            layer="concatenate",
        ),
    )

    def draw(self, sketch: Sketch) -> None:
        """Draw a stem, two modules of four branches and a global mean."""
        stem = sketch.convolution(sketch.add("input", row=_MIDDLE), 8)
        first = _module(sketch, stem, 4)
        sketch.new_line()
        smaller = sketch.add("max_pooling2d", first, row=_MIDDLE)
        second = _module(sketch, smaller, 6)
        sketch.new_line()
        sketch.finish(sketch.add("global_average_pooling", second))


def _module(sketch: Sketch, before: str, width: int) -> str:
    """Draw four branches, one below the other, and what puts their maps side by side."""
    one = sketch.convolution(before, width, 1, row=0.0)
    three = sketch.convolution(sketch.convolution(before, width, 1, row=1.0), width)
    five = sketch.convolution(sketch.convolution(before, width, 1, row=2.0), width, 5)
    pooled = sketch.add("max_pooling2d", before, row=3.0, kernel_height=3, kernel_width=3, stride=1, padding="same")
    last = sketch.convolution(pooled, width, 1)
    return sketch.add("concatenate", one, three, five, last, row=_MIDDLE)
