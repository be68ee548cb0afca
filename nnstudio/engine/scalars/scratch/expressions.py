"""From the parser's tree of an expression to parts in postfix order."""

from __future__ import annotations

import ast
import difflib
from collections.abc import Iterator
from dataclasses import dataclass

from nnstudio.engine.scalars.scratch import grammar
from nnstudio.engine.scalars.scratch.grammar import Code, Part, Span
from nnstudio.engine.scalars.scratch.mistake import ScratchError
from nnstudio.engine.scalars.scratch.spelling import ALLOWED, Text
from nnstudio.engine.scalars.scratch.unknown import unknown_function, unknown_method
from nnstudio.text import Message, msg

_OPERATORS: dict[type[ast.operator], str] = {
    ast.Add: "+",
    ast.Sub: "-",
    ast.Mult: "*",
    ast.Div: "/",
    ast.Pow: "**",
}


@dataclass(frozen=True, eq=False)
class Expressions:
    """Reads the expressions of a text."""

    text: Text

    def code(self, node: ast.expr) -> Code:
        """Return an expression as parts; ScratchError at the first thing that is not in the language."""
        return tuple(self._parts(node, 0))

    def span(self, node: ast.expr | ast.stmt) -> Span:
        """Return where a part stands in the text as typed; of several lines, what is in the first."""
        line = node.lineno
        start = self.text.characters(line, node.col_offset)
        same = node.end_lineno == line and node.end_col_offset is not None
        stop = self.text.characters(line, node.end_col_offset or 0) if same else len(self.text.plain[line - 1].rstrip())
        return self.text.span(line, start, stop)

    def wrong(self, span: Span, problem: Message, advice: Message) -> ScratchError:
        """Return the error about a part."""
        return self.text.mistake(span, problem, advice)

    def _parts(self, node: ast.expr, depth: int) -> Iterator[Part]:
        span = self.span(node)
        if depth > grammar.DEEPEST:
            raise self.wrong(span, msg("nested too deeply"), msg("Write it in a simpler form."))
        match node:
            case ast.Constant():
                yield self._constant(node, span)
            case ast.Name(id=name):
                yield self._name(name, span)
            case ast.UnaryOp(op=ast.USub(), operand=inner):
                yield from self._negative(inner, span, depth)
            case ast.UnaryOp(op=ast.UAdd(), operand=inner):
                yield from self._parts(inner, depth + 1)
            case ast.BinOp():
                yield from self._joined(node, depth)
            case ast.Call(func=function, args=arguments, keywords=[]):
                yield from self._call(function, arguments, span, depth)
            case ast.List(elts=items):
                yield from self._each(items, depth)
                yield Part("list", "", len(items), span)
            case ast.Subscript(value=inner, slice=index) if not isinstance(index, ast.Slice | ast.Tuple):
                yield from self._each([inner, index], depth)
                yield Part("item", "", 2, span)
            case ast.Attribute(value=inner, attr=field) if field in grammar.FIELDS:
                yield from self._parts(inner, depth + 1)
                yield Part("field", field, 1, span)
            case _:
                raise self._refused(node, span)

    def _each(self, nodes: list[ast.expr], depth: int) -> Iterator[Part]:
        for node in nodes:
            yield from self._parts(node, depth + 1)

    def _joined(self, node: ast.BinOp, depth: int) -> Iterator[Part]:
        """Yield a chain a + b − c …: its left side is followed in a loop, so that it may be long."""
        chain: list[ast.BinOp] = []
        left: ast.expr = node
        while isinstance(left, ast.BinOp):
            chain.append(left)
            left = left.left
        yield from self._parts(left, depth + 1)
        for each in reversed(chain):
            if type(each.op) not in _OPERATORS:
                raise self._refused(each, self.span(each))
            yield from self._parts(each.right, depth + 1)
            yield Part("operate", _OPERATORS[type(each.op)], 2, self.span(each))

    def _negative(self, inner: ast.expr, span: Span, depth: int) -> Iterator[Part]:
        if isinstance(inner, ast.Constant):
            # −3 is a number, not the negative of one: no node of its own.
            part = self._constant(inner, span)
            if part.kind == "number":
                yield Part("number", -float(part.what), 0, span)
                return
        yield from self._parts(inner, depth + 1)
        yield Part("operate", "neg", 1, span)

    def _constant(self, node: ast.Constant, span: Span) -> Part:
        if isinstance(node.value, str):
            typed = self.text.lines[span.line - 1][span.start : span.start + span.length]
            return Part("text", typed[1:-1], 0, span)
        if isinstance(node.value, int | float) and not isinstance(node.value, bool):
            if not abs(node.value) <= grammar.LARGEST:
                raise self.wrong(span, msg("a number that is too large"), msg("Write a smaller one."))
            return Part("number", float(node.value), 0, span)
        raise self._refused(node, span)

    def _name(self, name: str, span: Span) -> Part:
        if name in grammar.BUILT_IN:
            problem = msg("a function without its argument")
            raise self.wrong(span, problem, msg("Write {example}.", example=f"{name}(…)"))
        return Part("name", name, 0, span)

    def _call(self, function: ast.expr, arguments: list[ast.expr], span: Span, depth: int) -> Iterator[Part]:
        match function:
            case ast.Name(id=name) if name in grammar.CALLS:
                yield from self._built_in(name, arguments, span, depth)
            case ast.Name(id=name) if name not in grammar.BUILT_IN and len(arguments) == 1:
                yield Part("called", name, 0, self.span(function))
                yield from self._each(arguments, depth)
                yield Part("apply", name, 2, span)
            case ast.Attribute(value=inner, attr=method) if method in grammar.METHODS and not arguments:
                yield from self._parts(inner, depth + 1)
                yield Part("parameters" if method == "parameters" else "function", method, 1, span)
            case ast.Attribute(attr=method) if method in grammar.SWEEPS:
                advice = msg("Write it in a line of its own: {example}.", example=f"L.{method}()")
                raise self.wrong(span, msg("{name} gives no number", name=f"{method}()"), advice)
            case ast.Attribute(attr=name):
                raise self.wrong(span, *unknown_method(name))
            case ast.Name(id=name):
                raise self.wrong(span, *unknown_function(name))
            case _:
                raise self._refused(function, span)

    def _built_in(self, name: str, arguments: list[ast.expr], span: Span, depth: int) -> Iterator[Part]:
        least, most = grammar.CALLS[name]
        if not least <= len(arguments) <= most:
            problem = msg("{name} takes {wanted}, not {count}", name=name, wanted=most, count=len(arguments))
            raise self.wrong(span, problem, msg("Separate arguments by a comma."))
        yield from self._each(arguments, depth)
        yield Part("function" if name in grammar.FUNCTIONS else "call", name, len(arguments), span)

    def _refused(self, node: ast.expr, span: Span) -> ScratchError:
        match node:
            case ast.Attribute(attr=name):
                near = difflib.get_close_matches(name, (*grammar.FIELDS, *grammar.METHODS), 1, 0.6)
                problem = msg("unknown name {name}", name=f"“.{name}”")
                listed = msg("A number has .data, .grad and .tangent.")
                return self.wrong(span, problem, msg("Did you mean {choices}?", choices=near[0]) if near else listed)
            case ast.Compare():
                return self.wrong(span, msg("a comparison is no number"), ALLOWED)
            case ast.ListComp():
                return self.wrong(span, msg("no list by a loop"), msg("Write the items one by one: [a, b, c]."))
        return self.wrong(span, msg("this may not stand in an expression"), ALLOWED)
