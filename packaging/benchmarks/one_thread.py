"""BLAS reads its number of threads when NumPy is loaded: a benchmark runs itself again with one."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable

_VARIABLES = ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS")


def on_one_thread(main: Callable[[], int]) -> int:
    """Run ``main`` in a process whose BLAS has one thread."""
    if all(os.environ.get(name) == "1" for name in _VARIABLES):
        return main()
    return subprocess.call([sys.executable, *sys.argv], env={**os.environ, **dict.fromkeys(_VARIABLES, "1")})
