"""Say what is done, run commands, and stop with advice when something is missing."""

from __future__ import annotations

import io
import os
import shlex
import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


class SetupError(Exception):
    """Something is missing that a person has to supply; the text says what and how."""


def speak_utf8() -> None:
    """Let Chinese and lines be printed where the console's own encoding has none (Windows), by the commands too."""
    os.environ.setdefault("PYTHONUTF8", "1")
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(encoding="utf-8", errors="replace")


def say(text: str) -> None:
    """Print a line of progress at once, in order with the output of the commands."""
    print(text, flush=True)


def run(command: Sequence[str | Path], *, env: Mapping[str, str] | None = None, quiet: bool = False) -> int:
    """Run a command in the project's folder, without input, and return its exit code.

    ``quiet`` keeps its output to itself unless it fails.
    """
    words = [str(word) for word in command]
    try:
        done = subprocess.run(
            words,
            cwd=ROOT,
            env={**os.environ, **(env or {})},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE if quiet else None,
            stderr=subprocess.STDOUT if quiet else None,
            check=False,
        )
    except OSError as error:
        say(f"{shlex.join(words)}: {error}")
        return 127
    if quiet and done.returncode:
        say(f"$ {shlex.join(words)}")
        say(done.stdout.decode(errors="replace").rstrip())
    return done.returncode


def is_root() -> bool:
    """Return whether system packages can be installed without asking."""
    return sys.platform != "win32" and os.geteuid() == 0
