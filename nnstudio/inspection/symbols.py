r"""Symbols in a small markup: ``w_{11}``, ``a_{1}^{(3)}``, ``f'(z_{2})``, with Greek letters as they are.

Sub- and superscripts stand in braces, so it is a short way from here to LaTeX, to plain text, and to a painter's runs.
The engine counts from 0, a reader from 1.
"""

from __future__ import annotations

import html
import re
from functools import lru_cache

_TO_LATEX = {
    "δ": r"\delta ",
    "∂": r"\partial ",
    "ℓ": r"\ell ",
    "α": r"\alpha ",
    "β": r"\beta ",
    "γ": r"\gamma ",
    "ε": r"\varepsilon ",
    "η": r"\eta ",
    "θ": r"\theta ",
    "λ": r"\lambda ",
    "μ": r"\mu ",
    "ρ": r"\rho ",
    "ψ": r"\psi ",
    "σ": r"\sigma ",
    "√": r"\surd ",
    "Σ": r"\Sigma ",
    "Δ": r"\Delta ",
    "₁": "_1",
    "₂": "_2",
    "ŷ": r"\hat{y}",
}
_WORDS = {r"\varepsilon": "ε", r"\epsilon": "ε"} | {
    latex.strip(): sign for sign, latex in _TO_LATEX.items() if latex.endswith(" ") and sign not in "√ε"
}
_LOWERED = str.maketrans("0123456789+-(),ijkntN", "₀₁₂₃₄₅₆₇₈₉₊₋₍₎,ᵢⱼₖₙₜN")
_RAISED = str.maketrans("0123456789+-()", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁽⁾")
_OWN = re.compile(r"_\{([^{}]*)\}((?:\^\{[^{}]*\})?)$")
"""A subscript at the end of a letter, with what may be raised behind it."""
_SCRIPT = re.compile(r"([_^])\{([^{}]*)\}")


def subscript(index: tuple[int, ...], commas: bool = False) -> str:
    """Return an index as a reader writes it, from 1: ``11``; ``12,3`` where a number has two digits or as asked."""
    parts = [str(part + 1) for part in index]
    return ("" if not commas and all(len(part) == 1 for part in parts) else ",").join(parts)


def scripted(base: str, index: tuple[int, ...], sample: int | None = None, *, commas: bool = False) -> str:
    """Return ``base`` with its subscript, behind its own as in ``h_{0,3}``, and the sample's number (from 1) raised."""
    lower, own = subscript(index, commas), _OWN.search(base)
    if index and own is not None:
        base = f"{base[: own.start()]}_{{{own[1]},{lower}}}{own[2]}"
    elif index:
        base = f"{base}_{{{lower}}}"
    return f"{base}^{{({sample + 1})}}" if sample is not None else base


def to_latex(symbol: str) -> str:
    """Return the markup as LaTeX."""
    symbol = re.sub("(.)\u0302", r"\\hat{\1}", symbol)
    return "".join(_TO_LATEX.get(sign, sign) for sign in symbol)


@lru_cache(4096)
def to_text(symbol: str) -> str:
    """Return the markup as plain text with raised and lowered figures: ``w₁₁``, ``a₁⁽³⁾``."""

    def script(found: re.Match[str]) -> str:
        lowered = found[1] == "_"
        # There are hardly any raised letters in fonts: a gate's is written z^f.
        mark = "" if lowered or not any(sign.isalpha() or sign == "←" for sign in found[2]) else "^"
        return mark + found[2].translate(_LOWERED if lowered else _RAISED)

    return _SCRIPT.sub(script, symbol)


def to_html(symbol: str) -> str:
    """Return the markup as rich text."""
    tags = {0: "{}", -1: "<sub>{}</sub>", 1: "<sup>{}</sup>"}
    return "".join(tags[level].format(html.escape(text)) for text, level in runs(symbol))


def has_raised_letter(symbol: str) -> bool:
    """Whether plain text with raised figures cannot show it: a gate's letter, the arrow of the other direction."""
    return any(level > 0 and any(sign.isalpha() or sign == "←" for sign in text) for text, level in runs(symbol))


def runs(symbol: str) -> list[tuple[str, int]]:
    """Return ``(text, level)`` pieces, level −1 for a subscript, +1 for a superscript, 0 on the line."""
    found: list[tuple[str, int]] = []
    end = 0
    for match in _SCRIPT.finditer(symbol):
        if match.start() > end:
            found.append((symbol[end : match.start()], 0))
        found.append((match[2], -1 if match[1] == "_" else 1))
        end = match.end()
    if end < len(symbol):
        found.append((symbol[end:], 0))
    return found


@lru_cache(4096)
def from_latex(latex: str) -> str:
    """Return one of the engine's symbols, simple LaTeX counted from 0, in the markup counted from 1."""
    latex = re.sub(r"\\sqrt (\w)", r"\\sqrt{\1}", latex)
    text = re.sub(r"\\frac\{((?:[^{}]|\{[^{}]*\})*)\}\{((?:[^{}]|\{[^{}]*\})*)\}", _fraction, latex)
    text = re.sub(r"\\tfrac(\d)(\d)", r"\1/\2", text)
    text = re.sub(r"\\sqrt\{([^{}]*)\}", r"√\1", text)
    for word, sign in _WORDS.items():
        text = text.replace(word, sign)
    text = re.sub(r"\\(ln|max|exp|sum)\b", lambda found: "Σ" if found[1] == "sum" else f"{found[1]} ", text)
    text = re.sub(r"_\{(\d+)\}", lambda found: f"_{{{int(found[1]) + 1}}}", text)
    text = re.sub(r"_(\d)", r"_{\1}", text)
    text = re.sub(r"_([a-z])", r"_{\1}", text)
    return " ".join(text.replace("\\", "").replace("-", "−").replace("ln  ", "ln ").split())


def _fraction(found: re.Match[str]) -> str:
    above, below = found[1], found[2]
    return f"{above}/({below})" if re.search(r"[ +\-]", below.replace(r"\partial ", "")) else f"{above}/{below}"
