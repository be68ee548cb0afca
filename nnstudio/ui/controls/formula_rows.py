"""Rows of a formula, set in time that grows with the formula's size: ziamath's own take twice as long a level deeper.

To know how high a bracket must become, ziamath sets every row twice; so do the rows within, and what stands five
fractions deep is set 32 times. Where nothing of a row's own stretches, nobody asks for that height, and once is enough:
the drawing is the same to the last digit. Whoever takes ziamath from here has the row too: to define it registers it.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from typing import Any
from xml.etree.ElementTree import Element

from ziamath import operators
from ziamath.nodes.mrow import Mrow

from nnstudio.ui.controls.formula_glyphs import ziamath

__all__ = ["Row", "ziamath"]

_FORMS = ("prefix", "infix", "postfix", "none")


class Row(Mrow, tag="mrow"):
    """A row that is measured only for something that stretches."""

    def _get_height_nostretch(self, line: list[Element], **kwargs: Any) -> tuple[float, float]:
        if not any(_stretches(element) for child in line for element in _of_the_row(child)):
            return 0.0, 0.0
        found: tuple[float, float] = super()._get_height_nostretch(line, **kwargs)
        return found


def _of_the_row(element: Element) -> Iterator[Element]:
    """Yield an element and what is in it, but for rows within: what stretches there grows with those."""
    if element.tag != "mrow":
        yield element
        for child in element:
            yield from _of_the_row(child)


def _stretches(element: Element) -> bool:
    """Whether an element may be an operator that grows with its row; its form may not be known yet."""
    if element.tag not in ("mo", "mi"):
        return False
    own = element.get("stretchy")
    return own != "false" if own is not None else _is_stretchy((element.text or "").strip())


@lru_cache(maxsize=1024)
def _is_stretchy(text: str) -> bool:
    return any(operators.get_params(text, form).get("stretchy", "false") != "false" for form in _FORMS)
