"""What a bit-for-bit continuation depends on: the machine and the versions that computed a run."""

from __future__ import annotations

import platform
from collections.abc import Mapping
from functools import cache
from typing import Any

import numpy as np

from nnstudio import __version__


@cache
def _own() -> tuple[tuple[str, str], ...]:
    blas: Any = np.show_config(mode="dicts")
    library = blas.get("Build Dependencies", {}).get("blas", {}) if isinstance(blas, dict) else {}
    found = {
        # A later version may have its plans call other functions, or in another order.
        "nnstudio": __version__,
        "python": platform.python_version(),
        "numpy": np.__version__,
        "blas": f"{library.get('name', '')} {library.get('version', '')}".strip(),
        "system": platform.system(),
        "machine": platform.machine(),
        "processor": platform.processor(),
        "node": platform.node(),
    }
    return tuple(found.items())


def fingerprint() -> dict[str, str]:
    """Return the fingerprint of this machine and version set."""
    return dict(_own())


def is_here(saved: Mapping[str, str]) -> bool:
    """Return whether a run with this fingerprint goes on bit for bit here; elsewhere its state loads exactly, but later
    steps may round differently, which must be said.
    """
    return dict(saved) == fingerprint()
