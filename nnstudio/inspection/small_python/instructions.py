"""The machine's instructions: each takes what it needs from its frame's stack and puts its result there."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from nnstudio.inspection.small_python import attributes, calling, items, operators
from nnstudio.inspection.small_python.fault import WrongError
from nnstudio.inspection.small_python.names import unknown_name
from nnstudio.inspection.small_python.things import NOTHING, Class, Code, Frame, Function, Scope, Thing
from nnstudio.inspection.small_python.writing import shaped, written
from nnstudio.text import msg

if TYPE_CHECKING:
    from nnstudio.inspection.small_python.machine import Machine

# -- the stack


def constant(_: Machine, frame: Frame, value: Thing) -> None:
    """Put a constant there."""
    frame.stack.append(value)


def pop(_: Machine, frame: Frame, __: None) -> None:
    """Drop the topmost."""
    frame.stack.pop()


def copy(_: Machine, frame: Frame, count: int) -> None:
    """Put the topmost so many there once more."""
    frame.stack += frame.stack[-count:]


def swap(_: Machine, frame: Frame, __: None) -> None:
    """Exchange the two topmost."""
    frame.stack[-1], frame.stack[-2] = frame.stack[-2], frame.stack[-1]


def under(_: Machine, frame: Frame, count: int) -> None:
    """Move the topmost below ``count`` others."""
    value = frame.stack.pop()
    frame.stack.insert(len(frame.stack) - count, value)


# -- names


def load_local(_: Machine, frame: Frame, name: str) -> None:
    """Put a name of the call there."""
    value = frame.scope.names.get(name, NOTHING)
    if value is NOTHING:
        raise _too_early(name)
    frame.stack.append(value)


def load_around(_: Machine, frame: Frame, where: tuple[int, str]) -> None:
    """Put a name of a call around the function's definition there."""
    value = _around(frame, where[0]).names.get(where[1], NOTHING)
    if value is NOTHING:
        raise _too_early(where[1])
    frame.stack.append(value)


def load_global(machine: Machine, frame: Frame, name: str) -> None:
    """Put a name of the program, or of the language, there."""
    value = machine.names.get(name, NOTHING)
    if value is NOTHING:
        value = machine.built_in.get(name, NOTHING)
    if value is NOTHING:
        raise unknown_name(name, (*machine.names, *machine.built_in))
    frame.stack.append(value)


def load_in_class(machine: Machine, frame: Frame, where: tuple[str, Any, Any]) -> None:
    """Put a name there that a class body may have set, or else what is around the class."""
    name, load, argument = where
    if name in frame.scope.names:
        frame.stack.append(frame.scope.names[name])
    else:
        load(machine, frame, argument)


def store_local(_: Machine, frame: Frame, name: str) -> None:
    """Give a name of the call its value."""
    frame.scope.names[name] = frame.stack.pop()


def store_around(_: Machine, frame: Frame, where: tuple[int, str]) -> None:
    """Give a name of a call around the function's definition its value."""
    _around(frame, where[0]).names[where[1]] = frame.stack.pop()


def store_global(machine: Machine, frame: Frame, name: str) -> None:
    """Give a name of the program its value."""
    machine.names[name] = frame.stack.pop()


def _around(frame: Frame, depth: int) -> Scope:
    scope = frame.scope
    for _ in range(depth):
        assert scope.parent is not None
        scope = scope.parent
    return scope


def _too_early(name: str) -> WrongError:
    advice = msg("Give it a value before this line; a name set in a function belongs to that function.")
    return WrongError(msg("{word} has no value yet", word=f"“{name}”"), advice)


# -- jumps


def jump(_: Machine, frame: Frame, to: list[int]) -> None:
    """Go on elsewhere."""
    frame.at = to[0]


def jump_if_false(machine: Machine, frame: Frame, to: list[int]) -> None:
    """Take the topmost, and go on elsewhere if it counts as false."""
    if not operators.truth(machine, frame.stack.pop()):
        frame.at = to[0]


def keep_if(machine: Machine, frame: Frame, where: tuple[bool, list[int]]) -> None:
    """Keep the topmost as the result and go on elsewhere if it is as said; else drop it."""
    if operators.truth(machine, frame.stack[-1]) is where[0]:
        frame.at = where[1][0]
    else:
        frame.stack.pop()


def iterate(machine: Machine, frame: Frame, _: None) -> None:
    """Put an iterator in the topmost's place."""
    frame.stack.append(items.iterator(frame.stack.pop()))


def advance(machine: Machine, frame: Frame, to: list[int]) -> None:
    """Put the iterator's next item there; at its end drop it and go on elsewhere."""
    item = next(frame.stack[-1], NOTHING)
    if item is NOTHING:
        frame.stack.pop()
        frame.at = to[0]
    else:
        frame.stack.append(item)


# -- data


def make_list(machine: Machine, frame: Frame, count: int) -> None:
    """Put a list of the topmost there."""
    machine.take(count + 8)
    found = frame.stack[len(frame.stack) - count :]
    del frame.stack[len(frame.stack) - count :]
    frame.stack.append(found)


def make_tuple(machine: Machine, frame: Frame, count: int) -> None:
    """Put a tuple of the topmost there."""
    make_list(machine, frame, count)
    frame.stack[-1] = tuple(frame.stack[-1])


def tuple_of_list(machine: Machine, frame: Frame, _: None) -> None:
    """Make a tuple of the topmost list."""
    frame.stack[-1] = tuple(frame.stack[-1])


def make_set(machine: Machine, frame: Frame, count: int) -> None:
    """Put a set of the topmost there."""
    make_list(machine, frame, count)
    frame.stack[-1] = {items.key(machine, each) for each in frame.stack[-1]}


def make_dict(machine: Machine, frame: Frame, count: int) -> None:
    """Put a dictionary of the topmost pairs there."""
    make_list(machine, frame, 2 * count)
    flat = frame.stack[-1]
    pairs = zip(flat[::2], flat[1::2], strict=True)
    frame.stack[-1] = {items.key(machine, key): value for key, value in pairs}


def add_item(machine: Machine, frame: Frame, name: str) -> None:
    """Append the topmost to the list of a hidden name."""
    machine.take(1)
    frame.scope.names[name].append(frame.stack.pop())


def add_items(machine: Machine, frame: Frame, _: None) -> None:
    """Append all items of the topmost to the list below it."""
    found = items.listed(machine, frame.stack.pop())
    frame.stack[-1] += found


def append_under(machine: Machine, frame: Frame, _: None) -> None:
    """Append the topmost to the list below it."""
    machine.take(1)
    value = frame.stack.pop()
    frame.stack[-1].append(value)


def finish(machine: Machine, frame: Frame, kind: str) -> None:
    """Make of the list of a comprehension what it is to be."""
    found = frame.stack.pop()
    if kind == "set":
        found = {items.key(machine, each) for each in found}
    elif kind == "dict":
        found = {items.key(machine, key): value for key, value in found}
    elif kind == "iterator":
        found = iter(found)
    frame.stack.append(found)


def unpack(machine: Machine, frame: Frame, count: int) -> None:
    """Put the topmost's items there, the first one on top."""
    found = items.listed(machine, frame.stack.pop())
    if len(found) != count:
        problem = msg("{wanted} names for {count} values", wanted=count, count=len(found))
        raise WrongError(problem, msg("Write as many names as there are values."))
    frame.stack += reversed(found)


def text_of(machine: Machine, frame: Frame, shape: tuple[str, str]) -> None:
    """Put the topmost there as a text: ``repr`` or ``str``, in a shape such as ``.4f``."""
    frame.stack.append(shaped(machine, frame.stack.pop(), *shape))


def join(machine: Machine, frame: Frame, count: int) -> None:
    """Put the topmost texts there as one."""
    parts = frame.stack[len(frame.stack) - count :]
    del frame.stack[len(frame.stack) - count :]
    frame.stack.append(items.text(machine, "".join(parts)))


# -- operators and places


def operate(machine: Machine, frame: Frame, operator: operators.Operator) -> bool:
    """Put the result of two operands there."""
    right = frame.stack.pop()
    return operators.operate(machine, frame, operator, frame.stack.pop(), right)


def operate_in_place(machine: Machine, frame: Frame, operator: operators.Operator) -> bool:
    """Likewise for ``+=`` and its like, which change a list or set itself."""
    right = frame.stack.pop()
    left = frame.stack.pop()
    if operators.changed_itself(machine, operator, left, right):
        frame.stack.append(left)
        return False
    return operators.operate(machine, frame, operator, left, right)


def unary(machine: Machine, frame: Frame, sign: str) -> bool:
    """Put ``-x``, ``+x`` or ``not x`` there."""
    return operators.unary(machine, frame, sign, frame.stack.pop())


def compare(machine: Machine, frame: Frame, sign: str) -> bool:
    """Put the result of a comparison there."""
    right = frame.stack.pop()
    return operators.compare(machine, frame, sign, frame.stack.pop(), right)


def load_field(machine: Machine, frame: Frame, name: str) -> None:
    """Put ``x.name`` there."""
    frame.stack.append(attributes.load(machine, frame, frame.stack.pop(), name))


def store_field(machine: Machine, frame: Frame, name: str) -> None:
    """Take ``x``, then a value, and set ``x.name``."""
    owner = frame.stack.pop()
    attributes.store(machine, frame, owner, name, frame.stack.pop())


def load_item(machine: Machine, frame: Frame, _: None) -> bool:
    """Put ``x[i]`` there."""
    place = frame.stack.pop()
    return items.load(machine, frame, frame.stack.pop(), place)


def store_item(machine: Machine, frame: Frame, _: None) -> None:
    """Take ``i``, ``x`` and a value, and set ``x[i]``."""
    place = frame.stack.pop()
    owner = frame.stack.pop()
    items.store(machine, owner, place, frame.stack.pop())


def make_slice(_: Machine, frame: Frame, __: None) -> None:
    """Put a slice of the three topmost there."""
    start, stop, step = frame.stack[-3:]
    del frame.stack[-3:]
    frame.stack.append(items.part(start, stop, step))


# -- functions and classes


def make_function(machine: Machine, frame: Frame, what: tuple[Code, int, str]) -> None:
    """Put a function there, which keeps the names around it. ``what`` : code, how many defaults, where it stands."""
    code, count, kind = what
    machine.take(8)
    defaults = tuple(frame.stack[len(frame.stack) - count :])
    del frame.stack[len(frame.stack) - count :]
    scope = {"module": None, "class": frame.scope.parent, "function": frame.scope}[kind]
    frame.stack.append(Function(code, defaults, scope))


def run_body(machine: Machine, frame: Frame, what: tuple[Code, str]) -> bool:
    """Carry a class's body out; what it sets is put there."""
    code, kind = what
    scope = {"module": None, "class": frame.scope.parent, "function": frame.scope}[kind]
    calling.enter(machine, Frame(code, Scope(scope)))
    return True


def leave_body(machine: Machine, frame: Frame, _: None) -> bool:
    """End a class's body."""
    machine.frames.pop()
    machine.frames[-1].stack.append(frame.scope.names)
    return True


def make_class(machine: Machine, frame: Frame, what: tuple[str, bool]) -> None:
    """Put a class there, of what its body has set and of the class that it is made from."""
    name, derived = what
    fields, base = frame.stack.pop(), frame.stack.pop() if derived else None
    if derived and not isinstance(base, Class):
        raise WrongError(
            msg("a class can only be made from a class of yours"), msg("Write {example}.", example=f"{name}:")
        )
    machine.take(len(fields) + 8)
    frame.stack.append(Class(name, fields, base))


def call(machine: Machine, frame: Frame, what: tuple[int, tuple[str, ...]]) -> bool:
    """Call: below the arguments on the stack is what is called; the last ones are named."""
    count, names = what
    given = frame.stack[len(frame.stack) - count :]
    del frame.stack[len(frame.stack) - count :]
    named = dict(zip(names, given[count - len(names) :], strict=True)) if names else {}
    return calling.invoke(machine, frame, frame.stack.pop(), given[: count - len(names)], named)


def call_spread(machine: Machine, frame: Frame, names: tuple[str, ...]) -> bool:
    """Call with the arguments of a list; the named ones lie on top of it."""
    named = dict(zip(names, frame.stack[len(frame.stack) - len(names) :], strict=True))
    del frame.stack[len(frame.stack) - len(names) :]
    given = frame.stack.pop()
    return calling.invoke(machine, frame, frame.stack.pop(), given, named)


def give_back(machine: Machine, frame: Frame, _: None) -> bool:
    """Return the topmost to the caller; from ``__init__`` goes the object."""
    value = frame.stack.pop()
    machine.frames.pop()
    if frame.made is not None:
        if value is not None:
            raise WrongError(msg("__init__ returns something"), msg("Write return alone, or nothing."))
        value = frame.made
    machine.frames[-1].stack.append(value)
    return True


def claim(machine: Machine, frame: Frame, with_text: bool) -> None:
    """Stop the program where an assert does not hold."""
    text = frame.stack.pop() if with_text else None
    if not operators.truth(machine, frame.stack.pop()):
        said = written(machine, text) if with_text else ""
        problem = msg("assert does not hold: {text}", text=said) if said else msg("assert does not hold")
        raise WrongError(problem, msg("Look at the values that lead there, with print for example."))


def load_module(machine: Machine, frame: Frame, name: str) -> None:
    """Put a module there."""
    frame.stack.append(machine.modules[name])
