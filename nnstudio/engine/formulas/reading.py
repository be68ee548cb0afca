"""From text to tape: Python's parser makes the tree, a white-list decides what of it a formula may hold."""

from __future__ import annotations

import ast
import difflib
from dataclasses import dataclass
from functools import lru_cache

from nnstudio.engine.formulas import marks
from nnstudio.engine.formulas.marks import Source
from nnstudio.engine.formulas.mistake import FormulaError
from nnstudio.engine.formulas.tape import LARGEST, VARIABLE, Tape
from nnstudio.engine.formulas.vocabulary import ALIASES, CONSTANTS, DEEPEST, FUNCTIONS, LONGEST, STEEPEST
from nnstudio.text import Message, msg

_OPERATIONS: dict[type[ast.operator], str] = {
    ast.Add: "add",
    ast.Sub: "subtract",
    ast.Mult: "multiply",
    ast.Div: "divide",
    ast.Pow: "power",
}
_COMPARISONS: dict[type[ast.cmpop], tuple[str, bool]] = {
    ast.Gt: ("greater", False),
    ast.GtE: ("greater_equal", False),
    ast.Lt: ("greater", True),
    ast.LtE: ("greater_equal", True),
}


@dataclass(frozen=True, eq=False)
class Formula:
    """A formula that has been read: ``tape.entries[value]`` is its last operation."""

    text: str
    tape: Tape
    value: int


@lru_cache(maxsize=256)
def read(text: str, place: str = "formula", variables: tuple[str, ...] = ("z",), longest: int = LONGEST) -> Formula:
    """Return the formula that a text is.

    Raises
    ------
    FormulaError : it cannot be read; the error names the character and what to write instead.
    """
    source = Source(text, place)
    if len(text) > longest:
        raise source.mistake(longest, 1, msg("longer than {count} characters", count=longest), msg("Shorten it."))
    marks.check(source, {*FUNCTIONS}, {*variables, *CONSTANTS, *FUNCTIONS, *ALIASES})
    try:
        tree = ast.parse(source.plain, mode="eval")
    except (SyntaxError, ValueError, MemoryError, RecursionError) as error:
        raise _misspelt(source, error) from None
    reader = _Reader(source, Tape(), variables)
    return Formula(text, reader.tape, reader.value(tree.body))


def _misspelt(source: Source, error: Exception) -> FormulaError:
    column = (error.offset or 1) - 1 if isinstance(error, SyntaxError) else 0
    position = min(source.typed(column), len(source.text.rstrip()) - 1)
    return source.mistake(
        position, 1, msg("not a formula from here on"), msg("Look for a missing operator, number or bracket.")
    )


@dataclass(frozen=True, eq=False)
class _Reader:
    source: Source
    tape: Tape
    variables: tuple[str, ...]

    def value(self, node: ast.expr) -> int:
        """Return the entry of a part that is a number."""
        found = self._entry(node)
        if self.tape.depth(found) > DEEPEST:
            raise self._wrong(node, msg("nested too deeply"), msg("Write it in a simpler form."))
        return found

    def _entry(self, node: ast.expr) -> int:
        match node:
            case ast.Constant(value=int() | float() as number) if not isinstance(number, bool):
                return self._number(node, number)
            case ast.Name(id=name):
                return self._name(node, name)
            case ast.UnaryOp(op=ast.USub(), operand=inner):
                return self.tape.apply("negative", self.value(inner))
            case ast.UnaryOp(op=ast.UAdd(), operand=inner):
                return self.value(inner)
            case ast.BinOp(left=left, op=operator, right=right) if type(operator) in _OPERATIONS:
                return self._operation(node, _OPERATIONS[type(operator)], left, right)
            case ast.Call(func=ast.Name(id=name), args=arguments, keywords=[]):
                return self._call(node, name, arguments)
            case ast.Compare():
                raise self._wrong(node, msg("a comparison is no number"), _USE_WHERE)
        raise self._wrong(node, msg("this may not stand in a formula"), _ALLOWED)

    def _number(self, node: ast.expr, number: float) -> int:
        if not abs(number) <= LARGEST:
            raise self._wrong(node, msg("a number that is too large"), msg("Write a smaller one."))
        return self.tape.number(float(number))

    def _name(self, node: ast.expr, given: str) -> int:
        name = ALIASES.get(given, given) if given not in self.variables else given
        if name in self.variables:
            return self.tape.variable(name)
        if name in CONSTANTS:
            return self.tape.number(CONSTANTS[name][0], name)
        if name in FUNCTIONS:
            raise self._wrong(
                node, msg("a function without its argument"), msg("Write {example}.", example=f"{given}(z)")
            )
        raise self._unknown(node, given, (*self.variables, *CONSTANTS, *FUNCTIONS))

    def _unknown(self, node: ast.expr, given: str, known: tuple[str, ...]) -> FormulaError:
        near = difflib.get_close_matches(given.lower(), known, 3, 0.6)
        near += [f"z * {given[1:]}"] if given[:1] in "zx" and given[1:] in known else []
        if near:
            advice = msg("Did you mean {choices}?", choices=", ".join(ALIASES.get(name, name) for name in near))
        else:
            advice = msg("There are z, pi, e and {functions}.", functions=", ".join(FUNCTIONS))
        return self._wrong(node, msg("unknown name {name}", name=f"“{given}”"), advice, len(given))

    def _operation(self, node: ast.expr, operation: str, left: ast.expr, right: ast.expr) -> int:
        u, v = self.value(left), self.value(right)
        if operation == "power" and self._is_steep(v):
            problem = msg("an exponent above {limit}", limit=f"{STEEPEST:g}")
            raise self._wrong(right, problem, msg("Write a smaller one."))
        if operation == "divide" and self.tape.is_number(v, 0):
            raise self._wrong(right, msg("a division by zero"), msg("Write another divisor."))
        return self.tape.apply(operation, u, v)

    def _is_steep(self, exponent: int) -> bool:
        """Whether an exponent is a number that is too large, or a tower of numbers."""
        value, entry = self.tape.constant(exponent), self.tape.entries[exponent]
        tower = entry.operation == "power" and not any(
            self.tape.entries[place].operation == VARIABLE for place in self.tape.needed(exponent)
        )
        return tower or (value is not None and abs(value) > STEEPEST)

    def _call(self, node: ast.Call, given: str, arguments: list[ast.expr]) -> int:
        name = ALIASES.get(given, given)
        if name in self.variables or name in CONSTANTS:
            raise self._wrong(
                node, msg("{name} is not a function", name=given), msg("Write * between factors."), len(given)
            )
        if name not in FUNCTIONS:
            raise self._unknown(node.func, given, (*FUNCTIONS, *ALIASES))
        if len(arguments) != FUNCTIONS[name]:
            wanted = msg("{name} takes {wanted}, not {count}", name=given, wanted=FUNCTIONS[name], count=len(arguments))
            raise self._wrong(node, wanted, msg("Separate arguments by a comma."))
        if name == "where":
            return self._choice(arguments)
        return self.tape.apply(name, *(self.value(argument) for argument in arguments))

    def _choice(self, arguments: list[ast.expr]) -> int:
        match arguments[0]:
            case ast.Compare(left=left, ops=[operator], comparators=[right]) if type(operator) in _COMPARISONS:
                operation, swapped = _COMPARISONS[type(operator)]
                sides = self.value(left), self.value(right)
                condition = self.tape.apply(operation, *(sides[::-1] if swapped else sides))
            case other:
                raise self._wrong(other, msg("where() needs one comparison first"), _USE_WHERE)
        return self.tape.apply("where", condition, self.value(arguments[1]), self.value(arguments[2]))

    def _wrong(self, node: ast.expr, problem: Message, advice: Message, length: int = 0) -> FormulaError:
        start = self.source.typed(self.source.characters(node.col_offset))
        end = self.source.typed(self.source.characters(node.end_col_offset or node.col_offset + 1))
        return self.source.mistake(start, length or end - start, problem, advice)


_USE_WHERE = msg("Write where(z > 0, z, 0.1 * z).")
_ALLOWED = msg("A formula holds numbers, z, + − * / ^, brackets and named functions.")
