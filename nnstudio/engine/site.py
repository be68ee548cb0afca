"""What a layer sees of the plan while it emits its calls: its inputs, its parameters, where its gradients go."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from nnstudio.engine.axes import Slot, plan_shape, size
from nnstudio.engine.instruction import PlanEmitter
from nnstudio.engine.joint import JointGradients
from nnstudio.engine.layer import Layer
from nnstudio.engine.layout import Layout
from nnstudio.engine.terms import Factor, Place, Row
from nnstudio.engine.typing import Array, Shape


@dataclass(frozen=True, eq=False)
class Arenas:
    """The flat arrays that all plans of a program share; ``loss_weights`` is ``(K,)``, empty with one output."""

    layout: Layout
    theta: Array
    grad: Array
    carried: Layout
    running: Array
    loss_weights: Array


@dataclass(eq=False)
class Gradient:
    """``∂L/∂a`` of one node's output, collected from all that read it.

    ``readers`` counts them. The first to arrive writes (or, being alone, lends its own array), the others add.
    ``condensed`` is an image of fewer places with the same sum over the places of each channel, where there is one.
    """

    slot: Slot
    readers: int
    array: Array | None = None
    condensed: Array | None = None


@dataclass(eq=False)
class Site:
    """One layer's place in a plan.

    ``inputs`` are the slots that feed it; ``sources`` their gradients (None: nothing upstream learns). The forward
    pass sets ``output``. ``grad_output`` is ∂L/∂output, complete when the backward pass begins. ``fused`` says that
    the loss has written ``grad_z`` already. ``quantities`` are what an inspector may read, ``formulas`` theirs
    in LaTeX. ``reserved`` is memory that a quantity must lie in. ``own`` is whatever the layer's forward pass wants its
    backward pass to find. ``told`` names the quantities that the forward pass has shown; the others are the backward's.
    ``joint`` makes the gradients of this layer's weights together with those of other layers, where it is set.
    """

    name: str
    layer: Layer
    emit: PlanEmitter
    arenas: Arenas
    batch: int
    training: bool
    inputs: tuple[Slot, ...]
    sources: tuple[Gradient | None, ...]
    quantities: dict[str, Slot] = field(default_factory=dict)
    fused: bool = False
    reserved: Mapping[str, Array] = field(default_factory=dict)
    own: dict[str, Any] = field(default_factory=dict)
    formulas: dict[str, str] = field(default_factory=dict)
    told: tuple[str, ...] = ()
    joint: JointGradients | None = None
    _output: Slot | None = None
    _gradient: Gradient | None = None

    @property
    def output(self) -> Slot:
        """The slot of the layer's output."""
        assert self._output is not None, f"{self.name}: emit_forward has not set the output"
        return self._output

    @output.setter
    def output(self, slot: Slot) -> None:
        self._output = slot

    @property
    def grad_output(self) -> Array:
        """∂L/∂output in the plan's order."""
        assert self._gradient is not None, f"{self.name}: nothing upstream learns"
        assert self._gradient.array is not None, f"{self.name}: no gradient arrived"
        return self._gradient.array

    @property
    def condensed_gradient(self) -> Array | None:
        """An image of fewer places whose channels have the same sums as ∂L/∂output's, if the reader has left one."""
        return None if self._gradient is None else self._gradient.condensed

    def whole_gradient(self) -> Array:
        """Return ∂L/∂output as one contiguous array: a part of a larger one is copied, by a call."""
        grad = self.grad_output
        if grad.flags.c_contiguous:
            return grad
        copy = self.emit.scratch(grad.shape)
        self.emit.call(np.positive, grad, copy)
        return copy

    def collects(self, readers: int) -> Gradient:
        """Begin collecting ∂L/∂output from so many readers."""
        self._gradient = Gradient(self.output, readers)
        return self._gradient

    def buffer(self, shape: Shape, memory: Array | None = None) -> Slot:
        """Return a new slot for tensors of ``shape``, with the row of ones behind it; ``memory`` is ``(F+1, N)``."""
        rows = size(shape)
        memory = self.emit.scratch((rows + 1, self.batch)) if memory is None else memory
        memory[rows] = 1
        return Slot(shape, memory[:rows].reshape(*plan_shape(shape), self.batch), memory)

    def quantity(self, name: str, shape: Shape, formula: str) -> Slot:
        """Return a new slot that an inspector may read under ``name``; calls that write it are about that quantity."""
        slot = self.buffer(shape, self.reserved.get(name))
        self.show(name, slot, formula)
        return slot

    def gradient_slot(self, name: str, shape: Shape, formula: str) -> Slot:
        """Return a new slot for a gradient likewise: the backward pass writes all of it, without a row of ones."""
        memory = self.reserved.get(name)
        slot = Slot(shape, self.emit.inherited((*plan_shape(shape), self.batch)) if memory is None else memory)
        self.show(name, slot, formula)
        return slot

    def show(self, name: str, slot: Slot, formula: str = "") -> None:
        """Let an inspector read ``slot`` under ``name``."""
        self.quantities[name] = slot
        if formula:
            self.formulas[name] = formula
            self.emit.about(name, formula, slot.array)

    def parameter(self, name: str) -> Array:
        """Return a parameter in its outside shape, a view of the arena."""
        return self.arenas.layout.view(self.arenas.theta, self.name, name)

    def gradient(self, name: str) -> Array:
        """Return a parameter's gradient, a view of the arena."""
        return self.arenas.layout.view(self.arenas.grad, self.name, name)

    def running(self, name: str) -> Array:
        """Return what the layer carries along under that name, in its outside shape, a view of its arena."""
        return self.arenas.carried.view(self.arenas.running, self.name, name)

    def rows(self, *names: str) -> tuple[Array, Array]:
        """Return neighbouring parameters as one matrix, and their gradients likewise."""
        layout = self.arenas.layout
        theta = layout.rows(self.arenas.theta, self.name, names)
        return theta, layout.rows(self.arenas.grad, self.name, names)

    def send(self, port: int, write: Callable[[Array], None]) -> None:
        """Send ``∂L/∂input``: ``write(out)`` emits the calls that write it, into an array that it is given."""
        source = self.sources[port]
        if source is None:
            return
        if source.array is None:
            source.array = self._own(source)
            write(source.array)
        else:
            part = self.emit.scratch(source.array.shape)
            write(part)
            self.emit.call(np.add, source.array, part, source.array)

    def condense(self, port: int, array: Array) -> None:
        """Leave an image whose channels have the same sums as the ``∂L/∂input`` sent, for the layer that owns it."""
        source = self.sources[port]
        if source is not None and source.readers == 1:
            source.condensed = array

    def share(self, port: int, array: Array) -> None:
        """Send ``∂L/∂input`` that stands in ``array`` already: without a copy, where this layer is the only reader."""
        source = self.sources[port]
        if source is None:
            return
        if source.readers == 1:
            source.array = array
        elif source.array is None:
            source.array = self._own(source)
            self.emit.call(np.positive, array, source.array)
        else:
            self.emit.call(np.add, source.array, array, source.array)

    def wanted(self, port: int) -> bool:
        """Whether anything upstream of the input learns."""
        return self.sources[port] is not None

    def _own(self, source: Gradient) -> Array:
        array = self.emit.inherited(source.slot.array.shape)
        self.emit.about("grad_x", r"\frac{\partial L}{\partial x}", array)
        return array

    def factor(self, quantity: str, symbol: str, index: tuple[int, ...], sample: int) -> Factor:
        """Return one number of a quantity, with its symbol and its place; ``index`` is in the outside order."""
        value = float(self.quantities[quantity].outside[(sample, *index)])
        return Factor(symbol, value, Place(self.name, quantity, index, sample))

    def weight_factor(self, name: str, symbol: str, index: tuple[int, ...]) -> Factor:
        """Return one number of a parameter, likewise."""
        return Factor(symbol, float(self.parameter(name)[index]), Place(self.name, name, index))

    def row(self, quantity: str, symbol: Callable[[int], str], sample: int) -> Row:
        """Return all numbers of a quantity that is a list, of one sample."""
        values = np.array(self.quantities[quantity].outside[sample], np.float64)
        return Row(values, symbol, lambda k: Place(self.name, quantity, (k,), sample))

    def weight_row(
        self,
        name: str,
        symbol: Callable[[int], str],
        index: Callable[[int], tuple[int, ...]],
        part: tuple[int | slice, ...],
    ) -> Row:
        """Return a row or a column of a parameter: the ``part`` of it, whose number k stands at ``index(k)``."""
        values = np.array(self.parameter(name)[part], np.float64)
        return Row(values, symbol, lambda k: Place(self.name, name, index(k)))

    def learned(self, names: Mapping[str, bool], shape: Shape) -> tuple[dict[str, Array], dict[str, Array]]:
        """Return what an activation learns, and the gradients, shaped to broadcast against a plan array of ``shape``.

        ``names`` says of each whether every feature (or channel: the last outside axis) has its own.
        """
        ones = [1] * (len(shape) + 1)
        own = list(ones)
        own[0 if len(shape) == 1 else 1] = shape[-1]
        forms = {name: tuple(own if per_neuron else ones) for name, per_neuron in names.items()}
        values = {name: self.parameter(name).reshape(form) for name, form in forms.items()}
        return values, {name: self.gradient(name).reshape(form) for name, form in forms.items()}
