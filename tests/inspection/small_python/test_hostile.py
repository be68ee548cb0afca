"""Programs that want out, or to take all there is: each ends in an error with its place."""

from __future__ import annotations

import contextlib
import time
from pathlib import Path

import pytest
from pythons import fault, printed

from nnstudio.inspection.small_python import CodeError, Machine, Source, StoppedError
from nnstudio.inspection.small_python.sameness import same

FOLDER = Path(__file__).parent
OUT = (FOLDER / "reaching_out.txt").read_text(encoding="utf-8").split("\n---\n")
GREEDY = (FOLDER / "taking_all.txt").read_text(encoding="utf-8").split("\n---\n")
LONG = (
    *("(" * 5000, "-" * 900 + "1", "x" + ".a" * 480, "not " * 240 + "1", "[" * 31 + "]" * 31, "a=1\n" * 700),
    *("x = '" + "a" * 30000 + "'", "1" * 5000, "0x" + "f" * 4000, "x = " + "+".join(["1"] * 490)),
    "".join(" " * depth + "if 1:\n" for depth in range(99)) + " " * 99 + "pass",
)


@pytest.fixture
def soon(monkeypatch: pytest.MonkeyPatch) -> None:
    """Count fewer steps, so that the test is done sooner."""
    monkeypatch.setattr("nnstudio.inspection.small_python.machine.MOST_STEPS", 400_000)


@pytest.mark.parametrize("text", OUT)
def test_nothing_outside_is_within_reach(text: str) -> None:
    error = fault(text)
    assert error.line >= 1
    assert str(error.sentence)
    assert error.position < max(1, len(text.split("\n")[error.line - 1]))


@pytest.mark.usefixtures("soon")
@pytest.mark.parametrize("text", GREEDY, ids=lambda text: text[:40])
def test_whatever_takes_too_much_ends_in_an_error(text: str) -> None:
    begun = time.process_time()
    error = fault(text)
    assert str(error.problem)
    assert str(error.advice)
    # A hundred times what it takes: only an endless one takes so long.
    assert time.process_time() - begun < 120


@pytest.mark.parametrize("text", LONG, ids=range(len(LONG)))
def test_a_text_that_is_long_or_deep_is_refused_or_runs(text: str) -> None:
    machine = Machine()
    with contextlib.suppress(CodeError):
        machine.run(Source("own", text))
    assert machine.frames == []


def test_the_real_limit_is_reached_too() -> None:
    assert str(fault("while True:\n    pass").problem) == "more than 5,000,000 steps"


def test_a_sum_of_many_terms_is_no_greed() -> None:
    assert printed("print(" + " + ".join(["1"] * 100) + ")") == ("100\n", True)


def test_a_run_ends_soon_after_it_is_asked_to() -> None:
    asked: list[int] = []

    def stopped() -> bool:
        asked.append(1)
        return len(asked) > 3

    with pytest.raises(StoppedError):
        Machine(stopped).run(Source("own", "while True:\n    pass"))
    assert len(asked) == 4


def test_after_an_error_the_machine_goes_on_with_what_was_named() -> None:
    machine = Machine()
    with pytest.raises(CodeError):
        machine.run(Source("own", "x = 4\ndef f():\n    return 1 / 0\nsorted([1], key=lambda y: f())"))
    machine.run(Source("own", "print(x)"))
    assert machine.output == "4\n"


def test_a_list_is_itself_without_being_gone_through() -> None:
    """No step would be counted for its items: ``while True: x == x`` over a million took hours to its limit."""

    class Unread(list[int]):
        def __eq__(self, other: object) -> bool:
            raise AssertionError("gone through")

    x = Unread([1, 2])
    assert same(Machine(), x, x)
    assert printed("x = float('nan')\nprint(x == x, [x] == [x])") == ("False True\n", True)


def test_what_goes_through_a_text_is_counted_by_its_length(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("nnstudio.inspection.small_python.machine.MOST_STEPS", 60_000)
    assert "more than" in str(fault("s = 'a' * 99999\nfor i in range(10):\n    s.count('b')").problem)
