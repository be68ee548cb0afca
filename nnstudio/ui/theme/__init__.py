"""How the window looks: tokens, palette and style sheet, fonts, colour scales, number formats.

``from nnstudio.ui import theme``; then ``theme.tokens().accent``, ``theme.font("caption")``, ``theme.diverging(value,
limit)``, ``theme.number(value)``, ``theme.changed.connect(self._restyle)``. Widgets live in ``controls``, not here;
nothing here knows the session.
"""

from nnstudio.ui.theme.fonts import font, load_all_fonts
from nnstudio.ui.theme.motion import duration, reduced_motion, set_reduced_motion
from nnstudio.ui.theme.numbers import (
    MINUS,
    compact,
    count,
    decade,
    fixed,
    fraction,
    is_exact,
    number,
    percent,
    relation,
    rounded,
    score,
)
from nnstudio.ui.theme.plots import pen, plot_widget, style_plot
from nnstudio.ui.theme.scales import (
    class_color,
    class_colors,
    class_marker,
    class_table,
    diverging,
    diverging_index,
    diverging_table,
    gradient,
    magnitude,
    magnitude_table,
    mixed,
    with_alpha,
)
from nnstudio.ui.theme.state import apply, changed, chosen, drawn_with, system_theme, tokens
from nnstudio.ui.theme.tokens import Tokens

__all__ = [
    "MINUS",
    "Tokens",
    "apply",
    "changed",
    "chosen",
    "class_color",
    "class_colors",
    "class_marker",
    "class_table",
    "compact",
    "count",
    "decade",
    "diverging",
    "diverging_index",
    "diverging_table",
    "drawn_with",
    "duration",
    "fixed",
    "font",
    "fraction",
    "gradient",
    "is_exact",
    "load_all_fonts",
    "magnitude",
    "magnitude_table",
    "mixed",
    "number",
    "pen",
    "percent",
    "plot_widget",
    "reduced_motion",
    "relation",
    "rounded",
    "score",
    "set_reduced_motion",
    "style_plot",
    "system_theme",
    "tokens",
    "with_alpha",
]
