"""The style sheet: ``resources/themes/style.qss`` with the tokens filled in."""

from __future__ import annotations

from functools import cache
from string import Template

from nnstudio.text.places import resource
from nnstudio.ui.theme.tokens import Tokens


def stylesheet(tokens: Tokens) -> str:
    """Return Qt's style sheet for a theme; KeyError names a token that does not exist."""
    colors = {name: color.name() for name, color in tokens.colors().items()}
    sizes = {name: f"{size}px" for name, size in tokens.sizes().items()}
    icons = resource("themes", tokens.name).as_posix()
    return _template().substitute(colors, **sizes, icons=icons)


@cache
def _template() -> Template:
    return Template(resource("themes", "style.qss").read_text(encoding="utf-8"))
