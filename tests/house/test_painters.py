"""Whoever paints on a picture of their own leaves it, whatever happens: Qt takes the program along otherwise."""

from __future__ import annotations

import ast
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
WIDGETS = ("self", "self.viewport()", "self.view.viewport()", "self._margin")
"""What outlives an error within its paint event."""


def painters(source: str) -> list[str]:
    """Return the devices on which a painter stands without ``with`` that are no widgets."""
    tree = ast.parse(source)
    safe = {id(item.context_expr) for node in ast.walk(tree) if isinstance(node, ast.With) for item in node.items}
    calls = [node for node in ast.walk(tree) if isinstance(node, ast.Call) and id(node) not in safe and node.args]
    found = [ast.unparse(call.args[0]) for call in calls if ast.unparse(call.func) == "QPainter"]
    return [device for device in found if device not in WIDGETS]


def test_a_painter_leaves_a_picture() -> None:
    found = {path: painters(path.read_text(encoding="utf-8")) for path in (ROOT / "nnstudio" / "ui").rglob("*.py")}
    assert len(found) > 300
    assert {path: devices for path, devices in found.items() if devices} == {}


def test_one_that_does_not_is_found() -> None:
    assert painters("painter = QPainter(pixmap)\npainter.end()") == ["pixmap"]
    assert painters("with QPainter(pixmap) as painter:\n    pass\nother = QPainter(self)") == []
