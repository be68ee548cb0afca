"""Install system packages through apt where that is ours to do, else name the command."""

from __future__ import annotations

import shutil
from collections.abc import Sequence

from machine.console import SetupError, is_root, run, say


def install(packages: Sequence[str]) -> None:
    """Install Debian or Ubuntu packages as root.

    Raises
    ------
    SetupError : not root, or apt failed; the text holds the exact command.
    """
    wanted = " ".join(packages)
    if not is_root():
        command = f"sudo apt-get update && sudo apt-get install -y --no-install-recommends {wanted}"
        raise SetupError(f"System packages are missing. Run this, then the same command again:\n\n    {command}\n")
    say(f"installing system packages: {wanted}")
    env = {"DEBIAN_FRONTEND": "noninteractive"}
    # The lists may be stale or absent; a list that can't be had need not be one that is needed, so go on.
    run(["apt-get", "update"], env=env, quiet=True)
    if run(["apt-get", "install", "-y", "--no-install-recommends", *packages], env=env, quiet=True):
        raise SetupError(f"apt-get could not install {wanted}. Is there a network, and a Debian or Ubuntu mirror?")


def has_apt() -> bool:
    """Return whether this system installs its packages with apt."""
    return shutil.which("apt-get") is not None
