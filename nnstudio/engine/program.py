"""A program: a graph with its parameters, optimiser and loss, from which plans are made."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from nnstudio.engine import arrange, state
from nnstudio.engine.demands import finite, instance, is_text, made, one_of, unknown, whole
from nnstudio.engine.errors import DataError, ParameterError, ShapeError
from nnstudio.engine.graph import Graph, infer_shapes
from nnstudio.engine.initializer import Initializer
from nnstudio.engine.layer import shape_text
from nnstudio.engine.layout import Layout, ParameterKey
from nnstudio.engine.loss import Loss
from nnstudio.engine.memory import buffers, check_arenas, check_plan
from nnstudio.engine.optimizer import Optimizer
from nnstudio.engine.optimizers import optimizers
from nnstudio.engine.output_losses import Judging, OutputLosses, checked_weights, output_losses
from nnstudio.engine.pairing import check_pairing
from nnstudio.engine.plan import Plan
from nnstudio.engine.planner import Planner
from nnstudio.engine.pool import Pool, aligned
from nnstudio.engine.schedule import Schedule
from nnstudio.engine.schedules import schedules
from nnstudio.engine.site import Arenas
from nnstudio.engine.timetable import Clock, Timetable
from nnstudio.engine.typing import Array, DTypes
from nnstudio.engine.update import Update
from nnstudio.text import msg

MODES = ("train", "evaluate", "predict")
A_PROGRAM = msg("a program, as compile gives it")
PREDICT_ROWS = 2048
"""The largest batch that :meth:`Program.predict` feeds at once."""


class Program:
    """What :func:`compile` makes: parameters, gradients and optimiser state in flat arenas, and plans that share them.

    ``theta`` and ``grad`` are ``(P,)``; ``grad`` is ∂L/∂θ of the data loss, without penalties. ``state[name]``
    likewise; ``memory`` is what the optimiser keeps beside it. ``carried`` is what layers carry along without learning
    it, such as running statistics; ``arenas`` holds them all. ``fingerprint`` names all parameters with their shapes.
    """

    def __init__(
        self, graph: Graph, judges: OutputLosses, optimizer: Optimizer, learning_rate: float, dtype: str, seed: int
    ) -> None:
        self.graph, self._losses, self.optimizer = graph, judges.losses, optimizer
        self.shapes = infer_shapes(graph)
        for sink, loss in judges.losses.items():
            check_pairing(graph, self.shapes, sink, loss)
        self.dtype = DTypes[one_of("dtype", dtype, DTypes)]
        self.layout = Layout(graph, self.shapes)
        check_arenas(self)
        self.theta, self.grad = aligned(self.count, self.dtype), aligned(self.count, self.dtype)
        self._carried = Layout(graph, self.shapes, carried=True)
        self.carried = aligned(self._carried.count, self.dtype)
        self._weights = np.zeros(len(judges.names) if judges.weighted else 0, self.dtype)
        self.arenas = Arenas(self.layout, self.theta, self.grad, self._carried, self.carried, self._weights)
        self.set_loss_weights(judges.weights)
        self._update = Update(optimizer, self.layout, self.theta, self.grad, self._held("learning_rate", learning_rate))
        self.state, self.memory = self._update.state, self._update.memory
        self.fingerprint = state.fingerprint(self)
        self.random = np.random.default_rng()
        self._plans: dict[tuple[int, str, bool], Plan] = {}
        self.reset(seed)

    @property
    def count(self) -> int:
        """The number of parameters."""
        return self.layout.count

    @property
    def counts(self) -> dict[str, int]:
        """The number of parameters of each layer that has any."""
        return self.layout.counts()

    def parameters(self) -> tuple[ParameterKey, ...]:
        """Return the keys of all parameters in the order of the arena."""
        return tuple(placed.key for placed in self.layout.entries.values())

    def parameter(self, layer: str, name: str) -> Array:
        """Return a read-only view of a parameter in the outside order; KeyError if there is none."""
        return _read_only(self.layout.view(self.theta, layer, name))

    def gradient(self, layer: str, name: str) -> Array:
        """Return a read-only view of ∂L/∂parameter, L the data loss of the last batch."""
        return _read_only(self.layout.view(self.grad, layer, name))

    def optimizer_state(self, layer: str, name: str, kept: str) -> Array:
        """Return a read-only view of what the optimiser keeps of a parameter under the name ``kept``."""
        if not is_text(kept) or kept not in self.state:
            raise unknown("optimizer_state", kept, self.state)
        return _read_only(self.layout.view(self.state[kept], layer, name))

    def running(self, layer: str, name: str) -> Array:
        """Return a read-only view of what a layer carries along (``running_mean``); KeyError if there is none."""
        return _read_only(self._carried.view(self.carried, layer, name))

    def set_parameter(self, layer: str, name: str, values: Array) -> None:
        """Replace a parameter.

        Raises
        ------
        ShapeError : another shape than the parameter's. DataError : a value that is not finite.
        """
        own = self.layout.view(self.theta, layer, name)
        values = np.asarray(values)
        if values.shape != own.shape:
            raise ShapeError(
                f"{layer}.{name}",
                msg("shape {shape}", shape=shape_text(own.shape)),
                msg("shape {shape}", shape=shape_text(values.shape)),
                msg("Give one number for each weight."),
            )
        if values.dtype.kind not in "fiub" or not (np.abs(values) <= np.finfo(self.dtype).max).all():
            raise DataError(
                f"{layer}.{name}", msg("finite numbers"), msg("NaN or infinity"), msg("Type a finite number.")
            )
        own[...] = values

    @property
    def learning_rate(self) -> float:
        """The learning rate α; it may be set between steps. The schedule's share of it is :attr:`current_rate`."""
        return self._update.timetable.learning_rate

    @learning_rate.setter
    def learning_rate(self, value: float) -> None:
        self._update.timetable.learning_rate = self._held("learning_rate", value)

    @property
    def current_rate(self) -> float:
        """The learning rate of the next update, the schedule taken in."""
        return self._update.timetable.rate(self.step_number + 1)

    @property
    def step_number(self) -> int:
        """How many updates there have been."""
        return self._update.step_number

    @property
    def timetable(self) -> Timetable:
        """The schedule, its clock, and what it keeps of the measurements."""
        return self._update.timetable

    def set_schedule(self, schedule: Schedule | str | None) -> None:
        """Follow another schedule from the next update on; None is a constant rate. Its time goes on.

        ParameterError : an id that there is not, or no schedule.
        """
        found = None if schedule is None else made("schedule", schedule, schedules, Schedule)
        if self._update.follow(found):
            self._refresh()

    def set_steps_per_epoch(self, count: int, step: int | None = None, epoch: float | None = None) -> None:
        """Say how many steps an epoch has, and that this is step ``step`` of a run, ``epoch`` epochs in.

        Without them the run began with the first update. ParameterError : less than one step, or no numbers.
        """
        count = whole("steps_per_epoch", count, least=1)
        done = self.step_number
        if step is None or epoch is None:
            self._update.timetable.set_clock(Clock(steps_per_epoch=count))
        else:
            self._update.timetable.set_clock(Clock(done, whole("step", step), finite("epoch", epoch), count))

    def observe(self, loss: float) -> float:
        """Tell the schedule a validation's loss; return the learning rate of the next update.

        Only a schedule that ``observes`` (on a plateau) takes note: call it after each validation.
        """
        timetable = self.timetable
        if timetable.schedule is not None and timetable.schedule.observes:
            timetable.keep(timetable.after(loss))
        return self.current_rate

    @property
    def regularisation(self) -> tuple[float, float]:
        """The factors λ₁ and λ₂."""
        return self._update.l1, self._update.l2

    def set_regularisation(self, l1: float, l2: float) -> None:
        """Set the penalty λ₁Σ|w| + (λ₂/2)Σw² on weights (not biases); it may be set between steps."""
        if self._update.condition(l1=self._held("l1", l1), l2=self._held("l2", l2)):
            self._refresh()

    @property
    def clipping(self) -> tuple[float, float]:
        """The largest norm of the whole gradient, and the largest size of each of its numbers; 0 means any."""
        return self._update.clip_norm, self._update.clip_value

    def set_clipping(self, norm: float, value: float) -> None:
        """Clip the gradient by its norm and by value (0: not) before the optimiser sees it; between steps, too."""
        if self._update.condition(clip_norm=self._held("clip_norm", norm), clip_value=self._held("clip_value", value)):
            self._refresh()

    @property
    def judges(self) -> OutputLosses:
        """The loss of each output and what it counts in the whole."""
        weights = self._weights.tolist() or [1.0]
        return OutputLosses(self._losses, dict(zip(self.graph.sinks, weights, strict=True)))

    def loss_of(self, sink: str) -> Loss:
        """Return the loss that judges an output; UnknownNameError (a KeyError) if it is none."""
        if not is_text(sink) or sink not in self._losses:
            raise unknown("loss", sink, self._losses)
        return self._losses[sink]

    def set_loss_weights(self, weights: Mapping[str, float]) -> None:
        """Set by what outputs' losses count in the whole, 1 where none is given; it may be done between steps.

        ParameterError : no number from 0 up, or other than 1 with one output. UnknownNameError : no such output.
        """
        found = checked_weights(weights, self.graph.sinks, float(np.finfo(self.dtype).max))
        if self._weights.size:
            self._weights[:] = [*found.values()]

    def set_optimizer(self, optimizer: Optimizer) -> None:
        """Go on with other parameters of the same optimiser; what it keeps stays. It may be done between steps.

        ParameterError : another optimiser, or one that keeps other numbers (``optimizer.goes_on_from``).
        """
        if not optimizer.goes_on_from(self.optimizer):
            expected = msg("other numbers of {optimizer}, with what it keeps", optimizer=repr(self.optimizer))
            raise ParameterError(
                "optimizer", expected, msg("{value}", value=repr(optimizer)), msg("Compile the network with it.")
            )
        if optimizer != self.optimizer:
            self.optimizer = optimizer
            self._update.retune(optimizer)
            self._refresh()

    def gradient_norm(self, layer: str = "") -> float:
        """Return ``‖∂L/∂θ‖₂`` of the data loss, of all parameters or of one layer's; computed now, in float64.

        A layer without parameters has 0. UnknownNameError (a KeyError) : no such layer.
        """
        parts = [self.grad]
        if not is_text(layer) or layer:
            if not is_text(layer) or layer not in self.graph.order:
                raise unknown("gradient_norm", layer, self.layout.counts())
            own = [placed for placed in self.layout.entries.values() if placed.key.layer == layer]
            parts = [self.grad[placed.start : placed.stop] for placed in own]
        return math.sqrt(sum(float(np.square(part, dtype=np.float64).sum()) for part in parts))

    def _held(self, place: str, value: float) -> float:
        """Return a number from 0 to the largest that the program's numbers can be; ParameterError for any other."""
        return finite(place, value, most=float(np.finfo(self.dtype).max))

    def _refresh(self) -> None:
        for plan in self._plans.values():
            plan.refresh()

    def reset(self, seed: int) -> None:
        """Draw all weights anew, forget the optimiser's state, restart the generator, all from ``seed``."""
        self.seed = seed = whole("seed", seed)
        drawing = np.random.default_rng([seed, 0])
        _fill(self.layout, self.theta, drawing)
        _fill(self._carried, self.carried, drawing)
        self.grad[:] = 0
        # In place: the calls of dropout layers are bound to this generator.
        self.random.bit_generator.state = np.random.default_rng([seed, 1]).bit_generator.state
        self._update.reset()

    def save_state(self, into: Mapping[str, Any] | None = None) -> dict[str, Any]:
        """Return copies of all that the next step reads: arrays by name, and what JSON can hold.

        ``into`` : a state saved before, which is given up: its arrays are written over, and returned, where they fit.
        """
        return state.save(self, self._update, into or {})

    def load_state(self, saved: dict[str, Any], *, finite: bool = True) -> None:
        """Go on from what :meth:`save_state` returned, bit for bit.

        ``finite`` refuses weights that are NaN or infinite, too; a run that goes back to where they came up takes them.

        Raises
        ------
        DataError : it belongs to another network or optimiser, or is no such state; nothing has changed then.
        """
        state.load(self, self._update, saved, finite)

    def plan(self, batch_size: int, mode: str = "train", *, gradient_of_inputs: bool = False) -> Plan:
        """Return the plan for batches of this size, made on first use.

        ``mode`` is ``train``, ``evaluate`` (dropout off, no backward pass) or ``predict`` (no loss either).
        ``gradient_of_inputs``: the backward pass goes on to the data, whose layers then have ``grad_a`` too.

        Raises
        ------
        DataError : no sample. ResourceError : it would not fit into memory (refused before anything is allocated).
        ParameterError : no number of samples, or no such mode.
        """
        if type(batch_size) is not int or type(mode) is not str:
            # Elsewhere a plan that there is costs no check: it is asked for at every step.
            batch_size, mode = whole("batch", batch_size), one_of("mode", mode, MODES)
        key = (batch_size, mode, gradient_of_inputs)
        if key not in self._plans:
            arrange.check_batch(batch_size)
            one_of("mode", mode, MODES)
            check_plan(self, batch_size, mode)
            pool = Pool(self.dtype, buffers(self, batch_size, mode))
            planner = Planner(self, batch_size, mode, gradient_of_inputs, pool)
            planner.build()
            answers = {k: arrange.probability(loss, self.shapes[k][-1]) for k, loss in self._losses.items()}
            self._plans[key] = Plan(planner, self._update, answers)
        return self._plans[key]

    def arrange(self, x: Array | Sequence[Array], y: Array | Sequence[Array]) -> tuple[Any, Any]:
        """Lay a whole set out in the plan's order: x ``(N, *shape)`` → ``(*plan_shape, N)``, y ``(N, K)`` → ``(K, N)``
        (a sequence's ``(N, T, K)`` → ``(K, T, N)``).

        A batch is then ``x_plan[..., i:j]``. Several inputs or outputs: lists in, lists out.

        Raises
        ------
        DataError : wrong shape, no sample, a value that is not finite, targets that the loss cannot take.
        """
        return arrange.arrange_set(self, x, y)

    def predict(self, x: Array | Sequence[Array], output: str = "", *, ranks: bool = False) -> Array:
        """Return the answers ``(N, K)`` to any number of samples, dropout off: the first output's, or the named one's.

        ``ranks`` : what ranks the samples, which behind a hinge loss are the scores and not the class.
        UnknownNameError (a KeyError) : no such output.
        """
        sink = self.graph.sinks[0] if output == "" else output
        self.loss_of(sink)
        arranged = arrange.arrange_inputs(self, x)
        parts = arranged if isinstance(arranged, list) else [arranged]
        total = parts[0].shape[-1]
        rows = min(PREDICT_ROWS, 1 << (total - 1).bit_length())
        plan = self.plan(rows, "predict")
        found = []
        for start in range(0, total, rows):
            stop = min(start + rows, total)
            plan.fill([part[..., start:stop] for part in parts])
            plan.forward()
            answers = plan.scores_of(sink) if ranks else plan.prediction_of(sink)
            found.append(answers[: stop - start].copy())
        return np.concatenate(found)


def _fill(layout: Layout, flat: Array, random: np.random.Generator) -> None:
    for placed in layout.entries.values():
        weight, part = placed.weight, flat[placed.start : placed.stop]
        if isinstance(weight.initial, Initializer):
            part[:] = weight.initial.fill(weight.shape, weight.fan_in, weight.fan_out, random).reshape(-1)
        else:
            part[:] = weight.initial


def _read_only(view: Array) -> Array:
    view.flags.writeable = False
    return view


def compile(  # the field's word, as in re.compile
    graph: Graph,
    loss: Judging,
    optimizer: Optimizer | str,
    *,
    learning_rate: float,
    l1: float = 0.0,
    l2: float = 0.0,
    dtype: str = "float32",
    seed: int = 0,
    schedule: Schedule | str | None = None,
    clip_norm: float = 0.0,
    clip_value: float = 0.0,
    loss_weights: Mapping[str, float] | None = None,
) -> Program:
    """Check the graph, place and draw its parameters, and return the program.

    Loss, optimiser and schedule may be given by their ids, with all parameters as declared: ``"mse"``. ``schedule``
    None is a constant learning rate; a clipping of 0 is none. Several outputs share one loss or have their own,
    ``{"class": "cross_entropy", "size": "mse"}``; ``loss_weights={"size": 0.3}`` says by what each counts in the
    whole, ``L = Σ λ_k L_k`` (1 where none is given).

    Raises
    ------
    GraphError, ShapeError : the graph cannot be computed, or the loss cannot judge what it gives; the error names the
    layer. ParameterError : a number out of range, an id that there is not, class weights of another number than the
    outputs, anything of another kind.
    """
    instance("graph", graph, Graph, msg("a graph of layers"))
    judges = output_losses(loss, loss_weights, graph.sinks)
    found_optimizer = made("optimizer", optimizer, optimizers, Optimizer)
    program = Program(graph, judges, found_optimizer, learning_rate, dtype, seed)
    program.set_regularisation(l1, l2)
    program.set_clipping(clip_norm, clip_value)
    program.set_schedule(schedule)
    return program
