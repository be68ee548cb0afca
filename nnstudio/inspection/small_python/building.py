"""Statements become instructions: a builder for the program, and one for each function, class and comprehension."""

from __future__ import annotations

import ast
from typing import Any, Final, Literal

from nnstudio.inspection.small_python import instructions as do
from nnstudio.inspection.small_python.expressions import expression, index
from nnstudio.inspection.small_python.fault import CodeError
from nnstudio.inspection.small_python.modules import MEMBERS
from nnstudio.inspection.small_python.names import refusal
from nnstudio.inspection.small_python.operators import OPERATORS
from nnstudio.inspection.small_python.reading import Source
from nnstudio.inspection.small_python.scopes import assigned, declared, targets
from nnstudio.inspection.small_python.things import Code, Handler
from nnstudio.text import Message, msg

Kind = Literal["module", "function", "class"]
_WHAT: Final = msg(
    "There are def, class, lambda, if, for, while, return, assert, import math and random, lists, tuples, sets, "
    "dictionaries, comprehensions and f-strings."
)


def build(source: Source) -> Code:
    """Return a program's instructions; CodeError at what the language does not have."""
    builder = Builder(source, "module", Code("", source.origin))
    try:
        builder.block(source.tree.body)
    except RecursionError:
        raise builder.fault(source.tree, msg("nested too deeply"), msg("Write it in a simpler form.")) from None
    return builder.finished()


class Builder:
    """Emits instructions. ``own`` : the names of the function or class body; ``parent`` : the builder around it."""

    def __init__(
        self,
        source: Source,
        kind: Kind,
        code: Code,
        body: list[ast.stmt] | None = None,
        parent: Builder | None = None,
        own: frozenset[str] = frozenset(),
    ) -> None:
        self.source, self.kind, self.code, self.parent = source, kind, code, parent
        self.globals = declared(body or [], ast.Global)
        self.outer = declared(body or [], ast.Nonlocal)
        self.own = (own | assigned(body or [])) - self.globals - self.outer
        self.repeat: list[tuple[list[int], list[int], bool]] = []
        self._statement = 0

    # -- emitting

    def emit(self, handler: Handler, argument: Any, node: ast.AST) -> None:
        """Add an instruction that stands at a node."""
        self.code.operations.append((handler, argument))
        self.code.places.append(self.source.place(node))
        self.code.statements.append(self._statement)

    def here(self, goal: list[int]) -> None:
        """Say that a jump goes to the next instruction."""
        goal[:] = [len(self.code.operations)]

    def finished(self) -> Code:
        """Return the code, with the return that every function ends in."""
        end = self.source.tree.body[-1] if self.source.tree.body else self.source.tree
        self.emit(do.constant, None, end)
        self.emit(do.give_back, None, end)
        return self.code

    # -- what is wrong

    def fault(self, node: ast.AST, problem: Message, advice: Message) -> CodeError:
        """Return the error about a node."""
        return self.source.fault(self.source.place(node), problem, advice)

    def refuse(self, node: ast.AST) -> CodeError:
        """Return the error of what the language does not have."""
        word = type(node).__name__
        return self.fault(node, msg("this is not in this language: {what}", what=word), _WHAT)

    def check_name(self, name: str, node: ast.AST) -> None:
        """Raise CodeError for a name that may not be used."""
        refused = refusal(name)
        if refused is not None:
            raise self.fault(node, *refused)

    # -- names

    def load(self, name: str, node: ast.AST) -> None:
        """Emit what puts a name's value there."""
        self.check_name(name, node)
        where, argument = self._where(name)
        loads: dict[str, Handler] = {"own": do.load_local, "around": do.load_around, "global": do.load_global}
        if self.kind == "class" and where == "own":
            around, inner = self._beyond(name)
            self.emit(do.load_in_class, (name, loads[around], inner), node)
        else:
            self.emit(loads[where], argument, node)

    def store(self, name: str, node: ast.AST) -> None:
        """Emit what gives a name the topmost value."""
        self.check_name(name, node)
        where, argument = self._where(name)
        stores: dict[str, Handler] = {"own": do.store_local, "around": do.store_around, "global": do.store_global}
        self.emit(stores[where], argument, node)

    def _where(self, name: str) -> tuple[str, Any]:
        if name in self.own and self.kind != "module":
            return "own", name
        return ("global", name) if name in self.globals else self._beyond(name)

    def _beyond(self, name: str) -> tuple[str, Any]:
        """Return where a name of the calls around is: how many up, or in the program."""
        builder, depth = self.parent, 0
        while builder is not None and builder.kind != "module":
            if builder.kind == "function":
                depth += 1
                if name in builder.own:
                    return "around", (depth, name)
                if name in builder.globals:
                    break
            builder = builder.parent
        return "global", name

    # -- statements

    def block(self, body: list[ast.stmt]) -> None:
        """Emit statements one after the other."""
        for node in body:
            self._statement += 1
            self._emit_statement(node)

    def _emit_statement(self, node: ast.stmt) -> None:
        match node:
            case ast.Expr(value=value):
                expression(self, value)
                self.emit(do.pop, None, node)
            case ast.Assign(targets=goals, value=value):
                expression(self, value)
                for place, goal in enumerate(goals):
                    if place < len(goals) - 1:
                        self.emit(do.copy, 1, node)
                    self.assign(goal)
            case ast.AnnAssign(target=goal, value=value):
                if value is not None:
                    expression(self, value)
                    self.assign(goal)
            case ast.AugAssign():
                self._change(node)
            case ast.If() | ast.While() | ast.For():
                self._emit_control(node)
            case ast.FunctionDef(decorator_list=[]):
                self.function(node, node.name, node.body)
                self.store(node.name, node)
            case ast.ClassDef(decorator_list=[], keywords=[]):
                self._class(node)
            case ast.Return(value=value):
                self._return(node, value)
            case _:
                self._emit_simple(node)

    def _emit_simple(self, node: ast.stmt) -> None:
        match node:
            case ast.Pass() | ast.Global():
                return
            case ast.Nonlocal(names=names):
                self._check_outer(node, names)
            case ast.Break() | ast.Continue():
                self._leave(node)
            case ast.Assert(test=test, msg=text):
                expression(self, test)
                if text is not None:
                    expression(self, text)
                self.emit(do.claim, text is not None, test)
            case ast.Import(names=names):
                for alias in names:
                    self._module(node, alias.name)
                    self.store(alias.asname or alias.name, node)
            case ast.ImportFrom(module=module, names=names, level=0):
                for alias in names:
                    self._module(node, module or "")
                    if alias.name not in MEMBERS[module or ""]:
                        raise self.fault(node, *_no_import(f"{module}.{alias.name}"))
                    self.emit(do.load_field, alias.name, node)
                    self.store(alias.asname or alias.name, node)
            case _:
                raise self.refuse(node)

    def _module(self, node: ast.stmt, name: str) -> None:
        if name not in MEMBERS:
            raise self.fault(node, *_no_import(name))
        self.emit(do.load_module, name, node)

    def _check_outer(self, node: ast.AST, names: list[str]) -> None:
        for name in names:
            if self._beyond(name)[0] != "around":
                problem = msg("no function around this one has the name {name}", name=f"“{name}”")
                raise self.fault(node, problem, msg("Look at the name's spelling."))

    def assign(self, goal: ast.expr) -> None:
        """Emit what gives a target the topmost value."""
        match goal:
            case ast.Name(id=name):
                self.store(name, goal)
            case ast.Attribute(value=owner, attr=name):
                self.check_name(name, goal)
                expression(self, owner)
                self.emit(do.store_field, name, goal)
            case ast.Subscript(value=owner, slice=place) if not isinstance(place, ast.Slice):
                expression(self, owner)
                index(self, place)
                self.emit(do.store_item, None, goal)
            case ast.Tuple(elts=parts) | ast.List(elts=parts):
                self.emit(do.unpack, len(parts), goal)
                for part in parts:
                    self.assign(part)
            case _:
                raise self.refuse(goal)

    def _change(self, node: ast.AugAssign) -> None:
        if type(node.op) not in OPERATORS:
            raise self.refuse(node)
        goal, operator = node.target, OPERATORS[type(node.op)]
        match goal:
            case ast.Name(id=name):
                self.load(name, goal)
            case ast.Attribute(value=owner, attr=name):
                self.check_name(name, goal)
                expression(self, owner)
                self.emit(do.copy, 1, goal)
                self.emit(do.load_field, name, goal)
            case ast.Subscript(value=owner, slice=place) if not isinstance(place, ast.Slice):
                expression(self, owner)
                index(self, place)
                self.emit(do.copy, 2, goal)
                self.emit(do.load_item, None, goal)
            case _:
                raise self.refuse(node)
        expression(self, node.value)
        self.emit(do.operate_in_place, operator, node)
        match goal:
            case ast.Name(id=name):
                self.store(name, goal)
            case ast.Attribute(attr=name):
                self.emit(do.swap, None, goal)
                self.emit(do.store_field, name, goal)
            case _:
                self.emit(do.under, 2, goal)
                self.emit(do.store_item, None, goal)

    # -- control

    def _emit_control(self, node: ast.If | ast.While | ast.For) -> None:
        other, end = [0], [0]
        if isinstance(node, ast.If):
            expression(self, node.test)
            self.emit(do.jump_if_false, other, node.test)
            self.block(node.body)
            self.emit(do.jump, end, node)
        else:
            self._loop(node, other, end)
        self.here(other)
        self.block(node.orelse)
        self.here(end)

    def _loop(self, node: ast.While | ast.For, other: list[int], end: list[int]) -> None:
        again = [0]
        if isinstance(node, ast.For):
            expression(self, node.iter)
            self.emit(do.iterate, None, node.iter)
            self.here(again)
            self.emit(do.advance, other, node.iter)
            self.assign(node.target)
        else:
            self.here(again)
            expression(self, node.test)
            self.emit(do.jump_if_false, other, node.test)
        self.repeat.append((again, end, isinstance(node, ast.For)))
        self.block(node.body)
        self.repeat.pop()
        self.emit(do.jump, again, node)

    def _leave(self, node: ast.Break | ast.Continue) -> None:
        if not self.repeat:
            raise self.fault(node, msg("no loop is around this line"), msg("Delete it."))
        again, end, is_for = self.repeat[-1]
        if isinstance(node, ast.Continue):
            self.emit(do.jump, again, node)
            return
        if is_for:
            self.emit(do.pop, None, node)
        self.emit(do.jump, end, node)

    def _return(self, node: ast.Return, value: ast.expr | None) -> None:
        if self.kind != "function":
            raise self.fault(node, msg("return outside a function"), msg("Delete it."))
        if value is None:
            self.emit(do.constant, None, node)
        else:
            expression(self, value)
        self.emit(do.give_back, None, node)

    # -- functions, classes, comprehensions

    def function(self, node: ast.FunctionDef | ast.Lambda, name: str, body: list[ast.stmt]) -> None:
        """Emit what puts a function there."""
        given = node.args
        if given.vararg or given.kwarg or given.kwonlyargs or given.posonlyargs:
            raise self.refuse(node)
        parameters = tuple(each.arg for each in given.args)
        for parameter in parameters:
            self.check_name(parameter, node)
        for default in given.defaults:
            expression(self, default)
        owner = self.code.name if self.kind == "class" else self.code.owner
        code = Code(name, self.source.origin, owner, parameters)
        inner = Builder(self.source, "function", code, body, self, frozenset(parameters))
        inner.block(body)
        self.emit(do.make_function, (inner.finished(), len(given.defaults), self.kind), node)

    def _class(self, node: ast.ClassDef) -> None:
        if len(node.bases) > 1:
            raise self.refuse(node)
        for base in node.bases:
            expression(self, base)
        inner = Builder(self.source, "class", Code(node.name, self.source.origin, node.name), node.body, self)
        inner.block(node.body)
        inner.emit(do.leave_body, None, node)
        self.emit(do.run_body, (inner.code, self.kind), node)
        self.emit(do.make_class, (node.name, bool(node.bases)), node)
        self.store(node.name, node)

    def comprehension(self, node: ast.expr, loops: list[ast.comprehension]) -> Builder:
        """Return the builder of a comprehension, whose names are the loops' own."""
        own = frozenset({".out", ".in"}).union(*(targets(loop.target) for loop in loops))
        code = Code("comprehension", self.source.origin, self.code.owner, (".in",))
        return Builder(self.source, "function", code, [], self, own)

    def loops(self, loops: list[ast.comprehension], results: list[ast.expr], depth: int = 0) -> None:
        """Emit the loops of a comprehension, the first one over its argument, and its results."""
        if depth == len(loops):
            for result in results:
                expression(self, result)
            if len(results) > 1:
                self.emit(do.make_tuple, len(results), results[0])
            self.emit(do.add_item, ".out", results[0])
            return
        loop, again, end = loops[depth], [0], [0]
        if loop.is_async:
            raise self.refuse(loop.target)
        if depth:
            expression(self, loop.iter)
            self.emit(do.iterate, None, loop.iter)
        else:
            self.emit(do.load_local, ".in", loop.target)
        self.here(again)
        self.emit(do.advance, end, loop.iter)
        self.assign(loop.target)
        for test in loop.ifs:
            expression(self, test)
            self.emit(do.jump_if_false, again, test)
        self.loops(loops, results, depth + 1)
        self.emit(do.jump, again, loop.target)
        self.here(end)


def _no_import(name: str) -> tuple[Message, Message]:
    return msg("{word} cannot be imported", word=f"“{name}”"), msg("There are math and random.")
