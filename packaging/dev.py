#!/usr/bin/env python3
"""The two commands.

    python3 packaging/dev.py run [ARGS]     set up, and open nnstudio (ARGS as in ``nnstudio --help``)
    python3 packaging/dev.py test [ARGS]    set up, and run every check (``--soak``: the long ones too)

Needs nothing but Python; a fresh Debian or Ubuntu, macOS and Windows will do.
"""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Sequence
from pathlib import Path

OLDEST = (3, 11)


def main(arguments: Sequence[str]) -> int:
    """Run the command and return its exit code."""
    if not arguments or arguments[0] not in ("run", "test"):
        print(__doc__.strip())
        return 0 if arguments and arguments[0] in ("-h", "--help", "help") else 2
    if sys.version_info < OLDEST:
        return _try_newer(arguments)
    from machine.console import SetupError, speak_utf8

    speak_utf8()
    try:
        return _run(arguments[1:]) if arguments[0] == "run" else _test(arguments[1:])
    except SetupError as error:
        print(f"\n{error}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 130


def _try_newer(arguments: Sequence[str]) -> int:
    """Hand over to a newer Python if this machine has one, else say what is needed."""
    for minor in range(14, OLDEST[1] - 1, -1):
        newer = shutil.which(f"python3.{minor}")
        if newer:
            os.execv(newer, [newer, os.path.abspath(__file__), *arguments])
    print(f"nnstudio needs Python 3.11 or newer; this is {sys.version.split()[0]} ({sys.executable}).")
    print("Debian, Ubuntu:  sudo apt-get install python3.11 python3.11-venv")
    print("macOS, Windows:  https://www.python.org/downloads/")
    return 1


def _prepare(*, screen: bool) -> Path:
    from machine.console import SetupError, run
    from machine.environment import ensure_environment, system_packages
    from machine.libraries import ensure_system

    ensure_system(system_packages(), screen=screen)
    python = ensure_environment()
    if run([python, "packaging/translations.py", "compile"], quiet=True):
        raise SetupError("The translations could not be compiled.")
    return python


def _run(arguments: Sequence[str]) -> int:
    from machine.console import ROOT, run, say
    from machine.libraries import display_answers, has_display

    python = _prepare(screen=has_display())
    start: list[str | Path] = [python, "-m", "nnstudio", *arguments]
    if any(word.split("=")[0] in ("--pictures", "--version", "--help", "-h") for word in arguments):
        return run(start, env={} if display_answers(python) else {"QT_QPA_PLATFORM": "offscreen"})
    if display_answers(python):
        return run(start)
    folder = ROOT / "build" / "pictures"
    say("There is no display here. The same program now trains its opening sample on Qt's offscreen platform.")
    code = run([*start, "--pictures", folder], env={"QT_QPA_PLATFORM": "offscreen"})
    if code == 0:
        say(f"A picture of every workspace is in {folder}:")
        say("\n".join(f"    {path.name}" for path in sorted(folder.glob("*.png"))))
    return code


def _test(arguments: Sequence[str]) -> int:
    from machine.checks import run_all

    return run_all(_prepare(screen=False), list(arguments))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
