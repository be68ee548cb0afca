"""Kill a program while it saves, again and again, and look at what is left.

    packaging/benchmarks/kill_while_saving.py [--kills 200] [--seed 0]

A child process saves a project over and over, each time a newer one with weights of another size, and says each number
aloud (to a pipe) *after* ``save_project`` has returned. It is killed (SIGKILL) after a random time. Then the file must
open, be whole, and hold at least the last number that was said. Printed: kills, corrupt files, lost acknowledged saves.
"""

from __future__ import annotations

import argparse
import random
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from nnstudio.document import opening_document
from nnstudio.store import Project, ProjectError, load_project, save_project


@dataclass
class Tally:
    """What was seen."""

    kills: int = 0
    in_mid_save: int = 0
    corrupt: int = 0
    lost: int = 0
    saves: int = 0

    def __str__(self) -> str:
        """Return the figures on one line."""
        return (
            f"kills {self.kills}, of them with a half-written copy beside {self.in_mid_save}, saves {self.saves}, "
            f"corrupt files {self.corrupt}, lost acknowledged saves {self.lost}"
        )


def save_for_ever(path: Path, start: int) -> None:
    """Save number after number until killed; say each when it is safe."""
    document = opening_document()
    number = start
    while True:
        number += 1
        count = 1000 + number * 7919 % 400_000
        run = {"number": number, "theta": np.full(count, number, np.float32)}
        save_project(path, Project(document, run))
        sys.stdout.write(f"{number}\n")
        sys.stdout.flush()


def kill_once(path: Path, start: int, wait: float) -> int:
    """Let a child save for ``wait`` seconds after its first, kill it, and return the last number that it said."""
    command = [sys.executable, str(Path(__file__).resolve()), "--child", str(path), "--start", str(start)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as child:
        assert child.stdout is not None
        first = child.stdout.readline()
        time.sleep(wait)
        child.kill()
        said = [first, *child.stdout.read().split("\n")[:-1]]
    return max((int(line) for line in said if line.strip()), default=start)


def look(path: Path, acknowledged: int, tally: Tally) -> int:
    """Open what is left, and count; return the number that it holds."""
    copies = list(path.parent.glob(".nnstudio-*.saving"))
    tally.in_mid_save += bool(copies)
    for copy in copies:
        copy.unlink()
    try:
        project = load_project(path)
    except ProjectError as error:
        print(error)
        tally.corrupt += 1
        return acknowledged
    run = project.run or {}
    number = int(run.get("number", -1))
    if not np.all(run.get("theta", np.zeros(1)) == number) or project.document != opening_document():
        tally.corrupt += 1
    tally.lost += number < acknowledged
    return max(number, acknowledged)


def measure(kills: int, seed: int, folder: Path) -> Tally:
    """Kill ``kills`` times; the same file is saved throughout."""
    chance, tally, number = random.Random(seed), Tally(), 0
    path = folder / "project.nnstudio"
    for _ in range(kills):
        before = number
        number = look(path, kill_once(path, number, chance.uniform(0.0, 0.1)), tally)
        tally.kills += 1
        tally.saves += number - before
    return tally


def main() -> int:
    """Run as the parent, or as the child that is killed; 1 if anything was lost."""
    parser = argparse.ArgumentParser(description="Kill a program while it saves.")
    parser.add_argument("--kills", type=int, default=200)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--child", type=Path)
    parser.add_argument("--start", type=int, default=0)
    options = parser.parse_args()
    if options.child is not None:
        save_for_ever(options.child, options.start)
    with tempfile.TemporaryDirectory() as folder:
        tally = measure(options.kills, options.seed, Path(folder))
    print(tally)
    return 1 if tally.corrupt or tally.lost else 0


if __name__ == "__main__":
    sys.exit(main())
