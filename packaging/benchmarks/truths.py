"""Do the known truths come out? Each is a comparison that a lab makes, over several seeds; the medians must say it.

    python packaging/benchmarks/truths.py [--seeds 10] [tanh he adam residual momentum]

A seed draws the split, the first weights and the order of the batches, the same for both sides. Exit status 1 where a
truth does not come out.
"""

from __future__ import annotations

import argparse
import os
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from statistics import median

for _name in ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS"):
    os.environ.setdefault(_name, "1")
sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

import numpy as np
from learning_networks import Layers, chain, deep

from nnstudio.data import DataSettings, Scaling, prepare
from nnstudio.document import Document
from nnstudio.engine import chain as engine_chain
from nnstudio.engine import compile, layers, losses, optimizers
from nnstudio.training.contest import Contest
from nnstudio.training.curves import RunCurves
from nnstudio.training.labs import labs

SHALLOW, STEEP = 1.0, 0.1
"""Scales of the two inputs of the ravine: its curvatures are as 100 to 1."""
RATES = (0.003, 0.01, 0.03, 0.1, 0.3, 1.0)


@dataclass(frozen=True)
class Truth:
    """``sides`` gives, for a seed, the figures of the better and of the worse side; less is better."""

    id: str
    says: str
    figure: str
    sides: Callable[[int], tuple[float, float]]


def with_seed(document: Document, seed: int) -> Document:
    """Return the document with both seeds."""
    training = replace(document.training, seed=seed)
    return replace(document, training=training, data=replace(document.data, seed=seed))


def final_losses(documents: list[Document], epochs: int) -> list[float]:
    """Return each document's training loss after so many epochs; ∞ where numbers were no longer finite."""
    contest = Contest(documents, prepare(documents[0].data, documents[0].table), epochs)
    contest.run()
    curves = [RunCurves() for _ in documents]
    for news in contest.drain():
        if news.scalars is not None:
            curves[news.trial].absorb(news.scalars)
    fates = [trial.fate for trial in contest.trials]
    found = [each.measured["train_loss"].last_value for each in curves]
    return [loss if fate == "done" else np.inf for loss, fate in zip(found, fates, strict=True)]


def of_lab(lab: str, better: str, worse: str, document: Document, epochs: int) -> tuple[float, float]:
    """Return the training losses of two variants of a lab, by their names."""
    made = {str(each.name): each.applied(document) for each in labs.make(lab).variants(document, 1)}
    first, second = final_losses([made[better], made[worse]], epochs)
    return first, second


def hidden(count: int, units: int, activation: str, initializer: str) -> Layers:
    """Return so many hidden layers."""
    values = {"units": units, "activation": activation, "initializer": initializer}
    return (("dense", values),) * count


def tanh_in_depth(seed: int) -> tuple[float, float]:
    """Six hidden layers on two circles; the activation lab's tanh and logistic."""
    training = {"loss": "binary_cross_entropy", "optimizer": "adam", "learning_rate": 0.01, "batch_size": 20}
    output: Layers = (("dense", {"units": 1, "activation": "logistic"}),)
    parts = (*hidden(6, 8, "tanh", "xavier_uniform"), *output)
    document = with_seed(chain(DataSettings("circles"), training, parts), seed)
    return of_lab("activation", "Tanh", "Logistic", document, 60)


def he_for_relu(seed: int) -> tuple[float, float]:
    """Ten hidden layers of ReLU on the digits; the initialisation lab's He and Xavier, for every layer."""
    training = {"loss": "cross_entropy", "optimizer": "sgd", "learning_rate": 0.05, "batch_size": 32}
    output: Layers = (("flatten", {}), *hidden(10, 32, "relu", "orthogonal"))
    parts = (*output, ("dense", {"units": 10, "activation": "softmax"}))
    document = with_seed(chain(DataSettings("digits", scaling=Scaling.MIN_MAX), training, parts), seed)
    return of_lab("initializer", "He, normal", "Xavier, uniform", document, 8)


def residual_at_depth(seed: int) -> tuple[float, float]:
    """Thirty-two hidden layers on the spirals, with skips and without."""
    first, second = final_losses([with_seed(deep(skips=True), seed), with_seed(deep(skips=False), seed)], 40)
    return first, second


def descend(optimizer: str, rate: float, seed: int, steps: int) -> list[float]:
    """Return the losses on a ravine: one linear neuron, one of whose two inputs is ten times the other."""
    drawing = np.random.default_rng(seed)
    x = drawing.standard_normal((64, 2))
    x = np.linalg.qr(x - x.mean(axis=0))[0] * 8 * np.array([SHALLOW, STEEP])
    y = x @ np.array([[2.0], [20.0]])
    parts = (layers.make("dense", units=1, activation="identity"),)
    program = compile(
        engine_chain((2,), *parts), losses.make("mse"), optimizers.make(optimizer), learning_rate=rate, seed=seed
    )
    plan = program.plan(batch_size=64)
    plan.load(*program.arrange(x, y))
    found = []
    with np.errstate(all="ignore"):
        for _ in range(steps):
            plan.step()
            found.append(float(plan.loss))
    return found


def steps_down(optimizer: str, seed: int) -> float:
    """Return the fewest steps, at the best of the rates, to a thousandth of the first loss; ∞ where none gets there."""
    fewest = np.inf
    for rate in RATES:
        found = np.array(descend(optimizer, rate, seed, 2000))
        there = np.flatnonzero(found <= 1e-3 * found[0])
        if len(there) and np.isfinite(found).all():
            fewest = min(fewest, float(there[0]))
    return fewest


def adam_on_the_ravine(seed: int) -> tuple[float, float]:
    """Steps to a thousandth of the loss, each optimiser at its best rate."""
    return steps_down("adam", seed), steps_down("sgd", seed)


def momentum_swings(seed: int) -> tuple[float, float]:
    """How often the loss rises on the ravine at a rate at which plain descent never does."""
    rises = [float((np.diff(descend(each, 0.1, seed, 200)) > 1e-6).sum()) for each in ("sgd", "momentum")]
    return rises[0], rises[1]


TRUTHS = (
    Truth("tanh", "tanh beats logistic in depth", "training loss", tanh_in_depth),
    Truth("he", "He beats Xavier for ReLU", "training loss", he_for_relu),
    Truth("adam", "Adam beats plain descent on the ravine", "steps", adam_on_the_ravine),
    Truth("residual", "residual beats plain at depth 32", "training loss", residual_at_depth),
    Truth("momentum", "momentum swings where descent does not", "rises of 200", momentum_swings),
)


def judge(truth: Truth, seeds: int) -> bool:
    """Print a truth's medians; whether it came out."""
    start = time.perf_counter()
    found = [truth.sides(seed) for seed in range(seeds)]
    better, worse = (median(side) for side in zip(*found, strict=True))
    won = sum(first < second for first, second in found)
    took, verdict = time.perf_counter() - start, "pass" if better < worse else "MISS"
    numbers = f"{better:10.4g}{worse:10.4g}"
    print(f"{truth.says:42}{truth.figure:15}{numbers}{won:5} of {seeds}{took:7.1f}  {verdict}", flush=True)
    return better < worse


def main() -> int:
    """Print the table."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("truths", nargs="*", default=[truth.id for truth in TRUTHS])
    parser.add_argument("--seeds", type=int, default=10)
    options = parser.parse_args()
    print(f"{'':42}{'median of':15}{'better':>10}{'worse':>10}{'seeds won':>10}{'s':>7}")
    verdicts = [judge(truth, options.seeds) for truth in TRUTHS if truth.id in options.truths]
    return 0 if verdicts and all(verdicts) else 1


if __name__ == "__main__":
    sys.exit(main())
