"""Maxout: each unit is the largest of several linear pieces."""

from __future__ import annotations

import numpy as np

from nnstudio.engine.axes import size
from nnstudio.engine.declaration import Declaration, Kind, Parameter
from nnstudio.engine.elementary import emit_maximum
from nnstudio.engine.layer import Layer, Weight, shape_error
from nnstudio.engine.layer_options import initial_weights, neurons
from nnstudio.engine.product import emit_product
from nnstudio.engine.site import Site
from nnstudio.engine.terms import Factor, Term, product
from nnstudio.engine.typing import Array, Shape
from nnstudio.text import msg

_Z = r"z_{kj} = \sum_i x_i\,w_{ikj} + b_{kj}"
_GRAD_PIECES = r"\delta_{kj} = m_{kj}\,\frac{\partial L}{\partial a_j}"
_GRAD = r"\frac{\partial L}{\partial w_{ikj}} = \sum_n x_i\,\delta_{kj}"
_GRAD_BIAS = r"\frac{\partial L}{\partial b_{kj}} = \sum_n \delta_{kj}"


class Maxout(Layer):
    r"""``a_j = max_k z_kj``, each z_kj a piece of its own: W is ``(D_in, pieces, units)``, b ``(pieces, units)``.

    .. math:: z_{kj} = \sum_i x_i\,w_{ikj} + b_{kj}, \quad a_j = \max_k z_{kj}, \qquad
              \frac{\partial L}{\partial z_{kj}} = \frac{\partial L}{\partial a_j}\ \text{for the winner, else}\ 0

    The activation is learned: any convex function in enough pieces. Where two pieces are equal the first one wins.
    ``pieces`` are the z, ``winner`` is 1 where a piece wins.

    Source: Goodfellow et al. 2013.
    """

    declaration = Declaration(
        id="maxout",
        name=msg("Maxout"),
        help=msg("Each neuron computes several weighted sums and passes on the largest: a learned, bent activation."),
        group="neurons",
        formula=r"a_j = \max_k\Bigl(\sum_i x_i\,w_{ikj} + b_{kj}\Bigr)",
        derivative=r"\frac{\partial L}{\partial x_i} = \sum_{k,j} w_{ikj}\,\delta_{kj}",
        parameters=(
            neurons(),
            Parameter(
                "pieces",
                msg("Pieces"),
                Kind.INTEGER,
                2,
                msg("How many weighted sums each neuron chooses the largest of."),
                minimum=1,
                maximum=64,
                symbol="k",
            ),
            initial_weights(),
        ),
        source="Goodfellow et al. 2013",
        glyph="maxout",
        aliases=("maximum", "piecewise linear"),
    )

    def infer_shape(self, inputs: tuple[Shape, ...]) -> Shape:
        """Return ``(units,)``; ShapeError where the input is not a list of features."""
        if len(inputs[0]) != 1:
            raise shape_error(msg("a list of features"), inputs[0], msg("Put a flatten layer before it."))
        return (self.units,)

    def weights(self, inputs: tuple[Shape, ...]) -> tuple[Weight, ...]:
        """Return weight and bias."""
        fan_in, pieces = inputs[0][0], (self.pieces, self.units)
        initial = self.chosen("initializer")
        return (
            Weight("weight", (fan_in, *pieces), initial, fan_in, self.units, regularised=True),
            Weight("bias", pieces, 0.0),
        )

    def workspace(self, inputs: tuple[Shape, ...]) -> int:
        """Return the numbers of pieces, winners, and the pieces' gradients."""
        return 3 * size((self.pieces, self.units))

    def emit_forward(self, site: Site) -> None:
        """Emit all pieces in one product, and the largest, pair by pair."""
        x = site.inputs[0]
        assert x.augmented is not None
        site.show("x", x)
        pieces = site.quantity("pieces", (self.pieces, self.units), _Z)
        site.emit.about("pieces", _Z)
        emit_product(site.emit, self._matrix(site)[0].T, x.augmented, pieces.flat)
        site.output = site.quantity("a", (self.units,), self.declaration.formula)
        site.emit.about("a", self.declaration.formula)
        first, *others = pieces.array
        out = site.output.array
        if not others:
            site.emit.call(np.positive, first, out)
        for piece in others:
            emit_maximum(site.emit, first, piece, out)
            first = out

    def emit_backward(self, site: Site) -> None:
        """Emit who won, the gradient that only the winner gets, and the products of a dense layer."""
        x, delta = site.inputs[0], self._emit_pieces_gradient(site)
        assert x.augmented is not None
        matrix, gradient = self._matrix(site)
        site.emit.about("weight_grad", _GRAD)
        site.formulas["bias_grad"] = _GRAD_BIAS
        emit_product(site.emit, x.augmented, delta.T, gradient)

        def write(out: Array) -> None:
            site.emit.about("grad_x", self.declaration.derivative)
            emit_product(site.emit, matrix[: x.shape[0]], delta, out)

        site.send(0, write)

    def _emit_pieces_gradient(self, site: Site) -> Array:
        emit, out, pieces = site.emit, site.output.array, site.quantities["pieces"]
        formula = r"m_{kj} = [k = \arg\max_k z_{kj}]"
        winner = site.quantity("winner", pieces.shape, formula)
        grad = site.quantity("grad_pieces", pieces.shape, _GRAD_PIECES)
        hit, decided = np.zeros(out.shape, bool), np.zeros(out.shape, bool)
        for number, (piece, won) in enumerate(zip(pieces.array, winner.array, strict=True)):
            emit.about("winner", formula)
            emit.call(np.equal, piece, out, hit)
            if number:
                # Where a piece before this one is as large, it has won already.
                emit.call(np.greater, hit, decided, hit)
            emit.call(np.logical_or, hit, decided, decided) if number else emit.call(np.copyto, decided, hit)
            emit.call(np.copyto, won, hit)
            emit.about("grad_pieces", _GRAD_PIECES)
            emit.call(np.multiply, site.grad_output, won, grad.array[number])
        return grad.flat

    def _matrix(self, site: Site) -> tuple[Array, Array]:
        """Return [W; b] as ``(D_in + 1, pieces·units)``, and its gradient."""
        theta, grad = site.rows("weight", "bias")
        columns = self.pieces * self.units
        return theta.reshape(-1, columns), grad.reshape(-1, columns)

    def rivals(self, site: Site, quantity: str, index: tuple[int, ...], sample: int) -> tuple[Factor, ...]:
        """Return the pieces of a unit."""
        if quantity != "a":
            return ()
        symbol, unit = "z_{{{}{}}}", index[0]
        return tuple(
            site.factor("pieces", symbol.format(piece, unit), (piece, *index), sample) for piece in range(self.pieces)
        )

    def terms(self, site: Site, quantity: str, index: tuple[int, ...], sample: int) -> tuple[Term, ...]:
        """Return the winner for a; ``x w`` and b for a piece; ``x δ`` of every sample for the gradients."""
        if quantity == "a":
            winner = int(np.argmax(site.quantities["pieces"].outside[sample, :, index[0]]))
            return (product(site.factor("pieces", f"z_{{{winner}{index[0]}}}", (winner, *index), sample)),)
        if quantity == "pieces":
            return self._piece_terms(site, index, sample)
        if quantity == "grad_pieces":
            won = site.factor("winner", f"m_{{{index[0]}{index[1]}}}", index, sample)
            return (product(won, site.factor("grad_a", r"\frac{\partial L}{\partial a}", index[1:], sample)),)
        samples = range(site.batch)
        if quantity == "weight_grad":
            delta = [site.factor("grad_pieces", rf"\delta^{{({n})}}", index[1:], n) for n in samples]
            return tuple(product(site.factor("x", f"x_{{{index[0]}}}", index[:1], n), delta[n]) for n in samples)
        if quantity == "bias_grad":
            return tuple(product(site.factor("grad_pieces", rf"\delta^{{({n})}}", index, n)) for n in samples)
        raise KeyError(quantity)

    def _piece_terms(self, site: Site, index: tuple[int, ...], sample: int) -> tuple[Term, ...]:
        piece, unit = index
        weighted = tuple(
            product(
                site.factor("x", f"x_{{{i}}}", (i,), sample),
                site.weight_factor("weight", f"w_{{{i}{piece}{unit}}}", (i, piece, unit)),
            )
            for i in range(size(site.inputs[0].shape))
        )
        return (*weighted, product(site.weight_factor("bias", f"b_{{{piece}{unit}}}", index)))

    def gradient_terms(self, site: Site, port: int, index: tuple[int, ...], sample: int) -> tuple[Term, ...]:
        """Return ``w δ`` of every piece of every neuron; those of the losers are 0."""
        return tuple(
            product(
                site.weight_factor("weight", f"w_{{{index[0]}{k}{j}}}", (*index, k, j)),
                site.factor("grad_pieces", rf"\delta_{{{k}{j}}}", (k, j), sample),
            )
            for k in range(self.pieces)
            for j in range(self.units)
        )
