"""One number of a computational graph, which remembers the operation and the operands that it came from."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping

from nnstudio.engine.errors import DataError
from nnstudio.engine.scalars import modes
from nnstudio.engine.scalars import operation as op
from nnstudio.engine.scalars.operation import Operation
from nnstudio.engine.terms import Place
from nnstudio.text import msg


class Value:
    r"""A node of a scalar graph: ``c = a * b`` makes one whose children are a and b.

    Attributes
    ----------
    data : the number, a Python float. grad : ∂root/∂this, added to by each :meth:`backward`.
    tangent : ∂this/∂seed after :meth:`forward`. children : the operands. slopes : ∂this/∂child for each, at ``data``.
    operation : ``+ − × / ** neg exp log tanh logistic relu sin cos abs max min`` …; "" for a number given.
    label : what it is called. place : where it stands in a plan, if it came from one. folded : it depends on numbers
    that the graph does not show. extent : about how many nodes the graph would have without folding; 0 where none is.

    Source: Wengert 1964 (forward); Linnainmaa 1970 (reverse); micrograd (Karpathy 2020) for the form.
    """

    __slots__ = (
        *("__weakref__", "children", "data", "extent", "folded", "grad"),
        *("label", "place", "rule", "slopes", "tangent"),
    )

    def __init__(self, data: float, label: str = "", place: Place | None = None) -> None:
        """Make a leaf: an input, a weight, a constant; DataError if ``data`` is no number."""
        try:
            self.data = float(data)
        except (TypeError, ValueError, OverflowError):
            expected, advice = msg("a number"), msg("Give a Python number or a Value.")
            raise DataError(label or "Value", expected, msg("{value}", value=repr(data)), advice) from None
        self.grad = self.tangent = 0.0
        self.label, self.place, self.folded = label, place, False
        self.extent = 0
        self.rule: Operation | None = None
        self.children: tuple[Value, ...] = ()
        self.slopes: tuple[float, ...] = ()

    @classmethod
    def made(
        cls,
        rule: Operation,
        children: Iterable[Value],
        label: str = "",
        data: float | None = None,
        slopes: tuple[float, ...] | None = None,
    ) -> Value:
        """Return the node that applies ``rule`` to the children; ``data`` and ``slopes`` where they are known."""
        operands = tuple(children)
        numbers = [child.data for child in operands]
        node = cls(rule.evaluate(*numbers) if data is None else data, label)
        node.rule, node.children = rule, operands
        node.slopes = rule.slopes(node.data, *numbers) if slopes is None else slopes
        return node

    @property
    def operation(self) -> str:
        """The operation's name; "" for a leaf."""
        return self.rule.name if self.rule else ""

    @property
    def is_leaf(self) -> bool:
        """Whether the number was given and not computed."""
        return self.rule is None

    def __repr__(self) -> str:
        """Return label, data and gradient."""
        name = f"{self.label}: " if self.label else ""
        return f"Value({name}{self.data:.6g}, grad={self.grad:.6g})"

    # -- arithmetic

    def __add__(self, other: Value | float) -> Value:
        return Value.made(op.ADD, (self, wrapped(other)))

    def __radd__(self, other: float) -> Value:
        return Value.made(op.ADD, (wrapped(other), self))

    def __sub__(self, other: Value | float) -> Value:
        return Value.made(op.SUBTRACT, (self, wrapped(other)))

    def __rsub__(self, other: float) -> Value:
        return Value.made(op.SUBTRACT, (wrapped(other), self))

    def __mul__(self, other: Value | float) -> Value:
        return Value.made(op.MULTIPLY, (self, wrapped(other)))

    def __rmul__(self, other: float) -> Value:
        return Value.made(op.MULTIPLY, (wrapped(other), self))

    def __truediv__(self, other: Value | float) -> Value:
        return Value.made(op.DIVIDE, (self, wrapped(other)))

    def __rtruediv__(self, other: float) -> Value:
        return Value.made(op.DIVIDE, (wrapped(other), self))

    def __pow__(self, other: Value | float) -> Value:
        if isinstance(other, Value):
            return Value.made(op.POWER, (self, other))
        # Read as any operand is, so that what is no number is refused.
        return Value.made(_fixed_power(wrapped(other).data), (self,))

    def __rpow__(self, other: float) -> Value:
        return Value.made(op.POWER, (wrapped(other), self))

    def __neg__(self) -> Value:
        return Value.made(op.NEGATE, (self,))

    def __abs__(self) -> Value:
        return Value.made(op.ABS, (self,))

    # -- functions

    def exp(self) -> Value:
        """Return eˣ; DataError where it would overflow."""
        return Value.made(op.EXP, (self,))

    def log(self) -> Value:
        """Return the natural logarithm; DataError at 0 and below."""
        return Value.made(op.LOG, (self,))

    def tanh(self) -> Value:
        """Return the hyperbolic tangent."""
        return Value.made(op.TANH, (self,))

    def logistic(self) -> Value:
        """Return σ(x) = 1 / (1 + e⁻ˣ)."""
        return Value.made(op.LOGISTIC, (self,))

    sigmoid = logistic

    def relu(self) -> Value:
        """Return max(0, x), with slope 0 at 0."""
        return Value.made(op.RELU, (self,))

    def sin(self) -> Value:
        """Return the sine."""
        return Value.made(op.SIN, (self,))

    def cos(self) -> Value:
        """Return the cosine."""
        return Value.made(op.COS, (self,))

    def maximum(self, other: Value | float) -> Value:
        """Return the larger one; where both are equal each gets half of the gradient."""
        return Value.made(op.MAXIMUM, (self, wrapped(other)))

    def minimum(self, other: Value | float) -> Value:
        """Return the smaller one, likewise."""
        return Value.made(op.MINIMUM, (self, wrapped(other)))

    # -- the graph

    def topological_order(self) -> list[Value]:
        """Return all nodes that this one depends on, operands before results, itself last."""
        return modes.topological_order(self)

    def folded_leaves(self) -> list[Value]:
        """Return the leaves at which the graph was cut off: what they are made of is not shown."""
        return [node for node in self.topological_order() if node.folded]

    @property
    def complete(self) -> bool:
        """Whether the graph goes all the way down, so that its gradients are those of the whole computation."""
        return not self.folded_leaves()

    def backward(self, *, partial: bool = False) -> None:
        """Reverse mode: add ∂self/∂node to the ``grad`` of every node of the graph, in one pass.

        A graph that is not :attr:`complete` is refused (DataError): a weight behind a folded leaf would get too small a
        gradient. With ``partial`` the folded leaves count as independent numbers.
        """
        for _ in modes.backward_steps(self, partial=partial):
            pass

    def forward(self, seed: Value | Mapping[Value, float], *, partial: bool = False) -> float:
        """Forward mode: set every ``tangent`` to ∂node/∂seed, or along a direction; return this node's.

        ``partial`` as for :meth:`backward`.
        """
        return modes.forward(self, seed, partial=partial)

    def zero_grad(self) -> None:
        """Set every gradient of the graph to 0: without it the next backward pass adds to the last one's."""
        for node in self.topological_order():
            node.grad = 0.0

    def recompute(self) -> float:
        """Compute the graph anew from its leaves, whose ``data`` may have been changed; return this node's number."""
        return modes.recompute(self)


def _fixed_power(exponent: float) -> Operation:
    """Return ``x ** exponent`` as a function of x alone."""
    name = f"**{exponent:g}"
    return Operation(name, lambda x: op.POWER.evaluate(x, exponent), lambda a, x: op.POWER.slopes(a, x, exponent)[:1])


def wrapped(number: Value | float) -> Value:
    """Return a number as a leaf, labelled with itself; a Value as it is."""
    return number if isinstance(number, Value) else Value(number, f"{number:g}" if _is_number(number) else "")


def _is_number(number: object) -> bool:
    return isinstance(number, int | float) and math.isfinite(number)


def total(terms: Iterable[Value | float], label: str = "", data: float | None = None) -> Value:
    """Return the sum of many terms as one node."""
    return Value.made(op.ADD, [wrapped(term) for term in terms], label, data)


def product(factors: Iterable[Value | float], label: str = "", data: float | None = None) -> Value:
    """Return the product of many factors as one node."""
    return Value.made(op.MULTIPLY, [wrapped(factor) for factor in factors], label, data)
