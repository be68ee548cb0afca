"""The palette that Fusion and every hand-painted widget read."""

from __future__ import annotations

from PySide6.QtGui import QColor, QPalette

from nnstudio.ui.theme.tokens import Tokens

_Role = QPalette.ColorRole
_DISABLED = (_Role.WindowText, _Role.Text, _Role.ButtonText, _Role.HighlightedText, _Role.PlaceholderText)


def palette(tokens: Tokens) -> QPalette:
    """Return the tokens as a palette."""
    made = QPalette()
    for role, color in _roles(tokens).items():
        made.setColor(role, color)
    for role in _DISABLED:
        made.setColor(QPalette.ColorGroup.Disabled, role, tokens.text_disabled)
    made.setColor(QPalette.ColorGroup.Disabled, _Role.Highlight, tokens.hover)
    return made


def _roles(tokens: Tokens) -> dict[QPalette.ColorRole, QColor]:
    return {
        _Role.Window: tokens.window,
        _Role.WindowText: tokens.text,
        _Role.Base: tokens.panel,
        _Role.AlternateBase: tokens.sunken,
        _Role.ToolTipBase: tokens.tooltip,
        _Role.ToolTipText: tokens.tooltip_text,
        _Role.PlaceholderText: tokens.text_faint,
        _Role.Text: tokens.text,
        _Role.Button: tokens.panel,
        _Role.ButtonText: tokens.text,
        _Role.BrightText: tokens.error,
        _Role.Light: tokens.panel,
        _Role.Midlight: tokens.hover,
        _Role.Mid: tokens.hairline,
        _Role.Dark: tokens.line,
        _Role.Shadow: tokens.line,
        _Role.Highlight: tokens.accent,
        _Role.HighlightedText: tokens.text_on_accent,
        _Role.Link: tokens.accent,
        _Role.LinkVisited: tokens.accent_pressed,
        _Role.Accent: tokens.accent,
    }
