"""Going back in a run: how long a jump takes, whether it comes to the same bits, and what being able to costs.

    python packaging/benchmarks/rewind.py [--steps 10000] [--positions 200] [W1 W4 W4+dropout …]

For each workload a run is made with its past kept, then random steps are gone back to; each must have the bits that a
run without a past has there. Printed: median, 95th percentile and longest jump, memory of the key frames, what they
take in a file, what keeping them costs a step, and what a break-point costs a step. Exit status 1 where a bit differs
or W4's 95th percentile is above 150 ms.
"""

from __future__ import annotations

import argparse
import hashlib
import math
import os
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any, cast

import numpy as np
from engine_speed import build
from workloads import WORKLOADS, Part, Workload, data

from nnstudio.data.samples import DataShape, Prepared, Task
from nnstudio.document import Document, TrainingSettings
from nnstudio.store import Project
from nnstudio.store.project import project_bytes
from nnstudio.training.break_points import break_points
from nnstudio.training.commands import LoadProblem
from nnstudio.training.feed import Feed
from nnstudio.training.history import Past
from nnstudio.training.history.filing import LIMIT as LIMIT_IN_FILE
from nnstudio.training.history.filing import filed
from nnstudio.training.measure import Measure
from nnstudio.training.problem import Problem
from nnstudio.training.run import Run
from nnstudio.training.scores import Scorer
from nnstudio.training.stops import Stops

THREADS = "OPENBLAS_NUM_THREADS"
W4 = next(workload for workload in WORKLOADS if workload.id == "W4")
DRAWING = replace(W4, id="W4+dropout", parts=(W4.parts[0], Part("dropout", {"rate": 0.3}), W4.parts[1]))
"""Its layers draw, its optimiser keeps two numbers for each weight, its batches are drawn anew each epoch."""
LIMIT = {"W4": 0.150, DRAWING.id: 0.150}
SEED = 5
TURN = 0.05
"""Seconds of a turn where two ways of stepping take turns: other work on the machine hits both alike."""


class Endless:
    """A watch that never calls."""

    due = math.inf


def pose(workload: Workload) -> Problem:
    """Return a workload's problem, primed; nothing is measured."""
    program = build(workload)
    x, y = program.arrange(*data(workload))
    nothing = Measure(program, None, None, Task.REGRESSION)
    run = Run(program, Feed(x, y, workload.batch, SEED))
    return Problem(
        program, run, nothing, nothing, nothing, Scorer({}, DataShape(workload.shape, (1,), Task.REGRESSION))
    )


def past_of(workload: Workload, problem: Problem) -> Past:
    """Return the past of a problem from now on."""
    settings = TrainingSettings(learning_rate=workload.learning_rate, optimizer=workload.optimizer)
    return Past(1, LoadProblem(problem.program.graph, cast("Prepared", None), settings), problem)


def advance(run: Run, steps: int) -> None:
    """Make so many steps, in slices as a window's frames cut them."""
    goal = run.step + steps
    while run.step < goal:
        run.advance(goal - run.step, Endless())


def bits(problem: Problem) -> str:
    """Return the fingerprint of weights, gradients and the optimiser's state."""
    found = hashlib.sha256()
    program = problem.program
    for array in (program.theta, program.grad, program.carried, *program.state.values(), problem.run.plan.losses):
        found.update(np.ascontiguousarray(array).tobytes())
    return found.hexdigest()


def known_bits(workload: Workload, positions: Sequence[int]) -> dict[int, str]:
    """Return the fingerprints at these steps of a run that never goes back."""
    straight, found = pose(workload), {}
    for step in sorted(set(positions)):
        advance(straight.run, step - straight.run.step)
        found[step] = bits(straight)
    return found


def jump(past: Past, step: int) -> float:
    """Go to a step; return the seconds that it took."""
    start = time.perf_counter()
    past.leave()
    if not past.is_near(past.record, step):
        past.restore(past.record, past.record.frames.at(step))
    while past.step < step:
        past.replay(step - past.step, Endless())
    return time.perf_counter() - start


def seconds_each(ways: dict[str, Callable[[int], object]], seconds: float) -> dict[str, float]:
    """Return the seconds of a step for each way of stepping: the medians over turns that alternate."""
    count = 64
    took: dict[str, list[float]] = {name: [] for name in ways}
    end = time.perf_counter() + seconds
    while time.perf_counter() < end or min(map(len, took.values())) < 5:
        for name, way in ways.items():
            start = time.thread_time()
            way(count)
            took[name].append((time.thread_time() - start) / count)
        if sum(times[-1] for times in took.values()) * count < TURN * len(ways):
            count *= 2
    return {name: float(np.median(times[len(times) // 2 :])) for name, times in took.items()}


def costs(workload: Workload, seconds: float) -> dict[str, float]:
    """Return the seconds of a step: plain, with a past, and with one break-point of the dearer and cheaper kinds."""
    plain, kept, watched = pose(workload), pose(workload), pose(workload)
    past = past_of(workload, kept)
    stops = {
        name: Stops((break_points.make(name, limit=limit),))
        for name, limit in (("loss_below", -1.0), ("gradient_above", 1e9))
    }

    def watching(name: str) -> Callable[[int], object]:
        def way(count: int) -> None:
            goal = watched.run.step + count
            while watched.run.step < goal:
                stops[name].advance(watched.run, goal - watched.run.step, Endless())

        return way

    ways: dict[str, Callable[[int], object]] = {
        "plain": lambda count: advance(plain.run, count),
        "past": lambda count: advance(kept.run, count),
        **{name: watching(name) for name in stops},
    }
    found = seconds_each(ways, seconds)
    assert past.head > 0
    return found


def in_file(past: Past) -> str:
    """Return how much of a project file the past takes, and how long writing it takes."""
    past.leave()
    start = time.perf_counter()
    found = filed(past.branches)
    size = len(project_bytes(Project(Document(), history=found))) if found is not None else 0
    frames = len(found["frames"]) if found is not None else 0
    return f"{frames} key frames, {size / 2**20:.1f} MB of {LIMIT_IN_FILE >> 20}, {time.perf_counter() - start:.2f} s"


def judge(workload: Workload, steps: int, count: int, seconds: float) -> bool:
    """Measure one workload, print it; whether all bits are the same and the limit is kept."""
    positions = np.random.default_rng(SEED).integers(0, steps + 1, count).tolist()
    known, problem = known_bits(workload, positions), pose(workload)
    past = past_of(workload, problem)
    advance(problem.run, steps)
    took, same = [], 0
    for step in positions:
        took.append(jump(past, step))
        same += bits(problem) == known[step]
    p50, p95, longest = (1e3 * float(value) for value in np.percentile(took, (50, 95, 100)))
    memory, frames = past.branches.nbytes / 2**20, len(past.record.frames)
    print(f"{workload.id}  {steps} steps, {same} of {count} positions the same bits")
    print(
        f"    jump p50 {p50:.1f} ms, p95 {p95:.1f} ms, longest {longest:.1f} ms; {frames} key frames, {memory:.1f} MB"
    )
    print(f"    in a file {in_file(past)}")
    cost = costs(workload, seconds)
    more = {name: 1e6 * (value - cost["plain"]) for name, value in cost.items() if name != "plain"}
    extra = ", ".join(f"{name} {value:+.2f}" for name, value in more.items())
    print(f"    a step {1e6 * cost['plain']:.2f} µs; more with (µs): {extra}", flush=True)
    return same == count and p95 <= 1e3 * LIMIT.get(workload.id, math.inf)


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure the workloads asked for."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("workloads", nargs="*", default=["W1", "W4", DRAWING.id])
    parser.add_argument("--steps", type=int, default=10_000)
    parser.add_argument("--positions", type=int, default=200)
    parser.add_argument("--seconds", type=float, default=3.0)
    given = parser.parse_args(arguments)
    if os.environ.get(THREADS) != "1":
        words: list[Any] = [sys.executable, __file__, *(arguments if arguments is not None else sys.argv[1:])]
        return subprocess.run(words, env={**os.environ, THREADS: "1"}, check=False).returncode
    chosen = [workload for workload in (*WORKLOADS, DRAWING) if workload.id in given.workloads]
    with np.errstate(all="ignore"):
        passed = [judge(workload, given.steps, given.positions, given.seconds) for workload in chosen]
    return 0 if chosen and all(passed) else 1


if __name__ == "__main__":
    sys.exit(main())
