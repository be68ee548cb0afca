"""Where the inspector stands: one step, which outlives the network's next update, and the two lines it lies on."""

from __future__ import annotations

from nnstudio.engine import Plan
from nnstudio.inspection import Step, Steps, Trace, steps
from nnstudio.inspection.picture import inner_quantity
from nnstudio.inspection.steps import Grain


class Walk:
    """The present step, at a grain, on a plan. ``attach`` keeps it where the new plan has such a step too."""

    def __init__(self) -> None:
        self.grain: Grain = "neuron"
        self.batch = False
        self.place = 0
        self._plan: Plan | None = None
        self._lines: dict[Grain, Steps] = {}

    @property
    def steps(self) -> Steps:
        """The line of steps at the grain in force."""
        return self._lines[self.grain]

    @property
    def step(self) -> Step:
        """The present step."""
        return self.steps[self.place]

    @property
    def ready(self) -> bool:
        """Whether there is a plan to walk on."""
        return bool(self._lines) and len(self.steps) > 0

    def attach(self, plan: Plan) -> None:
        """Walk on this plan from now on."""
        if plan is self._plan:
            return
        before = self.step if self.ready else None
        self._plan = plan
        self._lines = {"neuron": steps(plan, "neuron"), "layer": steps(plan, "layer")}
        found = self.steps.find(before) if before is not None else -1
        self.place = found if 0 <= found < len(self.steps) else 0

    def go(self, place: int) -> None:
        """Go to step number ``place``."""
        self.place = max(0, min(len(self.steps) - 1, place))

    def turn(self, count: int) -> None:
        """Go to the next layer's first step, or back."""
        self.place = self.steps.turn(self.place, count)

    def go_to(self, step: Step) -> bool:
        """Go to a step, at the grain of a neuron if need be; False where there is none."""
        if step.index is not None and self.grain == "layer":
            self.set_grain("neuron")
        found = self.steps.find(step)
        if found >= 0:
            self.place = found
        return found >= 0

    def set_grain(self, grain: Grain) -> None:
        """Change the grain and stay at the same step, or at the one that it is part of."""
        before = self.step
        self.grain = grain
        self.place = max(0, self.steps.find(before))

    def step_at(self, trace: Trace, layer: str, index: tuple[int, ...]) -> Step | None:
        """Return the step of a neuron that belongs to the present phase: its a going forward, its δ coming back."""
        phase = self.step.phase
        if layer == self.step.layer and inner_quantity(trace, self.step):
            return Step(phase, layer, self.step.quantity, index)  # The tile shows that quantity just now.
        wanted: tuple[tuple[str, str], ...] = (("forward", "a"), ("forward", "z"), ("forward", "h"))
        if phase == "backward":
            wanted = (("backward", "grad_z"), ("backward", "grad_a"), ("backward", "grad_h"), *wanted)
        if phase == "update":
            wanted = (("update", "bias_update"), *wanted)
        for name, quantity in wanted:
            step = Step(name, layer, quantity, index)
            if trace.fine.find(step) >= 0:
                return step
        return None

    def link_step(self, layer: str, index: tuple[int, int]) -> Step:
        """Return the step of a weight in the present phase: z going forward, the gradient coming back, the update."""
        phase = self.step.phase
        if phase == "forward":
            return Step("forward", layer, "z", index[1:])
        if phase == "update":
            return Step("update", layer, "weight_update", index)
        return Step("backward", layer, "weight_grad", index)
