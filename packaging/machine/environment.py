"""The environments: ``.venv-uv`` holds the installer, ``.venv`` everything, ``.venv-core`` everything but Qt."""

from __future__ import annotations

import hashlib
import importlib.util
import os
import shutil
import subprocess
import sys
from pathlib import Path

from machine.console import ROOT, SetupError, run, say

UV = "0.13.8"
WITHOUT_QT = ("pyside6-essentials", "shiboken6", "pyqtgraph", "pytest-qt")
_IMPORTS = {
    ".venv": "import PySide6.QtWidgets, pyqtgraph, numpy, pydantic, babel, pytest, nnstudio",
    ".venv-core": "import numpy, pydantic, pytest, nnstudio",
}
_NO_NETWORK = """\
The packages could not be installed; the lines above say why. If the Python package index (pypi.org) can't be reached
from here, connect or set HTTPS_PROXY (or UV_DEFAULT_INDEX and PIP_INDEX_URL for a mirror), then run the same command
again: it goes on where it stopped."""


def ensure_environment(name: str = ".venv", *, leave_out: tuple[str, ...] = ()) -> Path:
    """Bring an environment to the lock file's state and return its Python.

    Raises
    ------
    SetupError : it can't be installed, and what is there does not do.
    """
    python = python_in(ROOT / name)
    stamp = ROOT / name / "nnstudio-installed.txt"
    state = _state(leave_out)
    if works(python) and stamp.is_file() and stamp.read_text(encoding="utf-8") == state:
        return python
    say(f"installing into {name} what uv.lock names (the first time this downloads about 150 MB)")
    if _sync(name, leave_out) == 0:
        stamp.write_text(state, encoding="utf-8")
    elif works(python) and run([python, "-c", _IMPORTS[name]], quiet=True) == 0:
        say(f"could not bring {name} up to date (no network?); going on with what is installed there")
    else:
        raise SetupError(_NO_NETWORK)
    return python


def _sync(name: str, leave_out: tuple[str, ...]) -> int:
    env = uv_environment(name)
    # An environment that is there keeps its Python; a new one gets the one that runs this.
    chosen = [] if works(python_in(ROOT / name)) else ["--python", sys.executable]
    without = [word for package in leave_out for word in ("--no-install-package", package)]
    command = [ensure_uv(), "sync", "--quiet", "--frozen", *chosen, *without]
    # uv brings its own list of certificates; where a proxy re-signs the traffic, only the system's list knows its name.
    return run(command, env=env) and run(command, env={**env, "UV_SYSTEM_CERTS": "1"})


def uv_environment(name: str) -> dict[str, str]:
    """Return the variables with which uv works on the environment ``name`` and downloads no Python of its own."""
    os.environ.pop("VIRTUAL_ENV", None)
    return {"UV_PROJECT_ENVIRONMENT": str(ROOT / name), "UV_PYTHON_DOWNLOADS": "never", "UV_NO_PROGRESS": "1"}


def ensure_uv() -> Path:
    """Return the pinned uv, installed by pip into an environment of its own.

    Apart, because uv brings ``.venv`` to exactly what the lock file names, and so would remove itself.

    Raises
    ------
    SetupError : it can't be installed and there is no uv on the path.
    """
    home = ROOT / ".venv-uv"
    uv = home / _BIN / ("uv.exe" if os.name == "nt" else "uv")
    if _answers(uv, "--version", f"uv {UV}"):
        return uv
    _make_venv(home)
    if run([python_in(home), "-m", "pip", "install", "--quiet", "--disable-pip-version-check", f"uv=={UV}"]) == 0:
        return uv
    other = shutil.which("uv")
    if other is None:
        raise SetupError(_NO_NETWORK)
    say(f"uv {UV} could not be installed; using {other}")
    return Path(other)


def _make_venv(home: Path) -> None:
    if works(python_in(home)) and run([python_in(home), "-m", "pip", "--version"], quiet=True) == 0:
        return
    # An earlier try that broke off must not stay in the way.
    shutil.rmtree(home, ignore_errors=True)
    if run([sys.executable, "-m", "venv", home], quiet=True):
        raise SetupError(
            f"{sys.executable} could not make a virtual environment: install its venv and pip modules first."
        )


def system_packages() -> list[str]:
    """Return the Debian packages that making an environment needs and this machine lacks.

    Debian and Ubuntu keep venv's half of the standard library in a package of its own.
    """
    if importlib.util.find_spec("ensurepip") is not None or works(python_in(ROOT / ".venv-uv")):
        return []
    return [f"python3.{sys.version_info[1]}-venv"]


_BIN = "Scripts" if os.name == "nt" else "bin"


def python_in(home: Path) -> Path:
    """Return the path of the Python of an environment, there or not."""
    return home / _BIN / ("python.exe" if os.name == "nt" else "python")


def works(python: Path) -> bool:
    """Return whether there is a Python that starts and is new enough."""
    return _answers(python, "-c", "", "import sys; sys.exit(sys.version_info < (3, 11))")


def _answers(program: Path, option: str, beginning: str, *more: str) -> bool:
    """Return whether a program runs and its output begins so; a copied or half-removed environment does neither."""
    if not program.exists():
        return False
    try:
        done = subprocess.run([str(program), option, *more], capture_output=True, text=True, check=False)
    except OSError:
        return False
    return done.returncode == 0 and done.stdout.startswith(beginning)


def _state(leave_out: tuple[str, ...]) -> str:
    """Return a fingerprint of all that decides what is installed."""
    digest = hashlib.sha256(repr((UV, leave_out, str(ROOT))).encode())
    for name in ("uv.lock", "pyproject.toml", "packaging/hatch_build.py"):
        digest.update((ROOT / name).read_bytes())
    return digest.hexdigest()
