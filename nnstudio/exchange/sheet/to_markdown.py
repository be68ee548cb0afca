r"""A sheet as Markdown with LaTeX in ``$$``, as Pandoc, GitHub and most editors read it."""

from __future__ import annotations

import re
from collections.abc import Iterator

from nnstudio.exchange.sheet.figures import latex_figure
from nnstudio.exchange.sheet.model import (
    GAP,
    Block,
    Calculation,
    Cell,
    Entry,
    Formula,
    Heading,
    Matrix,
    Sheet,
    Table,
    Words,
)
from nnstudio.exchange.sheet.rows import Rows, rows_of
from nnstudio.inspection import Line, Operand
from nnstudio.inspection.expression import Node, Sum
from nnstudio.inspection.symbols import to_latex
from nnstudio.inspection.writing import latex
from nnstudio.text import Message

PER_ROW = 6
"""Terms of a long sum that stand in one row."""
_SPECIAL = str.maketrans({mark: f"\\{mark}" for mark in r"\`*_[]<>|#$~"})
_RELATIONS = {True: "=", False: r"\approx"}
_GAP, _WIDE = r"\underline{\hspace{4em}}", r"\underline{\hspace{20em}}"
_SAID = {"⋯": r"\cdots", "⋮": r"\vdots", "⋱": r"\ddots", GAP: _GAP}
_SIGNS = {"⋯": r"\cdots", "−": "-", "←": r"\leftarrow", "‖": r"\Vert ", "′": "'", "⊙": r"\odot "}


def to_markdown(sheet: Sheet) -> str:
    """Return the sheet as Markdown in the language in force."""
    pieces = [f"# {_text(sheet.title)}", "\n".join(f"- {_text(name)}: {_text(value)}" for name, value in sheet.facts)]
    for title, blocks in sheet.parts:
        pieces += [f"## {_text(title)}", *(piece for block in blocks for piece in _block(block, sheet.digits))]
    return "\n\n".join(piece for piece in pieces if piece) + "\n"


def _block(block: Block, digits: int) -> Iterator[str]:
    match block:
        case Heading(title, where):
            yield f"### {_text(title)} · {_text(where)}"
        case Words(message):
            yield _text(message)
        case Formula(formula):
            yield _display(formula)
        case Calculation():
            yield _text(block.name)
            yield _display(calculation_latex(block, digits))
        case Table():
            yield _table(block, digits)
        case Matrix():
            yield _text(block.name)
            yield _display(_matrix(block, digits))


def _display(formula: str) -> str:
    return f"$$\n{formula}\n$$"


def _table(table: Table, digits: int) -> str:
    lines = [_row([_text(name) for name in table.header]), _row([":--"] * len(table.header))]
    lines += [_row([_cell(cell, digits) for cell in row]) for row in table.rows]
    return "\n".join(lines)


def _matrix(matrix: Matrix, digits: int) -> str:
    rows = (" & ".join(_entry(entry, digits) for entry in row) for row in matrix.rows)
    inside = " \\\\\n".join(rows)
    sign = _RELATIONS[matrix.is_whole(digits)]
    return f"{symbol_latex(matrix.letter)} {sign} \\begin{{pmatrix}}\n{inside}\n\\end{{pmatrix}}"


def _entry(entry: Entry, digits: int) -> str:
    return latex_figure(entry, digits) if isinstance(entry, float) else _SAID[entry]


def _row(cells: list[str]) -> str:
    return f"| {' | '.join(cells)} |"


def _cell(cell: Cell, digits: int) -> str:
    if isinstance(cell, str):
        return f"${symbol_latex(cell)}$"
    return f"${latex_figure(cell, digits)}$" if isinstance(cell, float) else _text(cell)


def _text(message: Message | str) -> str:
    """Return words so that Markdown takes none of their letters for its own."""
    return str(message).translate(_SPECIAL)


def symbol_latex(symbol: str) -> str:
    """Return a symbol in the inspection's markup as LaTeX that every renderer reads."""
    signs = (_SIGNS.get(sign, sign) for sign in to_latex(symbol))
    # Pandoc takes no $ behind a blank for the end of a formula.
    return re.sub(" +", " ", "".join(signs).replace("|", r"\vert ")).strip()


def calculation_latex(calculation: Calculation, digits: int) -> str:
    r"""Return a calculation as an ``aligned``: symbols, numbers, result, each after its sign of relation."""
    line, rows = calculation.line, rows_of(calculation.line, digits)
    shown = list(_with_gaps(line, rows) if calculation.blank else _rows(line, rows, digits))
    return "\n".join((r"\begin{aligned}", " \\\\\n".join(shown), r"\end{aligned}"))


def _rows(line: Line, rows: Rows, digits: int) -> Iterator[str]:
    head = symbol_latex(line.symbol)
    arrow = r"\leftarrow" if line.arrow else ""
    for node, relation, write in (
        (rows.symbols, "=", _in_letters),
        (rows.numbers, _RELATIONS[rows.numbers_whole], lambda operand: latex_figure(operand.value, digits)),
    ):
        if node is None:
            continue
        for number, part in enumerate(_broken(node)):
            lead = rf"{head} &{arrow or relation} " if number == 0 else r"&\quad "
            yield lead + _signed(latex(part, False, write), number)
            head = arrow = ""
    yield rf"{head} &{arrow or _RELATIONS[rows.result_whole]} {latex_figure(line.result, digits)}"


def _with_gaps(line: Line, rows: Rows) -> Iterator[str]:
    """Yield the symbols, and gaps for the numbers and the result."""
    head, sign = symbol_latex(line.symbol), r"\leftarrow" if line.arrow else "="
    pieces = _broken(rows.symbols) if rows.symbols is not None else []
    lettered = [_signed(latex(part, False, _in_letters), number) for number, part in enumerate(pieces)]
    for number, text in enumerate(lettered):
        yield rf"{head} &{sign} {text}" if number == 0 else rf"&\quad {text}"
    for gap in (*([_WIDE] if rows.numbers is not None else []), _GAP):
        yield rf"{'' if lettered else head} &= {gap}".lstrip()


def _in_letters(operand: Operand) -> str:
    return symbol_latex(operand.symbol)


def _signed(written: str, number: int) -> str:
    """Return a further row of a sum with the sign that it begins with."""
    return written if number == 0 or written.startswith("- ") else f"+ {written}"


def _broken(node: Node) -> list[Node]:
    """Return a long sum in pieces of some terms each."""
    if not isinstance(node, Sum) or len(node.terms) <= PER_ROW:
        return [node]
    return [Sum(tuple(node.terms[start : start + PER_ROW])) for start in range(0, len(node.terms), PER_ROW)]
