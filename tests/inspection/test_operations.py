"""The operations of a card: each follows from those before, all together give the result, and the right part is lit."""

from __future__ import annotations

import ast
import math
import random

import numpy as np
import pytest
from inspected import FUNCTIONS, network, primed

from nnstudio.engine import Plan
from nnstudio.inspection import Operation, Operations, Step, Trace, describe, operations, steps, tokens
from nnstudio.inspection.expression import Call, Node, Num, Product, Quotient, Square, Sum, evaluate, num
from nnstudio.inspection.terms import Terms
from nnstudio.inspection.writing_order import Token, token_count
from nnstudio.text import msg

NAME = msg("{name}", name="a number")


def invented(rng: random.Random, depth: int) -> Node:
    """Return a random expression."""
    if depth == 0 or rng.random() < 0.25:
        return num("x", rng.choice((-1, 1)) * rng.uniform(0.3, 2.0), NAME)
    deeper = [invented(rng, depth - 1) for _ in range(rng.randint(2, 9 if depth == 3 else 3))]
    match rng.randrange(5):
        case 0:
            return Sum(tuple((rng.choice((1, -1)), node) for node in deeper))
        case 1:
            return Product(tuple(deeper[:3]))
        case 2:
            return Square(deeper[0])
        case 3:
            return Quotient(deeper[0], deeper[1])
    return Call("tanh", deeper[0], math.tanh(evaluate(deeper[0])))


def follows(operation: Operation) -> float:
    """Return what the operation gives, from its mark and the numbers that it names alone."""
    given = [each if isinstance(each, float) else each.value for each in operation.operands]
    match operation.mark, given:
        case "=", [value]:
            return value
        case "²", [value]:
            return value * value
        case "−", [value]:
            return -value
        case "+", [first, second]:
            return first + second
        case "−", [first, second]:
            return first - second
        case "×", [first, second]:
            return first * second
        case "/", [first, second]:
            return first / second
    return FUNCTIONS[operation.mark.removesuffix("(")](given[0])


def lines_of(node: Node) -> Operations:
    from nnstudio.inspection import Line

    return Operations((Line("y", node, evaluate(node), 1.0, NAME),))


@pytest.mark.parametrize("seed", range(60))
def test_each_operation_follows_from_what_it_names(seed: int) -> None:
    node = invented(random.Random(seed), 3)
    found = lines_of(node)
    for operation in found:
        assert math.isclose(follows(operation), operation.value, rel_tol=1e-9, abs_tol=1e-12)
    assert found[-1].value == evaluate(node)
    assert [each.last for each in found].index(True) == len(found) - 1


@pytest.mark.parametrize("seed", range(60))
def test_what_comes_in_is_given_or_was_made_before(seed: int) -> None:
    found = lines_of(invented(random.Random(seed), 3))
    made: list[float] = []
    for operation in found:
        for given in operation.operands:
            assert not isinstance(given, float) or any(math.isclose(given, each, rel_tol=1e-9) for each in made)
        made.append(operation.value)


@pytest.mark.parametrize("seed", range(60))
def test_what_is_lit_is_what_was_calculated(seed: int) -> None:
    node = invented(random.Random(seed), 3)
    written = tokens(node, whole=True)
    assert len(written) == token_count(node)
    assert [token.at for token in written] == list(range(len(written)))
    for operation in lines_of(node):
        start, stop = operation.tokens
        lit = value_of(written[start:stop])
        assert math.isclose(lit, operation.value, rel_tol=1e-9, abs_tol=1e-12), (operation, lit)


def value_of(lit: tuple[Token, ...]) -> float:
    """Return what a stretch of the written line comes to, calculated by Python's own grammar."""
    text = "".join(f"({each.operand.value!r})" if each.operand is not None else each.mark for each in lit)
    text = text.replace("×", "*").replace("²", "**2").replace("−", "-")
    return float(eval(compile(ast.parse(text, mode="eval"), "", "eval"), {"tanh": math.tanh, "__builtins__": {}}))


@pytest.mark.parametrize("seed", range(60))
def test_shortened_lines_number_their_tokens_as_whole_ones_do(seed: int) -> None:
    node = invented(random.Random(seed), 3)
    whole = {token.at: token for token in tokens(node, whole=True)}
    for now in range(0, len(whole), 3):
        short = tokens(node, now=now)
        before_dots = {token.at for token in short if token.hidden}
        assert all(whole[token.at].mark == token.mark for token in short if token.at not in before_dots)
        assert any(token.at == now and not token.hidden for token in short)


@pytest.fixture
def wide() -> Plan:
    rng = np.random.default_rng(4)
    return primed(network((70, 60, 5), ("tanh", "tanh")), rng.normal(size=(3, 70)), rng.normal(size=(3, 5)), 2)


def test_operations_of_long_sums_are_counted(wide: Plan) -> None:
    described = describe(Trace(wide, 1), Step("forward", "h1", "z", (3,)))
    found = operations(described)
    assert len(found) == 70 + 70
    assert described.main is not None
    for number in (0, 1, 2, 77, 137, 138, 139):
        assert math.isclose(follows(found[number]), found[number].value, rel_tol=1e-5)
    assert found[139].last
    assert found[139].value == described.main.result
    assert [place.quantity for place in found[0].places] == ["weight", "x"]
    assert [place.quantity for place in found[139].places] == ["bias"]
    terms = next(part for part in described.operands.parts if isinstance(part, Terms))
    assert len(terms._made) < 30
    middle = tokens(described.main.expression, now=found[77].tokens[1] - 1)
    assert [token.hidden for token in middle if token.hidden] == [35, 29]


def test_every_step_of_a_plan_has_operations_that_end_in_its_number() -> None:
    rng = np.random.default_rng(1)
    plan = primed(
        network((2, 3, 2), ("tanh", "logistic"), optimizer="adam"), rng.normal(size=(4, 2)), rng.random((4, 2))
    )
    for batch in (False, True):
        trace = Trace(plan, 2, batch)
        for step in steps(plan):
            described = describe(trace, step)
            found = operations(described)
            assert described.main is not None
            assert found[-1].value == described.main.result
            assert all(isinstance(node, Num) or len(found) for node in (described.main.expression,))
