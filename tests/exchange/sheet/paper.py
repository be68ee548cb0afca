r"""What stands in a written sheet, read by rules of its own: LaTeX and HTML become lines that others can calculate."""

from __future__ import annotations

import re
from dataclasses import dataclass
from html.parser import HTMLParser

_RELATION = re.compile(r"&(=|\\approx|\\leftarrow) (.*)", re.DOTALL)
_VOID = ("meta",)
_RAISED = str.maketrans("⁻⁰¹²³⁴⁵⁶⁷⁸⁹", "-0123456789")


@dataclass(frozen=True)
class Written:
    """A calculation on paper: its sign of relation and text, row by row, and the result's sign and text."""

    symbol: str
    rows: tuple[tuple[str, str], ...]

    @property
    def result(self) -> float:
        """The number at the end."""
        return number(self.rows[-1][1])


def number(text: str) -> float:
    """Return a written number."""
    return float(plain(text))


def plain(text: str) -> str:
    """Return an expression on paper in signs that a calculator reads."""
    text = re.sub(r"×10([⁻⁰-⁹¹²³]+)", lambda found: f"e{found[1].translate(_RAISED)}", text)
    text = re.sub(r" ?\\cdot 10\^\{(-?\d+)\}", r"e\1", text)
    while r"\frac" in text:
        text = _fraction(text)
    for old, new in (
        (r"\left(", "("),
        (r"\right)", ")"),
        (r"\cdot", "*"),
        (r"\sigma", "σ"),
        (r"\tanh", "tanh"),
        (r"\exp", "exp"),
        (r"\ln", "ln"),
        ("×", "*"),
        ("−", "-"),
        ("²", "**2"),
        ("^2", "**2"),
        ("\u2062", ""),
    ):
        text = text.replace(old, new)
    return re.sub(r"\\operatorname\{([^{}]*)\}", r"\1", text).strip()


def _fraction(text: str) -> str:
    start = text.rindex(r"\frac")
    above, rest = _braced(text[start + len(r"\frac") :])
    below, rest = _braced(rest)
    return f"{text[:start]}(({above})/({below})){rest}"


def _braced(text: str) -> tuple[str, str]:
    depth = 0
    for place, sign in enumerate(text):
        depth += (sign == "{") - (sign == "}")
        if depth == 0:
            return text[1:place], text[place + 1 :]
    raise ValueError(text)


def from_markdown(text: str) -> list[Written]:
    """Return every calculation of a Markdown sheet."""
    return [
        _aligned(body) for body in re.findall(r"\$\$\n\\begin\{aligned\}\n(.*?)\n\\end\{aligned\}", text, re.DOTALL)
    ]


def _aligned(body: str) -> Written:
    symbol, rows = "", list[tuple[str, str]]()
    for row in body.split(" \\\\\n"):
        found = _RELATION.search(row)
        if found is None:
            sign, before = rows[-1]
            rows[-1] = sign, f"{before} {row.replace('&', '').replace('quad', '').strip(chr(92) + ' ')}"
            continue
        symbol = symbol or row[: found.start()].strip()
        rows.append((found[1].replace(r"\approx", "≈"), found[2]))
    return Written(symbol, tuple(rows))


class Page(HTMLParser):
    """An HTML sheet: its calculations, its formulas' titles; refuses what is not well-formed or comes from outside."""

    def __init__(self, text: str) -> None:
        super().__init__(convert_charrefs=True)
        self.open: list[str] = []
        self.written: list[Written] = []
        self.titles: list[str] = []
        self.words: list[str] = []
        self._kinds: list[str] = []
        self._parts: list[tuple[str, str]] = []
        self.feed(text)
        self.close()
        self._finish()
        assert self.open == []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        assert tag not in ("script", "link", "img", "iframe", "image")
        assert not any(value and value.startswith(("http:", "https:")) for key, value in attrs if "xmlns" not in key)
        kind = given.get("class") or ""
        if kind == "calculation":
            self._finish()
        if kind in ("symbol", "sign", "row", "row result"):
            self._parts.append((kind, ""))
        if tag not in _VOID:
            self.open.append(tag)
            self._kinds.append(kind)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        assert not any(key in ("src", "href") for key, _ in attrs)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag
        self._kinds.pop()

    def handle_data(self, data: str) -> None:
        if self.open and self.open[-1] == "title" and "svg" in self.open:
            self.titles.append(data)
        elif any(kind in ("symbol", "sign", "row", "row result") for kind in self._kinds):
            kind, before = self._parts[-1]
            self._parts[-1] = kind, before + data
        elif data.strip() and self.open[-1] != "style":
            self.words.append(data)

    def _finish(self) -> None:
        """Put the parts of the calculation that has ended together."""
        texts = [text for kind, text in self._parts if kind != "symbol"]
        if texts:
            symbol = [text for kind, text in self._parts if kind == "symbol"][-1]
            self.written.append(Written(symbol, tuple(zip(texts[::2], texts[1::2], strict=True))))
        self._parts = []
