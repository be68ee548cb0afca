"""From text to program: Python's parser makes the tree, a white-list decides what of it a program may hold."""

from __future__ import annotations

import ast
from dataclasses import dataclass

from nnstudio.engine.scalars.scratch import grammar
from nnstudio.engine.scalars.scratch.expressions import Expressions
from nnstudio.engine.scalars.scratch.grammar import Assign, Code, Loop, Part, Print, Program, Span, Statement, Sweep
from nnstudio.engine.scalars.scratch.grammar import Write as Writing
from nnstudio.engine.scalars.scratch.mistake import ScratchError
from nnstudio.engine.scalars.scratch.spelling import ALLOWED, Text, check
from nnstudio.engine.scalars.scratch.unknown import unknown_method
from nnstudio.text import Message, msg

_AUGMENTED: dict[type[ast.operator], str] = {ast.Add: "+", ast.Sub: "-", ast.Mult: "*", ast.Div: "/"}
_DEEPEST_LOOPS = 4


def read(text: str) -> Program:
    """Return the program that a text is; an empty one is a program too.

    Raises
    ------
    ScratchError : it cannot be read; the error names line and character and what to write instead.
    """
    typed = Text(text)
    check(typed)
    try:
        tree = ast.parse("\n".join(typed.plain))
    except (SyntaxError, ValueError, MemoryError, RecursionError) as error:
        raise _misspelt(typed, error) from None
    return Program(text, _Reader(typed, Expressions(typed)).block(tree.body, 0))


def _misspelt(text: Text, error: Exception) -> ScratchError:
    line, column = 1, 0
    if isinstance(error, SyntaxError):
        line = min(max(1, error.lineno or 1), len(text.lines))
        column = max(0, (error.offset or 1) - 1)
    start = min(text.column(line, column), max(0, len(text.lines[line - 1].rstrip()) - 1))
    if isinstance(error, IndentationError):
        problem, advice = msg("the indentation does not fit"), msg("Indent the lines of a loop by four spaces.")
    else:
        problem = msg("not understood from here on")
        advice = msg("Look for a missing operator, number, comma or colon.")
    return text.mistake(Span(line, start, 1), problem, advice)


@dataclass(frozen=True, eq=False)
class _Reader:
    text: Text
    expressions: Expressions

    def block(self, body: list[ast.stmt], depth: int) -> tuple[Statement, ...]:
        """Return the statements of a block, loops inside ``depth`` others."""
        return tuple(self._statement(node, depth) for node in body)

    def _statement(self, node: ast.stmt, depth: int) -> Statement:
        span = self.expressions.span(node)
        match node:
            case ast.Assign(targets=[target], value=value):
                return self._assignment(span, target, self._code(value))
            case ast.AugAssign(target=target, op=operator, value=value) if type(operator) in _AUGMENTED:
                part = Part("operate", _AUGMENTED[type(operator)], 2, span)
                return self._assignment(span, target, (*self._code(target), *self._code(value), part))
            case ast.Expr(value=ast.Call(func=function, args=arguments, keywords=[])):
                return self._call(span, function, arguments)
            case ast.For(target=ast.Name(id=name), iter=source, body=body, orelse=[]):
                return self._loop(node, name, source, body, depth)
            case ast.Expr(value=ast.BinOp() | ast.Name() | ast.Constant() | ast.UnaryOp()):
                raise self._wrong(span, msg("a result without a name"), msg("Write {example}.", example="y = …"))
        raise self._wrong(span, msg("this may not stand in a line"), ALLOWED)

    def _code(self, node: ast.expr) -> Code:
        return self.expressions.code(node)

    def _assignment(self, span: Span, target: ast.expr, code: Code) -> Statement:
        match target:
            case ast.Name(id=name):
                self._check_free(name, self.expressions.span(target))
                return Assign(span, name, code)
            case ast.Attribute(value=place, attr=("data" | "grad") as field):
                return Writing(span, self._code(place), field, code)
        advice = msg("Give it a name, or set {example}.", example="a.data = 3")
        raise self._wrong(self.expressions.span(target), msg("nothing can be stored there"), advice)

    def _check_free(self, name: str, span: Span) -> None:
        if name in grammar.BUILT_IN:
            problem = msg("{word} means something in this language", word=f"“{name}”")
            raise self._wrong(span, problem, msg("Choose another name."))

    def _call(self, span: Span, function: ast.expr, arguments: list[ast.expr]) -> Statement:
        match function:
            case ast.Name(id="print"):
                return Print(span, tuple(self._code(argument) for argument in arguments))
            case ast.Attribute(value=place, attr=method) if method in grammar.SWEEPS:
                wanted = int(method == "forward")
                if len(arguments) != wanted:
                    problem = msg(
                        "{name} takes {wanted}, not {count}", name=method, wanted=wanted, count=len(arguments)
                    )
                    advice = msg("Write {example}.", example="L.forward(a)" if wanted else f"L.{method}()")
                    raise self._wrong(span, problem, advice)
                seed = self._code(arguments[0]) if arguments else ()
                return Sweep(span, method, self._code(place), seed)
            case ast.Attribute(attr=method) if method not in grammar.METHODS:
                raise self._wrong(span, *unknown_method(method))
        raise self._wrong(span, msg("a result without a name"), msg("Write {example}.", example="y = …"))

    def _loop(self, node: ast.For, name: str, source: ast.expr, body: list[ast.stmt], depth: int) -> Loop:
        head = self.expressions.span(node.target)
        self._check_free(name, head)
        if depth >= _DEEPEST_LOOPS:
            raise self._wrong(head, msg("nested too deeply"), msg("Write it in a simpler form."))
        bounds: tuple[Code, ...] = ()
        items: Code = ()
        match source:
            case ast.Call(func=ast.Name(id="range"), args=arguments, keywords=[]):
                if not 1 <= len(arguments) <= 3:
                    advice = msg("Write {example}.", example="range(10)")
                    raise self._wrong(self.expressions.span(source), msg("range takes one to three numbers"), advice)
                bounds = tuple(self._code(argument) for argument in arguments)
            case _:
                items = self._code(source)
        return Loop(head, name, items, bounds, self.block(body, depth + 1))

    def _wrong(self, span: Span, problem: Message, advice: Message) -> ScratchError:
        return self.expressions.wrong(span, problem, advice)
