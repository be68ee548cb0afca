"""Steps per second of the engine on W1–W11 beside PyTorch, in the same run, with the gates.

    python packaging/benchmarks/engine_speed.py [--torch-python PATH] [--rounds 7] [--seconds 0.4] [W1 W3 …]

A step loads a batch from an arranged set, then forward, loss, backward and update, float32, one thread. Contenders
take turns in each round; the medians' ratio is judged, since absolute figures drift with the machine.
``--torch-python`` names a Python that has torch, where this one has not. Exit status 1 if a gate is missed.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from statistics import harmonic_mean, median

from workloads import INPUT, WORKLOADS, Workload, data

from nnstudio import engine

HERE = Path(__file__).resolve().parent
THREADS = "OPENBLAS_NUM_THREADS"

SLICES = 4
"""Turns within a round: a burst of other work on the machine then hits all contenders alike."""

COLUMNS = ("eager", "fused", "compile", "eager@2", "fused@2", "compile@2")
"""Torch variants, ``@2`` at two threads."""

LOSSES = {"mse": "mse", "ce": "cross_entropy", "hinge": "hinge"}


def build(workload: Workload) -> engine.Program:
    """Return the workload's network, compiled."""
    nodes = [engine.GraphNode(INPUT, engine.layers["input"](shape=workload.shape))]
    for name, part, inputs in workload.links:
        nodes.append(engine.GraphNode(name, engine.layers.make(part.kind, **part.values), inputs))
    nodes.append(engine.GraphNode("y", engine.layers.make("output"), (nodes[-1].name,)))
    return engine.compile(
        engine.Graph(tuple(nodes)),
        engine.losses.make(LOSSES[workload.loss]),
        engine.optimizers.make(workload.optimizer),
        learning_rate=workload.learning_rate,
    )


def stepper(workload: Workload) -> Callable[[float], float]:
    """Return a function that trains for some seconds and returns steps per second."""
    program = build(workload)
    plan = program.plan(workload.batch)
    x, y = program.arrange(*data(workload))
    starts = range(0, workload.samples - workload.batch + 1, workload.batch)
    # One flat list for each batch, its loading included: as the trainer lays out its steps.
    steps_of_epoch = [
        [*plan.loading(x[..., i : i + workload.batch], y[..., i : i + workload.batch]), *plan.calls] for i in starts
    ]

    def train(seconds: float) -> float:
        start = time.perf_counter()
        steps = 0
        while (passed := time.perf_counter() - start) < seconds:
            for calls in steps_of_epoch:
                for function, arguments in calls:
                    function(*arguments)
            steps += len(steps_of_epoch)
        return steps / passed

    train(0.2)
    return train


class Peer:
    """PyTorch in a process of its own, asked over a pipe; ``None`` answers mean that it has no such variant."""

    def __init__(self, python: str) -> None:
        command = [python, str(HERE / "torch_peer.py")]
        self._process = subprocess.Popen(
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
        )
        hello = self._answer()
        self.version, self.variants = hello["torch"], list(hello["variants"])
        self.missing: dict[tuple[str, str], str] = {}

    def _answer(self) -> dict[str, object]:
        assert self._process.stdout is not None
        line = self._process.stdout.readline()
        if not line:
            raise OSError("the torch peer ended")
        found: dict[str, object] = json.loads(line)
        return found

    def rate(self, workload: str, variant: str, seconds: float) -> float | None:
        """Return steps per second."""
        if (workload, variant) in self.missing:
            return None
        assert self._process.stdin is not None
        self._process.stdin.write(f"{workload} {variant} {seconds}\n")
        self._process.stdin.flush()
        answer = self._answer()
        if "rate" in answer:
            return float(str(answer["rate"]))
        self.missing[workload, variant] = str(answer["error"])
        return None

    def close(self) -> None:
        """End the peer."""
        assert self._process.stdin is not None
        self._process.stdin.close()
        self._process.wait(timeout=10)


def rivals_of(workload: Workload, variants: Sequence[str]) -> list[str]:
    """Return the torch variants that a workload's gate looks at: at two threads too where it says ``any``."""
    return [*variants, *(f"{name}@2" for name in variants)] if workload.rival == "any" else list(variants)


def measure(workload: Workload, peer: Peer | None, rounds: int, seconds: float) -> dict[str, list[float]]:
    """Return each contender's steps per second, round by round, all of them in turn within a round."""
    own = stepper(workload)

    def ask(name: str, span: float) -> float | None:
        return own(span) if peer is None or name == "nnstudio" else peer.rate(workload.id, name, span)

    rivals = rivals_of(workload, peer.variants) if peer else []
    contenders = ["nnstudio", *rivals]
    if peer:
        for variant in rivals:  # the first call compiles and warms up
            peer.rate(workload.id, variant, 0.1)
    found: dict[str, list[float]] = {name: [] for name in contenders}
    for _ in range(rounds):
        slices: dict[str, list[float]] = {name: [] for name in contenders}
        for number in range(SLICES):
            turn = number % len(contenders)
            for name in contenders[turn:] + contenders[:turn]:
                rate = ask(name, seconds / SLICES)
                slices[name] += [] if rate is None else [rate]
        for name, rates in slices.items():
            found[name] += [harmonic_mean(rates)] if rates else []
    return {name: rates for name, rates in found.items() if rates}


def row(workload: Workload, rates: dict[str, list[float]]) -> tuple[str, bool]:
    """Return the table's row and whether the gate is reached (true where there is no rival to judge by)."""
    medians = {name: median(values) for name, values in rates.items()}
    own = medians.pop("nnstudio")
    cells = [f"{workload.id}  {workload.title:<38} {workload.batch:>5} {own:>10,.0f}"]
    cells += [f"{medians[name]:>10,.0f}" if name in medians else f"{'—':>10}" for name in COLUMNS]
    if not medians:
        return " ".join([*cells, f"{'—':>8}", f"{workload.gate:>6}×", "no torch"]), True
    rival = medians["eager"] if workload.rival == "eager" else max(medians.values())
    passed = own / rival >= workload.gate
    verdict = f"{workload.gate:>6}× {workload.rival:<6} {'pass' if passed else 'MISS'}"
    return " ".join([*cells, f"{own / rival:>7.2f}×", verdict]), passed


def connect(python: str) -> Peer | None:
    """Return the peer, or say why there is none."""
    try:
        return Peer(python)
    except OSError as error:
        print(f"torch: not found in {python} ({error}); gates are not judged. Name one with --torch-python.")
        return None


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure and print; 1 if a gate is missed."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("workloads", nargs="*", help="W1 … W11; all if none is named")
    parser.add_argument("--torch-python", default=sys.executable)
    parser.add_argument("--rounds", type=int, default=7)
    parser.add_argument("--seconds", type=float, default=0.4)
    options = parser.parse_args(arguments)
    chosen = [w for w in WORKLOADS if not options.workloads or w.id in options.workloads]
    peer = connect(options.torch_python)
    if peer:
        print(
            f"torch {peer.version}, one thread (@2: two); {options.rounds} interleaved rounds, median steps per second"
        )
    heads = "".join(f"{name:>11}" for name in ("nnstudio", *COLUMNS))
    print(f"{'':4}{'workload':<38} {'batch':>5}{heads}    ratio     gate")
    passed = True
    for workload in chosen:
        text, good = row(workload, measure(workload, peer, options.rounds, options.seconds))
        print(text, flush=True)
        passed = passed and good
    if peer:
        for (name, variant), reason in peer.missing.items():
            print(f"{name}: torch {variant} is not available here: {reason}")
        peer.close()
    print("nn.ts (TensorFlow Playground): skipped, it needs Node and its own sources.")
    return 0 if passed else 1


def main_on_one_thread() -> int:
    """Run :func:`main` in a process whose BLAS has one thread: it reads the number when NumPy is loaded."""
    if os.environ.get(THREADS) == "1":
        return main()
    return subprocess.call([sys.executable, *sys.argv], env={**os.environ, THREADS: "1"})


if __name__ == "__main__":
    sys.exit(main_on_one_thread())
