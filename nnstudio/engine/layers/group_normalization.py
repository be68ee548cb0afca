"""Group normalisation: some channels of each sample, over all places."""

from __future__ import annotations

from nnstudio.engine.declaration import Declaration, Kind, Parameter
from nnstudio.engine.layer import shape_error
from nnstudio.engine.normalisation.base import AFFINE, EPSILON, Normalisation
from nnstudio.engine.normalisation.grouping import Grouping, over_groups
from nnstudio.engine.normalisation.passes import GRAD_INPUT
from nnstudio.engine.reach import Mask, same_group
from nnstudio.engine.typing import Shape
from nnstudio.text import msg


class GroupNormalization(Normalisation):
    r"""Mean and variance over C/G neighbouring channels and all places of each sample; γ and β for each channel.

    .. math:: \hat x = \frac{x - \mu_g}{\sqrt{\sigma_g^2 + \epsilon}}, \qquad a = \gamma_c\,\hat x + \beta_c

    As many groups as channels: instance normalisation (Ulyanov, Vedaldi, Lempitsky 2016). Source: Wu & He 2018.
    """

    declaration = Declaration(
        id="group_normalization",
        name=msg("Group normalisation"),
        help=msg(
            "Gives each group of channels of a sample mean 0 and variance 1 over all its places, then a learned scale "
            "and shift. As many groups as channels make instance normalisation."
        ),
        group="normalisation",
        formula=r"a = \gamma_c\,\frac{x - \mu_g}{\sqrt{\sigma_g^2 + \epsilon}} + \beta_c",
        derivative=GRAD_INPUT,
        parameters=(
            Parameter(
                "groups",
                msg("Groups"),
                Kind.INTEGER,
                1,
                msg("Into how many groups of equal size the channels are divided."),
                minimum=1,
                maximum=65536,
                symbol="G",
            ),
            EPSILON,
            AFFINE,
        ),
        source="Wu & He 2018",
        glyph="normalisation",
        aliases=("group norm", "instance norm", "instance normalisation", "GN", "normalization"),
    )

    def infer_shape(self, inputs: tuple[Shape, ...]) -> Shape:
        """Return the input's shape; ShapeError where the channels cannot be divided into the groups."""
        if inputs[0][-1] % self.groups:
            raise shape_error(
                msg("a number of channels that {groups} divides", groups=self.groups),
                inputs[0],
                msg("Change the number of groups, or the width of the layer before it."),
            )
        return inputs[0]

    def reach(self, inputs: tuple[Shape, ...], port: int, mask: Mask, back: bool) -> Mask:
        """Return all places of the groups."""
        return same_group(mask, self.groups)

    def grouping(self, shape: Shape, batch: int) -> Grouping:
        """Return the channels of each group of each sample, over all places."""
        return over_groups(shape, batch, self.groups)
