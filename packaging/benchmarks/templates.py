"""Does every template learn what it is for? Each from several seeds, by the window's own run, with its cost.

    python packaging/benchmarks/templates.py [--seeds 3] [resnet lstm …]

A seed draws the split, the weights and the order of the batches. Time is that of a step alone, the least over slices
of the run; memory is what the plan of a batch holds. Exit status 1 if an aim is missed.
"""

from __future__ import annotations

import argparse
import os
import sys
import time
from dataclasses import dataclass, replace
from pathlib import Path
from statistics import median

for _name in ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS"):
    os.environ.setdefault(_name, "1")
sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from nnstudio.data import prepare
from nnstudio.document import Document, templates
from nnstudio.training.headless import make_problem, train

SLICES = 5


@dataclass(frozen=True)
class Aim:
    """The least accuracy, or R², that the test set must show after ``epochs``: the median over the seeds."""

    epochs: int
    least: float


AIMS = {
    "circles": Aim(100, 0.95),
    "circles_squares": Aim(40, 0.97),
    "perceptron": Aim(200, 1.0),
    "xor": Aim(500, 1.0),
    "xor_product": Aim(300, 1.0),
    "spirals": Aim(800, 0.93),
    "few_labels": Aim(200, 0.75),
    "plane": Aim(60, 0.98),
    "sine": Aim(300, 0.97),
    "softmax_regression": Aim(60, 0.93),
    "mlp": Aim(30, 0.96),
    "digits": Aim(30, 0.95),
    "autoencoder": Aim(60, 0.7),
    "iris": Aim(100, 0.93),
    "wine": Aim(60, 0.95),
    "breast_cancer": Aim(60, 0.94),
    "lenet5": Aim(20, 0.96),
    "vgg": Aim(20, 0.97),
    "resnet": Aim(15, 0.98),
    "inception": Aim(15, 0.95),
    "auxiliary": Aim(30, 0.95),
    "rnn": Aim(10, 0.99),
    "lstm": Aim(30, 0.97),
    "gru": Aim(20, 0.98),
    "bidirectional": Aim(15, 0.95),
    "encoder_decoder": Aim(60, 0.97),
    "characters": Aim(40, 0.5),
    "transformer": Aim(40, 0.42),
}


class Never:
    """A watch that never tells a run to look up."""

    due = float("inf")


def cost(document: Document) -> tuple[float, int]:
    """Return the seconds of a training step (the least mean over slices of ten) and the bytes of a batch's plan."""
    problem = make_problem(document)
    run, never, found = problem.run, Never(), []
    run.advance(10, never)
    for _ in range(SLICES):
        start = time.perf_counter()
        run.advance(10, never)
        found.append((time.perf_counter() - start) / 10)
    return min(found), problem.program.plan(document.training.batch_size, "train").bytes


def report(name: str, seeds: int) -> bool:
    """Train from each seed, print a row, and return whether the aim is reached."""
    document, aim = templates[name]().document(), AIMS[name]
    step, held = cost(document)
    start, tested, trained = time.perf_counter(), [], []
    for seed in range(seeds):
        prepared = prepare(replace(document.data, seed=seed), document.table)
        result = train(document, epochs=aim.epochs, seed=seed, prepared=prepared)
        tested.append(result.test_metric)
        trained.append(result.train_metric)
    took = (time.perf_counter() - start) / seeds
    reached = median(tested) >= aim.least
    figures = f"{median(trained):8.3f}{min(tested):8.3f}{median(tested):8.3f}  {aim.least:5.2f}"
    cells = f"{1e3 * step:9.3f}{held / 1e6:8.2f}{aim.epochs:8}{took:8.1f}"
    print(f"{name:15}{cells}{figures}  {'pass' if reached else 'MISS'}", flush=True)
    return reached


def main() -> int:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("templates", nargs="*", default=list(templates))
    parser.add_argument("--seeds", type=int, default=3)
    options = parser.parse_args()
    heads = ("ms/step", "MB", "epochs", "s/run", "train", "worst", "median", "aim")
    print(f"{'template':15}{heads[0]:>9}" + "".join(f"{head:>8}" for head in heads[1:-1]) + f"  {heads[-1]:>5}")
    verdicts = [report(name, options.seeds) for name in options.templates]
    return 0 if all(verdicts) else 1


if __name__ == "__main__":
    sys.exit(main())
