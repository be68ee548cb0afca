"""What the normalising layers have in common: ε, γ and β, the passes, and the terms behind each number."""

from __future__ import annotations

from abc import abstractmethod
from typing import ClassVar

from nnstudio.engine.axes import size
from nnstudio.engine.declaration import Kind, Parameter
from nnstudio.engine.layer import Layer, Weight
from nnstudio.engine.normalisation.expansion import Expansions
from nnstudio.engine.normalisation.grouping import Grouping
from nnstudio.engine.normalisation.passes import Passes
from nnstudio.engine.site import Site
from nnstudio.engine.terms import Function, Place, Term
from nnstudio.engine.typing import Shape
from nnstudio.text import msg

EPSILON = Parameter(
    "epsilon",
    msg("Epsilon"),
    Kind.REAL,
    1e-5,
    msg("A small number added to the variance, so that nothing is divided by zero."),
    minimum=0,
    maximum=1,
    open_minimum=True,
    symbol="ε",
    logarithmic=True,
)
AFFINE = Parameter(
    "affine",
    msg("Scale and shift"),
    Kind.BOOLEAN,
    True,
    msg("Whether each feature learns a scale γ and a shift β, so that the layer can also undo the normalisation."),
)
AFFINE_FORMULA = r"a = \gamma\,\hat x + \beta"


class Normalisation(Layer):
    r"""Base: :math:`\hat x = (x - \mu) / \sqrt{\sigma^2 + \epsilon}`, :math:`a = \gamma\,\hat x + \beta`.

    A layer says over which numbers μ and σ² are taken (:meth:`grouping`). ``learned`` are the names of γ and β with
    their first values.
    """

    centred: ClassVar[bool] = True
    learned: ClassVar[tuple[tuple[str, float], ...]] = (("scale", 1.0), ("shift", 0.0))
    affine_formula: ClassVar[str] = AFFINE_FORMULA

    @abstractmethod
    def grouping(self, shape: Shape, batch: int) -> Grouping:
        """Return which numbers are normalised together."""

    def infer_shape(self, inputs: tuple[Shape, ...]) -> Shape:
        """Return the input's shape."""
        return inputs[0]

    def weights(self, inputs: tuple[Shape, ...]) -> tuple[Weight, ...]:
        """Return γ and β, one of each for every feature (channel)."""
        if not self.affine:
            return ()
        return tuple(Weight(name, (inputs[0][-1],), initial) for name, initial in self.learned)

    def workspace(self, inputs: tuple[Shape, ...]) -> int:
        """Return the numbers of the deviations, the normalised values, their gradient, and one spread statistic."""
        return 4 * size(inputs[0])

    def passes(self, site: Site) -> Passes:
        """Return what emits the calls."""
        return Passes(site, self.grouping(site.inputs[0].shape, site.batch), self.epsilon, self.centred)

    def emit_forward(self, site: Site) -> None:
        r"""Emit statistics, :math:`\hat x`, and ``a``."""
        passes = self.passes(site)
        site.show("x", site.inputs[0])
        self.emit_statistics(site, passes)
        if self.affine:
            passes.emit_affine(self.affine_formula)
        else:
            site.output = site.quantities["normalized"]
            site.show("a", site.output)

    def emit_statistics(self, site: Site, passes: Passes) -> None:
        r"""Emit μ, σ² and :math:`\hat x`, from what stands in the batch."""
        passes.emit_mean()
        site.show("mean", passes.grouping.slot(passes.mean))
        passes.emit_centred(passes.mean)
        passes.emit_variance()
        site.show("variance", passes.grouping.slot(passes.variance))
        passes.emit_normalized(passes.variance)

    def emit_backward(self, site: Site) -> None:
        r"""Emit ∂γ, ∂β and ∂L/∂x along its three paths: straight, through σ², through μ."""
        self.passes(site).emit_backward(self.affine)

    def terms(self, site: Site, quantity: str, index: tuple[int, ...], sample: int) -> tuple[Term, ...]:
        """Return the terms of any quantity of the layer, and of the gradients of γ and β."""
        return self._expansions(site).terms(quantity, index, sample)

    def gradient_terms(self, site: Site, port: int, index: tuple[int, ...], sample: int) -> tuple[Term, ...]:
        """Return the three paths by which ∂L/∂x arrives: straight, through the variance, through the mean."""
        return self._expansions(site).input_gradient(index, sample)

    def _expansions(self, site: Site) -> Expansions:
        return Expansions(site, self.grouping(site.inputs[0].shape, site.batch), self.centred)

    def function(self, site: Site, quantity: str, index: tuple[int, ...], sample: int) -> Function | None:
        r"""Return :math:`1/\sqrt{\sigma^2 + \epsilon}` as a function of the variance."""
        if quantity != "inverse_deviation":
            return None
        epsilon = float(self.epsilon)
        return Function(
            "1/√",
            (Place(site.name, "variance", index, sample),),
            lambda variance: float((variance + epsilon) ** -0.5),
            lambda value, variance: (-0.5 * value**3,),
        )
