"""The seeded faults are the benchmark's."""

from __future__ import annotations

import sys
from pathlib import Path

sys.path.append(str(Path(__file__).parents[3] / "packaging" / "benchmarks"))
