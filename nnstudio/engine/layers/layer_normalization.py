"""Layer normalisation: the features of each place of each sample."""

from __future__ import annotations

from nnstudio.engine.declaration import Declaration
from nnstudio.engine.normalisation.base import AFFINE, EPSILON, Normalisation
from nnstudio.engine.normalisation.grouping import Grouping, over_features
from nnstudio.engine.normalisation.passes import GRAD_INPUT
from nnstudio.engine.reach import Mask, same_place
from nnstudio.engine.typing import Shape
from nnstudio.text import msg


class LayerNormalization(Normalisation):
    r"""Mean and variance over the features (the last outside axis) of each sample, of each time step or pixel alone.

    .. math:: \hat x_i = \frac{x_i - \mu}{\sqrt{\sigma^2 + \epsilon}}, \quad \mu = \frac{1}{F}\sum_i x_i, \qquad
              a_i = \gamma_i\,\hat x_i + \beta_i

    It does the same in training and evaluation. Source: Ba, Kiros, Hinton 2016.
    """

    declaration = Declaration(
        id="layer_normalization",
        name=msg("Layer normalisation"),
        help=msg(
            "Gives the features of each sample (of a sequence: of each step) mean 0 and variance 1, then a learned "
            "scale and shift. It does not depend on the batch."
        ),
        group="normalisation",
        formula=r"a_i = \gamma_i\,\frac{x_i - \mu}{\sqrt{\sigma^2 + \epsilon}} + \beta_i",
        derivative=GRAD_INPUT,
        parameters=(EPSILON, AFFINE),
        source="Ba, Kiros, Hinton 2016",
        glyph="normalisation",
        aliases=("layer norm", "layernorm", "LN", "normalization"),
    )

    def reach(self, inputs: tuple[Shape, ...], port: int, mask: Mask, back: bool) -> Mask:
        """Return all features of the same places."""
        return same_place(mask, inputs[0])

    def grouping(self, shape: Shape, batch: int) -> Grouping:
        """Return the features of each place of each sample."""
        return over_features(shape, batch)
