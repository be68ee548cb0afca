"""What lies beside what in a small plan, so that one call does what would be several.

A step of a small network is nothing but calls. The targets lie before the inputs, so that one copy brings a batch in;
the layers' z, a and slopes lie one behind the other (:mod:`~nnstudio.engine.slopes`), and so do the inputs and the δ of
dense layers (:mod:`~nnstudio.engine.joint`). Where the slopes begin with the squares of the activations and the loss of
a sample is a square, too, what is squared for it lies behind the activations, and its square behind theirs.
"""

from __future__ import annotations

import math
from collections.abc import Mapping

from nnstudio.engine.axes import size
from nnstudio.engine.columns import column_shape
from nnstudio.engine.emitter import Squares
from nnstudio.engine.graph import Graph
from nnstudio.engine.instruction import PlanEmitter
from nnstudio.engine.joint import JointGradients, joined, joint_gradients
from nnstudio.engine.layout import Layout
from nnstudio.engine.loss import Loss
from nnstudio.engine.slopes import SlopeGroup
from nnstudio.engine.typing import Array, Shape

_ONE_COPY = 1 << 12
"""Numbers of a batch up to which it pays to bring it in with a call less; beyond, where things lie matters more."""


class SideBySide:
    """The memory that a plan's parts share.

    ``targets`` are those of all outputs, ``groups`` the layers whose slopes are made together, ``joint`` those whose
    gradients are. ``squared`` is what the loss squares, and where its square goes, where both lie beside the slopes.
    ``under_ones`` are the targets of one number each, below a row of ones, where the loss wants them so.
    """

    def __init__(
        self,
        graph: Graph,
        shapes: Mapping[str, Shape],
        layout: Layout,
        emit: PlanEmitter,
        batch: int,
        groups: list[SlopeGroup],
        judge: Loss | None,
        *,
        judged: bool,
    ) -> None:
        """``judge`` : the loss, where there is a single output of one number. ``judged`` : there are targets."""
        self.graph, self.shapes, self.layout, self.emit = graph, shapes, layout, emit
        self.batch, self.groups = batch, groups
        self.joint: JointGradients | None = None
        self.squared: tuple[Array, Array] | None = None
        self.under_ones: Array | None = None
        self._judge = judge
        self._inputs: dict[str, Array] = {}
        self._squaring = next((g for g in groups if judge and judge.squares and g.function.slope_has_square), None)
        shapes_of_targets = [column_shape(shapes[sink], batch) for sink in graph.sinks] if judged else []
        name = graph.sources[0]
        if not shapes_of_targets or size(shapes[name]) * batch > _ONE_COPY:
            self._allot(None, None)
            self.targets = list(map(emit.scratch, shapes_of_targets))
        else:
            self.targets = [self._one_piece(name, shapes_of_targets[0]), *map(emit.scratch, shapes_of_targets[1:])]

    def _one_piece(self, name: str, shape: tuple[int, ...]) -> Array:
        """Return the targets; behind them lie the input and the activations of layers whose gradients are joined."""
        joint = next((group for group in self.groups if self._joins(group)), None)
        first, rows = math.prod(shape), size(self.shapes[name]) + 1
        behind = 0 if joint is None else joint.shape[0] + (joint is self._squaring)
        ones = int(self._judge is not None and self._judge.under_ones != "")
        whole = self.emit.scratch(((ones + rows + behind) * self.batch + first,))
        piece = whole[ones * self.batch :]
        if ones:
            whole[: self.batch] = 1
            self.under_ones = whole[: 2 * self.batch].reshape(2, -1)
        operand = piece[first:].reshape(-1, self.batch)
        self._inputs[name] = operand[:rows]
        self._allot(joint, operand[rows:])
        if joint is not None:
            self.joint = joint_gradients(self.graph, self.shapes, tuple(joint.rows), operand, self.emit)
        return piece[:first].reshape(shape)

    def _joins(self, group: SlopeGroup) -> bool:
        return joined(self.graph, self.shapes, self.layout, self.batch, tuple(group.rows))

    def _allot(self, joint: SlopeGroup | None, memory: Array | None) -> None:
        for group in self.groups:
            squaring = group is self._squaring
            a, slope = group.allot(self.emit, memory if group is joint else None, one_more=squaring)
            if squaring:
                self.emit.squares = Squares(a, slope)
                self.squared = a[-1:], slope[-1:]

    def leave_to_loss(self) -> None:
        """Give the loss what lies beside other things for its sake."""
        if self._judge is not None and self.squared is not None:
            self.emit.leave(self._judge.squares, self.squared[0])
        if self._judge is not None and self.under_ones is not None:
            self.emit.leave(self._judge.under_ones, self.under_ones)

    def reserved(self, name: str) -> dict[str, Array]:
        """Return the memory that a layer's quantities must lie in."""
        found = {"a": self._inputs[name]} if name in self._inputs else {}
        joint = self.joint_of(name)
        if joint is not None:
            found["grad_z"] = joint.delta(name)
        return found | {q: group.part(name, q) for group in self.groups if name in group.rows for q in group.buffers}

    def joint_of(self, name: str) -> JointGradients | None:
        """Return what makes the gradients of a layer's weights together with others', if it is one of these layers."""
        return self.joint if self.joint is not None and name in self.joint.names else None
