"""Moons with six labels: what samples without a label are good for."""

from __future__ import annotations

from nnstudio.data.settings import DataSettings
from nnstudio.document.model import TrainingSettings
from nnstudio.document.sketch import Sketch
from nnstudio.document.template import FIRST, Look, Template
from nnstudio.engine.declaration import Declaration
from nnstudio.text import msg


class FewLabels(Template):
    """Moons with six labels: what samples without a label are good for."""

    declaration = Declaration(
        id="few_labels",
        name=msg("Few labels"),
        help=msg("Two moons of which only six samples have a label: supervised first, then semi-supervised."),
        group=FIRST,
        source="Zhu & Goldberg 2009",
        aliases=(
            "semi-supervised",
            "unlabelled",
            "self-training",
            "label propagation",
            "半监督学习",
            "半監督式學習",
            "标签",
            "標籤",
        ),
    )
    data = DataSettings("moons", noise=0.1, labelled=0.025)
    training = TrainingSettings("binary_cross_entropy", learning_rate=0.02, batch_size=16)
    looks = (
        Look(
            "train",
            msg("Run: from six labels the boundary cannot know the moons' tips, and validation says so."),
        ),
        Look(
            "data",
            msg(
                "Under Labels choose semi-supervised: each sample takes the label of its nearest neighbour, and the "
                "note says how many came back right. Run again: the same six labels now give both moons."
            ),
        ),
        Look(
            "data",
            msg("More noise, until the moons touch: labels go astray from one to the other, and are learned as such."),
        ),
    )

    def draw(self, sketch: Sketch) -> None:
        """Draw 2-8-8-1 with tanh."""
        last = sketch.hidden(sketch.add("input"), 1, 8)
        sketch.finish(sketch.hidden(last, 2, 8))
