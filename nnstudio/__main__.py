"""Start nnstudio: ``nnstudio [FILE]``. Qt is imported only when a window or pictures are wanted."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence

from nnstudio.options import read_options

# A second BLAS thread competes with the window for the same cores; NumPy reads these once, when it is imported.
_BLAS_THREADS = ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS", "VECLIB_MAXIMUM_THREADS")


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the program and return its exit code."""
    options = read_options(arguments)
    for name in _BLAS_THREADS:
        os.environ.setdefault(name, "1")
    from nnstudio import app

    return app.main(options)


if __name__ == "__main__":
    sys.exit(main())
