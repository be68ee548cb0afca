"""How the time of a step grows with depth, width, batch and sequence length, beside PyTorch in the same run.

    python packaging/benchmarks/growth.py [--torch-python PATH] [--seconds 0.2] [depth width …]

float32, one thread, plain descent; microseconds a step, medians of interleaved rounds; torch eager and compiled.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from statistics import median

from engine_speed import stepper
from grown import SIZES, find
from one_thread import on_one_thread
from peers import HERE, Peer, connect

VARIANTS = ("eager", "compile")


def measure(name: str, torch: Peer | None, rounds: int, seconds: float) -> dict[str, float]:
    """Return microseconds a step of each contender."""
    own = stepper(find(name))
    found: dict[str, list[float]] = {}
    for _ in range(rounds):
        rates = {"nnstudio": own(seconds)}
        if torch is not None:
            asked = {variant: torch.rate(name, variant, seconds) for variant in VARIANTS}
            rates |= {variant: rate for variant, rate in asked.items() if rate is not None}
        for contender, rate in rates.items():
            found.setdefault(contender, []).append(1e6 / rate)
    return {contender: median(times) for contender, times in found.items()}


def report(kind: str, torch: Peer | None, rounds: int, seconds: float) -> None:
    """Print one table."""
    print(f"\n{kind:<10}{'nnstudio':>12}{'eager':>12}{'compile':>12}   µs a step; torch's best / ours")
    for size in SIZES[kind]:
        times = measure(f"{kind}-{size}", torch, rounds, seconds)
        own = times.pop("nnstudio")
        cells = "".join(f"{times[name]:>12,.0f}" if name in times else f"{'—':>12}" for name in VARIANTS)
        ratio = f"{min(times.values()) / own:>8.2f}×" if times else ""
        print(f"{size:<10}{own:>12,.0f}{cells}   {ratio}", flush=True)


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("kinds", nargs="*", default=list(SIZES))
    parser.add_argument("--torch-python", default=sys.executable)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--seconds", type=float, default=0.2)
    options = parser.parse_args(arguments)
    command = [options.torch_python, str(HERE / "torch_peer.py")]
    torch = connect("torch", command, "Name a Python that has it with --torch-python.")
    for kind in options.kinds:
        report(kind, torch, options.rounds, options.seconds)
    if torch is not None:
        torch.close()
    return 0


if __name__ == "__main__":
    sys.exit(on_one_thread(main))
