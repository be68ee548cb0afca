"""A plan: the flat list of calls that one batch size needs, and the buffers it works in."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

import numpy as np

from nnstudio.engine.activation import Activation
from nnstudio.engine.arrange import as_array, check_kind, check_numbers
from nnstudio.engine.axes import Slot, to_outside
from nnstudio.engine.columns import gathered, scatter
from nnstudio.engine.demands import is_text, unknown
from nnstudio.engine.emitter import Call, Emitter
from nnstudio.engine.errors import DataError
from nnstudio.engine.instruction import Instruction
from nnstudio.engine.layer import shape_text
from nnstudio.engine.loss import Loss
from nnstudio.engine.operands import copying, spanning
from nnstudio.engine.planner import Planner
from nnstudio.engine.site import Site
from nnstudio.engine.typing import Array, Shape
from nnstudio.engine.update import Update
from nnstudio.text import msg


def run(calls: list[Call]) -> None:
    """Run the calls in order: the whole of what happens in a step."""
    for function, arguments in calls:
        function(*arguments)


class Plan:
    """The calls for batches of one size.

    ``calls`` and ``info`` list the whole step in order: forward, loss, backward, update. ``loss`` is the 0-d mean,
    ``losses`` is ``(N,)``, of several outputs the weighted sums (:class:`~nnstudio.engine.output_losses.OutputLosses`);
    ``bytes`` is the memory of its buffers. ``moved`` says which layers' activations run behind the pooling after them
    (see :mod:`nnstudio.engine.rearrange`).
    Everything that :meth:`quantity` shows stays as it is until the next :meth:`forward`.
    """

    def __init__(self, planner: Planner, update: Update, probabilities: Mapping[str, Activation | None]) -> None:
        self.batch_size, self.mode = planner.batch, planner.mode
        self.bytes = planner.pool.bytes
        self.loss, self.losses = planner.loss, planner.losses
        self.sites: dict[str, Site] = planner.sites
        self.fused = ", ".join(planner.fused.values())
        self.moved: dict[str, str] = planner.moved
        self.targets = planner.targets
        self.graph, self.judges, self.update_rule = planner.graph, planner.judges, update
        self._parts, self._means = planner.parts, planner.means
        self._own_calls, self._own_info, self._marks = planner.emit.calls, planner.emit.info, planner.marks
        self._inputs = [planner.sites[name].output.array for name in planner.graph.sources]
        self._piece = spanning(self.targets[0], self._inputs[0]) if len(self.targets) == 1 else None
        self._shape_x = self._inputs[0].shape
        self._shape_y = self.targets[0].shape if self.targets else None
        self._probabilities = {sink: _probability(planner, sink, own) for sink, own in probabilities.items()}
        self.calls: list[Call] = []
        self.info: list[Instruction] = []
        self._formulas: dict[tuple[str, str], str] = {}
        self.refresh()

    def refresh(self) -> None:
        """Take over the update's calls anew: the penalties were switched on or off."""
        _, loss_end, end = self._marks
        self._forward = self._own_calls[:loss_end]
        self._backward = self._own_calls[loss_end:end]
        update = self.update_rule if self.mode == "train" else None
        self.calls[:] = [*self._own_calls, *(update.calls if update else [])]
        shifted = (
            [Instruction(end + i.index, i.phase, i.layer, i.quantity, i.formula) for i in update.info] if update else []
        )
        self.info[:] = [*self._own_info, *shifted]
        self._formulas.clear()

    def formula_of(self, layer: str, quantity: str) -> str | None:
        """Return how the first instruction that makes a quantity writes it; None where none does."""
        if not self._formulas:
            # A recurrent layer has some for every time step: they are gone through once.
            self._formulas = {
                (layer, each.quantity): each.formula for each in reversed(self.info) for layer in each.serves
            }
        return self._formulas.get((layer, quantity))

    def load(self, x: Array | Sequence[Array], y: Array | Sequence[Array] | None = None) -> None:
        """Copy a batch in: x ``(*plan_shape, N)``, y ``(K, N)``; lists for several inputs or outputs.

        Raises
        ------
        DataError : another shape than the plan's, or anything but finite numbers.
        """
        if isinstance(x, np.ndarray) and (y is None or isinstance(y, np.ndarray)) and len(self._inputs) == 1:
            if x.shape != self._shape_x or (y is not None and y.shape != self._shape_y):
                raise self._mismatch(x.shape, y)
            pairs = [(self._inputs[0], x)] + ([(self.targets[0], y)] if y is not None else [])
        else:
            pairs = [*_paired(self._inputs, _several(x))]
            if y is not None:
                pairs += _paired(self.targets, _several(y))
        for own, given in pairs:
            check_numbers("batch", given, own.dtype)
        for own, given in pairs:
            own[...] = given

    def loading(self, x: Array, y: Array) -> list[Call]:
        """Return calls that copy this one batch in (see :meth:`load`), checked now and not each time.

        Several outputs that are as wide as one another all learn the same target. It is one call where y and x lie in
        one piece of memory, as :meth:`Program.arrange` lays them out.

        The arrays may be filled anew between the calls, so that what is in them now is not looked at.

        Raises
        ------
        DataError : another shape than the plan's, or no numbers.
        """
        x, y = as_array(x), as_array(y)
        if x.shape != self._shape_x or any(y.shape != target.shape for target in self.targets):
            raise self._mismatch(x.shape, y)
        check_kind("batch", x)
        check_kind("batch", y)
        if self._piece is not None and (batch := spanning(y, x)) is not None:
            return [copying(self._piece, batch)]
        return [copying(self._inputs[0], x), *(copying(target, y) for target in self.targets)]

    def fill(self, inputs: Sequence[Array]) -> None:
        """Copy fewer samples in than the plan has room for; the rest is zero, and its answers mean nothing.

        Raises
        ------
        DataError : other shapes than the plan's, more samples than it has room for, or not as many in each input.
        """
        counts = {given.shape[-1] for given in inputs}
        room = [(*own.shape[:-1], min((*counts, self.batch_size))) for own in self._inputs]
        if [given.shape for given in inputs] != room:
            raise _misfit(room, [given.shape for given in inputs])
        for own, given in zip(self._inputs, inputs, strict=True):
            count = given.shape[-1]
            own[..., :count] = given
            own[..., count:] = 0

    def _mismatch(self, shape: tuple[int, ...], y: Array | None) -> DataError:
        wanted = f"{shape_text(self._shape_x)} → {shape_text(self._shape_y) if self._shape_y else '—'}"
        given = f"{shape_text(shape)} → {'—' if y is None else shape_text(y.shape)}"
        return DataError(
            "batch",
            msg("arrays of shape {shape}", shape=wanted),
            msg("shape {shape}", shape=given),
            msg("Arrange the data with Program.arrange and cut off batches of the plan's size."),
        )

    def forward(self) -> None:
        """Run the forward pass and the loss."""
        for function, arguments in self._forward:
            function(*arguments)

    def backward(self) -> None:
        """Run the backward pass; every buffer now belongs to the same weights."""
        for function, arguments in self._backward:
            function(*arguments)

    def update(self) -> None:
        """Change the weights."""
        for function, arguments in self.update_rule.calls:
            function(*arguments)

    def step(self) -> None:
        """Run forward, loss, backward and update in one go."""
        for function, arguments in self.calls:
            function(*arguments)

    def quantity(self, layer: str, name: str) -> Array:
        """Return a read-only view ``(N, *shape)`` of what a layer holds.

        Raises
        ------
        UnknownNameError : the layer has no such quantity; it is a KeyError.
        """
        own = self._quantities(layer)
        if not is_text(name) or name not in own:
            raise unknown(layer, name, own)
        return own[name].outside

    def quantities(self, layer: str) -> tuple[str, ...]:
        """Return the names of what :meth:`quantity` can show of a layer; UnknownNameError if there is no such layer."""
        return tuple(self._quantities(layer))

    def _quantities(self, layer: str) -> Mapping[str, Slot]:
        if not is_text(layer) or layer not in self.sites:
            raise unknown("layer", layer, self.sites)
        return self.sites[layer].quantities

    def sample_loss(self, sink: str) -> Loss:
        """Return the loss that a sample of the batch has on its own at an output (see :meth:`Loss.settled`)."""
        target = self.targets[self.graph.sinks.index(sink)]
        return self.loss_of(sink).settled(target.reshape(len(target), -1))

    def loss_of(self, sink: str) -> Loss:
        """Return the loss that judges an output; KeyError if it is none."""
        return self.judges.losses[sink]

    def weight_of(self, sink: str) -> float:
        """Return by what an output's loss counts in the whole, as it is now; 1 where there is no other output."""
        weights = self.sites[sink].arenas.loss_weights
        return float(weights[self.graph.sinks.index(sink)]) if weights.size else 1.0

    def losses_of(self, name: str) -> Array:
        """Return ``ℓ_{n,k}`` of an output, unweighted, ``(N,)``; the samples' whole losses for any other name."""
        return self._parts.get(name, self.losses)

    def mean_of(self, name: str) -> Array:
        """Return ``L_k`` of an output, unweighted, 0-d; the whole loss for any other name."""
        return self._means.get(name, self.loss)

    @property
    def prediction(self) -> Array:
        """The network's answers ``(N, K)``; with several outputs the first one's (see :meth:`prediction_of`)."""
        return self.prediction_of(self.graph.sinks[0])

    def prediction_of(self, sink: str) -> Array:
        """Return an output's answers ``(N, K)`` to the batch; of a loss of logits or logarithms the probabilities.

        Behind a hinge loss one output's class, of several the scores.
        """
        found = self._probabilities[sink]
        if found is None:
            return self.sites[sink].output.outside
        calls, probability = found
        run(calls)
        return to_outside(probability)

    def scores_of(self, sink: str) -> Array:
        """Return what ranks the samples, ``(N, K)``: the answers, but for a hinge loss the scores and not the class."""
        steps = self.loss_of(sink).reads_logits == "step"
        return self.sites[sink].output.outside if steps else self.prediction_of(sink)


def _paired(own: list[Array], given: list[Array]) -> Iterator[tuple[Array, Array]]:
    """Yield each buffer with the array that is copied into it; DataError unless they fit one for one."""
    wanted, received = ([array.shape for array in arrays] for arrays in (own, given))
    if wanted != received:
        raise _misfit(wanted, received)
    yield from zip(own, given, strict=True)


def _misfit(wanted: Sequence[Shape], received: Sequence[Shape]) -> DataError:
    return DataError(
        "batch",
        msg("arrays of shape {shape}", shape=", ".join(map(shape_text, wanted))),
        msg("shape {shape}", shape=", ".join(map(shape_text, received))),
        msg("Arrange the data with Program.arrange and cut off batches of the plan's size."),
    )


def _several(values: Array | Sequence[Array] | None) -> list[Array]:
    if values is None:
        return []
    return [as_array(each) for each in values] if isinstance(values, list | tuple) else [as_array(values)]


def _probability(planner: Planner, sink: str, function: Activation | None) -> tuple[list[Call], Array] | None:
    """Return the calls that turn an output's net inputs into probabilities; they are no part of a step."""
    if function is None:
        return None
    output = planner.sites[sink].output
    emit = Emitter(planner.emit.dtype)
    result = emit.scratch(output.array.shape)
    logits = gathered(emit, output, "logits")
    columns = result if len(output.shape) == 1 else emit.scratch(logits.shape)
    function.emit_forward(emit, logits, columns, {})
    scatter(emit, columns, result)
    return emit.calls, result
