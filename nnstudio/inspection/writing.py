"""A calculation on its way to the clipboard: as text with exact numbers, as LaTeX."""

from __future__ import annotations

from collections.abc import Callable

from nnstudio.inspection.description import Description, Line
from nnstudio.inspection.expression import Call, Largest, Node, Num, Operand, Product, Quotient, Square, Sum
from nnstudio.inspection.symbols import to_latex, to_text


def as_text(description: Description, *, covered: bool = False) -> str:
    """Return the calculation with every digit, in signs that a calculator or Python reads: ``0.15 * 0.05 + 0.35``.

    ``covered`` : its result is a question mark.
    """
    head = [f"{description.title} · {description.where}", str(description.sentence)]
    rows = [f"{to_text(row.symbol)} = {row.value!r}" for row in description.rows]
    lines = (_text_lines(line, covered and line is description.main) for line in description.lines)
    return "\n".join([*head, *(part for pair in lines for part in pair), *rows])


def _text_lines(line: Line, covered: bool) -> list[str]:
    sign = "<-" if line.arrow else "="
    return [f"{to_text(line.symbol)} {sign} {text(line.expression)}", f"  = {'?' if covered else repr(line.result)}"]


def text(node: Node, inner: bool = False) -> str:
    """Return an expression with exact numbers."""
    match node:
        case Num(operand):
            return f"({operand.value!r})" if inner and operand.value < 0 else repr(operand.value)
        case Sum(terms):
            parts = [(" - " if sign < 0 else " + ") + text(term, True) for sign, term in terms]
            whole = "".join(parts).removeprefix(" + ").strip()
            return f"({whole})" if inner else whole
        case Product(factors):
            return " * ".join(text(factor, True) for factor in factors)
        case Square(base):
            return f"{text(base, True) if isinstance(base, Num | Sum) else f'({text(base)})'}**2"
        case Quotient(above, below):
            return f"{text(above, True)} / {f'({text(below)})' if not isinstance(below, Sum) else text(below, True)}"
        case Call(name, argument, _):
            return f"{name}({text(argument)})"
        case Largest(rivals):
            return f"max({', '.join(map(text, rivals))})"


def as_latex(description: Description, *, covered: bool = False) -> str:
    """Return the formula and the calculation as LaTeX, an ``align*`` of one row each; ``covered`` as for text."""
    rows = [rf"&{description.formula}"]
    for line in description.lines:
        sign = r"\leftarrow" if line.arrow else "="
        result = "?" if covered and line is description.main else _number(line.result)
        rows.append(rf"{to_latex(line.symbol)} &{sign} {latex(line.expression)} = {result}")
    rows += [rf"{to_latex(row.symbol)} &= {_number(row.value)}" for row in description.rows]
    body = " \\\\\n".join(rows)
    return f"\\begin{{align*}}\n{body}\n\\end{{align*}}"


def latex(node: Node, inner: bool = False, write: Callable[[Operand], str] | None = None) -> str:
    """Return an expression as LaTeX, with exact numbers or with what ``write`` makes of each operand."""
    match node:
        case Num(operand):
            shown = _number(operand.value) if write is None else write(operand)
            return rf"({shown})" if inner and shown.startswith("-") else shown
        case Sum(terms):
            parts = [(" - " if sign < 0 else " + ") + latex(term, True, write) for sign, term in terms]
            whole = "".join(parts).removeprefix(" + ").strip()
            return rf"\left({whole}\right)" if inner else whole
        case Product(factors):
            return r" \cdot ".join(latex(factor, True, write) for factor in factors)
        case Square(base):
            return rf"{latex(base, True, write)}^2"
        case Quotient(above, below):
            return rf"\frac{{{latex(above, False, write)}}}{{{latex(below, False, write)}}}"
        case Call(name, argument, _):
            inside = latex(argument, False, write)
            return rf"\sqrt{{{inside}}}" if name == "√" else rf"{_function(name)}\left({inside}\right)"
        case Largest(rivals):
            inside = r",\; ".join(latex(rival, False, write) for rival in rivals)
            return rf"\max\left({inside}\right)"


_FUNCTIONS = {"ln": r"\ln", "exp": r"\exp", "tanh": r"\tanh", "σ": r"\sigma"}


def _function(name: str) -> str:
    return _FUNCTIONS.get(name, rf"\operatorname{{{name}}}")


def _number(value: float) -> str:
    mantissa, _, power = repr(value).partition("e")
    return rf"{mantissa}\cdot 10^{{{int(power)}}}" if power else mantissa
