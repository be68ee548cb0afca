"""Does the diagnosis name the right culprit on seeded faults, and stay silent on healthy runs?

    python packaging/benchmarks/diagnosis.py [--report] [--seeds 10] [--healthy 50] [fault …]

Each fault is put into sound networks (``diagnosis_faults.py``, ``diagnosis_networks.py``), which are trained and looked
at; counted are the runs whose *first* finding is the culprit, at the right layer where there is one. Its one-click
remedy is then applied and the network trained anew: cured are those in which the culprit is not found again. A healthy
run is a false alarm if anything is found at any look. Without ``--report`` the networks and the seeds from 0 are those
that the limits were chosen with; with it, others and the seeds from 100. Exit status 1 where fewer than 95 % of the
faulty runs are named rightly, or more than 2 % of the healthy ones are alarmed about.
"""

from __future__ import annotations

import argparse
import os
import sys
import time
from collections.abc import Sequence
from pathlib import Path

for _name in ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS"):
    os.environ.setdefault(_name, "1")
sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

import numpy as np
from diagnosis_faults import FAULTS, Fault
from diagnosis_networks import KEPT, TUNED, Net

from nnstudio.document import Document, apply
from nnstudio.inspection.diagnosis import Case, Finding, diagnose, examine

NAMED, ALARMED = 0.95, 0.02
REPORTED_FROM = 100


def faulty(fault: Fault, nets: Sequence[Net], seed: int) -> tuple[Net, Document]:
    """Return one of the nets that the fault fits, with it, and its document."""
    fitting = [net for net in nets if fault.fits(net)]
    net = fault.seed(fitting[seed % len(fitting)], np.random.default_rng(seed))
    return net, net.document(seed)


def is_right(fault: Fault, net: Net, case: Case, found: Sequence[Finding]) -> bool:
    """Whether the first finding is the culprit, and names the layer that it is in, where there is one."""
    if not found or found[0].id != fault.culprit:
        return False
    asked = fault.layers(net)
    if not asked:
        return True
    weighted = [node.id for node in case.document.network.nodes if node.kind == "dense"]
    return found[0].layer in {weighted[number] for number in asked}


def is_cured(finding: Finding, document: Document, epochs: int) -> bool:
    """Whether the culprit is not found again once its remedy is applied and the network trained anew."""
    if finding.fix is None:
        return False
    again = diagnose(examine(apply(document, finding.fix), epochs))
    return all(each.id != finding.id for each in again)


def judge(fault: Fault, nets: Sequence[Net], seeds: Sequence[int]) -> int:
    """Print a fault's line; return how many runs were named rightly."""
    start, right, listed, offered, cured = time.perf_counter(), 0, 0, 0, 0
    missed = []
    for seed in seeds:
        net, document = faulty(fault, nets, seed)
        case = examine(document, net.epochs)
        found = diagnose(case)
        listed += any(each.id == fault.culprit for each in found)
        if not is_right(fault, net, case, found):
            missed.append(f"{net.id} {seed}: {', '.join(each.id for each in found) or 'nothing'}")
            continue
        right += 1
        if found[0].fix is not None:
            offered += 1
            cured += is_cured(found[0], document, net.epochs)
    cures = f"{cured}/{offered}" if offered else "–"
    took = time.perf_counter() - start
    print(f"{fault.id:34}{fault.culprit:20}{right:4}/{len(seeds):<4}{listed:4}{cures:>9}{took:7.1f}", flush=True)
    for each in missed:
        print(f"    missed: {each}")
    return right


def alarms(nets: Sequence[Net], first: int, runs: int) -> int:
    """Train the sound networks; print what was said of them, and return of how many anything was."""
    alarmed = 0
    for run in range(runs):
        net, seed = nets[run % len(nets)], first + run // len(nets)
        said: dict[str, str] = {}

        def told(case: Case, said: dict[str, str] = said) -> None:
            for finding in diagnose(case):
                said.setdefault(finding.id, f"step {case.step}: {finding.sentence}")

        examine(net.document(seed), net.epochs, told)
        alarmed += bool(said)
        for text in said.values():
            print(f"    false alarm: {net.id} {seed}, {text}")
    return alarmed


def main() -> int:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("faults", nargs="*", help="culprits; all without")
    parser.add_argument("--report", action="store_true", help="the networks and seeds that nothing was tuned on")
    parser.add_argument("--seeds", type=int, default=10)
    parser.add_argument("--healthy", type=int, default=50)
    options = parser.parse_args()
    nets, first = (KEPT, REPORTED_FROM) if options.report else (TUNED, 0)
    seeds = range(first, first + options.seeds)
    chosen = [fault for fault in FAULTS if not options.faults or fault.culprit in options.faults]
    print(f"networks {', '.join(net.id for net in nets)}; seeds {seeds[0]}–{seeds[-1]}")
    print(f"{'fault':34}{'culprit':20}{'first':>6}{'':3}{'listed':>6}{'cured':>7}{'s':>7}")
    right = sum(judge(fault, nets, seeds) for fault in chosen)
    share = right / (len(chosen) * len(seeds))
    alarmed = alarms(nets, first, options.healthy)
    rate = alarmed / options.healthy if options.healthy else 0.0
    print(f"named rightly: {right} of {len(chosen) * len(seeds)} runs, {share:.1%} (aim ≥ {NAMED:.0%})")
    print(f"false alarms: {alarmed} of {options.healthy} healthy runs, {rate:.1%} (aim ≤ {ALARMED:.0%})")
    return 0 if share >= NAMED and rate <= ALARMED else 1


if __name__ == "__main__":
    sys.exit(main())
