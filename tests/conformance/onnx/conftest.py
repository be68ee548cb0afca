"""What these tests share is imported by its name; without the package ``onnx`` there is nothing to collect."""

from __future__ import annotations

import importlib.util
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))

collect_ignore = [] if importlib.util.find_spec("onnx") else ["test_onnx.py"]
