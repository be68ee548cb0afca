"""A sheet as HTML: one file that needs nothing else, neither fonts nor scripts nor a network."""

from __future__ import annotations

from collections.abc import Iterator
from html import escape

from nnstudio.exchange.sheet.figures import figure, relation
from nnstudio.exchange.sheet.formula_svg import formula_svg
from nnstudio.exchange.sheet.html_style import STYLE
from nnstudio.exchange.sheet.model import Block, Calculation, Cell, Entry, Formula, Heading, Matrix, Sheet, Table, Words
from nnstudio.exchange.sheet.runs import Row, Run, written
from nnstudio.inspection.symbols import runs
from nnstudio.text import Message, language

_LEVELS = {0: "{}", -1: "<sub>{}</sub>", 1: "<sup>{}</sup>"}
_LANGUAGES = {"zh_CN": "zh-Hans", "zh_TW": "zh-Hant"}


def to_html(sheet: Sheet) -> str:
    """Return the sheet as well-formed HTML in the language in force; formulas are drawings with their LaTeX as title.

    Numbers and calculations are text: they can be searched, copied, and read aloud.
    """
    title = _text(sheet.title)
    body = "\n".join(_body(sheet))
    return (
        f'<!DOCTYPE html>\n<html lang="{_LANGUAGES.get(language(), "en")}">\n<head>\n<meta charset="utf-8" />\n'
        f'<meta name="viewport" content="width=device-width" />\n<title>{title}</title>\n'
        f"<style>{STYLE}</style>\n</head>\n<body>\n{body}\n</body>\n</html>\n"
    )


def _body(sheet: Sheet) -> Iterator[str]:
    yield f"<h1>{_text(sheet.title)}</h1>"
    if sheet.facts:
        yield '<dl class="facts">'
        yield from (f"<div><dt>{_text(name)}</dt><dd>{_text(value)}</dd></div>" for name, value in sheet.facts)
        yield "</dl>"
    for title, blocks in sheet.parts:
        yield f"<section>\n<h2>{_text(title)}</h2>"
        yield from (_block(block, sheet.digits) for block in blocks)
        yield "</section>"


def _block(block: Block, digits: int) -> str:
    match block:
        case Heading(title, where):
            return f'<h3>{_text(title)} <span class="where">{_text(where)}</span></h3>'
        case Words(message):
            return f"<p>{_text(message)}</p>"
        case Formula(latex):
            return f'<p class="formula">{_drawing(latex)}</p>'
        case Calculation():
            return _calculation(block, digits)
        case Table():
            return _table(block, digits)
        case Matrix():
            return _matrix(block, digits)


def _drawing(latex: str) -> str:
    start, _, rest = formula_svg(latex).partition(">")
    return f'{start} role="img" aria-label="{escape(latex)}"><title>{escape(latex)}</title>{rest}'


def _calculation(block: Calculation, digits: int) -> str:
    name, symbol = _text(block.name), f'<td class="symbol">{_runs(runs(block.line.symbol))}</td>'
    rows = [_row("<td></td>" if place else symbol, row) for place, row in enumerate(written(block, digits))]
    return f'<table class="calculation"><caption>{name}</caption><tbody>{"".join(rows)}</tbody></table>'


def _row(symbol: str, row: Row) -> str:
    kind = "row result" if row.last else "row"
    return f'<tr>{symbol}<td class="sign">{row.sign}</td><td class="{kind}">{_runs(row.runs)}</td></tr>'


def _runs(given: list[Run] | tuple[Run, ...]) -> str:
    return "".join(_LEVELS[level].format(escape(text)) for text, level in given)


def _table(table: Table, digits: int) -> str:
    head = "".join(f"<th>{_text(name)}</th>" for name in table.header)
    rows = "\n".join(f"<tr>{''.join(_cell(cell, digits) for cell in row)}</tr>" for row in table.rows)
    return f'<table class="given">\n<thead><tr>{head}</tr></thead>\n<tbody>\n{rows}\n</tbody>\n</table>'


def _matrix(matrix: Matrix, digits: int) -> str:
    """Return a matrix between its brackets, its letter before the row in its middle."""
    middle = (len(matrix.rows) - 1) // 2
    rows = []
    for number, row in enumerate(matrix.rows):
        head = _runs(runs(matrix.letter)) if number == middle else ""
        sign = relation(matrix.is_whole(digits)) if number == middle else ""
        cells = "".join(_entry(entry, place, len(row), digits) for place, entry in enumerate(row))
        rows.append(f'<tr><td class="letter">{head}</td><td class="relation">{sign}</td>{cells}</tr>')
    return f'<table class="matrix"><caption>{_text(matrix.name)}</caption><tbody>{"".join(rows)}</tbody></table>'


def _entry(entry: Entry, place: int, width: int, digits: int) -> str:
    sides = ("first " if place == 0 else "") + ("last" if place == width - 1 else "")
    text = figure(entry, digits) if isinstance(entry, float) else entry
    return f'<td class="entry {sides}">{text}</td>'


def _cell(cell: Cell, digits: int) -> str:
    if isinstance(cell, float):
        return f'<td class="number">{figure(cell, digits)}</td>'
    return f'<td class="symbol">{_runs(runs(cell))}</td>' if isinstance(cell, str) else f"<td>{_text(cell)}</td>"


def _text(message: Message | str) -> str:
    return escape(str(message))
