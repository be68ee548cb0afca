"""Start nnstudio: ``nnstudio [FILE]``. Qt is imported only when a window or pictures are wanted."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence

from nnstudio.allocator import give_back_large_blocks
from nnstudio.options import read_options
from nnstudio.screen import has_screen, no_screen, use_offscreen, ways_out
from nnstudio.text import set_language, tr

# A second BLAS thread competes with the window for the same cores; NumPy reads these once, when it is imported.
_BLAS_THREADS = ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS", "VECLIB_MAXIMUM_THREADS")


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the program and return its exit code."""
    options = read_options(arguments)
    set_language(options.language or "en")
    for name in _BLAS_THREADS:
        os.environ.setdefault(name, "1")
    give_back_large_blocks()
    if not has_screen():
        if options.pictures is None:
            sys.stderr.write("\n    ".join((no_screen(), *ways_out())) + "\n")
            return 1
        sys.stderr.write(tr("No display here: the pictures are drawn by Qt's offscreen platform.") + "\n")
        use_offscreen()
    from nnstudio import app

    return app.main(options)


if __name__ == "__main__":
    sys.exit(main())
