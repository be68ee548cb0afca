"""Embedding: each whole number of a sequence picks a row of a learned table."""

from __future__ import annotations

from functools import partial

import numpy as np

from nnstudio.engine.axes import size
from nnstudio.engine.declaration import Declaration, Kind, Parameter
from nnstudio.engine.errors import DataError
from nnstudio.engine.layer import Layer, Weight, shape_error
from nnstudio.engine.layer_options import initial_weights
from nnstudio.engine.reach import Mask
from nnstudio.engine.site import Site
from nnstudio.engine.terms import Term, product
from nnstudio.engine.typing import Array, Shape
from nnstudio.text import msg


class Embedding(Layer):
    r"""``a_t = W[x_t]``: a sequence of whole numbers ``(T,)`` becomes a sequence of vectors ``(T, D)``.

    .. math:: a_{td} = w_{x_t d}, \qquad
              \frac{\partial L}{\partial w_{vd}} = \sum_{n,\,t:\,x_t = v} \frac{\partial L}{\partial a_{td}}

    W is ``(vocabulary, D)``. The same as a one-hot vector times W, without the multiplications by zero. The numbers
    0 … vocabulary − 1 are checked where data come in, and once more in the step: none is ever clipped.

    Source: Bengio et al. 2003.
    """

    declaration = Declaration(
        id="embedding",
        name=msg("Embedding"),
        help=msg("Turns each whole number (a letter, a word) of a sequence into a vector that is learned."),
        group="attention",
        formula=r"a_t = W_{x_t}",
        derivative=r"\frac{\partial L}{\partial W_v} = \sum_{t:\,x_t=v}\frac{\partial L}{\partial a_t}",
        parameters=(
            Parameter(
                "vocabulary",
                msg("Vocabulary"),
                Kind.INTEGER,
                32,
                msg("How many different numbers may come in: 0 up to one less than this."),
                minimum=1,
                # Whole numbers up to 2²⁴ are exact in float32.
                maximum=1 << 20,
                logarithmic=True,
                symbol="V",
            ),
            Parameter(
                "dimension",
                msg("Dimension"),
                Kind.INTEGER,
                8,
                msg("How many numbers the vector of each entry has."),
                minimum=1,
                maximum=65536,
                logarithmic=True,
                symbol="D",
            ),
            initial_weights("normal", msg("How the vectors are drawn before training.")),
        ),
        source="Bengio et al. 2003",
        glyph="embedding",
        aliases=("lookup table", "word vector", "token"),
    )

    def infer_shape(self, inputs: tuple[Shape, ...]) -> Shape:
        """Return ``(T, D)``; ShapeError where the input is not a list of numbers."""
        if len(inputs[0]) != 1:
            raise shape_error(
                msg("a list of whole numbers, one for each step"), inputs[0], msg("Put a flatten layer before it.")
            )
        return (inputs[0][0], self.dimension)

    def reach(self, inputs: tuple[Shape, ...], port: int, mask: Mask, back: bool) -> Mask:
        """Return the whole row of each number that picks one."""
        return np.asarray(mask.any(axis=-1)) if back else np.repeat(mask[:, None], self.dimension, axis=1)

    def weights(self, inputs: tuple[Shape, ...]) -> tuple[Weight, ...]:
        """Return the table."""
        shape = (self.vocabulary, self.dimension)
        return (Weight("weight", shape, self.chosen("initializer"), *shape, regularised=True),)

    def multiply_adds(self, inputs: tuple[Shape, ...]) -> int:
        """Return 0: a row of the table is picked, nothing is multiplied."""
        return 0

    def workspace(self, inputs: tuple[Shape, ...]) -> int:
        """Return the numbers of the rows picked, and of the places in the table where their gradients go."""
        return 2 * size(self.infer_shape(inputs))

    def check_data(self, name: str, values: Array) -> None:
        """Raise DataError for a number that is not whole or not in the vocabulary."""
        check_numbers(name, values, self.vocabulary)

    def emit_forward(self, site: Site) -> None:
        """Emit the picking of rows, and the check that there are such rows."""
        x, emit = site.inputs[0], site.emit
        site.show("x", x)
        site.output = site.quantity("a", self.infer_shape((x.shape,)), self.declaration.formula)
        emit.about("a", self.declaration.formula)
        emit.call(partial(guard, site.name, self.vocabulary), x.array, emit.scratch(x.array.shape))
        index = self._index(site)
        emit.call(np.copyto, index, x.array, "unsafe")
        rows = emit.passing((*index.shape, self.dimension))
        # Clipping would only spare a buffer: the guard has let no other number pass.
        emit.call(site.parameter("weight").take, index, 0, rows, "clip")
        emit.call(np.copyto, site.output.array, rows.transpose(0, 2, 1))

    def emit_backward(self, site: Site) -> None:
        """Emit the adding up of ``∂L/∂a`` in the rows that were picked."""
        emit, grad, index = site.emit, site.grad_output, self._index(site)
        rows = emit.passing((*index.shape, self.dimension))
        base, places = emit.passing(index.shape, np.intp), emit.passing(rows.shape, np.intp)
        column = emit.scratch(rows.shape, np.intp)
        column[...] = np.arange(self.dimension)
        emit.about("weight_grad", self.declaration.derivative)
        emit.call(np.copyto, rows, grad.transpose(0, 2, 1))
        emit.call(np.multiply, index, np.array(self.dimension, np.intp), base)
        emit.call(np.copyto, places, base[..., None])
        emit.call(np.add, places, column, places)
        table = site.gradient("weight").reshape(-1)
        emit.call(table.fill, emit.constant(0.0))
        # One flat list: thirty times as fast as adding rows.
        emit.call(np.add.at, table, places.reshape(-1), rows.reshape(-1))

    def _index(self, site: Site) -> Array:
        if "index" not in site.own:
            site.own["index"] = site.emit.scratch(site.inputs[0].array.shape, np.intp)
        index: Array = site.own["index"]
        return index

    def terms(self, site: Site, quantity: str, index: tuple[int, ...], sample: int) -> tuple[Term, ...]:
        """Return the entry of the table; for its gradient ``∂L/∂a`` at every place that picked the row."""
        if quantity == "a":
            row = int(site.quantities["x"].outside[sample, index[0]])
            return (product(site.weight_factor("weight", f"w_{{{row},{index[1]}}}", (row, index[1]))),)
        if quantity != "weight_grad":
            raise KeyError(quantity)
        picked = np.argwhere(site.quantities["x"].outside == index[0]).tolist()
        symbol = r"\frac{\partial L}{\partial a}"
        return tuple(product(site.factor("grad_a", symbol, (step, index[1]), n)) for n, step in picked)


def guard(name: str, vocabulary: int, values: Array, rest: Array) -> None:
    """Check in each step what comes in, since numbers that another layer has made were not seen before.

    ``rest`` takes what is behind the decimal point. DataError unless all numbers are whole and in the vocabulary.
    """
    np.floor(values, rest)
    np.subtract(values, rest, rest)
    lowest, highest = np.minimum.reduce(values, None), np.maximum.reduce(values, None)
    if not (lowest >= 0 and highest < vocabulary) or np.maximum.reduce(rest, None) > 0:
        check_numbers(name, values, vocabulary)


def check_numbers(name: str, values: Array, vocabulary: int) -> None:
    """Raise DataError for the first number that is not one of 0 … vocabulary − 1."""
    wrong = values[~((values >= 0) & (values < vocabulary) & (np.floor(values) == values))]
    if wrong.size:
        raise DataError(
            name,
            msg("whole numbers from 0 to {last}", last=vocabulary - 1),
            msg("{value}", value=f"{wrong.reshape(-1)[0]:g}"),
            msg("Encode the data as whole numbers, or make the embedding's vocabulary larger."),
        )
