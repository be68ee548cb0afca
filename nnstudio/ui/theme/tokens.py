"""Design tokens: every colour and size of the window, read from ``resources/themes``."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass, fields
from functools import cache
from typing import Any, Literal

from PySide6.QtGui import QColor

from nnstudio.text.places import resource

ThemeName = Literal["light", "dark"]


@dataclass(frozen=True)
class Tokens:
    """One theme. Colours are named by role, sizes are in logical pixels.

    ``families`` has a colour for each group of layers (``family`` falls back to ``other``), ``marks`` one for each name
    of the document's ``COLORS``; ``classes`` one for each class of the data, with ``markers`` (pyqtgraph's symbol
    names) in the same order.
    """

    name: ThemeName
    window: QColor
    panel: QColor
    sunken: QColor
    hover: QColor
    pressed: QColor
    selected: QColor
    text: QColor
    text_soft: QColor
    text_faint: QColor
    text_disabled: QColor
    text_on_accent: QColor
    hairline: QColor
    line: QColor
    accent: QColor
    accent_hover: QColor
    accent_pressed: QColor
    accent_soft: QColor
    focus: QColor
    error: QColor
    error_soft: QColor
    warning: QColor
    warning_soft: QColor
    success: QColor
    success_soft: QColor
    plot: QColor
    plot_grid: QColor
    plot_axis: QColor
    training: QColor
    validation: QColor
    wire: QColor
    wire_active: QColor
    tooltip: QColor
    tooltip_text: QColor
    negative: QColor
    zero: QColor
    positive: QColor
    families: dict[str, QColor]
    marks: dict[str, QColor]
    classes: tuple[QColor, ...]
    markers: tuple[str, ...]
    magnitude: dict[str, tuple[QColor, ...]]
    unit: int
    radius: int
    hairline_width: int
    focus_width: int
    control_height: int
    target: int
    icon: int
    header_height: int
    side_panel: int
    duration: int
    caption: int
    body: int
    subtitle: int
    title: int
    display: int

    @property
    def dark(self) -> bool:
        """Whether this is a dark theme."""
        return self.name == "dark"

    def space(self, units: float) -> int:
        """Return ``units`` of the grid in pixels: ``space(2)`` is 16."""
        return round(self.unit * units)

    def family(self, group: str) -> QColor:
        """Return the colour of a family of layers."""
        return self.families.get(group, self.families["other"])

    def colors(self) -> dict[str, QColor]:
        """Return all colours named by role."""
        values = {field.name: getattr(self, field.name) for field in fields(self)}
        return {name: value for name, value in values.items() if isinstance(value, QColor)}

    def sizes(self) -> dict[str, int]:
        """Return all sizes by name."""
        values = {field.name: getattr(self, field.name) for field in fields(self)}
        return {name: value for name, value in values.items() if isinstance(value, int)}


@cache
def load(name: ThemeName) -> Tokens:
    """Return the theme of that name, read once."""
    own, shared = _read(name), _read("shape")
    space = dict(shared["space"])
    space["hairline_width"] = space.pop("hairline")
    colors: dict[str, Any] = {role: QColor(value) for role, value in own["colors"].items()}
    return Tokens(
        name=name,
        **colors,
        families={group: QColor(value) for group, value in own["families"].items()},
        marks={name: QColor(value) for name, value in own["marks"].items()},
        classes=tuple(QColor(value) for value in own["classes"]["colors"]),
        markers=tuple(shared["markers"]["shapes"]),
        magnitude={scale: tuple(QColor(value) for value in stops) for scale, stops in shared["magnitude"].items()},
        **space,
        **shared["type"],
    )


def _read(name: str) -> dict[str, Any]:
    return tomllib.loads(resource("themes", f"{name}.toml").read_text(encoding="utf-8"))
