"""The small Python gives what Python gives."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st
from pythons import printed, python_printed, ran
from random_programs import Writer

PROGRAMS = (Path(__file__).parent / "as_python.txt").read_text(encoding="utf-8").split("\n---\n")


@pytest.mark.parametrize("text", PROGRAMS, ids=range(len(PROGRAMS)))
def test_a_program_prints_what_it_prints_in_python(text: str) -> None:
    assert printed(text) == python_printed(text)


@settings(max_examples=100, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.integers(0, 10**9))
def test_random_programs_print_what_they_print_in_python(seed: int) -> None:
    text = Writer(seed).program()
    wanted = python_printed(text)
    # Of more than this the small Python keeps the beginning alone.
    assume(len(wanted[0]) < 10_000)
    assert printed(text) == wanted, text


def test_random_draws_are_the_same_at_every_run() -> None:
    text = "import random\nprint([random.uniform(-1, 1) for _ in range(3)])"
    assert ran(text).output == ran(text).output
