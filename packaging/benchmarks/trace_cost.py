"""What recording a step costs: the whole batch and one sample, on W1–W5 and larger ones, in one run.

    python packaging/benchmarks/trace_cost.py [--seconds 3] [W4 W5 …]

Steps without recording, with a full trace and with one sample's take turns of a millisecond; the medians' ratios are
judged: a full trace at most 15 % on W4, one sample at most 5 % where a step takes more than 0.5 ms. Exit status 1
where that is missed.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import time
from collections.abc import Sequence
from statistics import median

from engine_speed import build
from workloads import WORKLOADS, Workload, data

from nnstudio.engine.emitter import Call
from nnstudio.engine.trace import Recorder

THREADS = "OPENBLAS_NUM_THREADS"
FULL_LIMIT, SAMPLE_LIMIT, FROM_SECONDS = 0.15, 0.05, 0.5e-3
TURN, MIN_TURNS = 1e-3, 61
"""Seconds of a turn, about, and how many turns at least: other work on the machine hits all contenders alike."""


def steps(workload: Workload) -> dict[str, list[Call]]:
    """Return the calls of one step: plain, with a full trace, with one sample's."""
    program = build(workload)
    # One batch again and again would be learned by heart, and vanishing gradients are slow to compute with.
    program.learning_rate = 0.0
    plan = program.plan(workload.batch)
    x, y = program.arrange(*data(workload))
    loading = plan.loading(x[..., : workload.batch], y[..., : workload.batch])
    end = sum(about.phase != "update" for about in plan.info)
    before, update = [*loading, *plan.calls[:end]], plan.calls[end:]
    full, sample = Recorder(plan), Recorder(plan, workload.batch // 2)
    return {
        "plain": [*before, *update],
        "full": [*before, *full.calls, *update],
        "sample": [*before, *sample.calls, *update],
    }


def seconds_for(calls: list[Call], count: int) -> float:
    """Return the processor time of one step, as the mean of ``count``."""
    start = time.thread_time()
    for _ in range(count):
        for function, arguments in calls:
            function(*arguments)
    return (time.thread_time() - start) / count


def measure(workload: Workload, seconds: float) -> dict[str, float]:
    """Return the seconds of a step, the median over many short turns, for each contender."""
    contenders = steps(workload)
    names = list(contenders)
    once = max(seconds_for(contenders["plain"], 20), 1e-7)
    count = max(1, round(TURN / once))
    turns = max(MIN_TURNS, int(seconds / (len(names) * max(once * count, TURN))))
    found: dict[str, list[float]] = {name: [] for name in names}
    for turn in range(turns):
        for name in names[turn % 3 :] + names[: turn % 3]:
            found[name].append(seconds_for(contenders[name], count))
    return {name: median(values) for name, values in found.items()}


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure and print; 1 if a limit is missed."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("workloads", nargs="*", help="W1 … ; all if none is named")
    parser.add_argument("--seconds", type=float, default=3.0, help="for each workload")
    options = parser.parse_args(arguments)
    good = True
    print(f"{'':6}{'step':>12}{'full trace':>14}{'one sample':>14}")
    for workload in WORKLOADS:
        if options.workloads and workload.id not in options.workloads:
            continue
        found = measure(workload, options.seconds)
        full, sample = (found[name] / found["plain"] - 1 for name in ("full", "sample"))
        missed = [
            *(["full > 15 %"] if workload.id == "W4" and full > FULL_LIMIT else []),
            *(["sample > 5 %"] if found["plain"] > FROM_SECONDS and sample > SAMPLE_LIMIT else []),
        ]
        good = good and not missed
        print(
            f"{workload.id:6}{found['plain'] * 1e6:>9.1f} µs{full:>+14.1%}{sample:>+14.1%}  {', '.join(missed)}",
            flush=True,
        )
    return 0 if good else 1


def main_on_one_thread() -> int:
    """Run :func:`main` in a process whose BLAS has one thread: it reads the number when NumPy is loaded."""
    if os.environ.get(THREADS) == "1":
        return main()
    return subprocess.call([sys.executable, *sys.argv], env={**os.environ, THREADS: "1"})


if __name__ == "__main__":
    sys.exit(main_on_one_thread())
