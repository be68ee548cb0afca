"""Expressions become instructions; what is not on the list is refused with its place."""

from __future__ import annotations

import ast
import re
from typing import TYPE_CHECKING, Final

from nnstudio.inspection.small_python import instructions as do
from nnstudio.inspection.small_python.limits import LONGEST_TEXT, MOST_BITS
from nnstudio.inspection.small_python.operators import COMPARISONS, OPERATORS
from nnstudio.text import msg

if TYPE_CHECKING:
    from nnstudio.inspection.small_python.building import Builder

_SIGNS: Final[dict[type[ast.unaryop], str]] = {ast.USub: "-", ast.UAdd: "+", ast.Not: "not"}
_CONVERSIONS: Final = {-1: "", 115: "str", 114: "repr"}
_SHAPE: Final = re.compile(r"[<>^]?[+ ]?0?\d{0,2},?(\.\d{1,2})?[dfgeEG%s]?")


def expression(to: Builder, node: ast.expr) -> None:
    """Emit what puts an expression's value on the stack."""
    match node:
        case ast.Constant():
            _constant(to, node)
        case ast.Name(id=name):
            to.load(name, node)
        case ast.Attribute(value=owner, attr=name):
            to.check_name(name, node)
            expression(to, owner)
            to.emit(do.load_field, name, node)
        case ast.Call():
            _call(to, node)
        case ast.BinOp(left=left, op=operator, right=right) if type(operator) in OPERATORS:
            expression(to, left)
            expression(to, right)
            to.emit(do.operate, OPERATORS[type(operator)], node)
        case ast.UnaryOp(op=sign, operand=operand) if type(sign) in _SIGNS:
            expression(to, operand)
            to.emit(do.unary, _SIGNS[type(sign)], node)
        case ast.BoolOp():
            _joined(to, node)
        case ast.Compare():
            _compare(to, node)
        case ast.IfExp():
            _choice(to, node)
        case ast.Subscript(value=owner, slice=place):
            expression(to, owner)
            index(to, place)
            to.emit(do.load_item, None, node)
        case ast.Lambda():
            to.function(node, "lambda", [ast.copy_location(ast.Return(node.body), node.body)])
        case _:
            _collection(to, node)


def _constant(to: Builder, node: ast.Constant) -> None:
    value = node.value
    too_long = isinstance(value, str) and len(value) > LONGEST_TEXT
    if not isinstance(value, int | float | str | None) or too_long:
        raise to.refuse(node)
    if isinstance(value, int) and value.bit_length() > MOST_BITS:
        raise to.fault(node, msg("a number that is too large"), msg("Write a smaller one."))
    to.emit(do.constant, value, node)


def index(to: Builder, place: ast.expr) -> None:
    """Emit what puts an index or a slice on the stack."""
    if isinstance(place, ast.Slice):
        for part in (place.lower, place.upper, place.step):
            if part is None:
                to.emit(do.constant, None, place)
            else:
                expression(to, part)
        to.emit(do.make_slice, None, place)
    else:
        expression(to, place)


def _call(to: Builder, node: ast.Call) -> None:
    expression(to, node.func)
    names = tuple(keyword.arg or "" for keyword in node.keywords)
    if "" in names:
        raise to.refuse(node)
    spread = any(isinstance(argument, ast.Starred) for argument in node.args)
    if spread:
        _spread(to, node, node.args)
    else:
        for argument in node.args:
            expression(to, argument)
    for keyword in node.keywords:
        expression(to, keyword.value)
    if spread:
        to.emit(do.call_spread, names, node)
    else:
        to.emit(do.call, (len(node.args) + len(names), names), node)


def _spread(to: Builder, node: ast.expr, parts: list[ast.expr]) -> None:
    to.emit(do.make_list, 0, node)
    for part in parts:
        if isinstance(part, ast.Starred):
            expression(to, part.value)
            to.emit(do.add_items, None, part)
        else:
            expression(to, part)
            to.emit(do.append_under, None, part)


def _joined(to: Builder, node: ast.BoolOp) -> None:
    end = [0]
    for value in node.values[:-1]:
        expression(to, value)
        to.emit(do.keep_if, (isinstance(node.op, ast.Or), end), value)
    expression(to, node.values[-1])
    to.here(end)


def _compare(to: Builder, node: ast.Compare) -> None:
    expression(to, node.left)
    end, bad = [0], [0]
    last = len(node.ops) - 1
    for place, (sign, right) in enumerate(zip(node.ops, node.comparators, strict=True)):
        expression(to, right)
        if place < last:
            # a < b < c: b stays for the next comparison, below the result of this one.
            to.emit(do.copy, 1, node)
            to.emit(do.under, 2, node)
        to.emit(do.compare, COMPARISONS[type(sign)], node)
        if place < last:
            to.emit(do.keep_if, (False, bad), node)
    if last:
        to.emit(do.jump, end, node)
        to.here(bad)
        to.emit(do.swap, None, node)
        to.emit(do.pop, None, node)
        to.here(end)


def _choice(to: Builder, node: ast.IfExp) -> None:
    other, end = [0], [0]
    expression(to, node.test)
    to.emit(do.jump_if_false, other, node.test)
    expression(to, node.body)
    to.emit(do.jump, end, node)
    to.here(other)
    expression(to, node.orelse)
    to.here(end)


def _collection(to: Builder, node: ast.expr) -> None:
    match node:
        case ast.List(elts=parts) | ast.Tuple(elts=parts) if any(isinstance(part, ast.Starred) for part in parts):
            _spread(to, node, parts)
            if isinstance(node, ast.Tuple):
                to.emit(do.tuple_of_list, None, node)
        case ast.List(elts=parts) | ast.Tuple(elts=parts) | ast.Set(elts=parts):
            for part in parts:
                expression(to, part)
            make = {ast.List: do.make_list, ast.Tuple: do.make_tuple, ast.Set: do.make_set}[type(node)]
            to.emit(make, len(parts), node)
        case ast.Dict(keys=keys, values=values):
            for key, value in zip(keys, values, strict=True):
                if key is None:
                    raise to.refuse(node)
                expression(to, key)
                expression(to, value)
            to.emit(do.make_dict, len(keys), node)
        case ast.ListComp(elt=result, generators=loops):
            _comprehension(to, node, [result], loops, "list")
        case ast.SetComp(elt=result, generators=loops):
            _comprehension(to, node, [result], loops, "set")
        case ast.GeneratorExp(elt=result, generators=loops):
            _comprehension(to, node, [result], loops, "iterator")
        case ast.DictComp(key=key, value=value, generators=loops):
            _comprehension(to, node, [key, value], loops, "dict")
        case ast.JoinedStr(values=parts):
            _text(to, node, parts)
        case _:
            raise to.refuse(node)


def _comprehension(
    to: Builder, node: ast.expr, results: list[ast.expr], loops: list[ast.comprehension], kind: str
) -> None:
    """A comprehension is a small function of its own, called with the first loop's source."""
    inner = to.comprehension(node, loops)
    inner.emit(do.make_list, 0, node)
    inner.emit(do.store_local, ".out", node)
    inner.loops(loops, results)
    inner.emit(do.load_local, ".out", node)
    inner.emit(do.finish, kind, node)
    inner.emit(do.give_back, None, node)
    to.emit(do.make_function, (inner.code, 0, to.kind), node)
    expression(to, loops[0].iter)
    to.emit(do.iterate, None, loops[0].iter)
    to.emit(do.call, (1, ()), node)


def _text(to: Builder, node: ast.JoinedStr, parts: list[ast.expr]) -> None:
    for part in parts:
        match part:
            case ast.Constant(value=str()):
                to.emit(do.constant, part.value, node)
            case ast.FormattedValue(value=value, conversion=conversion, format_spec=spec):
                expression(to, value)
                shape = _shape(to, part, spec)
                if conversion not in _CONVERSIONS:
                    raise to.refuse(node)
                to.emit(do.text_of, (_CONVERSIONS[conversion], shape), node)
            case _:
                raise to.refuse(node)
    to.emit(do.join, len(parts), node)


def _shape(to: Builder, node: ast.expr, spec: ast.expr | None) -> str:
    if spec is None:
        return ""
    match spec:
        case ast.JoinedStr(values=[ast.Constant(value=str() as shape)]) if _SHAPE.fullmatch(shape):
            return shape
    raise to.fault(node, msg("unknown shape of a number in a text"), msg("Write {example}.", example='f"{x:.4f}"'))
