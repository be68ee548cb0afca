"""Where the resources lie: inside the package in a wheel or a frozen build, beside it in a checkout."""

from __future__ import annotations

from functools import cache
from pathlib import Path


@cache
def _root() -> Path:
    package = Path(__file__).resolve().parents[1]
    inside = package / "resources"
    return inside if inside.is_dir() else package.parent / "resources"


def resource(*parts: str) -> Path:
    """Return the path of a resource, such as ``resource("icons", "app.svg")``; it need not exist."""
    return _root().joinpath(*parts)
