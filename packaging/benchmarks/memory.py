"""Memory of each workload: what the engine foretells, what it takes, and how much larger the process has become.

Taken are the buffers, and beside them the parameters, their gradient, what is penalised and decays, and what the
optimiser keeps.

    python packaging/benchmarks/memory.py [W1 W6 …]

Each workload is built, and makes three steps, in a process of its own. The forecast is what a plan is refused by.
"""

from __future__ import annotations

import argparse
import multiprocessing
import resource
import sys
from collections.abc import Sequence

from engine_speed import build
from one_thread import on_one_thread
from workloads import WORKLOADS, Workload, data

from nnstudio.engine.memory import estimate

MEGA = 1 << 20


def peak() -> int:
    """Return the most memory that this process has held, in bytes (macOS counts bytes, Linux kilobytes)."""
    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return most if sys.platform == "darwin" else most * 1024


def weigh(workload: Workload) -> tuple[int, ...]:
    """Return parameters, forecast, all that is taken, the buffers of it, growth of the process: numbers, then bytes."""
    x, y = data(workload)
    build(workload).plan(1).step()
    before = peak()
    program = build(workload)
    forecast = estimate(program, workload.batch, "train")
    plan = program.plan(workload.batch)
    plan.load(*(part[..., : workload.batch] for part in program.arrange(x, y)))
    for _ in range(3):
        plan.step()
    rule = plan.update_rule
    arenas = (rule.theta, rule.grad, rule.decay, rule.conditioning.mask, *rule.state.values(), *rule.memory.values())
    taken = plan.bytes + sum(arena.nbytes for arena in arenas)
    return program.count, forecast, taken, plan.bytes, peak() - before


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("workloads", nargs="*")
    options = parser.parse_args(arguments)
    print(f"{'':4}{'workload':<38}{'parameters':>12}{'forecast':>12}{'taken':>12}{'buffers':>12}{'process':>12}   MB")
    for workload in WORKLOADS:
        if options.workloads and workload.id not in options.workloads:
            continue
        with multiprocessing.get_context("spawn").Pool(1) as pool:
            count, *weights = pool.apply(weigh, (workload,))
        cells = "".join(f"{part / MEGA:>12,.2f}" for part in weights)
        print(f"{workload.id:<4}{workload.title:<38}{count:>12,}{cells}", flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(on_one_thread(main))
