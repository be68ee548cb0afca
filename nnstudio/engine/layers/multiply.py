"""Multiply: element by element, as a gate needs it."""

from __future__ import annotations

import numpy as np

from nnstudio.engine.declaration import Declaration
from nnstudio.engine.joins import ElementwiseJoin, emit_fold, input_factors
from nnstudio.engine.site import Site
from nnstudio.engine.terms import Term, product
from nnstudio.engine.typing import Array
from nnstudio.text import msg


class Multiply(ElementwiseJoin):
    r"""``a = x₁ x₂ …``, element by element; each input's gradient is that of the output times all other inputs.

    .. math:: a = \prod_k x_k, \qquad \frac{\partial L}{\partial x_k} = \frac{\partial L}{\partial a}\prod_{j\ne k} x_j
    """

    declaration = Declaration(
        id="multiply",
        name=msg("Multiply"),
        help=msg("Multiplies its inputs element by element; with a logistic layer on one side it makes a gate."),
        group="joins",
        formula=r"a = \prod_k x_k",
        derivative=r"\frac{\partial L}{\partial x_k} = \frac{\partial L}{\partial a}\prod_{j\ne k} x_j",
        source="Rumelhart, Hinton, McClelland 1986 (sigma-pi units); Srivastava, Greff, Schmidhuber 2015 (gates)",
        glyph="multiply",
        aliases=("product", "gate", "Hadamard"),
    )
    fold = np.multiply

    def emit_backward(self, site: Site) -> None:
        """Send to each input the gradient times the other inputs."""
        for port in range(len(site.inputs)):
            others = [slot.array for number, slot in enumerate(site.inputs) if number != port]
            self._send(site, port, [site.grad_output, *others])

    def _send(self, site: Site, port: int, factors: list[Array]) -> None:
        def write(out: Array) -> None:
            site.emit.about("grad_x", self.declaration.derivative, out)
            emit_fold(site, np.multiply, factors, out)

        site.send(port, write)

    def terms(self, site: Site, quantity: str, index: tuple[int, ...], sample: int) -> tuple[Term, ...]:
        """Return the one product."""
        if quantity != "a":
            raise KeyError(quantity)
        return (product(*input_factors(site, index, sample)),)

    def gradient_terms(self, site: Site, port: int, index: tuple[int, ...], sample: int) -> tuple[Term, ...]:
        """Return ``∂L/∂a`` times the other inputs."""
        others = [factor for number, factor in enumerate(input_factors(site, index, sample)) if number != port]
        return (product(site.factor("grad_a", r"\frac{\partial L}{\partial a}", index, sample), *others),)
