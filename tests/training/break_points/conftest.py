"""Let the tests here import the shared networks, and the desk without a thread."""

import sys
from pathlib import Path

sys.path[:0] = [str(Path(__file__).parents[1]), str(Path(__file__).parents[1] / "history")]
