"""Check the house's limits: lengths, layout, names, and that nothing is unfinished or silenced."""

from __future__ import annotations

import shutil
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

from limits.honesty import honesty_faults
from limits.length import length_faults, medians
from limits.source import Source, read_source
from limits.tree import tree_faults

ROOT = Path(__file__).resolve().parents[1]
# Outside a git checkout (an unpacked sdist) what git would ignore is told by these names.
_MADE = {".venv", ".venv-core", ".venv-uv", "__pycache__", "build", "dist", ".git", ".hypothesis"}


def house_files(root: Path) -> list[Path]:
    """Return the project's files, relative to ``root``: those git knows or would add."""
    names = _git_names(root)
    if names is None:
        paths = [path.relative_to(root) for path in root.rglob("*") if path.is_file()]
        return sorted(path for path in paths if not _MADE.intersection(path.parts))
    return sorted(path for path in names if (root / path).is_file())


def _git_names(root: Path) -> set[Path] | None:
    """Return what git lists, or None where there is no git or no repository."""
    git = shutil.which("git")
    if git is None:
        return None
    command = [git, "-C", str(root), "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    listed = subprocess.run(command, capture_output=True, check=False)
    return {Path(name) for name in listed.stdout.decode().split("\0") if name} if listed.returncode == 0 else None


def house_faults(root: Path) -> list[str]:
    """Return every place where a limit is passed."""
    files = house_files(root)
    try:
        sources = _sources(root, files)
    except SyntaxError as error:
        return [f"{error.filename}:{error.lineno}: does not parse"]
    for what, value, limit in medians(sources):
        print(f"median {what}: {value:g} lines (at most {limit})")
    return [*tree_faults(root, files), *length_faults(sources), *honesty_faults(sources)]


def _sources(root: Path, files: Sequence[Path]) -> dict[Path, Source]:
    return {path: read_source(root / path) for path in files if path.suffix == ".py"}


def main(arguments: Sequence[str] = ()) -> int:
    """Print the faults (of the paths that begin with an argument, if any are given); 1 if there are some."""
    faults = house_faults(ROOT)
    chosen = [fault for fault in faults if not arguments or fault.startswith(tuple(arguments))]
    print("\n".join(chosen) or "within the house's limits")
    return 1 if chosen else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
