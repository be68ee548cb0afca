"""Steps per second of the engine on W1–W11 beside PyTorch, JAX, scikit-learn and nn.ts, in the same run, with gates.

    python packaging/benchmarks/engine_speed.py [--torch-python PATH] [--peers-python PATH] [--nn-ts nn.js] [W1 W3 …]

A step loads a batch, then forward, loss, backward and update, float32, one thread. Every contender's batches are laid
out beforehand in its own order, each in one piece of memory (PyTorch's channels first). As in the trainer, which looks
at the losses itself, NumPy is not asked to watch for overflow at each call (no other contender does), and subnormal
numbers count as zero: this engine makes twenty times as many steps as PyTorch in the same time, learns the data on the
way and meets such numbers; PyTorch, which leaves them as they are, does not get there. Contenders take turns in each
round; the medians' ratio is judged, since absolute figures drift with the machine.
A rival that is not to be had here is said. Exit status 1 if a gate is missed.
"""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Callable, Sequence
from statistics import harmonic_mean, median

from one_thread import on_one_thread
from peers import Peer, connect_all
from workloads import INPUT, WORKLOADS, Workload, data

from nnstudio import engine
from nnstudio.engine.straight import flat, run_flat
from nnstudio.engine.subnormal import stepping

SLICES = 4
"""Turns within a round: a burst of other work on the machine then hits all contenders alike."""

OWN = "nnstudio"
TORCH = ("eager", "fused", "compile", "eager@2", "fused@2", "compile@2")
"""Torch variants, ``@2`` at two threads."""
COLUMNS = (*TORCH, "jax", "sklearn", "nn.ts")

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
    x, y = data(workload)
    parts = (slice(i, i + workload.batch) for i in range(0, workload.samples - workload.batch + 1, workload.batch))
    # One flat list of an epoch, each batch's loading included: as the trainer lays out its steps.
    parts_of_epoch = [[*plan.loading(*program.arrange(x[part], y[part])), *plan.calls] for part in parts]
    epoch = [call for part in parts_of_epoch for call in flat(part)]

    def train(seconds: float) -> float:
        start = time.perf_counter()
        steps = 0
        with stepping():
            while (passed := time.perf_counter() - start) < seconds:
                run_flat(epoch)
                steps += len(parts_of_epoch)
        return steps / passed

    train(0.2)
    return train


def rivals_of(workload: Workload, peer: Peer) -> list[str]:
    """Return the variants of a peer that a workload is measured beside: at two threads too where its gate says so."""
    threads = [f"{name}@2" for name in peer.variants] if workload.rival == "any" and "eager" in peer.variants else []
    return [*peer.variants, *threads]


def measure(workload: Workload, peers: Sequence[Peer], rounds: int, seconds: float) -> dict[str, list[float]]:
    """Return each contender's steps per second, round by round, all of them in turn within a round."""
    own = stepper(workload)
    rivals = {variant: peer for peer in peers for variant in rivals_of(workload, peer)}
    for variant, peer in rivals.items():  # the first call compiles and warms up
        peer.rate(workload.id, variant, 0.1)

    def ask(name: str, span: float) -> float | None:
        return rivals[name].rate(workload.id, name, span) if name in rivals else own(span)

    contenders = [OWN, *rivals]
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
    """Return the table's row and whether the gates are reached (true where there is no rival to judge by)."""
    medians = {name: median(values) for name, values in rates.items()}
    own = medians.pop(OWN)
    cells = [f"{workload.id:<4}{workload.title:<38} {workload.batch:>5} {own:>10,.0f}"]
    cells += [f"{medians[name]:>10,.0f}" if name in medians else f"{'—':>10}" for name in COLUMNS]
    verdicts = [judge(own, rival, name, gate) for name, gate, rival in gates_of(workload, medians)]
    return " ".join([*cells, "  ".join(text for text, _ in verdicts)]), all(good for _, good in verdicts)


def gates_of(workload: Workload, medians: dict[str, float]) -> list[tuple[str, float, float | None]]:
    """Return each gate: the rival's name, the factor asked for, the rival's rate (None where it was not run)."""
    torch = {name: rate for name, rate in medians.items() if name in TORCH}
    rival = torch.get("eager") if workload.rival == "eager" else max(torch.values(), default=None)
    further = [(name, gate, medians.get(name)) for name, gate in workload.further]
    return [(f"torch {workload.rival}", workload.gate, rival), *further]


def judge(own: float, rival: float | None, name: str, gate: float) -> tuple[str, bool]:
    """Return a gate's verdict."""
    if rival is None:
        return f"{'—':>6}  of {gate:g}× {name}: not run", True
    passed = own / rival >= gate
    return f"{own / rival:>6.2f}× of {gate:g}× {name}: {'pass' if passed else 'MISS'}", passed


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure and print; 1 if a gate is missed."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("workloads", nargs="*", help="W1 … W11; all if none is named")
    parser.add_argument("--torch-python", default=sys.executable)
    parser.add_argument("--peers-python", default=sys.executable, help="a Python that has jax and scikit-learn")
    parser.add_argument("--nn-ts", default="", help="nn.js, made of TensorFlow Playground's nn.ts: see nn_ts_peer.js")
    parser.add_argument("--rounds", type=int, default=7)
    parser.add_argument("--seconds", type=float, default=0.4)
    options = parser.parse_args(arguments)
    chosen = [w for w in WORKLOADS if not options.workloads or w.id in options.workloads]
    peers = connect_all(options.torch_python, options.peers_python, options.nn_ts, chosen)
    names = ", ".join(peer.name for peer in peers) or "no rival"
    print(f"{names}; one thread (@2: two); {options.rounds} interleaved rounds, median steps per second")
    print(f"{'':4}{'workload':<38} {'batch':>5}{''.join(f'{name:>11}' for name in (OWN, *COLUMNS))}   gates")
    passed = True
    for workload in chosen:
        text, good = row(workload, measure(workload, peers, options.rounds, options.seconds))
        print(text, flush=True)
        passed = passed and good
    for peer in peers:
        for (name, variant), reason in peer.missing.items():
            print(f"{name}: {variant} not run: {reason}")
        peer.close()
    return 0 if passed else 1


if __name__ == "__main__":
    sys.exit(on_one_thread(main))
