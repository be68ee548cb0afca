"""One look at a run: what stands in its layers at a step, measured on copies, so that the run itself is not touched."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from nnstudio.data.samples import Prepared, Task
from nnstudio.engine import Plan, Program, plot
from nnstudio.engine.activation import Activation
from nnstudio.engine.measures.statistics import changes, gradient_norms, magnitudes
from nnstudio.engine.measures.units import FLAT, Units, units
from nnstudio.engine.typing import Shape
from nnstudio.training.copies import Copies
from nnstudio.training.problem import targets_of

SAMPLES = 256
"""Training samples that a look brings through the network; fewer where that would take long."""
WORK = 100_000_000
"""Multiply-adds that a look may cost about."""
LEAST = 16
"""Samples that are brought through even so."""
OF_A_CLASS = 24
"""Training samples of each class that are asked for its recall."""
NAMED = 8
"""Neurons of a layer that are named, of those that are dead or flat."""
_FAR = np.linspace(-20.0, 20.0, 401)


@dataclass(frozen=True, eq=False)
class LayerLook:
    """A layer's numbers over the samples of a look.

    Attributes
    ----------
    layer : its id. order : its place in the order of computation. hidden : it is not the one that gives the answer.
    ratio : ‖Δθ‖ / ‖θ‖ of its weights at the next update; NaN where it has none. weight : ‖θ‖. gradient : ‖∂L/∂θ‖.
    signal : root mean square of ∂L/∂z (or ∂L/∂a); NaN where none arrives. activation : likewise of a.
    shape : of one sample's neurons. dead, flat : how many of them are dead, or saturated for more than half of the
    samples; dead_first, flat_first : the numbers (flattened) of the first of these. saturated : share of flat slopes,
    0 for functions without two bounds. identical : all its neurons have the same weights and the same gradients.
    """

    layer: str
    order: int
    hidden: bool
    ratio: float = np.nan
    weight: float = np.nan
    gradient: float = np.nan
    signal: float = np.nan
    activation: float = np.nan
    shape: Shape = ()
    dead: int = 0
    flat: int = 0
    dead_first: tuple[int, ...] = ()
    flat_first: tuple[int, ...] = ()
    saturated: float = 0.0
    identical: bool = False

    @property
    def neurons(self) -> int:
        """How many neurons it has."""
        return int(np.prod(self.shape, dtype=int))

    @property
    def dead_share(self) -> float:
        """The share of its neurons that are dead."""
        return self.dead / self.neurons if self.neurons else 0.0

    @property
    def learns(self) -> bool:
        """Whether it has weights."""
        return not np.isnan(self.weight)

    def index(self, number: int) -> tuple[int, ...]:
        """Return a neuron's index from its flattened number."""
        return tuple(int(part) for part in np.unravel_index(number, self.shape))


@dataclass(frozen=True, eq=False)
class Look:
    """All layers at ``step``, in the order of computation.

    ``rate`` : the learning rate of the next update. ``loss`` : of the samples brought through. ``recall`` : each
    class's on training samples, ``(K,)``, if there are classes.
    """

    step: int
    epoch: int
    rate: float
    loss: float
    layers: tuple[LayerLook, ...]
    recall: npt.NDArray[np.float64] | None = None

    def without_ratios(self) -> Look:
        """Return the look without what depends on how the weights are updated."""
        return replace(self, layers=tuple(replace(each, ratio=np.nan) for each in self.layers))

    def of(self, layer: str) -> LayerLook | None:
        """Return a layer's numbers."""
        return next((each for each in self.layers if each.layer == layer), None)

    @property
    def learning(self) -> tuple[LayerLook, ...]:
        """The layers with weights."""
        return tuple(each for each in self.layers if each.learns)

    @property
    def ratio(self) -> float:
        """The median of the layers' ‖Δθ‖ / ‖θ‖; NaN without any."""
        ratios = [each.ratio for each in self.learning if np.isfinite(each.ratio)]
        return float(np.median(ratios)) if ratios else np.nan


class Looker:
    """Takes looks at the runs of one program over one set of data.

    :meth:`take` copies, while the trainer stands still, and is quick where the run's program is known: to make
    (:meth:`prepare`) what it copies to takes long for a large network. :meth:`measure` works on what was copied.
    """

    def __init__(self, prepared: Prepared) -> None:
        self._prepared = prepared
        self._copies: Copies | None = None
        self._program: Program | None = None
        self._plan: Plan | None = None
        self._rows, self._asked = _rows(prepared), _asked(prepared)
        self._moment = (0, 0)

    def knows(self, program: Program) -> bool:
        """Whether there is what a run's arrays are copied to."""
        return self._program is program

    def prepare(self, program: Program) -> None:
        """Make what a run's arrays are copied to; on any thread, as long as nothing else is asked for."""
        self._copies, self._program = Copies(program), program

    def take(self, program: Program, plan: Plan, step: int, epoch: int) -> None:
        """Copy weights, gradients, the optimiser's state and the batch under way."""
        if not self.knows(program):
            self.prepare(program)
        assert self._copies is not None
        self._plan = self._copies.take(program, plan)
        self._moment = (step, epoch)

    def measure(self) -> Look:
        """Return what was copied, measured: the update to come, then the samples brought through and back."""
        assert self._copies is not None
        assert self._plan is not None
        program = self._copies.program
        with np.errstate(all="ignore"):
            ratios = _ratios(program, self._plan)
            plan = self._through(program)
            found = _layers(program, plan, ratios)
            recall = self._recall(program)
        return Look(*self._moment, program.current_rate, float(plan.loss), found, recall)

    def _through(self, program: Program) -> Plan:
        rows = self._rows[:: max(1, len(self._rows) // _most(program))]
        x, y = self._prepared.training.x[rows], self._prepared.training.y[rows]
        batch = program.arrange(x, targets_of(program, self._prepared, y))
        plan = program.plan(len(rows), "train")
        plan.load(*batch)
        plan.forward()
        plan.backward()
        return plan

    def _recall(self, program: Program) -> npt.NDArray[np.float64] | None:
        if self._asked is None:
            return None
        answers = program.predict(self._prepared.training.x[self._asked])
        if not np.isfinite(answers).all():
            return None
        said = answers.argmax(axis=1) if answers.shape[1] > 1 else (answers[:, 0] > 0.5).astype(np.int64)
        true = self._prepared.training.y[self._asked].astype(np.int64)
        count = len(self._prepared.shape.class_names)
        return np.array(
            [(said[true == each] == each).mean() if (true == each).any() else np.nan for each in range(count)]
        )


def _rows(prepared: Prepared) -> npt.NDArray[np.int64]:
    count = len(prepared.training)
    return np.unique(np.linspace(0, count - 1, min(count, SAMPLES)).round().astype(np.int64))


def _asked(prepared: Prepared) -> npt.NDArray[np.int64] | None:
    """Return training rows with as many of each class; None where there are no classes, or one at every step."""
    if prepared.shape.task is not Task.CLASSIFICATION or prepared.shape.places:
        return None
    y = prepared.training.y
    return np.sort(np.concatenate([np.flatnonzero(y == each)[:OF_A_CLASS] for each in np.unique(y)]))


def _most(program: Program) -> int:
    graph, shapes = program.graph, program.shapes
    cost = sum(
        graph[name].layer.multiply_adds(tuple(shapes[each] for each in graph[name].inputs)) for name in graph.order
    )
    return max(LEAST, min(SAMPLES, WORK // (3 * max(1, cost))))


def _ratios(program: Program, plan: Plan) -> dict[str, float]:
    """Return ‖Δθ‖ / ‖θ‖ of each layer's weights at the update to come; the copy is put back."""
    before = program.theta.copy()
    plan.update()
    moved = changes(program, before)
    program.theta[:] = before
    found: dict[str, float] = {}
    for (layer, name), change in moved.items():
        if name.endswith("weight") and change.norm:
            found[layer] = max(found.get(layer, 0.0), change.ratio)
    return found


def _layers(program: Program, plan: Plan, ratios: dict[str, float]) -> tuple[LayerLook, ...]:
    states, gradients = units(plan), gradient_norms(program)
    weights = _weights(program)
    signals = {**magnitudes(plan, "grad_a"), **magnitudes(plan, "grad_z")}
    activations = magnitudes(plan, "a")
    last = _answering(program)
    return tuple(
        LayerLook(
            layer=name,
            order=number,
            hidden=name not in last,
            ratio=ratios.get(name, np.nan),
            weight=weights.get(name, np.nan),
            gradient=gradients.get(name, np.nan),
            signal=signals[name].rms if name in signals else np.nan,
            activation=activations[name].rms if name in activations else np.nan,
            identical=name not in last and _identical(program, name),
            **(_unit_fields(plan, name, states[name]) if name in states else {"shape": program.shapes[name]}),
        )
        for number, name in enumerate(program.graph.order)
    )


def _unit_fields(plan: Plan, name: str, state: Units) -> dict[str, object]:
    function = plan.sites[name].layer.activation_function
    two_sided = function is not None and _flat_at_both_ends(function)
    dead, flat = state.dead.reshape(-1), (state.saturated.reshape(-1) > 0.5) & two_sided
    return {
        "shape": state.dead.shape,
        "dead": int(dead.sum()),
        "flat": int(flat.sum()),
        "dead_first": _first(dead),
        "flat_first": _first(flat),
        "saturated": state.saturated_share if two_sided else 0.0,
    }


def _first(marked: npt.NDArray[np.bool_]) -> tuple[int, ...]:
    return tuple(int(each) for each in np.flatnonzero(marked)[:NAMED])


def _flat_at_both_ends(function: Activation) -> bool:
    """Whether a function saturates on either side: a ReLU that is off is no such thing."""
    if function.learned():
        return False
    slopes = np.abs(plot(function, _FAR)[1])
    return bool((slopes[[0, -1]] < FLAT * slopes.max()).all())


def _weights(program: Program) -> dict[str, float]:
    squares: dict[str, float] = {}
    for key in program.parameters():
        if key.name.endswith("weight"):
            part = program.parameter(key.layer, key.name).astype(np.float64).ravel()
            squares[key.layer] = squares.get(key.layer, 0.0) + float(part @ part)
    return {layer: float(np.sqrt(total)) for layer, total in squares.items()}


def _answering(program: Program) -> frozenset[str]:
    """Return the layers behind which no layer with weights comes: the last one that learns and what follows it."""
    graph, learns = program.graph, {key.layer for key in program.parameters()}
    found: set[str] = set()
    waiting = list(graph.sinks)
    while waiting:
        name = waiting.pop()
        found.add(name)
        if name not in learns:
            waiting += graph[name].inputs
    return frozenset(found)


def _identical(program: Program, layer: str) -> bool:
    """Whether a layer's neurons have all the same weights and the same gradients, so that they stay the same."""
    known = {key.name for key in program.parameters() if key.layer == layer}
    if "weight" not in known:
        return False
    arrays = [program.parameter(layer, "weight"), program.gradient(layer, "weight")]
    if arrays[0].shape[-1] < 2:
        return False
    for array in arrays:
        columns = array.reshape(-1, array.shape[-1]).astype(np.float64)
        if np.abs(columns - columns[:, :1]).max() > 1e-5 * max(1e-30, float(np.abs(columns).max())):
            return False
    return True
