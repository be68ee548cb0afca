"""Do the templates and the textbook's networks learn? Each from several seeds, by the window's own run.

    python packaging/benchmarks/learning.py [--seeds 20] [iris digits xor spirals …]

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

import numpy as np
from learning_networks import ADDING_EPOCHS, adding, convolutional_digits, deep, exclusive_or, symmetry

from nnstudio.data import Prepared, prepare
from nnstudio.document import Document, templates
from nnstudio.training.headless import Result, train


@dataclass(frozen=True)
class Aim:
    """What a network must reach: ``figure`` of each seed's result, put together by ``of_all``, within two bounds.

    ``made`` makes its document; without, it is the template of that name. ``seeds`` are the most that are tried.
    """

    template: str
    what: str
    epochs: int
    figure: Callable[[Result, Prepared], float]
    of_all: Callable[[Sequence[float]], float]
    least: float = 0.0
    most: float = 1.0
    made: Callable[[], Document] | None = None
    seeds: int = 20

    def document(self) -> Document:
        """Return the document that is trained."""
        if self.made is not None:
            return self.made()
        return templates[self.template]().document()


def solved_share(accuracies: Sequence[float]) -> float:
    """Return the share of runs that get everything right."""
    return sum(accuracy == 1 for accuracy in accuracies) / len(accuracies)


def share(found: Sequence[float]) -> float:
    """Return the share of runs of which the figure says yes."""
    return sum(found) / len(found)


def antisymmetric(result: Result, prepared: Prepared) -> float:
    """Return whether the hidden weights of the 6-2-1 network mirror each other with the opposite sign."""
    weight = result.problem.program.parameter("n2", "weight")
    return float(np.abs(weight + weight[::-1]).max() <= 0.05 * np.abs(weight).max())


def doubling(result: Result, prepared: Prepared) -> float:
    """Return whether its three pairs of weights are as 1 : 2 : 4, so that every row of bits has a sum of its own."""
    sizes = np.sort(np.abs(result.problem.program.parameter("n2", "weight")[:3]), axis=0)
    return float(np.abs(sizes / sizes[2] - np.array([[0.25], [0.5], [1.0]])).max() <= 0.05)


def wrong_sums(result: Result, prepared: Prepared) -> float:
    """Return the share of the test sequences of the adding problem that are answered wrong, by more than 0.04."""
    answers = result.problem.program.predict(prepared.test.x)
    return float((np.abs(answers - prepared.test.y) > 0.04).mean())


def trained(result: Result, prepared: Prepared) -> float:
    """Return the accuracy on the training set."""
    return result.train_metric


def tested(result: Result, prepared: Prepared) -> float:
    """Return the accuracy on the test set."""
    return result.test_metric


AIMS = (
    Aim("iris", "median test accuracy", 100, tested, median, 0.95),
    Aim("digits", "median test accuracy", 60, tested, median, 0.96),
    Aim("xor", "share of seeds solved", 1000, trained, solved_share, 0.8),
    Aim("spirals", "median training accuracy", 800, trained, median, 0.98),
    Aim("xor 2-2-1", "share of seeds solved", 5000, trained, solved_share, 0.8, made=exclusive_or),
    Aim("6-2-1", "share of seeds solved", 10_000, trained, solved_share, 0.9, made=symmetry, seeds=10),
    Aim("6-2-1", "share antisymmetric", 10_000, antisymmetric, share, 0.9, made=symmetry, seeds=10),
    Aim("6-2-1", "share with 1 : 2 : 4", 10_000, doubling, share, 0.5, made=symmetry, seeds=10),
    Aim("cnn", "median test accuracy", 30, tested, median, 0.98, made=convolutional_digits, seeds=5),
    Aim(
        "plain 32", "median training accuracy", 200, trained, median, most=0.8, made=lambda: deep(skips=False), seeds=5
    ),
    Aim("skips 32", "median training accuracy", 200, trained, median, 0.98, made=lambda: deep(skips=True), seeds=5),
    Aim(
        "adding 100", "wrong of 2560, worst seed", ADDING_EPOCHS, wrong_sums, max, most=13 / 2560, made=adding, seeds=3
    ),
)


def results(aim: Aim, seeds: int) -> list[float]:
    """Return the figure of each seed."""
    document = aim.document()
    found = []
    for seed in range(min(seeds, aim.seeds)):
        prepared = prepare(replace(document.data, seed=seed), document.table)
        found.append(aim.figure(train(document, epochs=aim.epochs, seed=seed, prepared=prepared), prepared))
    return found


def main() -> int:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("templates", nargs="*", default=[aim.template for aim in AIMS])
    parser.add_argument("--seeds", type=int, default=20, help="at most; some aims ask for fewer")
    options = parser.parse_args()
    print(f"{'network':12}{'figure':25}{'epochs':>7}{'min':>8}{'median':>8}{'max':>8}{'found':>8}  {'aim':8}{'s':>6}")
    verdicts = [_report(aim, options.seeds) for aim in AIMS if aim.template in options.templates]
    return 0 if all(verdicts) else 1


def _report(aim: Aim, seeds: int) -> bool:
    start = time.perf_counter()
    found = results(aim, seeds)
    value = aim.of_all(found)
    passed = aim.least <= value <= aim.most
    spread = f"{min(found):8.1%}{median(found):8.1%}{max(found):8.1%}{value:8.1%}"
    bound = f"≥ {aim.least:.0%}" if aim.most == 1 else f"≤ {aim.most:.1%}"
    verdict = "pass" if passed else "MISS"
    took = time.perf_counter() - start
    print(f"{aim.template:12}{aim.what:25}{aim.epochs:7}{spread}  {bound:8}{took:6.1f}  {verdict}", flush=True)
    return passed


if __name__ == "__main__":
    sys.exit(main())
