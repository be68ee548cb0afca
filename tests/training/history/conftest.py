"""Let the tests here import the shared networks of the folder above, and their own desk."""

import sys
from pathlib import Path

sys.path[:0] = [str(Path(__file__).parent), str(Path(__file__).parents[1])]
