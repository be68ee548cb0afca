"""Build the wheel, install it somewhere else, and run it there: it must carry all it needs and write nothing inside.

    packaging/wheel_check.py UV

``UV`` is the uv to install with. What the wheel depends on comes from the lock file; it is built with what is
installed here.
"""

from __future__ import annotations

import os
import stat
import subprocess
import sys
import tempfile
from collections.abc import Mapping
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
_BIN = "Scripts" if os.name == "nt" else "bin"
_PROBE = """
import pathlib, nnstudio
from nnstudio.text import msg, set_language
from nnstudio.text.places import resource
package = pathlib.Path(nnstudio.__file__).parent
assert resource("translations").is_relative_to(package), f"resources are taken from {resource('translations')}"
for name in ("themes", "fonts", "icons", "translations"):
    assert any(resource(name).iterdir()), f"the wheel carries no resources/{name}"
for language in ("zh_CN", "zh_TW"):
    assert resource("translations", language, "LC_MESSAGES", "nnstudio.mo").is_file(), f"no catalogue for {language}"
print("installed in", package)
"""


def main(uv: str) -> int:
    """Run the whole trial; 1 with the reason if anything is not as it should be."""
    with tempfile.TemporaryDirectory(prefix="nnstudio-wheel-") as name:
        folder = Path(name)
        try:
            _try(uv, folder)
        except (subprocess.CalledProcessError, AssertionError) as error:
            print(f"the wheel fails: {error}")
            return 1
        finally:
            _protect(folder, writable=True)
    return 0


def _try(uv: str, folder: Path) -> None:
    environment = folder / "environment"
    python = environment / _BIN / ("python.exe" if os.name == "nt" else "python")
    _install(uv, folder, environment, python)
    installed = next(environment.rglob("nnstudio/__init__.py")).parent
    _protect(installed, writable=False)
    before = _listing(installed)
    home = folder / "home"
    home.mkdir()
    env = {
        **{name: value for name, value in os.environ.items() if not name.startswith(("PYTHON", "XDG_", "VIRTUAL_ENV"))},
        "HOME": str(home),
        "USERPROFILE": str(home),
        "QT_QPA_PLATFORM": "offscreen",
    }
    program = environment / _BIN / "nnstudio"
    _run([python, "-c", _PROBE], env, home)
    _run([program, "--version"], env, home)
    _run([program, "--pictures", folder / "pictures", "--size", "1024x768"], env, home)
    pictures = sorted((folder / "pictures").glob("*.png"))
    assert len(pictures) >= 5, f"expected a picture of each of five workspaces, received {len(pictures)}"
    assert _listing(installed) == before, "it writes into its own installation"
    print(f"runs elsewhere, read-only: {len(pictures)} pictures, {_size(folder)} wheel")


def _install(uv: str, folder: Path, environment: Path, python: Path) -> None:
    env = {**os.environ, "UV_PYTHON_DOWNLOADS": "never", "UV_NO_PROGRESS": "1"}
    locked = folder / "requirements.txt"
    _run([uv, "export", "--quiet", "--frozen", "--no-dev", "--no-emit-project", "-o", locked], env, ROOT)
    _run([sys.executable, "-m", "hatchling", "build", "--target", "wheel", "--directory", folder], env, ROOT)
    _run([uv, "venv", "--quiet", "--python", sys.executable, environment], env, folder)
    (wheel,) = folder.glob("*.whl")
    _install_locked([uv, "pip", "install", "--quiet", "--python", python, "-r", locked], env, folder)
    _run([uv, "pip", "install", "--quiet", "--offline", "--no-deps", "--python", python, wheel], env, folder)
    # Compiled now, and in place: later the folder can't be written.
    env = {name: value for name, value in env.items() if name != "PYTHONPYCACHEPREFIX"}
    _run([python, "-m", "compileall", "-q", next(environment.rglob("nnstudio/__init__.py")).parent], env, folder)


def _install_locked(command: list[str | Path], env: Mapping[str, str], folder: Path) -> None:
    """Install from the index; else with the system's certificates (a proxy's); else from what uv has in store."""
    for more in ({}, {"UV_SYSTEM_CERTS": "1"}):
        if (
            subprocess.run([str(word) for word in command], cwd=folder, env={**env, **more}, check=False).returncode
            == 0
        ):
            return
    _run(command, {**env, "UV_OFFLINE": "1"}, folder)


def _run(command: list[str | Path], env: Mapping[str, str], folder: Path) -> None:
    words = [str(word) for word in command]
    subprocess.run(words, cwd=folder, env=dict(env), stdin=subprocess.DEVNULL, check=True, timeout=600)


def _protect(folder: Path, *, writable: bool) -> None:
    """Take away or give back the right to write (root may write anyway; the listing tells whether it did)."""
    for path in [folder, *folder.rglob("*")]:
        if not path.is_symlink():
            mode = path.stat().st_mode
            path.chmod(mode | stat.S_IWUSR if writable else mode & ~(stat.S_IWUSR | stat.S_IWGRP | stat.S_IWOTH))


def _listing(folder: Path) -> list[tuple[str, int, int]]:
    files = sorted(path for path in folder.rglob("*") if path.is_file())
    return [(str(path), path.stat().st_size, path.stat().st_mtime_ns) for path in files]


def _size(folder: Path) -> str:
    (wheel,) = folder.glob("*.whl")
    return f"{wheel.stat().st_size / 1e6:.1f} MB"


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
