"""Do the sample projects learn? Seeds 0–19 of each, trained by the run that the window trains with, against their aims.

    python packaging/benchmarks/learning.py [--seeds 20] [iris digits xor spirals]

A seed draws the split, the weights and the order of the batches. Exit status 1 if an aim is missed.
"""

from __future__ import annotations

import argparse
import os
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from statistics import median

for _name in ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS"):
    os.environ.setdefault(_name, "1")
sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from nnstudio.document import samples
from nnstudio.training.headless import Result, train


@dataclass(frozen=True)
class Aim:
    """What a sample must reach: ``figure`` of each seed's result, put together by ``of_all``, at least ``least``."""

    sample: str
    what: str
    epochs: int
    figure: Callable[[Result], float]
    of_all: Callable[[Sequence[float]], float]
    least: float


def solved_share(accuracies: Sequence[float]) -> float:
    """Return the share of runs that get everything right."""
    return sum(accuracy == 1 for accuracy in accuracies) / len(accuracies)


AIMS = (
    Aim("iris", "median test accuracy", 100, lambda result: result.test_accuracy, median, 0.95),
    Aim("digits", "median test accuracy", 60, lambda result: result.test_accuracy, median, 0.96),
    Aim("xor", "share of seeds solved", 1000, lambda result: result.train_accuracy, solved_share, 0.8),
    Aim("spirals", "median training accuracy", 800, lambda result: result.train_accuracy, median, 0.98),
)


def results(aim: Aim, seeds: int) -> list[float]:
    """Return the figure of each seed."""
    document = next(sample for sample in samples() if sample.id == aim.sample).document()
    found = []
    for seed in range(seeds):
        seeded = replace(document, data=replace(document.data, seed=seed))
        found.append(aim.figure(train(seeded, epochs=aim.epochs, seed=seed)))
    return found


def main() -> int:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("samples", nargs="*", default=[aim.sample for aim in AIMS])
    parser.add_argument("--seeds", type=int, default=20)
    options = parser.parse_args()
    passed = True
    print(
        f"{'sample':9} {'figure':25} {'epochs':>6} {'min':>7} {'median':>7} {'max':>7} {'found':>7} {'aim':>6} {'s':>6}"
    )
    for aim in AIMS:
        if aim.sample not in options.samples:
            continue
        start = time.perf_counter()
        found = results(aim, options.seeds)
        value = aim.of_all(found)
        passed &= value >= aim.least
        spread = f"{min(found):7.1%} {median(found):7.1%} {max(found):7.1%} {value:7.1%} {aim.least:6.0%}"
        verdict = "pass" if value >= aim.least else "MISS"
        print(f"{aim.sample:9} {aim.what:25} {aim.epochs:6} {spread}  {time.perf_counter() - start:5.1f}  {verdict}")
    return 0 if passed else 1


if __name__ == "__main__":
    sys.exit(main())
