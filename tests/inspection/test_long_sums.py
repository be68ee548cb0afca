"""Long sums are made term by term when they are looked at, and say the same as if they had been made at once."""

from __future__ import annotations

import numpy as np
import pytest
from inspected import calculate, network, primed

from nnstudio.engine import Plan, expand
from nnstudio.engine.layers import dense
from nnstudio.engine.terms import Products
from nnstudio.inspection import Description, Operand, Step, Trace, as_text, describe, tokens
from nnstudio.inspection.terms import Terms
from nnstudio.inspection.writing import text

STEPS = (Step("forward", "h1", "z", (3,)), Step("backward", "h1", "grad_z", (3,)))


@pytest.fixture
def wide() -> Plan:
    rng = np.random.default_rng(4)
    return primed(network((70, 60, 55), ("tanh", "tanh")), rng.normal(size=(3, 70)), rng.normal(size=(3, 55)), 2)


def described(plan: Plan, step: Step) -> Description:
    return describe(Trace(plan, 1), step)


def lazy_terms(plan: Plan, step: Step) -> Terms:
    (terms,) = (part for part in described(plan, step).operands.parts if isinstance(part, Terms))
    return terms


@pytest.mark.parametrize("step", STEPS)
def test_says_the_same_as_a_sum_made_at_once(wide: Plan, step: Step, monkeypatch: pytest.MonkeyPatch) -> None:
    lazy = described(wide, step)
    assert any(isinstance(part, Terms) for part in lazy.operands.parts)
    monkeypatch.setattr(dense, "_LONG", 10**6)
    eager = described(wide, step)
    assert not any(isinstance(part, Terms) for part in eager.operands.parts)
    assert as_text(lazy) == as_text(eager)
    assert [plain(each) for each in lazy.operands] == [plain(each) for each in eager.operands]
    assert list(lazy.operands.places()) == [each.place for each in eager.operands]
    assert lazy.main is not None
    assert eager.main is not None
    assert lazy.main.bound == pytest.approx(eager.main.bound, rel=1e-12)
    assert lazy.highlight == eager.highlight
    assert [token.mark for token in tokens(lazy.main.expression)] == [
        token.mark for token in tokens(eager.main.expression)
    ]


def plain(operand: Operand) -> tuple[object, ...]:
    return str(operand.name), operand.symbol, operand.value, operand.place, operand.step


@pytest.mark.parametrize("step", STEPS)
def test_the_written_numbers_give_the_result(wide: Plan, step: Step) -> None:
    main = described(wide, step).main
    assert main is not None
    assert main.holds
    written = text(main.expression)
    assert abs(calculate(written) - main.result) <= main.bound


def test_only_what_is_written_is_made(wide: Plan) -> None:
    main = described(wide, STEPS[0]).main
    assert main is not None
    shown = tokens(main.expression)
    assert sum(token.hidden for token in shown) == 70 + 1 - 6
    terms = lazy_terms(wide, STEPS[0])
    list(tokens(main.expression))
    assert not terms._made
    _ = terms[2]
    assert len(terms._made) == 2


def test_a_card_keeps_its_numbers_when_the_plan_goes_on(wide: Plan) -> None:
    before = described(wide, STEPS[0])
    value = describe(Trace(wide, 1), STEPS[0]).operands[80].value
    for call, arguments in wide.calls:
        call(*arguments)
    assert before.operands[80].value == value


def test_the_engines_terms_add_up(wide: Plan) -> None:
    found = expand(wide, "h1", "z", 0, 2)
    assert isinstance(found.terms, Products)
    assert sum(term.value for term in found.terms) == pytest.approx(found.total, abs=found.bound)
    assert found.terms[-1] == found.terms[70]
    with pytest.raises(IndexError):
        found.terms[71]
