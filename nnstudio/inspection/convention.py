r"""Vectors as rows, ``z = x W + b``, or as columns, ``z = W x + b``: the one place where the two are told apart.

The engine keeps rows: W is ``(D_in, D_out)``, and :math:`w_{ij}` leads from i to j. In columns every vector and matrix
is transposed, so :math:`(A B)^\top = B^\top A^\top` turns each product round, its letters keeping their own ⊤; an index
pair of a matrix turns round too, :math:`w_{ji}` from i to j. No number changes.

Free of it: a kernel (a window is no matrix; C in ``Cᵀ δ`` acts on the picture read as one column, as everywhere), what
acts element by element, a sequence's ``x_{t,i}`` (entry i of the vector of step t), an embedding, whose W is a table to
look up in and multiplies nothing.

Attributes: MATRICES, the learned parameters that are matrices; PAIRS, the quantities of attention that are.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from nnstudio.text import Message, msg

MATRICES = frozenset(
    {
        "weight",
        "input_weight",
        "recurrent_weight",
        "query_weight",
        "key_weight",
        "value_weight",
        "output_weight",
    }
)
PAIRS = frozenset({"scores", "weights", "grad_scores", "grad_weights"})

_LETTER = re.compile(r"\\delta(?![A-Za-z])|\\hat x|[xhcQKVWU]")
_MATRIX = re.compile(r"[QVWU]|.*\^(?:\\top|\{\\top\})")
_SPACE = re.compile(r"(?:\\[,!;: ]|\s)+")
_COMMAND = re.compile(r"\\[A-Za-z]+")
_WORDS = re.compile(r"\\(?:mathrm|text|operatorname)\{[^{}]*\}")
_CALL = re.compile(r"(?:\\(?:mathrm|operatorname)\{[a-z]+\}|\\tanh|\\sigma|f'*)(?:\\!)?(?=\(|\\left)")
_SCRIPT = re.compile(r"'|[_^](?:\\[A-Za-z]+|[^\\{])")
_INDEX = re.compile(r"(?<![A-Za-z\\])([ws])_\{([a-z])([a-z])\}")


def in_rows() -> Message:
    """Return how rows are said in short."""
    return msg("Vectors are rows: z = x W + b")


def in_columns() -> Message:
    """Return how columns are said in short."""
    return msg("Vectors are columns: z = W x + b")


def said(columns: bool) -> Message:
    """Return the convention in force, in words."""
    return in_columns() if columns else in_rows()


def index_of(quantity: str, index: tuple[int, ...], columns: bool) -> tuple[int, ...]:
    """Return how an entry is written under its letter: of a matrix in columns its first two numbers turned round."""
    matrix = (quantity in MATRICES and len(index) == 2) or (quantity in PAIRS and len(index) > 1)
    return (index[1], index[0], *index[2:]) if columns and matrix else index


def shape_of(rows: int, count: int, columns: bool) -> str:
    """Return the shape of what the engine keeps as ``rows`` × ``count``."""
    return f"{count}×{rows}" if columns else f"{rows}×{count}"


def written(formula: str, columns: bool) -> str:
    """Return the engine's LaTeX, which is in rows, in the convention asked for."""
    if not columns:
        return formula
    return _INDEX.sub(r"\1_{\3\2}", _turned(formula))


# -- products turned round


@dataclass(frozen=True)
class _Item:
    """A piece of LaTeX: a ``factor``, a space, or (what ends a product) anything else."""

    text: str
    factor: bool = False
    space: bool = False

    @property
    def matrix(self) -> bool:
        """Whether it makes a product of it: a capital letter (but K, which counts as well), or something transposed."""
        return self.factor and _MATRIX.match(self.text) is not None


def _turned(latex: str) -> str:
    """Return LaTeX with the factors of every matrix product in the other order, within brackets and fractions too."""
    found: list[str] = []
    run: list[_Item] = []
    for item in _items(latex):
        if item.factor or item.space:
            run.append(item)
        else:
            found += [_product(run), item.text]
            run = []
    return "".join((*found, _product(run)))


def _product(run: list[_Item]) -> str:
    """Return a run of factors the other way round if it is a product of matrices, with the spaces around it kept."""
    factors = [item for item in run if item.factor]
    if len(factors) < 2 or not any(item.matrix for item in factors):
        return "".join(item.text for item in run)
    first, last = run.index(factors[0]), len(run) - 1 - run[::-1].index(factors[-1])
    middle = list(run[first : last + 1])
    text = ""
    for item in reversed(middle):
        glue = " " if re.search(r"\\[A-Za-z]+$", text) and item.text[:1].isalpha() else ""
        text += glue + _stacked(item)
    return "".join(item.text for item in run[:first]) + text + "".join(item.text for item in run[last + 1 :])


def _stacked(item: _Item) -> str:
    """Return what stands beside one another below one another: ``[a, b]`` as ``[a; b]``."""
    if not item.factor or not item.text.startswith(("[", r"\left[")):
        return item.text
    return item.text.replace(",", ";")


def _items(latex: str) -> list[_Item]:
    found: list[_Item] = []
    at = 0
    while at < len(latex):
        space = _SPACE.match(latex, at)
        if space is not None:
            found.append(_Item(space[0], space=True))
            at = space.end()
            continue
        text, factor, at = _unit(latex, at)
        start, at = at, _after_scripts(latex, at)
        found.append(_Item(text + latex[start:at], factor))
    return found


def _unit(latex: str, at: int) -> tuple[str, bool, int]:
    """Return the unit at a place without its scripts, whether it is a factor, and where it ends."""
    call = _CALL.match(latex, at)
    if call is not None:
        inner, _, end = _unit(latex, call.end())
        return call[0] + inner, True, end
    words = _WORDS.match(latex, at)
    if words is not None:
        return words[0], False, words.end()
    if latex.startswith(r"\frac{\partial", at):
        end = _closed(latex, _closed(latex, at + len(r"\frac")))
        return latex[at:end], True, end
    letter = _LETTER.match(latex, at)
    if letter is not None:
        return letter[0], True, letter.end()
    if latex.startswith((r"\left", "(", "[", "{"), at) and not latex.startswith(r"\leftarrow", at):
        end = _closed(latex, at)
        opening, closing = (6, 7) if latex[at] == "\\" else (1, 1)
        inner = _turned(latex[at + opening : end - closing])
        return latex[at : at + opening] + inner + latex[end - closing : end], latex[at] != "{", end
    command = _COMMAND.match(latex, at)
    end = command.end() if command is not None else at + 1
    return latex[at:end], False, end


def _closed(latex: str, at: int) -> int:
    """Return where the bracket that opens at a place is closed again; the end where it is not."""
    depth = 0
    for match in re.compile(r"\\left(?![a-z])|\\right(?![a-z])|\\[A-Za-z]+|[(\[{]|[)\]}]").finditer(latex, at):
        sign = match[0]
        sized = latex[max(0, match.start() - 6) : match.start()].endswith((r"\left", r"\right"))
        if sign in (r"\left", "(", "[", "{") and not sized:
            depth += 1
        elif sign == r"\right" or (sign in ")]}" and not sized):
            depth -= 1
            if depth == 0:
                return match.end() + (1 if sign == r"\right" else 0)
    return len(latex)


def _after_scripts(latex: str, at: int) -> int:
    """Return where the sub- and superscripts and primes at a place end."""
    while at < len(latex):
        if latex[at] in "_^" and latex[at + 1 : at + 2] == "{":
            at = _closed(latex, at + 1)
            continue
        script = _SCRIPT.match(latex, at)
        if script is None:
            break
        at = script.end()
    return at
