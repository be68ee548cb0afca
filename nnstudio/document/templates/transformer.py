"""A tiny transformer block: causal attention and a dense pair, each with its skip."""

from __future__ import annotations

from nnstudio.data.settings import DataSettings
from nnstudio.document.model import TrainingSettings
from nnstudio.document.sketch import Sketch
from nnstudio.document.template import ATTENTION, Look, Template
from nnstudio.engine.declaration import Declaration
from nnstudio.text import msg


class TransformerBlock(Template):
    """A tiny transformer block: causal attention and a dense pair, each with its skip."""

    declaration = Declaration(
        id="transformer",
        name=msg("Transformer block"),
        help=msg("Letters look back at letters: causal attention, then two dense layers, each with a skip around it."),
        group=ATTENTION,
        source="Vaswani et al. 2017",
        aliases=("attention", "GPT", "self-attention", "注意力"),
    )
    data = DataSettings("character_text", (("encoding", "number"),))
    training = TrainingSettings("cross_entropy", learning_rate=0.003, batch_size=16, clip_norm=1.0)
    looks = (
        Look(
            "inspect",
            msg(
                "The weights of attention, head by head: which earlier letters each letter looks at. The "
                "future is masked."
            ),
            view="attention",
            layer="multi_head_attention",
        ),
        Look(
            "inspect",
            msg("The skip carries each letter past attention unchanged; the branch only adds to it."),
            view="residual",
            layer="add",
        ),
        Look(
            "inspect",
            msg("Each letter's vector, and the gradient that only the letters of this batch get."),
            view="embedding",
            layer="embedding",
        ),
    )

    def draw(self, sketch: Sketch) -> None:
        """Draw embedding, position, and one block with the normalisation first."""
        letters = sketch.shape.codes
        last = sketch.add("embedding", sketch.add("input"), vocabulary=letters, dimension=32)
        last = sketch.add("positional_encoding", last)
        sketch.new_line()
        branch = sketch.add("layer_normalization", last)
        branch = sketch.add("multi_head_attention", branch, heads=4, causal=True)
        last = sketch.add("add", last, branch)
        sketch.new_line()
        branch = sketch.add("layer_normalization", last)
        branch = sketch.add("dense", branch, units=64, activation="relu", initializer="he_normal")
        branch = sketch.add("dense", branch, units=32)
        last = sketch.add("add", last, branch)
        sketch.new_line()
        sketch.finish(last)
