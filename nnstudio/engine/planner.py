"""From graph to plan: buffers are allocated once, every layer emits its calls, the loss joins the two passes."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from nnstudio.engine.axes import Slot
from nnstudio.engine.columns import columns_of, gathered, place_count, scatter
from nnstudio.engine.instruction import PlanEmitter
from nnstudio.engine.pool import Pool
from nnstudio.engine.product import emit_product
from nnstudio.engine.rearrange import rearranged
from nnstudio.engine.side_by_side import SideBySide
from nnstudio.engine.site import Gradient, Site
from nnstudio.engine.slopes import slope_groups
from nnstudio.engine.typing import Array

if TYPE_CHECKING:
    from nnstudio.engine.program import Program

LOSS = "loss"
"""The name under which the loss's own calls and scratch appear."""

_GRAD_X = r"\frac{\partial L}{\partial x}"
_GRAD_Z = r"\delta = \frac{\partial L}{\partial z}"


class Planner:
    """Builds one plan's sites, targets and calls; ``evaluate`` has no backward pass, ``predict`` no loss either."""

    def __init__(self, program: Program, batch: int, mode: str, gradient_of_inputs: bool, pool: Pool) -> None:
        self.gradient_of_inputs, self.pool = gradient_of_inputs, pool
        self.shapes, self.arenas, self.judges = program.shapes, program.arenas, program.judges
        self.graph, self.moved = rearranged(program.graph, self.shapes, batch)
        self.batch, self.mode = batch, mode
        dtype = program.dtype
        self.emit = PlanEmitter(dtype, program.random, training=mode == "train", pool=pool)
        self.sites: dict[str, Site] = {}
        self.gradients: dict[str, Gradient | None] = {}
        self.beside = self._side_by_side()
        self.targets, squared = self.beside.targets, self.beside.squared
        self.loss = np.zeros((), dtype)
        self.losses = self.emit.scratch((batch,)) if squared is None else squared[1][0]
        self.parts: dict[str, Array] = dict.fromkeys(self.judges.names, self.losses)
        self.means: dict[str, Array] = dict.fromkeys(self.judges.names, self.loss)
        self.marks: list[int] = []
        self.fused: dict[str, str] = {}

    def _side_by_side(self) -> SideBySide:
        groups, sinks = [], self.graph.sinks
        if self.mode == "train":
            fused = {self._fusible(sink) for sink in sinks}
            groups = slope_groups(self.graph, self.shapes, self.batch, fused)
        # One output of one number: what the loss keeps of each sample is then a row.
        sole = self.mode == "train" and [self.shapes[sink] for sink in sinks] == [(1,)]
        judge = self.judges.losses[sinks[0]] if sole else None
        given = self.graph, self.shapes, self.arenas.layout, self.emit, self.batch, groups, judge
        return SideBySide(*given, judged=self.mode != "predict")

    def build(self) -> None:
        """Emit everything; ``marks`` then holds where the loss and the backward pass begin and end."""
        for name in self.graph.order:
            self._emit_forward(name)
        self._mark()
        if self.mode != "predict":
            self._emit_losses()
        self._mark()
        if self.mode == "train":
            self._emit_backward()
        self._mark()

    def _mark(self) -> None:
        self.marks.append(len(self.emit.calls))

    def _emit_forward(self, name: str) -> None:
        node = self.graph[name]
        inputs = tuple(self.sites[source].output for source in node.inputs)
        site = Site(
            name,
            node.layer,
            self.emit,
            self.arenas,
            self.batch,
            self.mode == "train",
            inputs,
            tuple(self.gradients[source] for source in node.inputs),
            reserved=self.beside.reserved(name),
            joint=self.beside.joint_of(name),
        )
        self.emit.begin("forward", name)
        node.layer.emit_forward(site)
        site.told = tuple(site.quantities)
        self.sites[name] = site
        learns = any(layer == name for layer, _ in self.arenas.layout.entries) or any(
            s is not None for s in site.sources
        )
        learns = learns or (self.gradient_of_inputs and node.layer.is_source)
        readers = len(self.graph.consumers[name]) + node.layer.is_sink
        self.gradients[name] = site.collects(readers) if learns else None

    def _emit_losses(self) -> None:
        parts = self._parted() if self.judges.weighted else None
        for sink in self.graph.sinks:
            self._emit_loss(sink, self.parts[sink])
        self.emit.begin("loss", LOSS)
        weights = self.emit.scratch((self.batch,))
        weights[:] = 1 / self.batch
        if parts is not None:
            for sink in self.graph.sinks:
                self.emit.begin("loss", self._loss_scope(sink))
                self.emit.about("loss", r"L_k = \frac{1}{N}\sum_n \ell_{n,k}")
                emit_product(self.emit, self.parts[sink], weights, self.means[sink])
            self.emit.begin("loss", LOSS)
            self.emit.about("losses", r"\ell_n = \sum_k \lambda_k \, \ell_{n,k}")
            emit_product(self.emit, self.arenas.loss_weights, parts, self.losses)
        self.emit.about("loss", r"L = \frac{1}{N}\sum_n \ell_n")
        emit_product(self.emit, self.losses, weights, self.loss)

    def _parted(self) -> Array:
        """Give each output losses of its own, the rows of ``(K, N)`` that is returned, and their mean."""
        sinks = self.graph.sinks
        parts = self.emit.scratch((len(sinks), self.batch))
        self.parts = dict(zip(sinks, parts, strict=True))
        self.means = {sink: np.zeros((), parts.dtype) for sink in sinks}
        return parts

    def _emit_loss(self, sink: str, losses: Array) -> None:
        slot = self.sites[sink].output
        self.emit.begin("loss", self._loss_scope(sink))
        judge = self.judges.losses[sink]
        self.emit.about("losses", judge.formula)
        places = place_count(slot.shape)
        each = losses if places == 1 else self.emit.scratch((places * self.batch,))
        target = self._target(sink)
        name = self._fusible(sink)
        if name is None:
            self.beside.leave_to_loss()
            output = gathered(self.emit, slot, "output")
            judge.emit_forward(self.emit, output, target, each)
        else:
            self.fused[sink] = name
            # The fused pair may read what the activation has kept.
            self.emit.scope = name
            output = gathered(self.emit, slot, "output")
            z = gathered(self.emit, self.sites[name].quantities["z"], "z")
            judge.emit_fused_forward(self.emit, z, output, target, each)
        if places > 1:
            shares = self.emit.scratch((places,))
            shares[:] = 1 / places
            emit_product(self.emit, shares, each.reshape(places, self.batch), losses)

    def _target(self, sink: str) -> Array:
        """Return the targets of an output as columns, ``(K, P·N)``."""
        target = self.targets[self.graph.sinks.index(sink)]
        return target.reshape(len(target), -1)

    def _loss_scope(self, sink: str) -> str:
        return LOSS if len(self.graph.sinks) == 1 else f"{LOSS} {sink}"

    def _fusible(self, sink: str) -> str | None:
        """Return the layer whose activation cancels against the loss, if the output reads one and nothing else does."""
        name = self.graph[sink].inputs[0]
        function = self.graph[name].layer.activation_function
        alone = len(self.graph.consumers[name]) == 1
        if function is None or not alone or function.declaration.id != self.judges.losses[sink].fuses:
            return None
        return name

    def _emit_backward(self) -> None:
        self.pool.turn()
        for group in self.beside.groups:
            group.emit(self.emit)
            for name in group.rows:
                site = self.sites[name]
                site.show("slope", site.buffer(site.output.shape, group.part(name, "slope")))
        for sink in self.graph.sinks:
            self._emit_loss_gradient(sink)
        for name in reversed(self.graph.order):
            site, gradient = self.sites[name], self.gradients[name]
            if gradient is None or (gradient.array is None and not site.fused):
                continue
            if gradient.array is not None and "grad_a" not in site.quantities:
                site.show("grad_a", Slot(site.output.shape, gradient.array))
            self.emit.begin("backward", name)
            self.emit.about("grad_x", site.layer.declaration.derivative or _GRAD_X)
            site.layer.emit_backward(site)

    def _emit_loss_gradient(self, sink: str) -> None:
        site, target = self.sites[sink], self._target(sink)
        gradient = self.gradients[sink]
        if gradient is None:
            return
        self.emit.begin("backward", self._loss_scope(sink))
        judge = self.judges.losses[sink]
        derivative = judge.derivative or r"\frac{\partial L}{\partial a}"
        if sink in self.fused:
            source = self.sites[self.fused[sink]]
            source.fused = True
            self.emit.scope = source.name
            z = source.quantities["z"]
            grad_z = source.quantity("grad_z", z.shape, _GRAD_Z)
            self.emit.about("grad_z", _GRAD_Z)
            columns = columns_of(self.emit, grad_z, "grad_z")
            logits, output = columns_of(self.emit, z, "z"), columns_of(self.emit, site.output, "output")
            judge.emit_fused_backward(self.emit, logits, output, target, columns)
            scatter(self.emit, columns, grad_z.array)
            self._emit_weight(sink, grad_z.array)
        else:
            grad = site.quantity("grad_a", site.output.shape, derivative)
            gradient.array = grad.array
            self.emit.about("grad_a", derivative)
            columns = columns_of(self.emit, grad, "grad_a")
            judge.emit_backward(self.emit, columns_of(self.emit, site.output, "output"), target, columns)
            scatter(self.emit, columns, grad.array)
            self._emit_weight(sink, grad.array)

    def _emit_weight(self, sink: str, gradient: Array) -> None:
        """Emit ``∂L = w_k ∂L_k``, where there is more than one output; the weight is read anew at every step."""
        if self.judges.weighted:
            number = self.graph.sinks.index(sink)
            weight = self.arenas.loss_weights[number : number + 1].reshape(())
            self.emit.call(np.multiply, gradient, weight, gradient)
