"""RMS normalisation: features divided by their root mean square."""

from __future__ import annotations

from typing import ClassVar

from nnstudio.engine.declaration import Declaration, Kind, Parameter
from nnstudio.engine.normalisation.base import EPSILON, Normalisation
from nnstudio.engine.normalisation.grouping import Grouping, over_features
from nnstudio.engine.normalisation.passes import Passes
from nnstudio.engine.reach import Mask, same_place
from nnstudio.engine.site import Site
from nnstudio.engine.typing import Shape
from nnstudio.text import msg

_NORMALIZED = r"\hat x = \frac{x}{\sqrt{q + \epsilon}},\quad q = \frac{1}{m}\sum x^2"


class RmsNormalization(Normalisation):
    r"""Layer normalisation without the mean: features are only divided by their root mean square, then scaled.

    .. math:: \hat x_i = \frac{x_i}{\sqrt{q + \epsilon}}, \quad q = \frac{1}{F}\sum_i x_i^2, \qquad
              a_i = \gamma_i\,\hat x_i

    The quantity ``variance`` is the mean square q. Source: Zhang & Sennrich 2019.
    """

    declaration = Declaration(
        id="rms_normalization",
        name=msg("RMS normalisation"),
        help=msg(
            "Divides the features of each sample (of a sequence: of each step) by their root mean square, then scales "
            "them; no mean is taken away."
        ),
        group="normalisation",
        formula=r"a_i = \gamma_i\,\frac{x_i}{\sqrt{\frac{1}{F}\sum_j x_j^2 + \epsilon}}",
        derivative=(
            r"\frac{\partial L}{\partial x} = \frac{1}{\sqrt{q+\epsilon}}\,\frac{\partial L}{\partial\hat x}"
            r" + \frac{2\,x}{m}\,\frac{\partial L}{\partial q}"
        ),
        parameters=(
            EPSILON,
            Parameter("affine", msg("Scale"), Kind.BOOLEAN, True, msg("Whether each feature learns a scale γ.")),
        ),
        source="Zhang & Sennrich 2019",
        glyph="normalisation",
        aliases=("RMSNorm", "rms norm", "root mean square", "normalization"),
    )
    centred: ClassVar[bool] = False
    learned: ClassVar[tuple[tuple[str, float], ...]] = (("scale", 1.0),)
    affine_formula: ClassVar[str] = r"a = \gamma\,\hat x"

    def reach(self, inputs: tuple[Shape, ...], port: int, mask: Mask, back: bool) -> Mask:
        """Return all features of the same places."""
        return same_place(mask, inputs[0])

    def grouping(self, shape: Shape, batch: int) -> Grouping:
        """Return the features of each place of each sample."""
        return over_features(shape, batch)

    def emit_statistics(self, site: Site, passes: Passes) -> None:
        r"""Emit the mean square and :math:`\hat x`."""
        passes.emit_variance(r"q = \frac{1}{m}\sum x^2")
        site.show("variance", passes.grouping.slot(passes.variance))
        passes.emit_normalized(passes.variance, _NORMALIZED)
